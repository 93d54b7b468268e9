"""How well things stand: what one look at one thing found, and what to do about it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Final

from paxline.counts.calendar import ONE_DAY, Week, eastern, expected_release
from paxline.desk.limits import age_words
from paxline.desk.policy import Limits
from paxline.market.contract import is_open
from paxline.run.schedule import is_late

SPACE_LOW: Final = 1_000_000_000
"""Bytes free under which somebody should look: months of pages and quotes fit into it."""

SPACE_GONE: Final = 100_000_000
"""Bytes free under which a write may fail any day."""

COPY_OLD: Final = timedelta(days=2)
"""A copy older than this missed a night."""

DELIVERY_SLOW: Final = timedelta(hours=3)
"""An alert that waits longer than this is not held back by its pause alone."""

COUNT_MISSED: Final = timedelta(days=7)
"""A count this late is no late count: nobody took any in."""

_WINTER: Final = date(2026, 1, 15)
_SUMMER: Final = date(2026, 7, 15)


class Health(Enum):
    """How one thing stands."""

    OK = "ok"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        check: What was looked at, in a word or two.
        health: How it stands.
        words: What was found, for a person; holds no secret.
        remedy: What to do about it; empty where there is nothing to do.
    """

    check: str
    health: Health
    words: str
    remedy: str = ""


def ok(check: str, words: str) -> Finding:
    """Nothing to do."""
    return Finding(check, Health.OK, words)


def warning(check: str, words: str, *, remedy: str) -> Finding:
    """Somebody should look at it."""
    return Finding(check, Health.WARNING, words, remedy)


def bad(check: str, words: str, *, remedy: str) -> Finding:
    """Something does not work, or would do harm."""
    return Finding(check, Health.BAD, words, remedy)


def space(free: int) -> Finding:
    """Whether ``free`` bytes are enough."""
    words = f"{free / 1e9:.1f} GB free"
    if free < SPACE_GONE:
        return bad("disk", words, remedy="free some space; nothing can be written down without it")
    if free < SPACE_LOW:
        return warning("disk", words, remedy="free some space")
    return ok("disk", words)


def zone() -> Finding:
    """Whether this machine knows Eastern time, summer and winter."""
    noons = [eastern(day, time(12)).hour for day in (_WINTER, _SUMMER)]
    if noons != [17, 16]:
        words = f"noon in New York is {noons[0]}:00 UTC in winter and {noons[1]}:00 in summer here"
        return bad("time zone", words, remedy="install the tzdata package anew")
    return ok("time zone", "Eastern time is known, summer and winter")


def copies(newest: datetime | None, *, now: datetime) -> Finding:
    """Whether the newest copy of the databases, made at ``newest`` (UTC), is young enough at ``now``."""
    if newest is None:
        return warning("copies", "there is no copy of the databases", remedy="run `paxline backup`, best every night")
    words = f"the newest copy is {age_words(now - newest)} old"
    return warning("copies", words, remedy="run `paxline backup`") if now - newest > COPY_OLD else ok("copies", words)


def counts(latest: date | None, *, now: datetime) -> Finding:
    """Whether ``latest``, the newest day with a published count, is what can be known at ``now`` (UTC)."""
    if latest is None:
        return warning("counts", "no count is stored", remedy="run `paxline ingest`")
    words = f"known up to {latest}"
    if not is_late(now, latest):
        return ok("counts", words)
    due = expected_release(latest + ONE_DAY)
    late = f"{words}; the next was due {age_words(now - due)} ago"
    if now - due > COUNT_MISSED:
        return bad("counts", late, remedy="run `paxline ingest`")
    return warning("counts", late, remedy="run `paxline ingest`; where that brings nothing, the TSA itself is late")


def quotes(newest: datetime | None, week: Week, *, now: datetime) -> Finding:
    """Whether the newest quote of the week that trades, seen at ``newest`` (UTC), can be decided on at ``now``."""
    if not is_open(week, now):
        return ok("quotes", "the market is closed")
    if newest is None:
        return warning("quotes", f"no quote of the {week} is stored", remedy="run `paxline today`")
    words = f"seen {age_words(now - newest)} ago"
    if now - newest > Limits().quote_age:
        return warning("quotes", words, remedy="run `paxline today`; the desk decides on nothing this old")
    return ok("quotes", words)


def delivery(waiting: int, oldest: datetime | None, failed: str, *, now: datetime) -> Finding:
    """Whether alerts leave the outbox: so many wait, the oldest since an instant (UTC), ``failed`` is why, if known."""
    if oldest is None:
        return ok("delivery", "every alert was taken by a channel")
    words = f"{waiting} alerts wait, the oldest for {age_words(now - oldest)}" + (f": {failed}" if failed else "")
    if now - oldest > DELIVERY_SLOW:
        return warning("delivery", words, remedy="see that `paxline run` runs and `--send-test-alert` arrives")
    return ok("delivery", words)


def worst(findings: tuple[Finding, ...]) -> Health:
    """The worst of them; ``OK`` where there is none."""
    order = list(Health)
    return max((finding.health for finding in findings), key=order.index, default=Health.OK)
