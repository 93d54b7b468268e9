"""When figures were shown and how they changed: published against restated, first sightings, corrections."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from paxline.counts.calendar import EASTERN, Week, eastern_day, nominal_release
from paxline.counts.history import History, Reading, Vintage
from paxline.study.series import Lacking

LARGEST: Final = 10
LATEST_SIGHTING: Final = timedelta(days=7)
"""A figure first seen later than this was loaded afterwards: it tells nothing of the TSA's timing."""

STRIKE_STEP: Final = 50_000
"""People between two strikes of the usual ladder."""

CLASSES: Final = (-0.05, -0.02, -0.01, -0.005, -0.001, 0.001, 0.005, 0.01, 0.02, 0.05)
"""Edges of the classes into which single-day differences are counted, as shares of the restated figure."""


@dataclass(frozen=True, slots=True)
class DayGap:
    """One day's two figures, in people."""

    day: date
    published: int
    restated: int

    @property
    def people(self) -> int:
        """Published minus restated."""
        return self.published - self.restated

    @property
    def relative(self) -> float:
        """Published over restated, minus 1."""
        return self.published / self.restated - 1


@dataclass(frozen=True, slots=True)
class YearGap:
    """A restated year.

    Attributes:
        year: The year.
        days: Days with a published figure; one without a restated figure of its own counts as not changed.
        changed: How many of them were restated to another figure.
        mean: Mean over ``days`` of published over restated, minus 1.
        median: The median of the same.
        weeks: Whole weeks of published figures that end in the year.
        flipped: How many of them have a multiple of 50,000 between their published and their restated mean.
    """

    year: int
    days: int
    changed: int
    mean: float
    median: float
    weeks: int
    flipped: int


@dataclass(frozen=True, slots=True)
class Restatement:
    """Published against restated, over every year that was restated.

    Attributes:
        years: Year by year, ascending.
        classes: Days whose relative difference lies between neighbours of ``CLASSES``, open at both ends.
        largest: The largest single days by the difference in people, largest first.
    """

    years: tuple[YearGap, ...]
    classes: tuple[int, ...]
    largest: tuple[DayGap, ...]


def restatement(history: History) -> Restatement | Lacking:
    """How restated figures differ from those that were published; what stands in for a published one is left out."""
    published = {d: r.passengers for d, r in history.published.items() if r.vintage is Vintage.PUBLISHED}
    restated = {d: r.passengers for d, r in history.restated.items() if r.passengers > 0}
    years = {day.year for day in published if day in restated}
    gaps = [DayGap(day, n, restated.get(day, n)) for day, n in published.items() if day.year in years and n > 0]
    if not gaps:
        return Lacking("No day has both a published and a restated figure.")
    relative = np.array([gap.relative for gap in gaps])
    flips = dict(_flips(gaps))
    return Restatement(
        years=tuple(_year_gap(year, gaps, flips) for year in sorted(years)),
        classes=tuple(int(n) for n in np.bincount(np.digitize(relative, CLASSES), minlength=len(CLASSES) + 1)),
        largest=tuple(sorted((gap for gap in gaps if gap.people), key=lambda gap: -abs(gap.people))[:LARGEST]),
    )


def _year_gap(year: int, gaps: list[DayGap], flips: Mapping[Week, bool]) -> YearGap:
    of_year = [gap for gap in gaps if gap.day.year == year]
    relative = [gap.relative for gap in of_year]
    flipped = [flip for week, flip in flips.items() if week.sunday.year == year]
    return YearGap(
        year=year,
        days=len(of_year),
        changed=sum(gap.people != 0 for gap in of_year),
        mean=float(np.mean(relative)),
        median=float(np.median(relative)),
        weeks=len(flipped),
        flipped=sum(flipped),
    )


def _flips(gaps: list[DayGap]) -> Iterator[tuple[Week, bool]]:
    """For each whole week: whether some strike lies between its two means (a mean on a strike is not above it)."""
    by_day = {gap.day: gap for gap in gaps}
    for week in sorted({Week.holding(gap.day) for gap in gaps}):
        if all(day in by_day for day in week.days):
            shown = sum(by_day[day].published for day in week.days)
            later = sum(by_day[day].restated for day in week.days)
            yield week, (shown - 1) // (7 * STRIKE_STEP) != (later - 1) // (7 * STRIKE_STEP)


