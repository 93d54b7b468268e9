"""The protocol by which every forecaster is judged: a walk over past weeks that sees only what was known.

A week is forecast five times, with ``known`` = 0 … 4 of its days published: at 9:05 ET on its Monday … Friday, or,
where a count came late, at the first instant after it came. The target is the print on which the week's contract
settled.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from paxline.counts.calendar import ONE_DAY, Holiday, Week, eastern, travel_holidays
from paxline.counts.history import History, Settlement, Vintage
from paxline.errors import UsageError
from paxline.forecast.distribution import Floats, median
from paxline.forecast.scoring import bias, coverage, crps, mae, pit, rmse, within
from paxline.forecast.weekly import Forecaster, Origin, WeekForecast
from paxline.market.contract import closes_at

ISSUE_TIME: Final = time(9, 5)
"""Eastern time of day at which a forecast is issued: five minutes after the page's own timetable."""

KNOWN: Final = (0, 1, 2, 3, 4)
"""Numbers of published days at which a week is forecast; 5 and 6 cannot be reached while its contract trades."""

LEVELS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99)
"""Probabilities whose quantiles a row holds."""

MINOR: Final = frozenset({Holiday.SUPER_BOWL, Holiday.HALLOWEEN})
"""Holidays that leave a week an ordinary one."""


@dataclass(frozen=True, slots=True)
class Span:
    """Contract weeks from ``first`` to ``last``, both included; ``ValueError`` where they are the wrong way round."""

    first: Week
    last: Week

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a span ends at or after its start: {self.first} to {self.last}")

    @property
    def weeks(self) -> tuple[Week, ...]:
        """Every week of the span, in order."""
        count = (self.last.monday - self.first.monday).days // 7 + 1
        return tuple(self.first.plus(i) for i in range(count))


WINDOW_A: Final = Span(Week(date(2025, 1, 6)), Week(date(2026, 4, 20)))
"""68 weeks: flat growth, two storms and a shutdown."""

WINDOW_B: Final = Span(Week(date(2024, 1, 1)), Week(date(2026, 4, 20)))
"""121 weeks, window A among them."""

WINDOW_C: Final = Span(Week(date(2022, 6, 6)), Week(date(2023, 12, 25)))
"""82 weeks of the recovery."""

WINDOWS: Final[Mapping[str, Span]] = MappingProxyType({"A": WINDOW_A, "B": WINDOW_B, "C": WINDOW_C})
"""The protocol's windows by their names."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One forecast to be made, and what it will be held against.

    Attributes:
        origin: The week, and the instant from which it is forecast.
        known: The number of days of the week whose counts the protocol waits for.
        target: What the week settled on.
    """

    origin: Origin
    known: int
    target: Settlement


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A forecast that the protocol does not make, and why, in a few words."""

    week: Week
    known: int
    reason: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """The forecasts to be made, in the order of their weeks and known days, and those left out."""

    issues: tuple[Issue, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One forecast and its score; numbers in passengers but for ``pit``.

    Attributes:
        week: The contract week.
        known: Days of the week that were published.
        as_of: The UTC instant whose knowledge went in.
        actual: What the week settled on.
        stands_in: Whether a restated figure stands in for a day of ``actual`` that nobody recorded.
        mean: The forecast's expectation.
        median: The forecast's median.
        sd: Its standard deviation.
        quantiles: Its quantiles at ``LEVELS``.
        crps: Its continuous ranked probability score.
        pit: Its probability of at most ``actual``.
    """

    week: Week
    known: int
    as_of: datetime
    actual: float
    stands_in: bool
    mean: float
    median: float
    sd: float
    quantiles: tuple[float, ...]
    crps: float
    pit: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Scores over rows with the same number of known days; errors are of the median, in passengers.

    Attributes:
        known: Days known.
        n: Number of rows.
        mae: Mean absolute error.
        rmse: Root mean squared error.
        bias: Mean error, positive where forecasts are too high.
        within_50k: Share of errors of at most 50,000.
        crps: Mean continuous ranked probability score.
        cover50: Share of prints in the central 50 % interval.
        cover80: The same of the 80 % interval.
        cover95: The same of the 95 % interval.
    """

    known: int
    n: int
    mae: float
    rmse: float
    bias: float
    within_50k: float
    crps: float
    cover50: float
    cover80: float
    cover95: float


@dataclass(frozen=True, slots=True)
class WalkForward:
    """A forecaster's record.

    Attributes:
        model: Its name.
        rows: One for each forecast, in the order of weeks and known days.
        left_out: The forecasts that the protocol does not make.
    """

    model: str
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]


def origins(history: History, span: Span, *, known: Sequence[int] = KNOWN) -> Schedule:
    """When each week of ``span`` is forecast, by the counts' own ``known_at``.

    A forecast is left out where its count never came, or came after the week's trading had closed, or where the week
    had not settled by ``history.known_by``. ``known`` holds numbers from 0 to 4; others raise ``UsageError``.
    """
    if not set(known) <= set(KNOWN):
        raise UsageError(f"known days are among {KNOWN[0]} to {KNOWN[-1]}, not {list(known)}")
    first_shown = _first_shown(history)
    issues: list[Issue] = []
    left_out: list[LeftOut] = []
    for week in span.weeks:
        target = history.settlement(week)
        for days in sorted(set(known)):
            as_of = _issue_instant(week, days, first_shown)
            reason = _reason_against(week, as_of, target)
            if as_of is None or target is None or reason:
                left_out.append(LeftOut(week, days, reason))
            else:
                issues.append(Issue(Origin(week, as_of), days, target))
    return Schedule(tuple(issues), tuple(left_out))


def last_settled(history: History) -> Week | None:
    """The last week whose print was final by ``history.known_by``; ``None`` where there is none."""
    latest, earliest = history.latest_day, min(history.published, default=None)
    if latest is None or earliest is None:
        return None
    week = Week.holding(latest)
    while week.sunday >= earliest:
        if history.settlement(week) is not None:
            return week
        week = week.plus(-1)
    return None


def _first_shown(history: History) -> dict[date, datetime]:
    """When each day's count was first published."""
    first: dict[date, datetime] = {}
    for reading in history.readings:
        if reading.vintage is not Vintage.RESTATED:
            first.setdefault(reading.day, reading.known_at)
    return first


