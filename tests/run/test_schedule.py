from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.scenes import snapshot

from paxline.counts.calendar import EASTERN, Week, eastern, expected_release
from paxline.desk.hours import BEFORE_RELEASE, out_of_book
from paxline.desk.snapshot import Gate, Release
from paxline.market.contract import closes_at, opens_at, trading_week
from paxline.run.schedule import Errand, Standing, is_late, next_wake, withdrawals

WEEK = Week(date(2026, 4, 20))
SCENE = replace(snapshot(), forecast=None, books=(), gate=None, release=None, account=None)
SETTLE = Errand.FOLLOW_SETTLEMENT
MIDNIGHT = eastern(WEEK.monday, time(0, 0))
INSTANTS = st.integers(0, 4 * 365 * 24 * 3600).map(lambda s: datetime(2023, 6, 1, tzinfo=UTC) + timedelta(seconds=s))


def published_by(now: datetime) -> date:
    """The newest day that a punctual TSA has published."""
    day = now.date()
    while expected_release(day) > now:
        day -= timedelta(days=1)
    return day


def why_nothing_stands(at: datetime, latest: date) -> str | None:
    """What the desk says where the newest count is old and no maintenance was announced."""
    scene = replace(SCENE, as_of=at, week=trading_week(at))
    gate = Gate(exchange_open=True, trading_open=True, shut=(), seen_at=at)
    seen = expected_release(latest) - timedelta(days=1)
    return out_of_book(scene, Release(latest, seen), gate, verified_after=timedelta(minutes=2))


def lived(start: datetime, *, until: datetime) -> list[tuple[datetime, Errand]]:
    """Every errand of a stretch in which all are done at once and the TSA is punctual."""
    now, done, found = start, dict[Errand, datetime](), list[tuple[datetime, Errand]]()
    while now < until:
        wake = next_wake(now, Standing(published_by(now), (), done))
        now = wake.at
        for errand in wake.errands:
            done[errand] = now
            found.append((now, errand))
    return found


@given(INSTANTS, st.dictionaries(st.sampled_from(Errand), st.integers(0, 10_000_000), max_size=4))
def test_a_wake_is_never_in_the_past_and_always_for_something(now: datetime, ago: dict[Errand, int]) -> None:
    done = {errand: now - timedelta(seconds=seconds) for errand, seconds in ago.items()}
    wake = next_wake(now, Standing(published_by(now), (), done))
    assert now <= wake.at <= now + timedelta(days=1)
    assert wake.errands


@given(INSTANTS)
def test_doing_what_is_due_moves_time_on(now: datetime) -> None:
    done: dict[Errand, datetime] = {}
    for _ in range(len(Errand)):
        wake = next_wake(now, Standing(published_by(now), (), done))
        if wake.at > now:
            return
        done |= dict.fromkeys(wake.errands, now)
    assert next_wake(now, Standing(published_by(now), (), done)).at > now


@given(INSTANTS, st.integers(0, 6))
def test_a_stretch_is_one_in_which_the_desk_lets_nothing_rest(now: datetime, hours_later: int) -> None:
    latest = published_by(now)
    for start, end in withdrawals(now, latest):
        for at in (start, min(start + timedelta(hours=hours_later), end - timedelta(seconds=1))):
            assert why_nothing_stands(at, latest) is not None


@given(INSTANTS)
def test_outside_of_the_stretches_the_desk_may_have_orders_in_the_book(now: datetime) -> None:
    latest = published_by(now)
    if not any(start <= now < end for start, end in withdrawals(now, latest)):
        assert why_nothing_stands(now, latest) is None


def test_a_late_count_keeps_the_book_empty_however_late_it_is() -> None:
    tuesday = date(2026, 4, 21)
    nine = eastern(date(2026, 4, 23), time(9, 0))
    assert any(start < nine and end > nine + timedelta(days=300) for start, end in withdrawals(nine, tuesday))


def test_a_late_count_is_told_after_half_an_hour() -> None:
    tuesday = date(2026, 4, 21)
    assert not is_late(eastern(date(2026, 4, 23), time(9, 29)), tuesday)
    assert is_late(eastern(date(2026, 4, 23), time(9, 31)), tuesday)
    assert not is_late(eastern(date(2026, 4, 25), time(12, 0)), date(2026, 4, 23))


def test_a_federal_holiday_is_not_late_but_looked_at() -> None:
    """Memorial Day, Monday 2026-05-25: the weekend's counts are expected on Tuesday."""
    thursday = date(2026, 5, 21)
    noon = eastern(date(2026, 5, 25), time(10, 0))
    assert not is_late(noon, thursday)
    looked = next_wake(noon, Standing(thursday, (), {Errand.READ_PAGE: noon, Errand.PING: noon, Errand.DECIDE: noon}))
    assert looked.at <= noon + timedelta(minutes=10)


