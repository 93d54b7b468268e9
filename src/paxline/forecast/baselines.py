"""Forecasts from last year's counts: the 364-day copy, the holiday-aligned ratio, and two models of a public blog.

All are one rule with different settings: an unpublished day will show what its counterpart showed last year, times the
recent growth. Published days are facts. How wide the print's distribution is, a forecaster learns from its own past:
the errors it would have made on settled weeks with as many days known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Final

import numpy as np

from paxline.counts.calendar import Week
from paxline.counts.history import History, Settlement
from paxline.errors import LookAhead, MissingData
from paxline.forecast.counterpart import Alignment, Ints, counterparts
from paxline.forecast.distribution import Floats, StudentT
from paxline.forecast.shown import NEVER, Shown
from paxline.forecast.tails import student_quantile
from paxline.forecast.weekly import DayForecast, Origin, WeekForecast

DAYS: Final = 7

TAIL_DF: Final = 5.0
"""Degrees of freedom of the print's distribution: a few storms a year make errors fat-tailed."""

CENTRAL_SHARE: Final = 0.68
"""The share of past errors that the distribution's central interval is made to hold."""

PAST_WEEKS: Final = 104
"""Settled weeks, newest first, whose errors are looked at."""

FEWEST_ERRORS: Final = 20
"""With fewer past errors than this the spread is the assumed one."""

ASSUMED_ERROR: Final = 0.04
"""Relative error at ``CENTRAL_SHARE`` where the past is too short: 4 % with no day known, falling evenly to none."""

SMALLEST_SCALE: Final = 1.0
"""Scale of a print whose days are all published, people."""

DAY_CORRELATION: Final = 0.3
"""Correlation of two days' errors within a week (0.2 to 0.4 in 2022-26), by which a week's spread is shared out."""

_UNIT_QUANTILE: Final = float(student_quantile(TAIL_DF, 0.5 * (1.0 + CENTRAL_SHARE)))


class Average(Enum):
    """How the days of a growth window become one ratio."""

    MEDIAN = "median of the days' ratios"
    MEANS = "ratio of the two means"


@dataclass(frozen=True, slots=True)
class Growth:
    """The recent year-on-year ratio: the newest ``days`` counts against their counterparts."""

    days: int
    average: Average

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"a growth window has at least one day, not {self.days}")

    def of(self, now: Floats, then: Floats) -> float:
        """The ratio of ``now`` to ``then``, shape ``(days,)`` each; NaN where under half of the pairs are there."""
        paired = np.isfinite(now) & np.isfinite(then) & (then > 0)
        if 2 * int(paired.sum()) < self.days:
            return float("nan")
        if self.average is Average.MEDIAN:
            return float(np.median(now[paired] / then[paired]))
        return float(now[paired].sum() / then[paired].sum())


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """Last year's counterpart times recent growth; fulfils ``Forecaster``.

    This year's figures are compared with last year's as comparably as can be: published with published, and the
    restated only where a published one is not there.

    Attributes:
        name: The name under which results are reported.
        alignment: How last year's counterpart of a day is found.
        growth: The growth window, or ``None`` for no growth.
    """

    name: str
    alignment: Alignment
    growth: Growth | None

    def forecast(self, history: History, week: Week) -> WeekForecast:
        """The forecast of ``week`` as of ``history.known_by``; ``MissingData`` where last year's days are not there."""
        return _forecast(self, _Past.of(self, history), Origin(week, history.known_by))

    def walk(self, history: History, origins: Sequence[Origin]) -> Iterable[WeekForecast]:
        """The forecasts from many origins; ``LookAhead`` for one later than the history."""
        past = _Past.of(self, history)
        for origin in origins:
            if origin.as_of > history.known_by:
                raise LookAhead(f"this history ends at {history.known_by}, before {origin.as_of}")
            yield _forecast(self, past, origin)


COPY: Final = YearOnYear("copy", Alignment.WEEKDAY, None)
"""364 days earlier, unchanged."""

