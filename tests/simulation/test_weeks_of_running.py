"""Weeks of the paper bot as a process that is killed again and again, and then every day of it held against the rules.

Releases early, on time and late, a holiday week, weekends and the change to summer time; pages, quotes and trades come
over the loopback, alerts go there. The bot's clock moves by strides: eight minutes where minutes count, else up to
four hours.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.simulation.month import LATE, LONG, NEAR, SHORT, Dial, Striding, World, live, serving

from paxline.counts.calendar import EASTERN, ONE_DAY, Week, eastern_day
from paxline.desk.ledger import Answered, Filled, Intended, fold
from paxline.desk.orders import Heard
from paxline.desk.policy import Policy
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import KalshiHttp
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.store import Store
from paxline.edge.store.journal import SqliteJournal
from paxline.run.alerts import Kind
from paxline.run.paper import PaperVenue
from paxline.run.recover import Ready, recover
from paxline.run.schedule import withdrawals
from paxline.testing import ManualClock
from paxline.wiring.home import Home
from paxline.wiring.paper import PublicTape
from paxline.wiring.posted import posted

START = datetime(2026, 2, 9, 18, tzinfo=UTC)
DOWN = timedelta(seconds=30)
LATE_DAYS = dict(zip((date(2026, 2, 11), date(2026, 2, 24), date(2026, 3, 3)), LATE, strict=True))
"""Days whose counts come three, six and twenty-six hours late."""


@dataclass
class Killer:
    """Ends a process after so many requests, before or after one is answered, or a moment later."""

    rng: np.random.Generator
    most: int
    pid: int = 0
    left: int = 0
    kills: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def met(self, _path: str) -> Callable[[], None]:
        with self.lock:
            self.left -= 1
            due = self.left == 0 and self.kills < self.most
            how = int(self.rng.integers(3)) if due else -1
        if how == 0:
            self.kill(self.pid)
        if how == 1:
            return lambda pid=self.pid: self.kill(pid)
        if how == 2:
            delay = float(self.rng.uniform(0, 0.08))
            return lambda pid=self.pid: threading.Timer(delay, self.kill, [pid]).start()
        return lambda: None

    def kill(self, pid: int) -> None:
        if pid == self.pid:
            os.kill(pid, signal.SIGKILL)


@contextmanager
def lived(folder: Path, world: World, *, until: datetime, kills: int) -> Generator[int]:
    """The month, lived by one process after another; gives how many were killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.simulation.month"])
    dial, killer = Dial(folder / "dial", START), Killer(np.random.default_rng(17), kills)
    with serving(world, killer.met) as port:
        while True:
            process = context.Process(target=live, args=(folder, port, until))
            process.start()
            with killer.lock:
                killer.pid, killer.left = process.pid or 0, int(killer.rng.integers(10, 150))
            process.join()
            killer.pid = 0
            if process.exitcode == 0:
                break
            assert process.exitcode == -signal.SIGKILL, f"it ended by itself with {process.exitcode}"
            killer.kills += 1
            dial.note(dial.read() + DOWN)
        yield killer.kills


def rested(events: tuple[object, ...]) -> list[tuple[str, datetime, datetime]]:
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


@pytest.mark.slow
@pytest.mark.parametrize(("days", "kills"), [(7, 12)], ids=["week"])
def test_weeks_with_many_kills_keep_every_rule(tmp_path: Path, days: int, kills: int) -> None:
    world, home, until = World(5, date(2026, 2, 9), 6, LATE_DAYS), Home(tmp_path), START + timedelta(days=days)
    world.fill(tmp_path)
    with lived(tmp_path, world, until=until, kills=kills) as happened:
        pass
    assert happened == kills
    with home.store() as store, SqliteJournal.open_to_read(home.paper_journal) as journal:
        events = journal.events()
        _every_release_is_acted_on(world, store, until)
        _nothing_rests_when_nothing_may(world, events)
        _every_order_is_one_of_a_kept_decision(store, events, until)
    _the_ledger_is_whole_and_the_exchange_states_the_same(home, until)
    _every_fact_was_told(world, home, events, until)


