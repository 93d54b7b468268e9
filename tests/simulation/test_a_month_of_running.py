"""A month of the paper bot as a process that is killed fifty times, and then every day of it held against the rules.

Releases early, on time and late, a holiday, weekends, maintenance and the change to summer time; pages, quotes and
trades come over the loopback, alerts go there.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.simulation.apart import lives, reckon
from tests.simulation.lives import LATE_PAUSE, OLD_PAUSE, SOON, VERIFIED, Deed, Dial, Span, in_time, lived, stops
from tests.simulation.month import LATE, Striding, World

from paxline.counts.calendar import ONE_DAY, Week, eastern_day, expected_release
from paxline.desk.ledger import Answered, Event, Filled, Intended, Ledger, Settled
from paxline.desk.orders import Heard, Side
from paxline.desk.policy import Policy
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import KalshiHttp
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.store import Store
from paxline.edge.store.backup import backups
from paxline.edge.store.journal import SqliteJournal
from paxline.market.contract import event_week
from paxline.run.alerts import Kind
from paxline.run.paper import PaperVenue
from paxline.run.recover import Ready, recover
from paxline.run.schedule import Errand, Standing, next_wake, withdrawals
from paxline.testing import ManualClock
from paxline.wiring.bot.paper import PublicTape
from paxline.wiring.evidence import recorded_weeks
from paxline.wiring.home import Home
from paxline.wiring.posted import posted

DAYS = 28
START = datetime(2026, 2, 9, 18, tzinfo=UTC)
MONTH = Span(START, START + timedelta(days=DAYS), kills=50, longest=330)
WEEKS = tuple(Week.holding(eastern_day(START)).plus(i) for i in range(-1, 6))
LATE_DAYS = dict(zip((date(2026, 2, 11), date(2026, 2, 24), date(2026, 3, 3)), LATE, strict=True))
"""Days whose counts come three, six and twenty-six hours late."""

SETTLEMENT_PAUSE, FRESH = timedelta(minutes=5), timedelta(hours=6)
"""Between two looks for a result in the first hours after it was due."""


@pytest.mark.slow(minutes=3)
def test_a_month_with_fifty_kills_keeps_every_rule(tmp_path: Path) -> None:
    world, home = World(5, date(2026, 2, 9), 6, LATE_DAYS), Home(tmp_path)
    world.fill(tmp_path)
    deeds = lived(tmp_path, world, MONTH)
    end = Dial(tmp_path / "dial").read()
    with home.store() as store, SqliteJournal.open_to_read(home.paper_journal) as journal:
        events = journal.events()
        known = {day: one.known_at for day, one in store.history(end).published.items()}
        _no_wake_is_missed(world, known, deeds)
        _every_release_is_acted_on(world, store, known, deeds)
        _nothing_rests_when_nothing_may(world, events, deeds)
        _every_order_is_one_of_a_kept_decision(store, events, known)
        _every_week_settles_when_its_result_is_there(world, events, deeds)
        _how_every_week_traded_is_kept(world, store, end)
    _the_ledger_is_what_the_record_makes_of_the_orders(world, home, end)
    _every_fact_was_told(world, home, events)
    _what_is_amiss_is_found(world, known, deeds, events)


def _what_is_amiss_is_found(
    world: World, known: dict[date, datetime], deeds: Sequence[Deed], events: tuple[Event, ...]
) -> None:
    """A brief that was not sent, a page that was not read, an order that was left in the book for the night."""
    middle = MONTH.start + (MONTH.until - MONTH.start) / 2
    for errand in (Errand.BRIEF, Errand.READ_PAGE, Errand.BACK_UP):
        gone = next(one for one in deeds if one.errand is errand and one.at > middle)
        with pytest.raises(AssertionError, match=errand.name):
            _no_wake_is_missed(world, known, [one for one in deeds if one is not gone])
    client_id, _, end = next(one for one in rested(events) if one[2] > middle)
    left = tuple(
        replace(one, at=end + ONE_DAY)
        if isinstance(one, Answered) and (one.client_id, one.at) == (client_id, end)
        else one
        for one in events
    )
    with pytest.raises(AssertionError, match="nothing may"):
        _nothing_rests_when_nothing_may(world, left, deeds)


def _no_wake_is_missed(world: World, known: dict[date, datetime], deeds: Sequence[Deed]) -> None:
    """Whatever the schedule says is due at a stop of the clock was done then."""
    due = 0
    first, last = eastern_day(MONTH.start), eastern_day(MONTH.until)
    for stop in (at for at in stops(world, first, last) if MONTH.start < at < MONTH.until - SOON):
        before = {one.errand: one.at for one in deeds if one.errand is not None and one.at < stop}
        wake = next_wake(stop, Standing(max(day for day, at in known.items() if at < stop), (), before))
        for errand in wake.errands if wake.at == stop else ():
            until = in_time(stop, deeds)
            assert any(one.errand is errand and stop <= one.at <= until for one in deeds), f"{errand} at {stop}"
            due += 1
    assert due > 40 * DAYS
    counted = {errand: sum(one.errand is errand for one in deeds) for errand in Errand}
    assert min(counted[Errand.BRIEF], counted[Errand.BACK_UP]) >= DAYS
    assert all(one.outcome in {"done", "Unreachable", "WireError"} for one in deeds if one.errand is not None)


def _every_release_is_acted_on(world: World, store: Store, known: dict[date, datetime], deeds: Sequence[Deed]) -> None:
    decided = sorted(one.as_of for week in WEEKS for one in store.decisions(week, MONTH.until))
    published = store.history(MONTH.until).published
    due = [day for day, at in world.released.items() if MONTH.start < at < MONTH.until - LATE_PAUSE - SOON]
    assert len(due) >= DAYS - 1
    for day in due:
        released = world.released[day]
        # Every twenty seconds or two minutes while it is awaited, every ten where it is late.
        late = released > expected_release(day) + timedelta(hours=2)
        seen = released + (LATE_PAUSE if late else VERIFIED) + timedelta(seconds=3)
        assert released <= known[day] <= in_time(seen, deeds), day
        assert any(known[day] <= at <= in_time(known[day], deeds) for at in decided), day
        assert published[day].passengers == world.figures[day]


def _nothing_rests_when_nothing_may(world: World, events: tuple[Event, ...], deeds: Sequence[Deed]) -> None:
    spans = rested(events)
    assert len(spans) > 10 * DAYS
    for client_id, start, end in spans:
        known = max(day for day in world.figures if day not in world.released or world.released[day] <= start)
        for begins, ends in withdrawals(start, known):
            over = min(end, ends) - max(start, in_time(begins, deeds))
            assert over <= timedelta(0), f"{client_id} rested from {start} to {end}, and nothing may from {begins}"


def rested(events: tuple[Event, ...]) -> list[tuple[str, datetime, datetime]]:
    """From when to when each order stood in the book, by our id."""
    began: dict[str, datetime] = {}
    found: list[tuple[str, datetime, datetime]] = []
    for event in events:
        if isinstance(event, Answered):
            if event.heard is Heard.RESTS:
                began.setdefault(event.client_id, event.at)
            elif event.heard in {Heard.CANCELED, Heard.EXECUTED} and event.client_id in began:
                found.append((event.client_id, began.pop(event.client_id), event.at))
    assert not began, "nothing rests after the end"
    return found


def _every_order_is_one_of_a_kept_decision(
    store: Store, events: tuple[Event, ...], known: dict[date, datetime]
) -> None:
    digests = {one.digest for week in WEEKS for one in store.decisions(week, MONTH.until)}
    intended = [one for one in events if isinstance(one, Intended)]
    assert {one.decision for one in intended} <= digests
    ids = [one.order.client_id for one in intended]
    assert len(ids) == len(set(ids))
    for one in intended:
        assert all(not timedelta(0) <= one.at - at < VERIFIED for at in known.values()), "the count has not stood"


def _every_week_settles_when_its_result_is_there(
    world: World, events: tuple[Event, ...], deeds: Sequence[Deed]
) -> None:
    settled = {one.ticker: one.at for one in events if isinstance(one, Settled)}
    held: Counter[str] = Counter()
    for fill in (one for one in events if isinstance(one, Filled)):
        held[fill.ticker] += fill.count.hundredths * (1 if fill.side is Side.BID else -1)
    due = {ticker: world.settles_at(_week(ticker)) for ticker in held if held[ticker]}
    told = {ticker: at for ticker, at in due.items() if at < MONTH.until - OLD_PAUSE - SOON}
    assert len({_week(ticker) for ticker in told}) >= DAYS // 7 - 1
    for ticker, at in told.items():
        fresh = at < expected_release(_week(ticker).sunday) + FRESH
        seen = at + (SETTLEMENT_PAUSE if fresh else OLD_PAUSE)
        assert at <= settled[ticker] <= in_time(seen, deeds), ticker
    assert set(settled) == set(told)


def _how_every_week_traded_is_kept(world: World, store: Store, end: datetime) -> None:
    """What was watched is evidence once it has settled: results, and a candle a day of every rung."""
    over = {week for week in WEEKS[1:] if world.settles_at(week) < end - OLD_PAUSE - SOON}
    assert len(over) >= DAYS // 7 - 1
    kept = {one.week: one.candles for one in recorded_weeks(store, as_of=end)}
    assert set(kept) == over
    for week, candles in kept.items():
        assert len(candles) == 7 * len(world.ladder(week).rungs), week


def _week(ticker: str) -> Week:
    return event_week(ticker.rsplit("-", 1)[0])


def _the_ledger_is_what_the_record_makes_of_the_orders(world: World, home: Home, end: datetime) -> None:
    policy, clock = Policy(), ManualClock(end)
    wires = world.wires(Striding(end))
    reader = KalshiReader(KalshiHttp(wires.kalshi, clock, np.random.default_rng(1), Bucket(BASIC_READS, clock)))
    with home.store() as store, SqliteJournal.open(home.paper_journal) as journal:
        _whole(journal.ledger())
        venue = PaperVenue(policy.capital, journal, PublicTape(store, reader), policy.fee_terms, clock)
        # What filled after the last decision is heard of by the next start.
        assert isinstance(recover(journal=journal, account=venue, clock=clock), Ready)
        heard = len(journal.events())
        assert isinstance(recover(journal=journal, account=venue, clock=clock), Ready)
        assert len(journal.events()) == heard
        ledger, reckoned = journal.ledger(), reckon(world, journal.events(), end)
        filled = sum(one.count.hundredths for one in journal.events() if isinstance(one, Filled))
        assert len(lives(journal.events())) == len(ledger.orders)
    _whole(ledger)
    assert filled == reckoned.contracts > 0
    assert {ticker: one.count.hundredths for ticker, one in ledger.positions.items()} == reckoned.held
    assert ledger.cash.millionths == policy.capital.millionths + reckoned.cash


def _whole(ledger: Ledger) -> None:
    assert ledger.contradictions == ()
    assert ledger.halted == ()
    assert ledger.cash == ledger.moved + ledger.realised - ledger.fees - ledger.open_cost


def _every_fact_was_told(world: World, home: Home, events: tuple[Event, ...]) -> None:
    told = posted(home, most=10_000)
    fills = [one for one in events if isinstance(one, Filled)]
    assert len(fills) > DAYS
    assert len([one for one in told if one.alert.kind is Kind.FILL]) >= len(fills)
    briefs = [one.alert.at for one in told if one.alert.kind is Kind.BRIEF]
    assert len({eastern_day(at) for at in briefs}) == len(briefs) >= DAYS
    late = {one.alert.title for one in told if one.alert.kind is Kind.LATE}
    assert {f"the count of {day:%A, %d %B} is late" for day in LATE_DAYS} <= late
    # Thursday's maintenance is nobody's trouble.
    assert [one.alert.title for one in told if one.alert.kind is Kind.TROUBLE] == []
    # What was told of in the last minutes may wait for the next message of its kind.
    waiting = [one for one in told if one.state != "sent"]
    assert all(one.alert.at > MONTH.until - ONE_DAY for one in waiting)
    arrived = [(str(one["title"]), "may have reached you before" in str(one)) for one in world.heard]
    for title in {one.alert.title for one in told if one.alert.kind is Kind.BRIEF and one.state == "sent"}:
        once = sum(one.alert.title == title for one in told)
        assert once <= arrived.count((title, False)) + arrived.count((title, True))
        assert arrived.count((title, False)) <= once
    assert backups(home.backups)[-1].made_at > MONTH.until - ONE_DAY