RATIO: Final = YearOnYear("ratio", Alignment.HOLIDAY, Growth(28, Average.MEDIAN))
"""The holiday-aligned year-on-year ratio, 28 days.

It re-creates a baseline published only by its scores: MAE 44,480 / 37,633 / 33,327 / 31,137 / 24,101 at 0 … 4 known
days on the 121 weeks from 2024-01-01, and 72,299 / 61,428 / 51,686 / 45,511 / 35,088 on the 82 weeks from 2022-06-06.
The windows of ``counterpart.ALIGNED`` and the median are those that come within 4 % of all ten; nothing was tuned on
the weeks themselves.
"""

RATIO_14: Final = YearOnYear("ratio-14", Alignment.HOLIDAY, Growth(14, Average.MEDIAN))
"""The same with a growth window of 14 days: faster, better in a recovery, worse in calm years."""

LAST_YEAR: Final = YearOnYear("last-year", Alignment.DATE, None)
"""The blog's first model: the mean of the same seven dates last year."""

TREND: Final = YearOnYear("trend", Alignment.DATE, Growth(DAYS, Average.MEANS))
"""The blog's second model: that mean times the year-on-year ratio of the newest seven published days."""

BASELINES: Final[Mapping[str, YearOnYear]] = MappingProxyType(
    {model.name: model for model in (COPY, RATIO, RATIO_14, LAST_YEAR, TREND)}
)
"""Every forecaster of this module by its name."""


@dataclass(frozen=True, slots=True)
class _Past:
    """What one forecaster would have said of past weeks, remembered: the same for every later origin.

    A past forecast is made at the instant at which the last of its days came out, from what was known then, so that
    neither the origin nor anything later changes it.
    """

    model: YearOnYear
    history: History
    shown: Shown
    settlements: dict[Week, Settlement | None] = field(default_factory=dict[Week, Settlement | None])
    points: dict[tuple[Week, int], tuple[float, float]] = field(
        default_factory=dict[tuple[Week, int], tuple[float, float]]
    )

    @classmethod
    def of(cls, model: YearOnYear, history: History) -> "_Past":
        """Nothing remembered yet."""
        return cls(model, history, Shown.of(history))

    def relative_errors(self, week: Week, *, ahead: int, by: datetime) -> Floats:
        """Errors on the weeks before ``week`` that had settled at ``by``, as shares of the forecast, newest first.

        ``ahead`` is the number of days from Monday to the last published day, as in ``_point``.
        """
        found: list[float] = []
        for earlier in (week.plus(-back) for back in range(1, PAST_WEEKS + 1)):
            settled = self._settlement(earlier, by)
            instant, point = self._point(earlier, ahead)
            if settled is not None and instant <= by.timestamp() and np.isfinite(point):
                found.append(settled.passengers / point - 1.0)
        return np.array(found, dtype=np.float64)

    def _settlement(self, week: Week, by: datetime) -> Settlement | None:
        """What ``week`` settled on as known at ``by``, or ``None``."""
        if week.monday.toordinal() in self.shown.mixed_weeks:
            # Here a later figure may put aside the one that counted at the time.
            return self.history.as_of(by).settlement(week)
        if week not in self.settlements:
            self.settlements[week] = self.history.settlement(week)
        settled = self.settlements[week]
        return settled if settled is not None and settled.known_at <= by else None

    def _point(self, week: Week, ahead: int) -> tuple[float, float]:
        """When the first ``ahead`` days of ``week`` were out, and the print expected then from no later day.

        ``ahead`` is negative where the days before the week were not all out. Without the counts it takes the instant
        is infinite or the print NaN.
        """
        key = (week, ahead)
        if key not in self.points:
            days = _days(week)
            newest = int(days[0]) + ahead - 1
            instant, point = self.shown.complete_at(np.arange(newest - DAYS + 1, newest + 1)), float("nan")
            if instant < NEVER:
                published = np.where(days <= newest, self.shown.counted(days, instant), np.nan)
                point = float(_expected(self.model, self.shown, days, published, newest=newest, instant=instant).mean())
            self.points[key] = (instant, point if point > 0.0 else float("nan"))
        return self.points[key]


