"""What the page had shown of any day by any instant, as arrays: for walks over many instants.

``History.as_of`` answers the same questions one instant at a time. Days are proleptic ordinals, instants are seconds
since 1970 (UTC); both index arrays without a loop.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from paxline.counts.history import History, Reading, Vintage
from paxline.forecast.distribution import Floats

Ints = NDArray[np.int64]

NEVER: Final = np.inf


@dataclass(frozen=True, eq=False)
class Series:
    """The figures of one kind, by day; arrays cover every day from ``origin``.

    Attributes:
        origin: The first day.
        values: Newest figure of each day, people; NaN where there is none.
        known_at: Instant from which ``values`` was known; infinite where there is none.
        first_at: Instant from which any figure of the day was known; infinite where there is none.
        readings: Every reading of each day, oldest knowledge first.
    """

    origin: int
    values: Floats
    known_at: Floats
    first_at: Floats
    readings: dict[int, list[Reading]]

    @classmethod
    def of(cls, readings: Iterable[Reading], *, origin: int, span: int) -> "Series":
        """The series of ``readings``, given in the order of their knowledge, over ``span`` days."""
        by_day: dict[int, list[Reading]] = {}
        for reading in readings:
            by_day.setdefault(reading.day.toordinal(), []).append(reading)
        values, known_at, first_at = np.full(span, np.nan), np.full(span, NEVER), np.full(span, NEVER)
        for day, shown in by_day.items():
            values[day - origin] = shown[-1].passengers
            known_at[day - origin] = shown[-1].known_at.timestamp()
            first_at[day - origin] = shown[0].known_at.timestamp()
        return cls(origin, values, known_at, first_at, by_day)

    def at(self, days: Ints, instant: float) -> Floats:
        """The figure of each of ``days`` that was the newest at ``instant``; NaN where there was none."""
        at = days - self.origin
        inside = (at >= 0) & (at < len(self.values))
        at = np.where(inside, at, 0)
        seen = inside & (self.known_at[at] <= instant)
        figures = np.where(seen, self.values[at], np.nan)
        # A day corrected only later still shows its earlier figure.
        for i in np.flatnonzero(inside & ~seen & (self.first_at[at] <= instant)):
            newest = self.newest(int(days[i]), instant)
            figures[i] = np.nan if newest is None else newest.passengers
        return figures

    def newest(self, day: int, instant: float) -> Reading | None:
        """The newest reading of ``day`` that was known at ``instant``."""
        known = [reading for reading in self.readings.get(day, ()) if reading.known_at.timestamp() <= instant]
        return known[-1] if known else None


@dataclass(frozen=True, eq=False)
class Shown:
    """Published and restated figures by day and instant."""

    published: Series
    restated: Series

    @classmethod
    def of(cls, history: History) -> "Shown":
        """Everything in ``history``; stand-ins count as published."""
        ordinals = [reading.day.toordinal() for reading in history.readings]
        origin = min(ordinals, default=date.min.toordinal())
        span = max(ordinals, default=origin) - origin + 1
        restated = [r for r in history.readings if r.vintage is Vintage.RESTATED]
        published = [r for r in history.readings if r.vintage is not Vintage.RESTATED]
        return cls(
            Series.of(published, origin=origin, span=span),
            Series.of(restated, origin=origin, span=span),
        )

    def comparable(self, days: Ints, instant: float) -> Floats:
        """The published figure of each of ``days`` as of ``instant``, else the restated, else NaN."""
        published = self.published.at(days, instant)
        missing = np.isnan(published)
        return np.where(missing, self.restated.at(days, instant), published) if missing.any() else published

    def complete_at(self, days: Ints) -> float:
        """The instant from which each of ``days`` had a published figure; infinite where one never has."""
        at = days - self.published.origin
        if len(at) and (at.min() < 0 or at.max() >= len(self.published.values)):
            return NEVER
        return float(self.published.first_at[at].max(initial=-NEVER))
