from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from paxline.desk.looks import REMEMBERED, Look, kept, usual_spread
from paxline.market.book import Quote
from paxline.units import Price

START = datetime(2026, 4, 23, 13, tzinfo=UTC)


def seen(minutes: int, *, count: int = 0) -> Look:
    return Look(START + timedelta(minutes=minutes), START + timedelta(days=count), 2_400_000.0, 0.04)


def quote(bid: int, ask: int) -> Quote:
    return Quote(Price.cents(bid), Price.cents(ask))


def test_the_usual_spread_is_the_middle_one_near_the_money() -> None:
    assert usual_spread([quote(40, 42), quote(50, 56), quote(60, 63), quote(1, 9)]) == 0.63 - 0.60
    assert usual_spread([quote(1, 3), Quote(None, Price.cents(50))]) is None


def test_the_first_of_each_hour_and_of_each_count_is_kept() -> None:
    looks: tuple[Look, ...] = ()
    for minutes in range(0, 180, 10):
        looks = kept(looks, seen(minutes, count=minutes >= 90))
    assert [int((one.at - START).total_seconds()) // 60 for one in looks] == [0, 60, 90, 150]


@given(minutes=st.lists(st.integers(0, 6_000), min_size=1, max_size=60).map(sorted))
def test_no_look_is_older_than_a_day_and_they_are_few(minutes: list[int]) -> None:
    looks: tuple[Look, ...] = ()
    for at in minutes:
        looks = kept(looks, seen(at))
        assert all(seen(at).at - one.at <= REMEMBERED for one in looks)
    assert len(looks) <= 26
    assert list(looks) == sorted(looks, key=lambda one: one.at)