def _days(week: Week) -> Ints:
    monday = week.monday.toordinal()
    return np.arange(monday, monday + DAYS)


def _expected(model: YearOnYear, shown: Shown, days: Ints, published: Floats, *, newest: int, instant: float) -> Floats:
    """The count of each of ``days``: the published one where there is one, else the forecast, else NaN."""
    ratio = 1.0
    if model.growth is not None:
        window = np.arange(newest - model.growth.days + 1, newest + 1)
        then = shown.comparable(counterparts(window, model.alignment), instant)
        ratio = model.growth.of(shown.comparable(window, instant), then)
    return np.where(np.isnan(published), ratio * _last_year(model.alignment, shown, days, instant), published)


def _last_year(alignment: Alignment, shown: Shown, days: Ints, instant: float) -> Floats:
    """What each day of the week is compared with, people, shape ``(7,)``."""
    then = shown.comparable(counterparts(days, alignment), instant)
    if alignment is not Alignment.DATE:
        return then
    # The blog forecasts the week's mean only; its dates fall on other weekdays, so the days' shares come from 364 back.
    shape = shown.comparable(counterparts(days, Alignment.WEEKDAY), instant)
    return shape * (then.mean() / shape.mean())


def _forecast(model: YearOnYear, past: _Past, origin: Origin) -> WeekForecast:
    week, instant = origin.week, origin.as_of.timestamp()
    days = _days(week)
    monday = int(days[0])
    readings = [past.shown.reading(int(day), instant) for day in days]
    known = [reading for reading in readings if reading is not None]
    published = np.array([np.nan if reading is None else reading.passengers for reading in readings], dtype=np.float64)
    newest = known[-1].day.toordinal() if known else _newest_before(past.shown, monday, instant)
    counts = _expected(model, past.shown, days, published, newest=newest, instant=instant)
    if np.isnan(counts).any():
        raise MissingData(f"{model.name}: the counts a year before the {week} are not all there")
    point = float(counts.mean())
    if len(known) == DAYS:
        scale = SMALLEST_SCALE
    else:
        ahead = len(known) if known else newest + 1 - monday
        scale = max(_scale(past.relative_errors(week, ahead=ahead, by=origin.as_of), ahead) * point, SMALLEST_SCALE)
    settlement = StudentT(point, scale, TAIL_DF)
    return WeekForecast(
        week=week,
        as_of=origin.as_of,
        model=model.name,
        known_days={reading.day: reading for reading in known},
        settlement=settlement,
        days=_day_forecasts(days[np.isnan(published)], counts[np.isnan(published)], settlement),
    )


def _newest_before(shown: Shown, monday: int, instant: float) -> int:
    """The last day before ``monday`` that was published at ``instant``; ``MissingData`` where there is none."""
    before = np.arange(shown.origin, monday)
    published = np.flatnonzero(np.isfinite(shown.counted(before, instant)))
    if not len(published):
        raise MissingData("no count had been published yet")
    return int(before[published[-1]])


def _scale(errors: Floats, ahead: int) -> float:
    """The scale of the print's distribution as a share of its centre."""
    if len(errors) < FEWEST_ERRORS:
        return ASSUMED_ERROR * (DAYS - max(ahead, 0)) / DAYS / _UNIT_QUANTILE
    return float(np.quantile(np.abs(errors), CENTRAL_SHARE)) / _UNIT_QUANTILE


def _day_forecasts(days: Ints, counts: Floats, settlement: StudentT) -> tuple[DayForecast, ...]:
    """The unpublished days, whose sds are proportional to their counts and add up to the print's."""
    n = len(days)
    if not n:
        return ()
    of_total = DAYS * settlement.sd / float(np.sqrt(n * (1.0 + (n - 1) * DAY_CORRELATION)))
    sds = of_total * counts / counts.mean() if counts.any() else np.full(n, of_total)
    return tuple(
        DayForecast(date.fromordinal(int(day)), float(mean), float(sd))
        for day, mean, sd in zip(days, counts, sds, strict=True)
    )
