"""The rows of the model: which days, what was observed on them, and how any two of them covary.

A row is a day. Rows come in the order of their days; observed rows first, then the days to be forecast. Nothing
here depends on when a figure became known: that is settled by who picks the rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from paxline.counts.shocks import Shock
from paxline.forecast import kernels
from paxline.forecast.kernels import Floats, Parameters, Part
from paxline.forecast.windows import Bools, Ints, windows

COMMON_SHARE: Final = 0.5
"""Share of a declared shock's variance that its days have in common; the rest is each day's own."""

MEAN_LOG_COUNT: Final = float(np.log(2.2e6))
"""Prior mean of a day's log count; the level's own constant makes it all but irrelevant."""

Block = tuple[Ints, Floats]


@dataclass(frozen=True)
class Sparse:
    """A covariance of rows of which most do not covary, kept as the parts that do.

    Attributes:
        blocks: Rows, ascending, and their covariance, shape ``(n, n)``.
        diagonal: Added to each row's variance, shape ``(rows,)``.
    """

    blocks: tuple[Block, ...]
    diagonal: Floats

    def part(self, rows: range, columns: range) -> Floats:
        """The covariance of some rows with some others, shape ``(len(rows), len(columns))``; both in steps of one."""
        total = np.zeros((len(rows), len(columns)))
        for touched, covariance in self.blocks:
            down, across = _within(touched, rows), _within(touched, columns)
            total[np.ix_(touched[down] - rows.start, touched[across] - columns.start)] += covariance[down, across]
        both = np.arange(max(rows.start, columns.start), min(rows.stop, columns.stop))
        total[both - rows.start, both - columns.start] += self.diagonal[both]
        return total

    def dense(self) -> Floats:
        """The whole of it, shape ``(rows, rows)``."""
        every = range(len(self.diagonal))
        return self.part(every, every)


@dataclass(frozen=True)
class Design:
    """Rows of the model; arrays of the same length.

    Attributes:
        days: Proleptic ordinals, strictly ascending.
        log_counts: Natural log of the count; NaN where it is to be forecast.
        restated: Whether the figure is a restated one.
        shocks: Declared shocks in force.
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
        """Change of the mean by declared shocks, shape ``(rows,)``."""
        total = np.zeros(len(self))
        for shock in self.shocks:
            total[_touched(shock, self.days)] += shock.log_effect
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
                _touched(shock, self.days), lambda rows, s=shock: _shock_covariance(self.days[rows], s)
            )
        return of

    def sparse(self, at: Parameters) -> Sparse:
        """Covariance of the rows but for the stationary parts."""
        blocks = tuple(block for of in self.blocks(at).values() for block in of)
        return Sparse(blocks, kernels.noise_variance(self.days, at))


def _within(rows: Ints, span: range) -> slice:
    """Where those of the ascending ``rows`` stand that lie in ``span``."""
    first, last = np.searchsorted(rows, (span.start, span.stop))
    return slice(int(first), int(last))


def _touched(shock: Shock, days: Ints) -> Bools:
    return (days >= shock.first.toordinal()) & (days <= shock.last.toordinal())


def _shock_covariance(days: Ints, shock: Shock) -> Floats:
    same_day = np.equal.outer(days, days)
    return shock.log_spread**2 * (COMMON_SHARE + (1.0 - COMMON_SHARE) * same_day)


def _among(touched: Bools, covariance: Callable[[Ints], Floats]) -> list[Block]:
    rows = np.flatnonzero(touched)
    return [(rows, covariance(rows))] if len(rows) else []