@dataclass(frozen=True, slots=True)
class YearOfSightings:
    """When the figures of one year's days were first seen.

    Attributes:
        year: The year of the days.
        n: Real sightings.
        punctual: How many of them fall on the very day the timetable names; only these tell a time of day.
        earliest: The earliest time of day among the punctual, Eastern; ``None`` where there is none.
        quartiles: First quartile, median and third quartile of their time of day, in hours after midnight Eastern.
        lags: How many were seen 1, 2, 3, and 4 or more Eastern calendar days after the day.
    """

    year: int
    n: int
    punctual: int
    earliest: time | None
    quartiles: tuple[float, float, float] | None
    lags: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sightings:
    """First sightings of published figures. Each bounds the release from above: the TSA may have been earlier.

    Attributes:
        years: Year by year, ascending; empty where no figure has a real sighting.
        weekdays: By weekday of the day counted (Monday first), sightings after 1, 2, 3, and 4 or more days.
        by_timetable: Days whose instant is the release timetable's, which tells nothing new.
        loaded_later: Days first seen more than 7 days after they ended.
    """

    years: tuple[YearOfSightings, ...]
    weekdays: tuple[tuple[int, int, int, int], ...]
    by_timetable: int
    loaded_later: int

    @property
    def n(self) -> int:
        """Real sightings."""
        return sum(year.n for year in self.years)


def sightings(history: History) -> Sightings | Lacking:
    """When each published figure was first seen, as far as its instant is not just the timetable's."""
    first: dict[date, Reading] = {}
    for reading in history.readings:
        if reading.vintage is Vintage.PUBLISHED:
            first.setdefault(reading.day, reading)
    if not first:
        return Lacking("No published figure is known, so nothing tells when figures appear.")
    seen = [reading for reading in first.values() if reading.known_at != nominal_release(reading.day)]
    real = [reading for reading in seen if _lag(reading) <= LATEST_SIGHTING.days]
    return Sightings(
        years=tuple(
            _year_of_sightings(year, [r for r in real if r.day.year == year])
            for year in sorted({r.day.year for r in real})
        ),
        weekdays=tuple(_lags([r for r in real if r.day.weekday() == weekday]) for weekday in range(7)),
        by_timetable=len(first) - len(seen),
        loaded_later=len(seen) - len(real),
    )


def _year_of_sightings(year: int, readings: list[Reading]) -> YearOfSightings:
    punctual = [r for r in readings if eastern_day(r.known_at) == eastern_day(nominal_release(r.day))]
    times = [reading.known_at.astimezone(EASTERN).time() for reading in punctual]
    hours = [at.hour + at.minute / 60 + at.second / 3600 for at in times]
    quartiles = tuple(float(q) for q in np.quantile(hours, (0.25, 0.5, 0.75))) if hours else None
    return YearOfSightings(
        year=year,
        n=len(readings),
        punctual=len(punctual),
        earliest=min(times, default=None),
        quartiles=(quartiles[0], quartiles[1], quartiles[2]) if quartiles else None,
        lags=_lags(readings),
    )


def _lag(reading: Reading) -> int:
    """Eastern calendar days from the day to its sighting."""
    return (eastern_day(reading.known_at) - reading.day).days


def _lags(readings: list[Reading]) -> tuple[int, int, int, int]:
    lags = [min(max(_lag(reading), 1), 4) for reading in readings]
    return (lags.count(1), lags.count(2), lags.count(3), lags.count(4))


@dataclass(frozen=True, slots=True)
class Revision:
    """One correction within the year, or one batch of them seen at the same instant.

    Attributes:
        seen_at: The UTC instant at which the new figures were seen.
        days: The days corrected, ascending.
        smallest: The smallest relative change among them, new over old minus 1.
        largest: The largest.
        source: Who showed it.
    """

    seen_at: datetime
    days: tuple[date, ...]
    smallest: float
    largest: float
    source: str


def revisions(history: History) -> tuple[Revision, ...]:
    """Every published figure that replaced another published one of the same day, by the instant it was seen."""
    shown: dict[date, list[Reading]] = {}
    for reading in history.readings:
        if reading.vintage is Vintage.PUBLISHED:
            shown.setdefault(reading.day, []).append(reading)
    batches: dict[tuple[datetime, str], list[tuple[date, float]]] = {}
    for day, readings in sorted(shown.items()):
        for old, new in pairwise(readings):
            if old.passengers != new.passengers and old.passengers > 0:
                change = new.passengers / old.passengers - 1
                batches.setdefault((new.known_at, new.source), []).append((day, change))
    return tuple(
        Revision(at, tuple(d for d, _ in found), min(c for _, c in found), max(c for _, c in found), source)
        for (at, source), found in sorted(batches.items())
    )
