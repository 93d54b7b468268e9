from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.scenes import snapshot

from paxline.counts.calendar import EASTERN, Week, eastern, expected_release
from paxline.desk.hours import is_opening, nothing_added, out_of_book
from paxline.desk.snapshot import Gate, Release
from paxline.market.contract import closes_at, is_open, opens_at
from paxline.testing import WEEK

STOOD = timedelta(minutes=2)


def why(day: date, at: time, *, latest: date, seen: datetime | None = None, gate: Gate | None = None) -> str | None:
    """Why nothing may stand at an Eastern time, the newest count having come at 8:50 on its own morning."""
    instant = eastern(day, at)
    known_at = min(seen or expected_release(latest) - timedelta(minutes=10), instant)
    scene = snapshot(as_of=instant)
    opened = gate or Gate(exchange_open=True, trading_open=True, shut=(), seen_at=instant)
    return out_of_book(scene, Release(latest, known_at), opened, verified_after=STOOD)


MON, TUE, WED, THU, FRI, SAT, SUN = WEEK.days


@pytest.mark.parametrize(
    ("day", "at", "latest", "said"),
    [
        (THU, time(8, 34), TUE, None),
        (THU, time(8, 35), TUE, "the count of Wednesday is due"),
        (THU, time(12, 0), TUE, "and is late"),
        (THU, time(9, 0), WED, None),
        (THU, time(4, 0), TUE, "maintenance"),
        (THU, time(2, 55), TUE, "maintenance"),
        (THU, time(22, 0), WED, "overnight"),
        (THU, time(7, 0), TUE, "overnight"),
        (FRI, time(23, 0), THU, None),
        (SAT, time(3, 0), THU, None),
        (SUN, time(21, 59), THU, None),
        (SUN, time(22, 0), THU, "closes tonight"),
        (MON, time(9, 59), MON - timedelta(days=1), "does not trade"),
    ],
)
def test_the_book_is_left_by_the_clock(day: date, at: time, latest: date, said: str | None) -> None:
    found = why(day, at, latest=latest)
    assert found is None if said is None else found is not None and said in found


def test_a_count_that_has_just_come_is_not_traded_on_until_it_has_stood() -> None:
    seen = eastern(THU, time(8, 50))
    assert why(THU, time(8, 51), latest=WED, seen=seen) == "the newest count has not stood for 2 minutes yet"
    assert why(THU, time(8, 52), latest=WED, seen=seen) is None


def test_announced_maintenance_is_kept_clear_of() -> None:
    noon = eastern(THU, time(12, 0))
    gate = Gate(
        exchange_open=True,
        trading_open=True,
        shut=(),
        seen_at=noon - timedelta(minutes=9),
        maintenance=((noon, noon + timedelta(hours=1)),),
    )
    assert why(THU, time(11, 49), latest=WED, gate=gate) is None
    assert "maintenance" in (why(THU, time(11, 51), latest=WED, gate=gate) or "")


def test_on_a_federal_holiday_a_count_may_come_although_nobody_promises_it() -> None:
    week = Week(date(2026, 5, 25))
    instant = eastern(week.monday, time(10, 30))
    scene = snapshot()
    object.__setattr__(scene, "week", week)
    object.__setattr__(scene, "as_of", instant)
    release = Release(week.monday - timedelta(days=4), instant - timedelta(days=3))
    gate = Gate(exchange_open=True, trading_open=True, shut=(), seen_at=instant)
    assert "although it is a holiday" in (out_of_book(scene, release, gate, verified_after=STOOD) or "")


@given(st.integers(0, 7 * 24 * 60))
def test_nothing_ever_stands_outside_the_weeks_hours_or_at_a_release(minutes: int) -> None:
    instant = opens_at(WEEK) - timedelta(hours=1) + timedelta(minutes=minutes)
    local = instant.astimezone(EASTERN)
    latest = max((day for day in WEEK.days if expected_release(day) <= instant), default=MON - timedelta(days=1))
    said = why(local.date(), local.time(), latest=latest)
    if not is_open(WEEK, instant) or instant >= closes_at(WEEK) - timedelta(hours=1, minutes=59):
        assert said
    if time(8, 35) <= local.time() < time(9, 0) and local.weekday() < 5:
        assert said


def test_on_sunday_nothing_is_added_and_a_week_opens_for_two_hours() -> None:
    assert nothing_added(snapshot(as_of=eastern(SUN, time(12, 0))))
    assert nothing_added(snapshot(as_of=eastern(SAT, time(12, 0)))) is None
    assert is_opening(snapshot(as_of=eastern(MON, time(11, 59))))
    assert not is_opening(snapshot(as_of=eastern(MON, time(12, 0))))
