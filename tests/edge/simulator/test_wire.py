from datetime import UTC, datetime

import pytest

from paxline.edge.simulator import wire
from paxline.units import Count, Price, Usd


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 6, 11, 19, tzinfo=UTC), "2026-06-11T19:00:00Z"),
        (datetime(2026, 6, 11, 5, 39, 31, 285_630, tzinfo=UTC), "2026-06-11T05:39:31.28563Z"),
        (datetime(2026, 6, 11, 5, 39, 31, 30, tzinfo=UTC), "2026-06-11T05:39:31.00003Z"),
    ],
)
def test_instants_are_written_as_recorded(at: datetime, text: str) -> None:
    assert wire.instant(at) == text
    assert datetime.fromisoformat(text) == at


def test_times_are_counted_from_1970_and_cut_off() -> None:
    at = datetime(2026, 6, 11, 6, 29, 30, 164_956, tzinfo=UTC)
    assert (wire.seconds(at), wire.millis(at)) == (1_781_159_370, 1_781_159_370_164)


def test_a_balance_has_four_decimals_unless_it_is_finer() -> None:
    assert wire.short(Usd.parse("98.0186")) == "98.0186"
    assert wire.short(Usd.parse("98.018601")) == "98.018601"
    assert wire.short(Usd(0)) == "0.0000"


def test_cents_are_cut_off_towards_zero() -> None:
    assert [wire.cents(Usd.parse(text)) for text in ("98.0199", "0.009", "-0.009", "-1.019")] == [9801, 0, 0, -101]


def test_an_average_is_told_to_the_nearest_millionth() -> None:
    assert wire.average(Usd.parse("0.52"), Count.whole(1)) == "0.5200"
    assert wire.average(Usd.parse("0.0175"), Count.whole(1)) == "0.0175"
    assert wire.average(Usd.parse("1"), Count.whole(3)) == "0.333333"
    assert wire.average(Usd.parse("2"), Count.whole(3)) == "0.666667"


def test_an_empty_side_of_a_market_is_worth_nothing_or_all() -> None:
    assert (wire.or_nothing(None), wire.or_all(None)) == ("0.0000", "1.0000")
    assert (wire.or_nothing(Price.cents(3)), wire.or_all(Price.cents(3))) == ("0.0300", "0.0300")
