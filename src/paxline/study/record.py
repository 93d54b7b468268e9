"""A forecaster's record with its distributions kept, so that more can be asked of them than a row holds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from paxline.counts.calendar import Week
from paxline.counts.history import History
from paxline.forecast.distribution import Distribution
from paxline.forecast.weekly import Forecaster
from paxline.study.walkforward import WINDOW_B, WINDOW_C, LeftOut, Row, Schedule, Span, origins, score

EVERY_WEEK: Final = Span(WINDOW_C.first, WINDOW_B.last)
"""The weeks of all windows: 203, from the recovery on."""

LOOK_BACK: Final = timedelta(days=420)
"""Counts before a week without which it is not judged: a year, a growth window and the shift of a holiday."""


@dataclass(frozen=True, slots=True)
class Case:
    """One forecast held against what came, with the distribution it was."""

    row: Row
    settlement: Distribution


@dataclass(frozen=True, slots=True)
class Record:
    """What one forecaster said of every issue of a schedule.

    Attributes:
        model: Its name.
        cases: One for each forecast, in the order of weeks and known days.
    """

    model: str
    cases: tuple[Case, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The scores alone."""
        return tuple(case.row for case in self.cases)

    def of(self, span: Span) -> "Record":
        """The record of the weeks of ``span``; it may be empty."""
        return self.where(lambda row: span.first <= row.week <= span.last)

    def where(self, holds: Callable[[Row], bool]) -> "Record":
        """The record of the forecasts whose row ``holds``."""
        return replace(self, cases=tuple(case for case in self.cases if holds(case.row)))


def schedule_for_all(history: History, span: Span) -> Schedule:
    """The forecasts of ``span`` that every forecaster can make, with 0 to 4 days known.

    Those without ``LOOK_BACK`` of counts before them are left out too, so that all are judged on the same weeks.
    """
    first_day = min(history.comparable, default=None)
    schedule = origins(history, span)
    if first_day is None:
        return schedule
    fair = [issue for issue in schedule.issues if issue.origin.week.monday - LOOK_BACK >= first_day]
    short = [issue for issue in schedule.issues if issue.origin.week.monday - LOOK_BACK < first_day]
    left_out = [LeftOut(issue.origin.week, issue.known, "no counts of the year before") for issue in short]
    return Schedule(tuple(fair), (*schedule.left_out, *left_out))


def judge(forecaster: Forecaster, history: History, schedule: Schedule) -> Record:
    """Every forecast of ``schedule`` made, kept and scored; one that cannot be made raises its ``MissingData``."""
    forecasts = forecaster.walk(history, [issue.origin for issue in schedule.issues])
    cases = (
        Case(score(forecast, issue), forecast.settlement)
        for forecast, issue in zip(forecasts, schedule.issues, strict=True)
    )
    return Record(forecaster.name, tuple(cases))


def same_issues(records: Sequence[Record]) -> bool:
    """Whether all records hold the same weeks, days known and outcomes, in the same order."""
    return len({tuple((row.week, row.known, row.actual) for row in record.rows) for record in records}) == 1


def weeks_of(rows: Iterable[Row]) -> tuple[Week, ...]:
    """The different weeks of ``rows``, in order."""
    return tuple(sorted({row.week for row in rows}))
