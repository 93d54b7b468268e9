"""When to wake, and for what: the contract's week as one pure function of the clock and of what is known.

Every errand's next instant follows from when it was last done, so that one missed while the machine slept is due at
once. Times are Eastern: they move with daylight saving as the TSA and the exchange do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Final

from paxline.counts.calendar import ONE_DAY, Week, eastern, eastern_day, expected_release, nominal_release
from paxline.desk import hours
from paxline.market.contract import closes_at, opens_at


class Errand(Enum):
    """What there is to wake for, in the order in which errands of one instant are done."""

    WITHDRAW = "take our orders out of the book"
    READ_PAGE = "look whether the TSA has published"
    DECIDE = "read the books and decide"
    FOLLOW_SETTLEMENT = "ask what the week settled at"
    BRIEF = "send the morning's brief"
    BACK_UP = "copy the databases"
    PING = "say that we are alive"


BRIEF_TIME: Final = time(9, 30)
"""Eastern time of the morning's brief, where nobody chose another."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known when the question is asked.

    Attributes:
        latest_day: The newest day with a published count.
        unsettled: Weeks that no longer trade and whose result nobody has told yet, oldest first.
        done: When each errand was last done (UTC); an errand never done is missing.
        brief_at: Eastern time of the morning's brief.
    """

    latest_day: date
    unsettled: tuple[Week, ...] = ()
    done: Mapping[Errand, datetime] = field(default_factory=dict[Errand, datetime])
    brief_at: time = BRIEF_TIME


@dataclass(frozen=True, slots=True)
class Wake:
    """When to be awake next, and what for.

    Attributes:
        at: The instant (UTC), never before the one asked at.
        errands: What is due then, at least one, in the order of ``Errand``.
    """

    at: datetime
    errands: tuple[Errand, ...]


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time during which something is done every so often.

    Attributes:
        start: Its first instant (UTC).
        end: The first instant after it.
        every: The pause between two times.
    """

    start: datetime
    end: datetime
    every: timedelta


LATE: Final = timedelta(minutes=30)
"""So long after it a count that is not there is late."""

BACK_UP_TIME: Final = time(5, 15)

_PAGE_NEAR: Final = timedelta(seconds=20)
_PAGE_AWAITED: Final = timedelta(minutes=2)
_PAGE_LATE: Final = timedelta(minutes=10)
_PAGE_HOLIDAY: Final = timedelta(minutes=10)
_PAGE_QUIET: Final = timedelta(hours=3)
_NEAR: Final = timedelta(minutes=30)
_AWAITED: Final = timedelta(hours=2)
_LATE_UNTIL: Final = time(20, 0)
_DECIDE_TRADING: Final = timedelta(minutes=1)
_SETTLEMENT_FRESH: Final = timedelta(minutes=5)
_SETTLEMENT_OLD: Final = timedelta(hours=1)
_PING: Final = timedelta(minutes=5)
_AHEAD: Final = 8
_DAILY: Final = frozenset({Errand.BRIEF, Errand.BACK_UP})


def next_wake(now: datetime, standing: Standing) -> Wake:
    """The next instant (UTC) at which something is due, now at the earliest, and everything due by then."""
    due = {errand: max(now, at) for errand, at in _dues(now, standing)}
    first = min(due.values())
    return Wake(first, tuple(errand for errand in Errand if due.get(errand) == first))


def is_late(now: datetime, latest_day: date) -> bool:
    """Whether the count after ``latest_day`` should have been there at ``now`` (UTC)."""
    return now > expected_release(latest_day + ONE_DAY) + LATE


