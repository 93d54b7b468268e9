"""The journal of orders and money, with the store's schema: durable when ``append`` returns, never changed.

``synchronous = FULL`` makes each commit reach the disk before the call returns (sqlite.org, pragma).
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final, Self, TypeAlias

from paxline.desk.closing import close_books
from paxline.desk.ledger import (
    NOTHING_YET,
    Agreed,
    Answered,
    CashMoved,
    Cause,
    Event,
    Filled,
    Halted,
    Intended,
    Ledger,
    Role,
    Settled,
    onward,
)
from paxline.desk.orders import Crossing, Heard, Lifetime, Order, Side, Terms
from paxline.edge.store import outbox
from paxline.edge.store.closing import Closing
from paxline.edge.store.lock import Lock
from paxline.edge.store.rows import Row, instant, instant_text
from paxline.edge.store.schema import connect, connect_to_read, moment, refusing, transaction
from paxline.run.alerts import Notice
from paxline.units import Count, Price, Usd

Announce: TypeAlias = Callable[[Event, int], Notice | None]
"""What the owner is told of an event, or nothing; the number is that of the last entry at which all agreed."""

KEPT: Final = 1_000
"""Orders whose markets stay open in the ledger of a journal that is written to; up to twice as many are in memory."""

_PIECE: Final = 5_000
"""Entries that are read at a time."""

_NOWHERE: Final = Path(":memory:")
"""SQLite's name for a database without a file, which nobody else can open."""

_ADD_ENTRY: Final = "INSERT INTO entries (known_at) VALUES (?) RETURNING id"

_ADD_INTENT: Final = """
INSERT INTO intents (entry, at, client_id, decision, ticker, side, price, count, lifetime, crossing, expires_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ADD_OUTCOME: Final = """
INSERT INTO outcomes (entry, at, client_id, heard, order_id, words)
VALUES (?, ?, ?, ?, ?, ?)
"""
_ADD_FILL: Final = """
INSERT INTO fills (entry, at, fill_id, order_id, ticker, side, price, count, fee, role)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ADD_SETTLEMENT: Final = """
INSERT INTO settlements (entry, at, ticker, value, revenue)
VALUES (?, ?, ?, ?, ?)
"""
_ADD_CASH: Final = """
INSERT INTO cash_moves (entry, at, amount, cause, words)
VALUES (?, ?, ?, ?, ?)
"""
_ADD_HALT: Final = """
INSERT INTO halts (entry, at, reason)
VALUES (?, ?, ?)
"""
_NEWEST: Final = "SELECT coalesce(max(id), 0) FROM entries"
_REFERRED: Final = "SELECT DISTINCT decision FROM intents"
_LAST_AGREED: Final = "SELECT coalesce(max(entry), 0) FROM halts WHERE reason IS NULL"


def unannounced(_event: Event, _agreed: int) -> None:
    """Nobody is told anything."""


