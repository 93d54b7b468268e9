"""What weekdays, seasons and holidays do to a day's count, in log-ratios; the pandemic is left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np

from paxline.counts.calendar import Holiday, travel_holidays
from paxline.forecast.counterpart import ALIGNED
from paxline.study.series import Estimate, Lacking, Series, day_of, estimate

WINDOWS: Final[Mapping[Holiday, tuple[int, int]]] = MappingProxyType(
    {
        **ALIGNED,
        Holiday.SUPER_BOWL: (-3, 2),
        Holiday.JUNETEENTH: (-3, 3),
        Holiday.HALLOWEEN: (-2, 2),
        Holiday.VETERANS: (-4, 4),
    }
)
"""First and last offset, in days, at which a day is looked at as a holiday's; a day in none of them is calm."""

BASELINE_WEEKS: Final = 8
"""How far away, in weeks, a calm day of the same weekday may be to serve as a baseline."""

BASELINE_DAYS: Final = 2
"""How many of the nearest calm days on each side make the baseline."""

FEW: Final = 5
"""Below so many years an estimate is called one from few years."""


class Season(Enum):
    """A quarter of the year by months."""

    WINTER = "winter, Dec–Feb"
    SPRING = "spring, Mar–May"
    SUMMER = "summer, Jun–Aug"
    AUTUMN = "autumn, Sep–Nov"

    @classmethod
    def of(cls, day: date) -> "Season":
        """The season that holds ``day``."""
        return tuple(cls)[day.month % 12 // 3]


@cache
def place(ordinal: int) -> tuple[Holiday, int] | None:
    """The nearest holiday whose window holds a day, and the offset from it in days; of two as near, the earlier."""
    year = day_of(ordinal).year
    near: list[tuple[int, int, Holiday]] = []
    for of in (year - 1, year, year + 1):
        for holiday, (first, last) in WINDOWS.items():
            offset = ordinal - travel_holidays(of)[holiday].toordinal()
            if first <= offset <= last:
                near.append((abs(offset), offset, holiday))
    if not near:
        return None
    _, offset, holiday = min(near, key=lambda one: one[:1])
    return holiday, offset


@dataclass(frozen=True, slots=True)
class WeekdayShape:
    """A weekday's share in one season.

    Attributes:
        season: The season.
        weekday: 0 is Monday.
        ratio: Mean log-ratio of the day to its week's mean over calm weeks (n of them).
    """

    season: Season
    weekday: int
    ratio: Estimate


def weekday_shapes(counts: Series) -> tuple[WeekdayShape, ...] | Lacking:
    """Every weekday in every season that has two calm weeks: seven known days, none in a holiday's window.

    A week belongs to the season of its Thursday.
    """
    usual = counts.without_covid()
    monday = usual.first + (-day_of(usual.first).weekday()) % 7
    ratios: dict[Season, list[list[float]]] = {}
    for start in range(monday, usual.last - 5, 7):
        days = np.arange(start, start + 7)
        log = usual.at(days)
        if np.isfinite(log).all() and all(place(int(day)) is None for day in days):
            relative = log - np.log(np.exp(log).mean())
            ratios.setdefault(Season.of(day_of(start + 3)), []).append([float(value) for value in relative])
    shapes = tuple(
        WeekdayShape(season, weekday, estimate(week[weekday] for week in ratios[season]))
        for season in Season
        if len(ratios.get(season, ())) >= 2
        for weekday in range(7)
    )
    return shapes or Lacking("The shape of the week needs two whole weeks without a holiday in one season.")


@dataclass(frozen=True, slots=True)
class HolidayEffect:
    """What a day's place around a holiday does to it.

    Attributes:
        holiday: The holiday.
        offset: Days from it; negative is before.
        effect: Mean over years of the log-ratio of the day to its local baseline.
        years: The years of the days that went in, ascending.
    """

    holiday: Holiday
    offset: int
    effect: Estimate
    years: tuple[int, ...]


def holiday_effects(counts: Series) -> tuple[HolidayEffect, ...] | Lacking:
    """The effect of every offset of every holiday that some year tells; by holiday, then offset.

    A day's local baseline is the line through the calm days of the same weekday nearest to it on both sides
    (the mean of up to ``BASELINE_DAYS`` on each, at most ``BASELINE_WEEKS`` weeks away), read off at the day.
    """
    usual = counts.without_covid()
    found: dict[tuple[Holiday, int], dict[int, float]] = {}
    for day, log in zip(usual.days, usual.log, strict=True):
        where = place(int(day))
        if where is None or not np.isfinite(log):
            continue
        baseline = local_baseline(usual, int(day))
        if baseline is not None:
            found.setdefault(where, {})[int(day)] = float(log) - baseline
    effects = tuple(
        HolidayEffect(*where, estimate(found[where].values()), tuple(day_of(day).year for day in found[where]))
        for where in sorted(found, key=lambda one: (list(WINDOWS).index(one[0]), one[1]))
    )
    return effects or Lacking("Holiday effects need calm days of the same weekday on both sides of a holiday.")


def local_baseline(counts: Series, day: int) -> float | None:
    """The logarithm expected of ``day`` by the calm days around it; ``None`` where one side has none."""
    before, after = list(_calm(counts, day, step=-7)), list(_calm(counts, day, step=7))
    if not before or not after:
        return None
    (x0, y0), (x1, y1) = np.mean(before, axis=0), np.mean(after, axis=0)
    return float(y0 + (y1 - y0) * (day - x0) / (x1 - x0))


def _calm(counts: Series, day: int, *, step: int) -> Iterator[tuple[float, float]]:
    """Day and logarithm of the nearest calm days of the same weekday in one direction."""
    taken = 0
    for k in range(1, BASELINE_WEEKS + 1):
        other = day + k * step
        log = float(counts.at(np.array(other, dtype=np.int64)))
        if taken < BASELINE_DAYS and np.isfinite(log) and place(other) is None:
            taken += 1
            yield float(other), log