def withdrawals(now: datetime, latest_day: date) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches around ``now`` (UTC) in which ``desk.hours`` lets nothing rest, by their start.

    An awaited release keeps the book empty until its count is there, however late that is.
    """
    today = eastern_day(now)
    awaited = latest_day + ONE_DAY
    nominal = nominal_release(awaited)
    found = [
        (expected_release(awaited) - hours.BEFORE_RELEASE, datetime.max.replace(tzinfo=now.tzinfo)),
        (nominal - hours.BEFORE_RELEASE, nominal + hours.AFTER_NOMINAL),
    ]
    for day in (today + i * ONE_DAY for i in range(-1, _AHEAD)):
        week = Week.holding(day)
        if day.weekday() == hours.THURSDAY:
            start, end = (eastern(day, at) for at in hours.MAINTENANCE)
            found.append((start - hours.BEFORE_MAINTENANCE, end))
        if day == week.sunday:
            found.append((closes_at(week) - hours.BEFORE_CLOSE, opens_at(week.plus(1))))
        elif day.weekday() not in hours.QUIET_NIGHTS:
            found.append((eastern(day, hours.NIGHT), eastern(day + ONE_DAY, hours.MORNING)))
    return tuple(sorted(found))


def _dues(now: datetime, standing: Standing) -> Iterator[tuple[Errand, datetime]]:
    """When each errand is next due; an instant before ``now`` is overdue."""
    # A clock set back leaves errands done in the future: those of a day are not done twice, others are done anew.
    done = {errand: min(at, now) for errand, at in standing.done.items() if at <= now or errand in _DAILY}
    yield Errand.READ_PAGE, _in_spells(_page_spells(now, standing.latest_day), done.get(Errand.READ_PAGE), now)
    yield Errand.DECIDE, _in_spells(_trading_spells(now), done.get(Errand.DECIDE), now)
    yield Errand.WITHDRAW, _withdrawal(now, standing.latest_day, done.get(Errand.WITHDRAW))
    yield Errand.BRIEF, _daily(standing.brief_at, done.get(Errand.BRIEF), now)
    yield Errand.BACK_UP, _daily(BACK_UP_TIME, done.get(Errand.BACK_UP), now)
    yield Errand.PING, _every(_PING, done.get(Errand.PING), now)
    if standing.unsettled:
        spells = _settlement_spells(standing.unsettled[-1], now)
        yield Errand.FOLLOW_SETTLEMENT, _in_spells(spells, done.get(Errand.FOLLOW_SETTLEMENT), now)


def _page_spells(now: datetime, latest_day: date) -> tuple[Spell, ...]:
    """How often the page is looked at: often around the release awaited, gently at all other times."""
    awaited = latest_day + ONE_DAY
    release, nominal = expected_release(awaited), nominal_release(awaited)
    near = release - hours.BEFORE_RELEASE
    spells = [
        Spell(near, release + _NEAR, _PAGE_NEAR),
        Spell(release + _NEAR, release + _AWAITED, _PAGE_AWAITED),
    ]
    if nominal < release:
        # A federal holiday: nobody promises a count, but some have come.
        spells.append(Spell(nominal - hours.BEFORE_RELEASE, nominal + _AWAITED, _PAGE_HOLIDAY))
    day, end = eastern_day(now), eastern(eastern_day(now), _LATE_UNTIL)
    start = max(release + _AWAITED, eastern(day, time(8, 0)))
    if start < end:
        spells.append(Spell(start, end, _PAGE_LATE))
    spells.append(Spell(now - _AHEAD * ONE_DAY, now + _AHEAD * ONE_DAY, _PAGE_QUIET))
    return tuple(spells)


def _trading_spells(now: datetime) -> tuple[Spell, ...]:
    this = Week.holding(eastern_day(now))
    return tuple(Spell(opens_at(w), closes_at(w), _DECIDE_TRADING) for w in (this.plus(-1), this, this.plus(1)))


def _settlement_spells(week: Week, now: datetime) -> tuple[Spell, ...]:
    """Every few minutes on the day on which the week should settle, hourly as long as it does not."""
    due = expected_release(week.sunday)
    fresh = due + timedelta(hours=6)
    return (Spell(due, fresh, _SETTLEMENT_FRESH), Spell(fresh, max(now, fresh) + _AHEAD * ONE_DAY, _SETTLEMENT_OLD))


def _withdrawal(now: datetime, latest_day: date, last: datetime | None) -> datetime:
    """The start of the first stretch that was not answered by a withdrawal after it began."""
    stretches = withdrawals(now, latest_day)
    return min(start for start, end in stretches if end > now and (last is None or last < start))


def _in_spells(spells: tuple[Spell, ...], last: datetime | None, now: datetime) -> datetime:
    """The first instant at which a spell asks for the errand again."""
    return min(
        at
        for spell in spells
        for at in [max(spell.start, spell.start if last is None else last + spell.every)]
        if max(at, now) < spell.end
    )


def _daily(at: time, last: datetime | None, now: datetime) -> datetime:
    """Today's instant where it was not answered yet, else tomorrow's; one of a day gone by is not made up for."""
    today = eastern_day(now)
    instant = eastern(today, at)
    return instant if last is None or last < instant else eastern(today + ONE_DAY, at)


def _every(pause: timedelta, last: datetime | None, now: datetime) -> datetime:
    return now if last is None else last + pause