class SqliteJournal(Closing):
    """The journal in one database file; ``SqliteJournal.open`` makes it. Use it in ``with``, from one thread.

    One process at a time writes to a journal. Every verb raises ``StoreError`` where the database cannot be used.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        lock: Lock | None = None,
        announce: Announce = unannounced,
        keep: int | None = None,
    ) -> None:
        self._connection = connection
        self._path = path
        self._lock = lock
        self._announce = announce
        self._keep = keep
        self._most = 2 * keep if keep else 0
        # What is written down never changes, so that the ledger is carried on from the last entry it knows.
        self._ledger = NOTHING_YET
        self._last = 0

    @classmethod
    def open(cls, path: Path, *, announce: Announce = unannounced) -> Self:
        """The journal at ``path``, a file with the store's schema, to write to.

        What ``announce`` makes of an event is put into the file's outbox with it. Its ledger keeps the sums of markets
        that are over, and lets their orders and fills go.
        Raises ``StoreError`` as the store does, and where another process writes to it; a dead one does not count.
        """
        lock = None if path == _NOWHERE else Lock.take(path)
        try:
            return cls(connect(path), path, lock=lock, announce=announce, keep=KEPT)
        except BaseException:
            if lock is not None:
                lock.close()
            raise

    @classmethod
    def open_to_read(cls, path: Path) -> Self:
        """The same to look at, whoever writes to it; ``append`` raises ``StoreError``."""
        return cls(connect_to_read(path), path)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        if self._lock is not None:
            self._lock.close()

    def append(self, events: Sequence[Event], *, known_at: datetime) -> None:
        """Make the events durable together, or raise ``StoreError`` and keep none of them.

        An id that was intended before, a fill or a settlement that is kept already, is refused.
        """
        known = instant_text(known_at)
        with self._refusing(), transaction(self._connection):
            for event in events:
                entry = self._connection.execute(_ADD_ENTRY, (known,)).fetchone()[0]
                statement, row = _row(event)
                self._connection.execute(statement, (entry, instant_text(event.at), *row))
            agreed = int(self._connection.execute(_LAST_AGREED).fetchone()[0])
            told = (self._announce(event, agreed) for event in events)
            outbox.put(self._connection, [notice for notice in told if notice is not None])

    def events(self) -> tuple[Event, ...]:
        """Every event in the order in which it was appended, read anew."""
        with self._refusing(), moment(self._connection):
            return tuple(self._between(0, self._newest()))

    def referred(self) -> frozenset[str]:
        """The digest of every decision from which an order came."""
        with self._refusing():
            return frozenset(digest for (digest,) in self._connection.execute(_REFERRED))

    def ledger(self) -> Ledger:
        """What all events come to; asking again costs what was appended since."""
        # One transaction, so that all tables are of one moment.
        with self._refusing(), moment(self._connection):
            newest = self._newest()
            while self._last < newest:
                # Piece by piece: a year's events need not be in memory together.
                until = min(newest, self._last + _PIECE)
                self._ledger = onward(self._ledger, self._between(self._last, until))
                self._last = until
                self._close_books()
        return self._ledger

    def _close_books(self) -> None:
        """Let go of what is over, once it is as much again as what stays."""
        if self._keep is not None and len(self._ledger.orders) > self._most:
            self._ledger = close_books(self._ledger, keep=self._keep)
            self._most = max(2 * self._keep, 2 * len(self._ledger.orders))

    def _newest(self) -> int:
        return int(self._connection.execute(_NEWEST).fetchone()[0])

    def _between(self, last: int, until: int) -> list[Event]:
        """Every event after an entry and up to another."""
        found: list[tuple[int, Event]] = []
        for statement, read in _READERS.items():
            found += [(row[0], read(row[1:])) for row in self._connection.execute(statement, (last, until))]
        return [event for _, event in sorted(found, key=lambda one: one[0])]

    def _refusing(self) -> AbstractContextManager[None]:
        return refusing(f"the journal at {self._path} cannot be used")


def _row(event: Event) -> tuple[str, Row]:  # noqa: PLR0911 - one for each kind of event
    """The statement that adds an event, and its values after the entry and the instant."""
    match event:
        case Intended(order=Order(client_id, terms)):
            expiry = None if terms.expires_at is None else instant_text(terms.expires_at)
            return _ADD_INTENT, (
                client_id,
                event.decision,
                terms.ticker,
                terms.side.value,
                terms.price.ten_thousandths,
                terms.count.hundredths,
                terms.lifetime.value,
                terms.crossing.value,
                expiry,
            )
        case Answered():
            return _ADD_OUTCOME, (event.client_id, event.heard.value, event.order_id, event.words)
        case Filled():
            return _ADD_FILL, (
                event.fill_id,
                event.order_id,
                event.ticker,
                event.side.value,
                event.price.ten_thousandths,
                event.count.hundredths,
                event.fee.millionths,
                event.role.value,
            )
        case Settled():
            return _ADD_SETTLEMENT, (event.ticker, event.value.ten_thousandths, event.revenue.millionths)
        case CashMoved():
            return _ADD_CASH, (event.amount.millionths, event.cause.value, event.words)
        case Halted():
            return _ADD_HALT, (event.reason,)
        case Agreed():
            return _ADD_HALT, (None,)


def _intended(row: Row) -> Event:
    at, client_id, decision, ticker, side, price, count, lifetime, crossing, expires_at = row
    terms = Terms(
        ticker=ticker,
        side=Side(side),
        price=Price(price),
        count=Count(count),
        lifetime=Lifetime(lifetime),
        crossing=Crossing(crossing),
        expires_at=None if expires_at is None else instant(expires_at),
    )
    return Intended(instant(at), Order(client_id, terms), decision)


def _answered(row: Row) -> Event:
    at, client_id, heard, order_id, words = row
    return Answered(instant(at), client_id, Heard(heard), order_id, words)


def _filled(row: Row) -> Event:
    at, fill_id, order_id, ticker, side, price, count, fee, role = row
    return Filled(
        at=instant(at),
        fill_id=fill_id,
        order_id=order_id,
        ticker=ticker,
        side=Side(side),
        price=Price(price),
        count=Count(count),
        fee=Usd(fee),
        role=Role(role),
    )


def _settled(row: Row) -> Event:
    at, ticker, value, revenue = row
    return Settled(instant(at), ticker, Price(value), Usd(revenue))


def _cash_moved(row: Row) -> Event:
    at, amount, cause, words = row
    return CashMoved(instant(at), Usd(amount), Cause(cause), words)


def _halted(row: Row) -> Event:
    at, reason = row
    return Agreed(instant(at)) if reason is None else Halted(instant(at), reason)


_INTENTS: Final = """
SELECT entry, at, client_id, decision, ticker, side, price, count, lifetime, crossing, expires_at FROM intents
WHERE entry > ? AND entry <= ?
"""

_FILLS: Final = """
SELECT entry, at, fill_id, order_id, ticker, side, price, count, fee, role FROM fills
WHERE entry > ? AND entry <= ?
"""

_READERS: Final[Mapping[str, Callable[[Row], Event]]] = MappingProxyType(
    {
        _INTENTS: _intended,
        "SELECT entry, at, client_id, heard, order_id, words FROM outcomes WHERE entry > ? AND entry <= ?": _answered,
        _FILLS: _filled,
        "SELECT entry, at, ticker, value, revenue FROM settlements WHERE entry > ? AND entry <= ?": _settled,
        "SELECT entry, at, amount, cause, words FROM cash_moves WHERE entry > ? AND entry <= ?": _cash_moved,
        "SELECT entry, at, reason FROM halts WHERE entry > ? AND entry <= ?": _halted,
    }
)
"""Each table of events, the entry first, and what its rows mean."""
