"""What the rows of the model are at each instant: the newest comparable figure of every day.

A published figure goes before a restated one; a correction replaces what it corrects from the instant it is known.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import numpy as np

from paxline.counts.history import History, Reading, Vintage
from paxline.counts.shocks import Shock
from paxline.forecast.kernels import Floats
from paxline.forecast.windows import Bools, Ints

LEFT_OUT: Final = (date(2020, 3, 1).toordinal(), date(2020, 6, 30).toordinal())
"""First and last day of the collapse, from which nothing about other times can be learned (proleptic ordinals)."""


@dataclass(frozen=True)
class Figures:
    """Every usable figure, in the order in which they became known; arrays of the same length.

    Attributes:
        known_at: Seconds since 1970, UTC, ascending.
        days: Proleptic ordinals.
        log_counts: Natural log of the count.
        restated: Whether the figure is a restated one.
    """

    known_at: Floats
    days: Ints
    log_counts: Floats
    restated: Bools

    @classmethod
    def of(cls, history: History) -> "Figures":
        """The usable figures of ``history``; days left out and counts of zero are not."""
        return cls._of(history.readings)

    def grown(self, before: History, history: History) -> "Figures":
        """The figures of ``history``, these being those of one ``before``; where it goes on, that costs what is new."""
        known = len(before.readings)
        if history.readings[:known] != before.readings:
            return Figures.of(history)
        more = self._of(history.readings[known:])
        return Figures(
            np.concatenate([self.known_at, more.known_at]),
            np.concatenate([self.days, more.days]),
            np.concatenate([self.log_counts, more.log_counts]),
            np.concatenate([self.restated, more.restated]),
        )

    @classmethod
    def _of(cls, readings: Sequence[Reading]) -> "Figures":
        first, last = LEFT_OUT
        used = [r for r in readings if r.passengers > 0 and not first <= r.day.toordinal() <= last]
        return cls(
            np.array([r.known_at.timestamp() for r in used], dtype=np.float64),
            np.array([r.day.toordinal() for r in used], dtype=np.int64),
            np.log(np.array([r.passengers for r in used], dtype=np.float64)),
            np.array([r.vintage is Vintage.RESTATED for r in used], dtype=np.bool_),
        )


@dataclass(frozen=True)
class State:
    """The observed rows at one instant, by day ascending, and the shocks in force; arrays of the same length.

    Attributes:
        days: Proleptic ordinals.
        log_counts: Natural log of the count.
        restated: Whether the figure is a restated one.
        shocks: Shocks that stand then.
    """

    days: Ints
    log_counts: Floats
    restated: Bools
    shocks: tuple[Shock, ...]

    def __len__(self) -> int:
        return len(self.days)

    def common(self, other: "State") -> int:
        """How many leading rows are the same in ``other``, shocks included."""
        n = min(len(self), len(other))
        if self.shocks != other.shocks:
            moved = set(self.shocks) ^ set(other.shocks)
            n = min(n, int(np.searchsorted(self.days, min(shock.first.toordinal() for shock in moved))))
        same = (
            (self.days[:n] == other.days[:n])
            & (self.log_counts[:n] == other.log_counts[:n])
            & (self.restated[:n] == other.restated[:n])
        )
        return n if same.all() else int(np.argmin(same))


def states(figures: Figures, instants: Iterable[float], shocks: tuple[Shock, ...]) -> Iterator[State]:
    """The state at each of ``instants`` (seconds since 1970, ascending)."""
    if not len(figures.days):
        empty = np.empty(0)
        yield from (State(empty.astype(np.int64), empty, empty.astype(np.bool_), ()) for _ in instants)
        return
    origin = int(figures.days.min())
    span = int(figures.days.max()) - origin + 1
    published, restated = np.full(span, np.nan), np.full(span, np.nan)
    seen = 0
    for instant in instants:
        end = int(np.searchsorted(figures.known_at, instant, side="right"))
        new = slice(seen, end)
        for values, chosen in ((published, ~figures.restated[new]), (restated, figures.restated[new])):
            # With repeated indices numpy keeps the last, which is the newest figure.
            values[figures.days[new][chosen] - origin] = figures.log_counts[new][chosen]
        seen = end
        newest = np.where(np.isnan(published), restated, published)
        rows = np.flatnonzero(~np.isnan(newest))
        at = datetime.fromtimestamp(instant, UTC)
        standing = tuple(shock for shock in shocks if shock.stands_at(at))
        yield State(rows + origin, newest[rows], np.isnan(published[rows]), standing)
