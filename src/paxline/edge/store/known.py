"""The readings that a store has told before, so that asking again costs what was added since."""

import sqlite3
from datetime import datetime
from typing import Final

from paxline.counts.history import History
from paxline.edge.store import rows, sql

_NOTHING: Final = (-1, 0)


class Known:
    """Every reading of one connection's database as it was told last; a reading is never changed, only added."""

    __slots__ = ("_history", "_told")

    def __init__(self) -> None:
        self._history: History | None = None
        self._told = _NOTHING

    def history(self, connection: sqlite3.Connection, as_of: datetime) -> History:
        """What was known at ``as_of`` (UTC). Not to be asked inside a transaction that may be rolled back."""
        (others,) = connection.execute(sql.CHANGED_BY_OTHERS).fetchone()
        (last,) = connection.execute(sql.LAST_READING).fetchone()
        seen = self._history if self._told[0] == others else None
        since = self._told[1] if seen is not None else 0
        news = rows.readings(connection.execute(sql.NEWER_READINGS, (since,)).fetchall()) if last != since else ()
        newest = max([as_of, *(reading.known_at for reading in news)])
        seen = History(newest, news) if seen is None else seen.grown(news, known_by=max(newest, seen.known_by))
        self._history, self._told = seen, (others, last)
        return seen if seen.known_by == as_of else _at(seen, as_of)


def _at(seen: History, as_of: datetime) -> History:
    """The history at another instant than the one it was told for."""
    if not seen.readings or seen.readings[-1].known_at <= as_of:
        return seen.grown((), known_by=as_of) if seen.known_by <= as_of else _earlier(seen, as_of)
    return seen.as_of(as_of)


def _earlier(seen: History, as_of: datetime) -> History:
    """The same readings, asked for at an instant before the last one asked for."""
    return History(as_of, seen.readings)
