"""The readings that a database has told before, so that asking again costs what was added since."""

import sqlite3
from datetime import datetime
from typing import Any

from paxline.counts.history import History
from paxline.edge.store import rows, sql

_Told = tuple[int, int, Any, History]
"""The schema's version, the last reading's number and row, and every reading up to it."""


class Known:
    """Every reading of one database as it was told last, through whichever connection and in whichever thread.

    A reading is never changed, only added; whoever derives readings anew changes the schema's version.
    """

    __slots__ = ("_told",)

    def __init__(self) -> None:
        self._told: _Told | None = None

    def history(self, connection: sqlite3.Connection, as_of: datetime) -> History:
        """What was known at ``as_of`` (UTC). Not to be asked inside a transaction that may be rolled back."""
        (version,) = connection.execute(sql.SCHEMA_VERSION).fetchone()
        (last,) = connection.execute(sql.LAST_READING).fetchone()
        since, seen = self._still_so(connection, version)
        news = rows.readings(connection.execute(sql.NEWER_READINGS, (since, last)).fetchall()) if last != since else ()
        newest = max([as_of, *(reading.known_at for reading in news)])
        seen = History(newest, news) if seen is None else seen.grown(news, known_by=max(newest, seen.known_by))
        self._told = version, last, _numbered(connection, last), seen
        return seen if seen.known_by == as_of else _at(seen, as_of)

    def _still_so(self, connection: sqlite3.Connection, version: int) -> tuple[int, History | None]:
        """The number of the last reading told and everything up to it, where the database still says the same."""
        if self._told is None:
            return 0, None
        then, last, row, seen = self._told
        # A copy that was put in the file's place holds another one under that number, or none.
        return (last, seen) if then == version and row == _numbered(connection, last) else (0, None)


def _numbered(connection: sqlite3.Connection, number: int) -> Any:
    return connection.execute(sql.READING_NUMBERED, (number,)).fetchone()


def _at(seen: History, as_of: datetime) -> History:
    """The history at another instant than the one it was told for."""
    if not seen.readings or seen.readings[-1].known_at <= as_of:
        return seen.grown((), known_by=as_of) if seen.known_by <= as_of else _earlier(seen, as_of)
    return seen.as_of(as_of)


def _earlier(seen: History, as_of: datetime) -> History:
    """The same readings, asked for at an instant before the last one asked for."""
    return History(as_of, seen.readings)