def _issue_instant(week: Week, known: int, first_shown: Mapping[date, datetime]) -> datetime | None:
    """The latest of 9:05 ET and the arrival of the counts from the Sunday before on; ``None`` where one never came."""
    awaited = [first_shown.get(week.monday + timedelta(days=i)) for i in range(-1, known)]
    came = [instant for instant in awaited if instant is not None]
    if len(came) < len(awaited):
        return None
    return max(eastern(week.monday + known * ONE_DAY, ISSUE_TIME), *came)


def _reason_against(week: Week, as_of: datetime | None, target: Settlement | None) -> str:
    if as_of is None:
        return "its count was never published"
    if as_of > closes_at(week):
        return "its count came after trading had closed"
    return "" if target else "the week has not settled"


def walk_forward(forecaster: Forecaster, history: History, schedule: Schedule) -> WalkForward:
    """Every forecast of ``schedule`` made and scored.

    A week that the forecaster cannot forecast raises its ``MissingData``: a record with holes compares with nothing.
    """
    forecasts = forecaster.walk(history, [issue.origin for issue in schedule.issues])
    rows = tuple(score(forecast, issue) for forecast, issue in zip(forecasts, schedule.issues, strict=True))
    return WalkForward(forecaster.name, rows, schedule.left_out)


def score(forecast: WeekForecast, issue: Issue) -> Row:
    """One forecast held against what came."""
    actual, of = issue.target.passengers, forecast.settlement
    return Row(
        week=issue.origin.week,
        known=issue.known,
        as_of=issue.origin.as_of,
        actual=actual,
        stands_in=issue.target.stands_in,
        mean=of.mean,
        median=median(of),
        sd=of.sd,
        quantiles=tuple(of.quantile(np.array(LEVELS)).tolist()),
        crps=float(crps(of, actual)),
        pit=float(pit(of, actual)),
    )


def summarise(rows: Iterable[Row]) -> tuple[Summary, ...]:
    """The scores of ``rows`` by days known, fewest first."""
    rows = tuple(rows)
    return tuple(_summary([row for row in rows if row.known == known]) for known in sorted({r.known for r in rows}))


def _summary(rows: Sequence[Row]) -> Summary:
    errors = np.array([row.median - row.actual for row in rows])
    pits: Floats = np.array([row.pit for row in rows])
    return Summary(
        known=rows[0].known,
        n=len(rows),
        mae=mae(errors),
        rmse=rmse(errors),
        bias=bias(errors),
        within_50k=within(errors),
        crps=float(np.mean([row.crps for row in rows])),
        cover50=coverage(pits, 0.5),
        cover80=coverage(pits, 0.8),
        cover95=coverage(pits, 0.95),
    )


def in_winter(row: Row) -> bool:
    """Whether the week starts in January or February."""
    return row.week.monday.month <= 2


def in_holiday_week(row: Row) -> bool:
    """Whether a travel holiday falls on a day of the week, or on the Monday after it, when people travel in it."""
    days = (*row.week.days, row.week.sunday + ONE_DAY)
    return any(
        holiday not in MINOR and day in days
        for year in {day.year for day in days}
        for holiday, day in travel_holidays(year).items()
    )


def document(record: WalkForward, *, seconds: float) -> dict[str, Any]:
    """``record`` as the command's JSON document; ``seconds`` is what the caller measured."""
    return {
        "model": record.model,
        "rows": [_row_document(row) for row in record.rows],
        "summary": [
            {name: getattr(summary, name) for name in Summary.__dataclass_fields__}
            for summary in summarise(record.rows)
        ],
        "left_out": [
            {"week_end": left.week.sunday.isoformat(), "known": left.known, "reason": left.reason}
            for left in record.left_out
        ],
        "seconds": seconds,
    }


def _row_document(row: Row) -> dict[str, Any]:
    return {
        "week_end": row.week.sunday.isoformat(),
        "known": row.known,
        "as_of": row.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "actual": row.actual,
        "actual_source": (Vintage.STAND_IN if row.stands_in else Vintage.PUBLISHED).value,
        "mean": row.mean,
        "median": row.median,
        "sd": row.sd,
        "q": {f"{level:g}": quantile for level, quantile in zip(LEVELS, row.quantiles, strict=True)},
        "crps": row.crps,
        "pit": row.pit,
    }
