"""When a request reaches the wire, another process can read the intent from the disk; and without one none leaves."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import httpx
import numpy as np
import pytest
from tests.simulation.exchange import Fault, ScriptedExchange
from tests.simulation.rehearsing import theatre
from tests.simulation.trading import Kill, MemoryJournal, an_order, opened, signed

from paxline.desk.ledger import Event, fold
from paxline.desk.orders import State
from paxline.edge.store.journal import SqliteJournal
from paxline.errors import StoreError
from paxline.run.arming import World
from paxline.run.recover import Ready, recover
from paxline.run.sending import cancel, send
from paxline.testing import ManualClock
from paxline.wiring.account.seen import journal_path

ORDER = an_order()


def read_by_another(path: Path, statement: str) -> list[tuple[str]]:
    """What a process with a connection of its own sees: committed rows only."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(statement).fetchall()


def test_the_intent_is_on_the_disk_when_the_request_leaves(tmp_path: Path) -> None:
    path, clock = tmp_path / "journal.sqlite", ManualClock()
    exchange = ScriptedExchange(clock, np.random.default_rng(7), fill_chance=0.0)
    seen: list[list[tuple[str]]] = []

    def look(request: httpx.Request) -> Fault:
        if request.method == "POST":
            seen.append(read_by_another(path, "SELECT client_id FROM intents"))
        elif request.method == "DELETE":
            seen.append(read_by_another(path, "SELECT heard FROM outcomes ORDER BY entry DESC LIMIT 1"))
        return Fault.NONE

    exchange.fault = look
    with SqliteJournal.open(path) as journal, signed(exchange, clock=clock) as venue:
        assert isinstance(recover(journal=journal, account=venue.account, clock=clock), Ready)
        send(ORDER, decision="d1", journal=journal, venue=venue.venue, clock=clock)
        cancel(ORDER.client_id, journal=journal, venue=venue.venue, clock=clock)
    assert seen == [[(ORDER.client_id,)], [("cancel asked",)]]


def test_each_commit_reaches_the_disk(tmp_path: Path) -> None:
    with SqliteJournal.open(tmp_path / "journal.sqlite") as journal:
        assert journal._connection.execute("PRAGMA synchronous").fetchone() == (2,)


class FullDisk(MemoryJournal):
    """A journal that takes nothing more."""

    def append(self, events: Sequence[Event], *, known_at: datetime) -> None:
        raise StoreError(f"disk full at {known_at} with {len(events)} events")


def test_nothing_is_sent_where_the_journal_cannot_be_written() -> None:
    clock = ManualClock()
    exchange = ScriptedExchange(clock, np.random.default_rng(7))
    with signed(exchange, clock=clock) as venue, pytest.raises(StoreError):
        send(ORDER, decision="d1", journal=FullDisk(opened().kept), venue=venue.venue, clock=clock)
    assert exchange.asked == []


@pytest.mark.parametrize(("effects", "stands"), [(0, State.VOID), (1, State.RESTING)])
def test_a_process_killed_on_either_side_of_the_send_is_understood_afterwards(
    tmp_path: Path, effects: int, stands: State
) -> None:
    path, clock = tmp_path / "journal.sqlite", ManualClock()
    exchange = ScriptedExchange(clock, np.random.default_rng(7), fill_chance=0.0)
    times = iter(range(10))

    def die() -> None:
        if next(times) == effects:
            raise Kill

    with SqliteJournal.open(path) as journal, signed(exchange, clock=clock) as venue:
        assert isinstance(recover(journal=journal, account=venue.account, clock=clock), Ready)
    with (
        SqliteJournal.open(path) as journal,
        signed(exchange, clock=clock, die=die) as venue,
        pytest.raises(Kill),
    ):
        send(ORDER, decision="d1", journal=journal, venue=venue.venue, clock=clock)
    with SqliteJournal.open(path) as journal, signed(exchange, clock=clock) as venue:
        assert fold(journal.events()).orders[ORDER.client_id].state is State.INTENDED
        assert isinstance(recover(journal=journal, account=venue.account, clock=clock), Ready)
        assert fold(journal.events()).orders[ORDER.client_id].state is stands
    assert len(exchange.books.orders) == effects


def test_the_live_loop_writes_each_order_down_before_it_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    hand_on = httpx.HTTPTransport.handle_request
    with theatre(tmp_path) as stage, stage.line() as line:
        stage.arm(line)
        with stage.live(line) as live:
            path = journal_path(stage.home, World.REHEARSAL)

            def look(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
                if request.method == "POST":
                    ours = json.loads(request.content)["client_order_id"]
                    seen.append((ours,) in read_by_another(path, "SELECT client_id FROM intents"))
                return hand_on(self, request)

            monkeypatch.setattr(httpx.HTTPTransport, "handle_request", look)
            stage.trading(live)
            monkeypatch.undo()
    assert len(seen) >= 3
    assert all(seen)
