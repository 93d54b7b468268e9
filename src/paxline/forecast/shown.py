"""What the page had shown of any day by any instant, as arrays: for walks over many instants.

``History.as_of`` answers the same questions one instant at a time. Days are proleptic ordinals, instants are seconds
since 1970 (UTC); both index arrays without a loop.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
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
    """Every figure by kind, day and instant; what a day counts as follows ``History``.

    Attributes:
        published: What the page showed in the same year.
        stand_in: What stands in for a published figure that nobody recorded.
        restated: What the archive page shows.
    """

    published: Series
    stand_in: Series
    restated: Series

    @classmethod
    def of(cls, history: History) -> "Shown":
        """Everything in ``history``."""
        ordinals = [reading.day.toordinal() for reading in history.readings]
        origin = min(ordinals, default=date.min.toordinal())
        span = max(ordinals, default=origin) - origin + 1
        by_vintage: dict[Vintage, list[Reading]] = {vintage: [] for vintage in Vintage}
        for reading in history.readings:
            by_vintage[reading.vintage].append(reading)
        return cls(
            Series.of(by_vintage[Vintage.PUBLISHED], origin=origin, span=span),
            Series.of(by_vintage[Vintage.STAND_IN], origin=origin, span=span),
            Series.of(by_vintage[Vintage.RESTATED], origin=origin, span=span),
        )

    @property
    def origin(self) -> int:
        """The first day of which there is any figure."""
        return self.published.origin

    def counted(self, days: Ints, instant: float) -> Floats:
        """The published figure of each of ``days`` as of ``instant``, else what stands in, else NaN."""
        return _filled(self.published.at(days, instant), self.stand_in, days, instant)

    def comparable(self, days: Ints, instant: float) -> Floats:
        """The same, else the restated figure, else NaN."""
        return _filled(self.counted(days, instant), self.restated, days, instant)

    def reading(self, day: int, instant: float) -> Reading | None:
        """The reading behind ``counted``."""
        return self.published.newest(day, instant) or self.stand_in.newest(day, instant)

    def complete_at(self, days: Ints) -> float:
        """The instant from which each of ``days`` (at least one) counted as published; infinite where one never did."""
        at = days - self.origin
        if at.min() < 0 or at.max() >= len(self.published.values):
            return NEVER
        return float(np.minimum(self.published.first_at[at], self.stand_in.first_at[at]).max())

    @cached_property
    def mixed_weeks(self) -> frozenset[int]:
        """Mondays of the weeks with a day that has both a published figure and one that stands in, known whenever."""
        both = self.published.readings.keys() & self.stand_in.readings.keys()
        return frozenset(day - date.fromordinal(day).weekday() for day in both)


def _filled(figures: Floats, series: Series, days: Ints, instant: float) -> Floats:
    missing = np.isnan(figures)
    return np.where(missing, series.at(days, instant), figures) if missing.any() else figures
