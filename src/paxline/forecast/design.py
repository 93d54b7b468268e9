"""The rows of the model: which days, what was observed on them, and how any two of them covary.

A row is a day. Rows come in the order of their days; observed rows first, then the days to be forecast. Nothing
here depends on when a figure became known: that is settled by who picks the rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

import numpy as np

from paxline.forecast import kernels
from paxline.forecast.kernels import Floats, Parameters, Part
from paxline.forecast.windows import Bools, Ints, windows

COMMON_SHARE: Final = 0.5
"""Share of an announced shock's variance that its days have in common; the rest is each day's own."""

MEAN_LOG_COUNT: Final = float(np.log(2.2e6))
"""Prior mean of a day's log count; the level's own constant makes it all but irrelevant."""

Block = tuple[Ints, Floats]


@dataclass(frozen=True, slots=True)
class Shock:
    """A disruption somebody announced: what it does to the counts of a run of days, and since when that is known.

    Attributes:
        first: First day it touches.
        last: Last day it touches.
        effect: Expected change of the log count on each of those days (-0.1 is about ten percent fewer).
        spread: Sd of that change, above 0; a wide one also keeps the days from teaching the model anything.
        declared_at: UTC instant from which it may be used.
    """

    first: date
    last: date
    effect: float
    spread: float
    declared_at: datetime

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a shock ends on or after the day it begins: {self.first} to {self.last}")
        if not (np.isfinite(self.effect) and np.isfinite(self.spread) and self.spread > 0):
            raise ValueError(f"a finite effect and a positive spread, not {self.effect} and {self.spread}")

    def touches(self, days: Ints) -> Bools:
        """Which of ``days`` (proleptic ordinals) it names."""
        return (days >= self.first.toordinal()) & (days <= self.last.toordinal())


@dataclass(frozen=True)
class Design:
    """Rows of the model; arrays of the same length.

    Attributes:
        days: Proleptic ordinals, strictly ascending.
        log_counts: Natural log of the count; NaN where it is to be forecast.
        restated: Whether the figure is a restated one.
        shocks: Announced shocks in force.
    """

    days: Ints
    log_counts: Floats
    restated: Bools
    shocks: tuple[Shock, ...] = ()

    def __len__(self) -> int:
        return len(self.days)

    @cached_property
    def observed(self) -> int:
        """How many rows, from the first, hold a figure."""
        return int(np.isfinite(self.log_counts).sum())

    @cached_property
    def shift(self) -> Floats:
        """Change of the mean by announced shocks, shape ``(rows,)``."""
        total = np.zeros(len(self))
        for shock in self.shocks:
            total[shock.touches(self.days)] += shock.effect
        return total

    def mean(self, at: Parameters) -> Floats:
        """Prior mean of each row's log count, shape ``(rows,)``."""
        return MEAN_LOG_COUNT + self.shift + np.where(self.restated, at.bridge_mean, 0.0)

    def blocks(self, at: Parameters) -> dict[Part, list[Block]]:
        """The covariance of the parts that touch few rows: rows and their covariance, by part."""
        of: dict[Part, list[Block]] = {Part.HOLIDAY: [], Part.COVID: [], Part.BRIDGE: [], Part.SHOCK: []}
        of[Part.HOLIDAY] = [(window.rows, kernels.holiday(window, at)) for window in windows(self.days)]
        of[Part.COVID] = _among(kernels.in_covid(self.days), lambda rows: kernels.covid(self.days[rows], at))
        of[Part.BRIDGE] = _among(self.restated, lambda rows: kernels.bridge(self.days[rows], at))
        for shock in self.shocks:
            of[Part.SHOCK] += _among(
                shock.touches(self.days), lambda rows, s=shock: _shock_covariance(self.days[rows], s)
            )
        return of

    def sparse(self, at: Parameters) -> Floats:
        """Covariance of all rows but for the stationary parts, shape ``(rows, rows)``."""
        total = np.zeros((len(self), len(self)))
        for blocks in self.blocks(at).values():
            for rows, covariance in blocks:
                total[np.ix_(rows, rows)] += covariance
        total[np.diag_indices_from(total)] += kernels.noise_variance(self.days, at)
        return total


def _shock_covariance(days: Ints, shock: Shock) -> Floats:
    same_day = np.equal.outer(days, days)
    return shock.spread**2 * (COMMON_SHARE + (1.0 - COMMON_SHARE) * same_day)


def _among(touched: Bools, covariance: Callable[[Ints], Floats]) -> list[Block]:
    rows = np.flatnonzero(touched)
    return [(rows, covariance(rows))] if len(rows) else []
