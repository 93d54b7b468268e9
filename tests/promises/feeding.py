"""A program that feeds a store, so that tests can kill it, and run two of it at once.

``python -m tests.promises.feeding all PATH`` feeds everything; ``kill PATH SEED TIMES`` feeds it again and again,
each time in a new process that dies at a random moment; ``pair PATH`` feeds from two processes at once.
"""

import os
import select
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from paxline.counts.calendar import Week
from paxline.counts.history import Reading, Rejected, Vintage
from paxline.edge.store import Store
from paxline.market.book import Quote, SeenQuote
from paxline.market.contract import Ladder
from paxline.market.listing import Listing
from paxline.units import Price

BATCHES: Final = 610
A_LIFE: Final = 5
"""The most days that a process feeds which is to be killed: it is never through with all of them."""

TABLES: Final = ("bodies", "pages", "readings", "rejected", "contracts", "listings", "quotes")

_START: Final = date(2026, 1, 5)
_SOURCE: Final = "made for a test"


def feed_one(store: Store, i: int) -> None:
    """The ``i``-th day: its page, its figure, a correction of the day before on every third day, a market, a quote."""
    day = _START + timedelta(days=i)
    at = datetime(day.year, day.month, day.day, 14, tzinfo=UTC)
    figures = {day: 2_000_000 + i}
    if i % 3 == 0:
        figures[day - timedelta(days=1)] = 1_000_000 + i
    week = Week.holding(day)
    rung = Ladder.of(week, (2_000_000 + 50_000 * (i % 7),)).rungs[0]
    with store.transaction():
        page = store.add_page(f"page/{i % 2}", b"count " * 500 + str(i).encode(), seen_at=at, etag=str(i))
        readings = [Reading(d, n, at, Vintage.PUBLISHED, _SOURCE) for d, n in figures.items()]
        store.add_readings(readings, page=page)
        store.add_rejected([Rejected(day, "n/a", f"row {i}")], seen_at=at)
        store.add_listings([Listing(rung, week, at, _SOURCE)])
        store.add_quotes([SeenQuote(rung, Quote(Price.cents(i % 100), None), at, _SOURCE)])


def feed(path: Path, *, count: int = BATCHES) -> None:
    """Feed the first ``count`` days."""
    with Store.open(path) as store:
        for i in range(count):
            feed_one(store, i)


def feed_and_wait(path: Path, pipe: int) -> None:
    """Feed a few days, telling ``pipe`` of each commit, and wait for the end."""
    with Store.open(path) as store:
        first = max(0, sum(1 for _ in store.pages()) - 2)
        for i in range(first, first + A_LIFE):
            feed_one(store, i)
            os.write(pipe, i.to_bytes(4, "big"))
    signal.pause()


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, sorted, with the numbers that rows have by the order of their arrival."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608 - fixed
    return {table: sorted(found, key=repr) for table, found in rows.items()}


def start(work: Callable[[int], None]) -> tuple[int, int]:
    """A new process that does ``work`` with the writing end of a pipe; its number, and the reading end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    failed = 1
    try:
        work(writing)
        failed = 0
    except Exception:  # noqa: BLE001 - the child says what went wrong, whatever it is
        traceback.print_exc()
    finally:
        os._exit(failed)


def kill_at_random(path: Path, *, seed: int, times: int) -> None:
    """Start and kill ``times`` processes; each must leave everything it said was done."""
    rng = np.random.default_rng(seed)
    committed = -1
    for _ in range(times):
        child, heard = start(lambda pipe: feed_and_wait(path, pipe))
        for _ in range(int(rng.integers(0, A_LIFE))):
            committed = max(committed, _heard(os.read(heard, 4)))
        # Within this time a process opens the store, or commits once or twice.
        select.select([], [], [], float(rng.uniform(0, 0.012)))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the process was through before it could be killed"
        while said := os.read(heard, 4):
            committed = max(committed, _heard(said))
        os.close(heard)
        with Store.open(path) as store:
            kept = sum(1 for _ in store.pages())
        assert kept > committed, f"{committed + 1} days were committed, {kept} are there"


def feed_from_two(path: Path) -> None:
    """Two processes that open and feed the same new store at the same time."""
    children = [start(lambda _: feed(path, count=20)) for _ in range(2)]
    for child, heard in children:
        _, status = os.waitpid(child, 0)
        os.close(heard)
        assert os.waitstatus_to_exitcode(status) == 0


def _heard(said: bytes) -> int:
    assert len(said) == 4, "the process ended by itself"
    return int.from_bytes(said, "big")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["all", where]:
            feed(Path(where))
        case ["kill", where, seed, times]:
            kill_at_random(Path(where), seed=int(seed), times=int(times))
        case ["pair", where]:
            for turn in range(20):
                feed_from_two(Path(where) / f"{turn}.sqlite")
        case words:
            sys.exit(f"not understood: {words}")
