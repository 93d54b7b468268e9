"""What a series says about a week to be forecast, as one number: what it was lately, how it moved, what it announces.

A feature is asked of a ``Series`` that holds what its asker may see, so the same feature serves a fair trial
(``knowable``) and a look-ahead made on purpose (``foreseen``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

import numpy as np

from paxline.counts.calendar import eastern_day
from paxline.counts.supplements import Observation, Series
from paxline.forecast.distribution import Floats
from paxline.study.walkforward import Issue

STALE_DAYS: Final = 21
"""Days after which the last figure of a series says nothing about lately."""


class Feature(Protocol):
    """One number for one forecast, or ``None`` where the series does not reach."""

    @property
    def label(self) -> str:
        """What it is, in a word or two."""
        ...

    def of(self, series: Series, issue: Issue) -> float | None:
        """The feature of everything in ``series`` for the forecast ``issue``, in the series' unit."""
        ...


@dataclass(frozen=True, slots=True)
class Recent:
    """The mean of the figures whose periods ended in the last days that the series knows, less an earlier such mean.

    Attributes:
        label: What it is called.
        days: How many days back from the last known one.
        less: How many weeks earlier the mean lies that is taken off, or 0 for none.
    """

    label: str
    days: int = 7
    less: int = 0

    def of(self, series: Series, issue: Issue) -> float | None:
        """The feature; ``None`` where the last figure is stale or the earlier mean lacks one."""
        end = series.latest_end
        if end is None or (eastern_day(issue.origin.as_of) - end).days > STALE_DAYS:
            return None
        level = self._mean(series, end)
        if not self.less or level is None:
            return level
        earlier = self._mean(series, end - timedelta(weeks=self.less))
        return None if earlier is None else level - earlier

    def _mean(self, series: Series, end: date) -> float | None:
        days = (end - timedelta(days=back) for back in range(self.days))
        return _mean(series.by_end[day] for day in days if day in series.by_end)


@dataclass(frozen=True, slots=True)
class OfWeek:
    """The mean of the figures about the week's own days that are not yet published.

    Known at the time only where something is announced, such as a holiday; for anything observed it is a look-ahead.
    """

    label: str = "the week's own"

    def of(self, series: Series, issue: Issue) -> float | None:
        """The feature; ``None`` where the series says nothing about those days."""
        return _mean(_ahead(series, issue))


@dataclass(frozen=True, slots=True)
class WorstOfWeek:
    """The largest figure about the week's own days that are not yet published; a look-ahead where ``OfWeek`` is."""

    label: str = "the week's worst day"

    def of(self, series: Series, issue: Issue) -> float | None:
        """The feature; ``None`` where the series says nothing about those days."""
        return max((one.value for one in _ahead(series, issue)), default=None)


LATELY: Final[tuple[tuple[Feature, ...], ...]] = (
    (Recent("level"),),
    (Recent("4-week change", less=4),),
    (Recent("year on year", less=52),),
    (Recent("level"), Recent("4-week change", less=4)),
)
"""What is tried of every series that tells how things stand."""

LATEST_DAYS: Final[tuple[tuple[Feature, ...], ...]] = ((Recent("last 2 days", days=2),),)
"""What is tried besides of a daily series."""

OWN: Final[tuple[tuple[Feature, ...], ...]] = ((OfWeek(),), (WorstOfWeek(),))
"""What is tried of a series that announces, and, as a look-ahead, of a daily one that observes."""


def label(features: Iterable[Feature]) -> str:
    """The features' labels as one."""
    return " + ".join(feature.label for feature in features)


def knowable(series: Series, features: Sequence[Feature], issues: Iterable[Issue]) -> Floats:
    """Each issue's features from what it could know, shape ``(issues, features)``; NaN where there is none."""
    return _matrix(((series.as_of(issue.origin.as_of), issue) for issue in issues), features)


def foreseen(series: Series, features: Sequence[Feature], issues: Iterable[Issue]) -> Floats:
    """The same from everything the series will ever know: a look-ahead, for bounds only."""
    return _matrix(((series, issue) for issue in issues), features)


def _matrix(asked: Iterable[tuple[Series, Issue]], features: Sequence[Feature]) -> Floats:
    rows = [[feature.of(seen, issue) for feature in features] for seen, issue in asked]
    return np.array(rows, dtype=np.float64).reshape(-1, len(features))


def _ahead(series: Series, issue: Issue) -> Iterable[Observation]:
    week = issue.origin.week
    first = week.monday + timedelta(days=issue.known)
    return (one for one in series.current.values() if one.period_start <= week.sunday and one.period_end >= first)


def _mean(observations: Iterable[Observation]) -> float | None:
    values = [one.value for one in observations]
    return float(np.mean(values)) if values else None