def test_the_page_is_looked_at_every_few_seconds_near_the_release_and_rarely_otherwise() -> None:
    looks = [at for at, errand in lived(MIDNIGHT, until=MIDNIGHT + timedelta(days=1)) if errand is Errand.READ_PAGE]
    release = eastern(WEEK.monday, time(9, 0))
    before = [at for at in looks if release - BEFORE_RELEASE <= at < release]
    assert all(later - earlier == timedelta(seconds=20) for earlier, later in pairwise(before))
    assert len(before) == 75
    # Punctual at 9:00, so the night and the rest of the day are quiet.
    assert len([at for at in looks if at > release]) <= 6
    assert len([at for at in looks if at < release - BEFORE_RELEASE]) <= 4


def test_a_count_that_does_not_come_is_looked_for_ever_more_gently() -> None:
    tuesday = date(2026, 4, 21)
    start = eastern(date(2026, 4, 23), time(9, 0))
    pauses = []
    for hours in (0, 1, 3, 24):
        at = start + timedelta(hours=hours)
        done = dict.fromkeys(Errand, at)
        wake = next_wake(at, Standing(tuesday, (), {**done, Errand.PING: at + timedelta(days=1)}))
        pages = at
        while Errand.READ_PAGE not in wake.errands:
            done |= dict.fromkeys(wake.errands, wake.at)
            wake = next_wake(wake.at, Standing(tuesday, (), done))
        pauses.append((wake.at - pages).total_seconds())
    assert pauses == [20, 120, 600, 600]


@pytest.mark.parametrize("monday", [date(2025, 10, 27), date(2026, 5, 25)], ids=["clocks go back", "holiday"])
def test_a_week_lived_to_the_end_misses_no_withdrawal_brief_or_copy(monday: date) -> None:
    found = lived(eastern(monday, time(0, 0)), until=eastern(monday + timedelta(days=7), time(0, 0)))
    of = {errand: [at for at, one in found if one is errand] for errand in Errand}
    assert len(of[Errand.BRIEF]) == 7
    assert len(of[Errand.BACK_UP]) == 7
    local = {at.astimezone(EASTERN).strftime("%a %H:%M") for at in of[Errand.WITHDRAW]}
    assert {"Thu 02:50", "Sun 22:00", "Tue 22:00"} <= local
    assert {f"{day} 08:35" for day in ("Tue", "Wed", "Thu", "Fri")} <= local
    decided = of[Errand.DECIDE]
    week = Week(monday)
    assert decided[0] == opens_at(week)
    assert closes_at(week) - decided[-1] <= timedelta(minutes=1)


def test_the_one_withdrawal_of_a_stretch_is_enough() -> None:
    at = eastern(date(2026, 4, 22), time(8, 35))
    standing = Standing(date(2026, 4, 20), (), dict.fromkeys(Errand, at))
    assert next_wake(at, standing).at > at


def test_settlement_is_followed_closely_on_its_day_and_for_days_after() -> None:
    nine = eastern(WEEK.plus(1).monday, time(9, 0))
    for after, pause in ((timedelta(0), 5), (timedelta(hours=5), 5), (timedelta(hours=7), 60), (timedelta(days=3), 60)):
        at = nine + after
        done, wake = dict.fromkeys(Errand, at), None
        while wake is None or Errand.FOLLOW_SETTLEMENT not in wake.errands:
            wake = next_wake(wake.at if wake else at, Standing(WEEK.sunday, (WEEK,), done))
            done |= {errand: wake.at for errand in wake.errands if errand is not Errand.FOLLOW_SETTLEMENT}
        assert wake.at == at + timedelta(minutes=pause)


def test_a_week_that_is_settled_is_not_asked_for() -> None:
    assert not [at for at, errand in lived(MIDNIGHT, until=MIDNIGHT + timedelta(days=1)) if errand is SETTLE]


def test_a_clock_set_back_holds_nothing_up() -> None:
    at = eastern(date(2026, 4, 22), time(12, 0))
    ahead = dict.fromkeys(Errand, at + timedelta(days=400))
    wake = next_wake(at, Standing(date(2026, 4, 21), (), ahead))
    assert wake.at == at
    assert {Errand.READ_PAGE, Errand.DECIDE} <= set(wake.errands)
    # A copy of this very second may be there already, and the brief was sent.
    assert not {Errand.BRIEF, Errand.BACK_UP} & set(wake.errands)


def test_what_was_missed_while_the_machine_slept_is_due_at_once() -> None:
    asleep = eastern(date(2026, 4, 22), time(8, 0))
    awake = eastern(date(2026, 4, 22), time(12, 0))
    wake = next_wake(awake, Standing(date(2026, 4, 21), (), dict.fromkeys(Errand, asleep)))
    assert wake.at == awake
    assert {Errand.READ_PAGE, Errand.DECIDE, Errand.BRIEF} <= set(wake.errands)


def test_stretches_are_told_in_order() -> None:
    now = eastern(date(2026, 4, 22), time(12, 0))
    stretches = withdrawals(now, date(2026, 4, 21))
    assert list(stretches) == sorted(stretches)
    assert all(start < end for start, end in stretches)
