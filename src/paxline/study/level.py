"""How many people fly: the level over time, its growth, and the year beside earlier years."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from paxline.counts.calendar import ONE_DAY, Week, travel_holidays
from paxline.forecast.counterpart import ALIGNED, DAYS_52_WEEKS, Alignment, counterparts
from paxline.study.series import Estimate, Floats, Ints, Lacking, Series, day_of, estimate, trailing_mean

WEEK_DAYS: Final = 7
GROWTH_DAYS: Final = 28
GROWTH_SHOWN_DAYS: Final = 3 * DAYS_52_WEEKS
OVERLAID_YEARS: Final = 4

NEIGHBOURS: Final = 4
"""Weeks on either side whose median growth is what a week's own is held against."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The level over time.

    Attributes:
        days: Each day known, with its count in people.
        week_mean: The mean of a day and the six before it, in people, where all seven are known.
        highest: The highest of these means, with its last day; ``None`` where there is none.
        latest: The latest of them; ``None`` where there is none.
    """

    days: tuple[tuple[date, float], ...]
    week_mean: tuple[tuple[date, float], ...]
    highest: tuple[date, float] | None
    latest: tuple[date, float] | None


def trend(counts: Series) -> Trend:
    """The level of ``counts`` over time."""
    people = np.exp(counts.log)
    days = _dated(counts.days, people)
    means = _dated(counts.days, trailing_mean(people, WEEK_DAYS))
    return Trend(days, means, max(means, key=lambda point: point[1], default=None), means[-1] if means else None)


@dataclass(frozen=True, slots=True)
class Growth:
    """The change of 28 days against the same 28 days 364 days earlier.

    Attributes:
        points: The last of the 28 days and the relative change, over the last three years known.
        latest: The newest of them.
        by_week: The change of its four weeks, each against 364 days earlier: mean, interval, n = 4.
        highest: The highest of ``points``.
        lowest: The lowest of them.
    """

    points: tuple[tuple[date, float], ...]
    latest: tuple[date, float]
    by_week: Estimate
    highest: tuple[date, float]
    lowest: tuple[date, float]


def growth(counts: Series) -> Growth | Lacking:
    """Growth where both runs of 28 days are known and neither touches the pandemic."""
    usual = counts.without_covid()
    days = usual.days
    now, before = np.exp(usual.log), np.exp(usual.at(days - DAYS_52_WEEKS))
    change = trailing_mean(now, GROWTH_DAYS) / trailing_mean(before, GROWTH_DAYS) - 1
    shown = days > usual.last - GROWTH_SHOWN_DAYS
    points = _dated(days[shown], change[shown])
    if not points:
        return Lacking("Growth needs 28 days in a row and the same 28 days 364 days earlier.")
    end = points[-1][0].toordinal()
    last = np.arange(end - GROWTH_DAYS + 1, end + 1)
    weeks = np.exp(usual.at(last)).reshape(-1, WEEK_DAYS).sum(axis=1)
    earlier = np.exp(usual.at(last - DAYS_52_WEEKS)).reshape(-1, WEEK_DAYS).sum(axis=1)
    return Growth(
        points=points,
        latest=points[-1],
        by_week=estimate(weeks / earlier - 1),
        highest=max(points, key=lambda point: point[1]),
        lowest=min(points, key=lambda point: point[1]),
    )


@dataclass(frozen=True, slots=True)
class Match:
    """How far a week's year-on-year change lies from the changes around it when last year is aligned in one way.

    Attributes:
        alignment: How last year's counterpart is found.
        holiday_weeks: The absolute distance (of log-ratios) in weeks that hold a holiday or end before one.
        other_weeks: The same in all others.
        gain: How much closer than by the same weekday it is in the holiday weeks, week by week; positive is closer.
    """

    alignment: Alignment
    holiday_weeks: Estimate
    other_weeks: Estimate
    gain: Estimate


@dataclass(frozen=True, slots=True)
class Overlay:
    """The last years on the calendar of the newest, each day matched by its place around the holidays.

    Attributes:
        lines: For each year, newest first: days of the newest year's calendar, 7-day means in people.
        holidays: The holidays of the newest year that days are matched around.
        matches: How well each alignment matches; empty where too little is known.
    """

    lines: tuple[tuple[int, tuple[tuple[date, float], ...]], ...]
    holidays: tuple[tuple[str, date], ...]
    matches: tuple[Match, ...]


def overlay(counts: Series) -> Overlay | Lacking:
    """The newest year and up to three before it, on one calendar."""
    newest = day_of(counts.last).year
    first = date(newest, 1, 1).toordinal() - WEEK_DAYS + 1
    calendar = np.arange(first, date(newest, 12, 31).toordinal() + 1)
    days, lines = calendar, list[tuple[int, tuple[tuple[date, float], ...]]]()
    for year in range(newest, newest - OVERLAID_YEARS, -1):
        means = trailing_mean(np.exp(counts.at(days)), WEEK_DAYS)[WEEK_DAYS - 1 :]
        line = _dated(calendar[WEEK_DAYS - 1 :], means)
        if line:
            lines.append((year, line))
        days = counterparts(days, Alignment.HOLIDAY)
    if len(lines) < 2:
        return Lacking("Years are laid over each other when counts of two years are known.")
    holidays = tuple((holiday.value, day) for holiday, day in travel_holidays(newest).items() if holiday in ALIGNED)
    return Overlay(tuple(lines), holidays, _matches(counts.without_covid()))


def _matches(counts: Series) -> tuple[Match, ...]:
    """Each alignment tried on every week whose surrounding weeks are known under all of them."""
    first = counts.first + (-day_of(counts.first).weekday()) % WEEK_DAYS
    mondays = np.arange(first, counts.last - WEEK_DAYS + 2, WEEK_DAYS)
    weeks = mondays[:, None] + np.arange(WEEK_DAYS)
    distances = {alignment: _distances(counts, weeks, alignment) for alignment in Alignment}
    known = np.all([np.isfinite(distance) for distance in distances.values()], axis=0)
    near = np.array([_near_a_holiday(Week(day_of(monday))) for monday in mondays], dtype=bool)
    if not (known & near).any() or not (known & ~near).any():
        return ()
    usual = distances[Alignment.WEEKDAY]
    return tuple(
        Match(
            alignment=alignment,
            holiday_weeks=estimate(distance[known & near]),
            other_weeks=estimate(distance[known & ~near]),
            gain=estimate((usual - distance)[known & near]),
        )
        for alignment, distance in distances.items()
    )


def _distances(counts: Series, weeks: Ints, alignment: Alignment) -> Floats:
    """|year-on-year log-change of each week minus the median of the surrounding ones|; NaN where one is not known."""
    earlier = counterparts(weeks.ravel(), alignment).reshape(weeks.shape)
    change = np.log(np.exp(counts.at(weeks)).sum(axis=1)) - np.log(np.exp(counts.at(earlier)).sum(axis=1))
    distance = np.full(change.size, np.nan)
    for i in range(NEIGHBOURS, change.size - NEIGHBOURS):
        around = np.delete(change[i - NEIGHBOURS : i + NEIGHBOURS + 1], NEIGHBOURS)
        distance[i] = abs(change[i] - np.median(around))
    return distance


def _near_a_holiday(week: Week) -> bool:
    days = {*week.days, week.sunday + ONE_DAY}
    return any(travel_holidays(year)[holiday] in days for holiday in ALIGNED for year in {day.year for day in days})


def _dated(days: Ints, values: Floats) -> tuple[tuple[date, float], ...]:
    """The days with a finite value, each with it."""
    return tuple(_finite(days, values))


def _finite(days: Ints, values: Floats) -> Iterator[tuple[date, float]]:
    for day, value in zip(days, values, strict=True):
        if np.isfinite(value):
            yield day_of(day), float(value)
