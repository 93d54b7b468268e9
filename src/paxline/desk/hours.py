"""When nothing of ours may stand in the book, and when nothing may be added, told from the clock and the counts.

A resting quote in front of a count is a gift to whoever reads it first: mids near the money moved by 10 to 15 cents on
publication days of spring 2026 (seen, in sample). So the book is left well before each release, by the clock alone.
"""

from datetime import datetime, time, timedelta
from typing import Final

from paxline.counts.calendar import EASTERN, ONE_DAY, eastern, eastern_day, expected_release, nominal_release
from paxline.desk.snapshot import Gate, Release, Snapshot
from paxline.market.contract import closes_at, opens_at

BEFORE_RELEASE: Final = timedelta(minutes=25)
"""8:35 for a release at 9:00; the first sightings of 2026 came at 8:40."""

AFTER_NOMINAL: Final = timedelta(hours=2)
"""On a federal holiday nobody promises a count, but some have come; then the book is left for so long."""

NIGHT: Final = time(22, 0)
"""From here on nothing stands until the next count, but on Friday and Saturday, when no count is next."""

BEFORE_CLOSE: Final = timedelta(hours=1, minutes=59)
"""Sunday 22:00: what trades in the last hours knows more, and after the close nothing can be cancelled."""

MAINTENANCE: Final = (time(3, 0), time(5, 0))
"""Every Thursday the exchange is under maintenance (its documentation, 2026-08)."""

BEFORE_MAINTENANCE: Final = timedelta(minutes=10)

OPENING: Final = timedelta(hours=2)
"""So long after the week opens, ours alone may be quoted where the market has no distribution yet."""

MORNING: Final = time(8, 0)
"""Until then, where nothing stood overnight."""

THURSDAY: Final = 3
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6

QUIET_NIGHTS: Final = frozenset({_FRIDAY, _SATURDAY})
"""The nights after which no count comes."""


def out_of_book(snapshot: Snapshot, release: Release, gate: Gate, *, verified_after: timedelta) -> str | None:
    """Why nothing of ours may stand now, for a person; ``None`` where it may."""
    at, week = snapshot.as_of, snapshot.week
    if not opens_at(week) <= at < closes_at(week):
        return "the week does not trade now"
    if at >= closes_at(week) - BEFORE_CLOSE:
        return "the week closes tonight at 23:59 Eastern; out of the book from 22:00"
    for start, end in (*_thursdays(at), *gate.maintenance):
        if start - BEFORE_MAINTENANCE <= at < end:
            return "the exchange is under maintenance, or will be within ten minutes"
    return _around_release(at, release, verified_after=verified_after)


def _around_release(at: datetime, release: Release, *, verified_after: timedelta) -> str | None:
    awaited = release.latest_day + ONE_DAY
    if at >= expected_release(awaited) - BEFORE_RELEASE:
        late = ", and is late" if at > expected_release(awaited) + AFTER_NOMINAL else ""
        return f"the count of {awaited:%A} is due{late}; out of the book until it is there and verified"
    nominal = nominal_release(awaited)
    if nominal - BEFORE_RELEASE <= at < nominal + AFTER_NOMINAL:
        return f"the count of {awaited:%A} might come although it is a holiday; out of the book this morning"
    if at < release.seen_at + verified_after:
        return f"the newest count has not stood for {verified_after.total_seconds() / 60:g} minutes yet"
    local = at.astimezone(EASTERN)
    if local.time() >= NIGHT and local.weekday() not in QUIET_NIGHTS:
        return "nothing stands overnight before a count"
    if local.time() < MORNING and local.weekday() < _SATURDAY:
        return "nothing stands overnight before a count"
    return None


def nothing_added(snapshot: Snapshot) -> str | None:
    """Why positions may only shrink now, for a person; ``None`` where they may grow."""
    if snapshot.as_of.astimezone(EASTERN).weekday() == _SUNDAY:
        return "on Sunday those who trade know more than we do: only reducing"
    return None


def is_opening(snapshot: Snapshot) -> bool:
    """Whether the week has just opened."""
    opens = opens_at(snapshot.week)
    return opens <= snapshot.as_of < opens + OPENING


def is_weekend(at: datetime) -> bool:
    """Whether Eastern time has Saturday or Sunday."""
    return at.astimezone(EASTERN).weekday() >= _SATURDAY


def _thursdays(at: datetime) -> tuple[tuple[datetime, datetime], ...]:
    day = eastern_day(at)
    if day.weekday() != THURSDAY:
        return ()
    start, end = MAINTENANCE
    return ((eastern(day, start), eastern(day, end)),)