def _every_release_is_acted_on(world: World, store: Store, until: datetime) -> None:
    weeks = [Week.holding(eastern_day(START)).plus(i) for i in range(-1, 6)]
    decided = sorted(one.as_of for week in weeks for one in store.decisions(week, until))
    known = {day: reading.known_at for day, reading in store.history(until).published.items()}
    due = [day for day, at in world.released.items() if START < at <= until - 2 * LONG]
    assert len(due) >= (until - START).days - 3
    for day in due:
        # A late one is looked for every ten minutes, but the clock may take a long stride meanwhile.
        near = any(start <= world.released[day].astimezone(EASTERN).time() < end for start, end in NEAR)
        assert known[day] - world.released[day] <= (3 * SHORT if near else LONG + 2 * SHORT), day
        assert any(known[day] <= at <= known[day] + 2 * SHORT for at in decided), day
        assert store.history(until).published[day].passengers == world.figures[day]


def _nothing_rests_when_nothing_may(world: World, events: tuple[object, ...]) -> None:
    spans = rested(events)
    assert len(spans) > 50
    for client_id, start, end in spans:
        known = max(day for day in world.figures if day not in world.released or world.released[day] <= start)
        for begins, ends in withdrawals(start, known):
            # The clock moves by strides, and a killed process comes back after half a minute.
            over = min(end, ends) - max(start, begins + SHORT + 2 * DOWN)
            assert over <= timedelta(0), f"{client_id} rested from {start} to {end}, and nothing may from {begins}"


def _every_order_is_one_of_a_kept_decision(store: Store, events: tuple[object, ...], until: datetime) -> None:
    weeks = [Week.holding(eastern_day(START)).plus(i) for i in range(6)]
    digests = {one.digest for week in weeks for one in store.decisions(week, until)}
    intended = [one for one in events if isinstance(one, Intended)]
    assert {one.decision for one in intended} <= digests
    ids = [one.order.client_id for one in intended]
    assert len(ids) == len(set(ids))


def _the_ledger_is_whole_and_the_exchange_states_the_same(home: Home, until: datetime) -> None:
    world, clock = World(5, date(2026, 2, 9), 6, LATE_DAYS), ManualClock(until)
    policy = Policy()
    wires = world.wires(Striding(until))
    reader = KalshiReader(KalshiHttp(wires.kalshi, clock, np.random.default_rng(1), Bucket(BASIC_READS, clock)))
    with home.store() as store, SqliteJournal.open(home.paper_journal) as journal:
        before = fold(journal.events())
        assert before.contradictions == ()
        assert before.halted == ()
        assert before.cash == before.moved + before.realised - before.fees - before.open_cost
        venue = PaperVenue(policy.capital, journal, PublicTape(store, reader), policy.fee_terms, clock)
        assert isinstance(recover(journal=journal, account=venue, clock=clock), Ready)
        assert fold(journal.events()).cash == before.cash


def _every_fact_was_told(world: World, home: Home, events: tuple[object, ...], until: datetime) -> None:
    told = posted(home, most=10_000)
    fills = [one for one in events if isinstance(one, Filled)]
    assert len([one for one in told if one.alert.kind is Kind.FILL]) == len(fills) > 5
    briefs = [one.alert.at for one in told if one.alert.kind is Kind.BRIEF]
    assert len({eastern_day(at) for at in briefs}) == len(briefs) >= (until - START).days
    late = {one.alert.title for one in told if one.alert.kind is Kind.LATE}
    due = [day for day in LATE_DAYS if world.released[day] < until]
    assert {f"the count of {day:%A, %d %B} is late" for day in due} <= late
    # What was told of in the last minutes may wait for the next message of its kind.
    waiting = [one for one in told if one.state != "sent"]
    assert all(one.alert.at > until - ONE_DAY for one in waiting)
    arrived = [(str(one["title"]), "may have reached you before" in str(one)) for one in world.heard]
    for title in {one.alert.title for one in told if one.alert.kind is Kind.BRIEF and one.state == "sent"}:
        once = sum(one.alert.title == title for one in told)
        assert once <= arrived.count((title, False)) + arrived.count((title, True))
        assert arrived.count((title, False)) <= once
    assert len(list(home.backups.iterdir())) >= (until - START).days
