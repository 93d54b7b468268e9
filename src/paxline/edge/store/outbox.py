"""What the owner is to be told, kept until a channel took it: written with its cause, delivered at least once.

An alert lies in the database of the fact that causes it and becomes durable in the same transaction. A message is
written down before it is sent and once more when it is known what came of it, so that one whose end nobody knows is
sent again and says so.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from paxline.edge.store.closing import Closing
from paxline.edge.store.rows import Row, instant, instant_text
from paxline.edge.store.schema import connect, connect_to_read, refusing, transaction
from paxline.run.alerts import Alert, Attempt, Kind, Message, Notice, Picture, Posted

UNKNOWN: Final = "it is not known whether it arrived"
"""What is said of a message that was written down before it was sent, and not after."""

LOOKED_BACK: Final = 200
"""Attempts that are looked at to tell what may be sent."""

_ADD: Final = """
INSERT INTO alerts (cause, at, kind, title, text, html) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id
"""

_ADD_PICTURE: Final = "INSERT INTO alert_pictures (alert, cid, png) VALUES (?, ?, ?)"

_WAITING: Final = """
SELECT id, at, kind, title, text, html, (
  SELECT max(at) FROM alert_attempts JOIN alert_parts ON attempt = id
  WHERE alert = alerts.id AND NOT EXISTS (SELECT 1 FROM alert_answers WHERE attempt = alert_attempts.id)
)
FROM alerts
WHERE NOT EXISTS (SELECT 1 FROM alert_parts JOIN alert_answers USING (attempt) WHERE alert = alerts.id AND failed = '')
ORDER BY id
"""

_PICTURES: Final = "SELECT cid, png FROM alert_pictures WHERE alert = ? ORDER BY cid"

_ATTEMPTS: Final = """
SELECT alert_attempts.at, kind, failed FROM alert_attempts LEFT JOIN alert_answers ON attempt = alert_attempts.id
ORDER BY alert_attempts.id DESC LIMIT ?
"""

_BEGIN: Final = "INSERT INTO alert_attempts (at, kind) VALUES (?, ?) RETURNING id"

_ADD_PART: Final = "INSERT INTO alert_parts (attempt, alert) VALUES (?, ?)"

_END: Final = "INSERT INTO alert_answers (attempt, at, failed) VALUES (?, ?, ?)"

_POSTED: Final = """
SELECT id, alerts.at, alerts.kind, title, text, html, last.at, last.failed
FROM alerts LEFT JOIN (
  SELECT alert, alert_attempts.at AS at, failed, max(alert_attempts.id) FROM alert_parts
  JOIN alert_attempts ON alert_attempts.id = attempt LEFT JOIN alert_answers USING (attempt) GROUP BY alert
) AS last ON last.alert = alerts.id
ORDER BY id DESC LIMIT ?
"""


def put(connection: sqlite3.Connection, notices: Iterable[Notice]) -> int:
    """Add what is to be told to the transaction that is open; answers how much of it was not there yet."""
    added = 0
    for one in notices:
        row = (one.cause, instant_text(one.at), one.kind.name, one.title, one.text, one.html)
        found = connection.execute(_ADD, row).fetchone()
        if found is not None:
            added += 1
            connection.executemany(_ADD_PICTURE, [(found[0], picture.cid, picture.png) for picture in one.pictures])
    return added


class SqliteOutbox(Closing):
    """The outbox in one database file; ``SqliteOutbox.open`` opens it. Use it in ``with``, from one thread.

    Every verb raises ``StoreError`` where the database cannot be used.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def open(cls, path: Path) -> Self:
        """The outbox of the database at ``path``, made where there is none."""
        return cls(connect(path), path)

    @classmethod
    def open_to_read(cls, path: Path) -> Self:
        """The same to look at, whoever delivers from it."""
        return cls(connect_to_read(path), path)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def put(self, notices: Iterable[Notice]) -> int:
        """Keep what is to be told by itself, where no fact is written with it; answers how much was not there yet."""
        with self._refusing(), transaction(self._connection):
            return put(self._connection, notices)

    def waiting(self) -> tuple[Alert, ...]:
        """What no channel is known to have taken, oldest first."""
        with self._refusing():
            return tuple(self._alert(row) for row in self._connection.execute(_WAITING).fetchall())

    def attempts(self) -> tuple[Attempt, ...]:
        """What was tried of late, oldest first; an end that nobody knows counts as a failure."""
        with self._refusing():
            found = self._connection.execute(_ATTEMPTS, (LOOKED_BACK,)).fetchall()
        return tuple(Attempt(instant(at), Kind[kind], _said(failed)) for at, kind, failed in reversed(found))

    def begin(self, message: Message, *, at: datetime) -> int:
        """Write down that a message is about to be sent at ``at`` (UTC); answers its number."""
        with self._refusing(), transaction(self._connection):
            number = int(self._connection.execute(_BEGIN, (instant_text(at), message.kind.name)).fetchone()[0])
            self._connection.executemany(_ADD_PART, [(number, alert) for alert in message.alerts])
            return number

    def end(self, number: int, failed: str, *, at: datetime) -> None:
        """Write down what came of it: why nobody took it, or an empty string."""
        with self._refusing(), transaction(self._connection):
            self._connection.execute(_END, (number, instant_text(at), failed))

    def posted(self, *, most: int) -> tuple[Posted, ...]:
        """The newest alerts with what came of them, oldest first."""
        with self._refusing():
            found = list(_posted(self._connection.execute(_POSTED, (most,)).fetchall()))
        return tuple(reversed(found))

    def _alert(self, row: Row) -> Alert:
        number, at, kind, title, text, html, doubted = row
        shown = [Picture(cid, png) for cid, png in self._connection.execute(_PICTURES, (number,))]
        doubted_at = None if doubted is None else instant(doubted)
        return Alert(number, instant(at), Kind[kind], title, text, html, tuple(shown), doubted_at)

    def _refusing(self) -> AbstractContextManager[None]:
        return refusing(f"the outbox at {self._path} cannot be used")


def _posted(found: list[Row]) -> Iterator[Posted]:
    for number, at, kind, title, text, html, tried_at, failed in found:
        alert = Alert(number, instant(at), Kind[kind], title, text, html)
        if tried_at is None:
            yield Posted(alert, None, "")
        else:
            yield Posted(alert, instant(tried_at), _said(failed))


def _said(failed: str | None) -> str:
    return UNKNOWN if failed is None else failed
