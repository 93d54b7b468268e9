"""What a decision remembers of earlier ones: by the hour, the print's fair value and how wide others stood.

A decision sees them in its snapshot, so that one that was kept is made again with the same memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from paxline.market.book import Quote

REMEMBERED: Final = timedelta(days=1)
"""So far back looks are kept."""

_HOUR: Final = timedelta(hours=1)
_NEAR: Final = (0.10, 0.90)
"""Mids between these, dollars, are looked at: beyond, the tick is the spread."""


@dataclass(frozen=True, slots=True)
class Look:
    """One glance at the week.

    Attributes:
        at: When (UTC).
        counted_at: When the newest count was first known (UTC).
        fair: The pool's median, people; ``None`` where there was no market in it.
        spread: Others' middle spread near the money, dollars; ``None`` where none was quoted on both sides.
    """

    at: datetime
    counted_at: datetime
    fair: float | None
    spread: float | None


def usual_spread(quotes: Iterable[Quote]) -> float | None:
    """The middle of the spreads near the money, dollars; ``None`` where nothing there is quoted on both sides."""
    spreads = [
        quote.ask.dollars - quote.bid.dollars
        for quote in quotes
        if quote.bid and quote.ask and _NEAR[0] <= (quote.bid.dollars + quote.ask.dollars) / 2 <= _NEAR[1]
    ]
    return median(spreads) if spreads else None


def kept(looks: Sequence[Look], newest: Look) -> tuple[Look, ...]:
    """The looks of the last day with the newest, but the first alone of each hour and of each count.

    Args:
        looks: Oldest first.
        newest: No older than they are.
    """
    told = recalled(looks, at=newest.at)
    return (*told, newest) if is_due(looks, at=newest.at, counted_at=newest.counted_at) else told


def recalled(looks: Sequence[Look], *, at: datetime) -> tuple[Look, ...]:
    """Those of the last day before ``at`` (UTC)."""
    return tuple(one for one in looks if at - one.at <= REMEMBERED)


def is_due(looks: Sequence[Look], *, at: datetime, counted_at: datetime) -> bool:
    """Whether a look at ``at`` (UTC), of the count first known at ``counted_at``, would be kept."""
    last = looks[-1] if looks else None
    return last is None or last.counted_at != counted_at or at - last.at >= _HOUR
