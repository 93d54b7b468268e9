"""A Cholesky factor that grows by rows, cuts outliers down as it meets them, and holds every past forecast.

The factor of a long history contains the factor of every shorter one. Row ``i`` of ``L`` left of column ``n`` is what
the first ``n`` observations say about row ``i``, so that one factor gives the forecasts of all past instants. An
observation whose innovation exceeds ``CLIP_SD`` prior standard deviations gets just enough extra noise to count as
``CLIP_SD``; since only earlier rows decide that, the cut is causal.

Source: Golub and Van Loan, Matrix Computations (2013), 4.2.8 (block Cholesky); Huber, Robust Statistics (1981), for
the clipped score.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from paxline.forecast.design import Design, Sparse
from paxline.forecast.kernels import Floats

CLIP_SD: Final = 2.5
"""Prior standard deviations beyond which an innovation is cut."""

BLOCK_ROWS: Final = 64
"""Rows factored at a time."""

_SLACK: Final = 1e-12
"""Relative excess over ``CLIP_SD`` that rounding may leave on a row just cut."""

_LARGE: Final = 1e300
"""More than the square of anything whitened."""


@dataclass(eq=False)
class Factor:
    """One growing factor; a workspace that is changed in place, never a value to pass around.

    Attributes:
        lower: ``L``, shape ``(capacity, capacity)``; rows from ``columns`` on hold forecasts, not factors. What is
            above the diagonal is another's, and never looked at.
        whitened: ``L^-1 (y - mean)``, shape ``(capacity,)``.
        extra: Noise variance added to each row by the cut, shape ``(capacity,)``.
        columns: How many rows have been factored.
    """

    lower: Floats
    whitened: Floats
    extra: Floats
    columns: int = 0
    pieces: list[tuple[int, int, Floats]] = field(default_factory=list)

    @classmethod
    def empty(cls, capacity: int) -> "Factor":
        """A factor without rows, with room for ``capacity`` to itself."""
        return cls(np.empty((capacity, capacity)), np.zeros(capacity), np.zeros(capacity))

    def move(self, room: Floats) -> None:
        """Go on in ``room``, a square whose lower triangle nobody else uses and that holds every row there is."""
        n = self.columns
        for row in range(n):
            room[row, : row + 1] = self.lower[row, : row + 1]
        whitened, extra = np.zeros(len(room)), np.zeros(len(room))
        whitened[:n], extra[:n] = self.whitened[:n], self.extra[:n]
        self.lower, self.whitened, self.extra = room, whitened, extra

    def cut_back(self, columns: int) -> None:
        """Forget every row from ``columns`` on."""
        kept = [piece for piece in self.pieces if piece[0] < columns]
        if kept and kept[-1][1] > columns:
            start, _, inverse = kept[-1]
            # The inverse of a leading triangle is the leading triangle of the inverse.
            kept[-1] = (start, columns, inverse[: columns - start, : columns - start])
        self.pieces = kept
        self.columns = min(self.columns, columns)
        self.extra[self.columns :] = 0.0


def twin_rooms(capacity: int) -> tuple[Floats, Floats]:
    """Rooms for two factors, shapes ``(capacity, capacity)``, that share one array.

    The second lies transposed in the triangle that the first leaves free (as in rectangular full packed storage,
    Gustavson and others 2010).
    """
    shared = np.empty((capacity + 1, capacity))
    return shared[1:], shared[:capacity].T


def grow(
    factors: Sequence[Factor],
    tables: Sequence[Floats],
    design: Design,
    residuals: Floats,
    sparse: Sparse,
    *,
    filled: int = 0,
) -> None:
    """Bring every factor up to ``design``; rows before a factor's ``columns`` are taken as unchanged.

    All factors have the same ``columns``. They share the covariance but for their tables.

    Args:
        factors: The factors, changed in place.
        tables: One table of covariances by lag per factor.
        design: Observed rows, then the rows to be forecast.
        residuals: Observation less prior mean of the observed rows.
        sparse: Covariance of all rows but for the tables.
        filled: Leading rows of the design whose part left of the factors' ``columns`` stands already.
    """
    start = factors[0].columns
    for first, last in _spans(factors[0], design.observed):
        top = max(first, start, filled if last <= start else 0)
        if top >= len(design):
            continue
        lags = np.abs(np.subtract.outer(design.days[top:], design.days[first:last]))
        shared = sparse.part(range(top, len(design)), range(first, last))
        for factor, table in zip(factors, tables, strict=True):
            panel = np.take(table, lags, mode="clip")
            panel += shared
            _column(factor, panel, top=top, span=(first, last), residuals=residuals)
    for factor in factors:
        factor.columns = design.observed


def _spans(factor: Factor, observed: int) -> list[tuple[int, int]]:
    known = [(first, last) for first, last, _ in factor.pieces]
    edges = list(range(factor.columns, observed, BLOCK_ROWS))
    return known + [(first, min(first + BLOCK_ROWS, observed)) for first in edges]


def _column(factor: Factor, panel: Floats, *, top: int, span: tuple[int, int], residuals: Floats) -> None:
    """Fill the block column ``span`` of the factor from row ``top`` on, given its covariance ``panel``."""
    first, last = span
    rows, lower = top + len(panel), factor.lower
    if first:
        panel -= lower[top:rows, :first] @ lower[first:last, :first].T
    if top == first:
        gap = residuals[first:last] - lower[first:last, :first] @ factor.whitened[:first]
        triangle, whitened, extra = clipped_cholesky(panel[: last - first], gap)
        np.copyto(lower[first:last, first:last], triangle, where=np.tri(last - first, dtype=np.bool_))
        factor.whitened[first:last], factor.extra[first:last] = whitened, extra
        factor.pieces.append((first, last, inverse_triangle(triangle)))
        panel, top = panel[last - first :], last
    inverse = next(piece[2] for piece in factor.pieces if piece[0] == first)
    lower[top:rows, first:last] = panel @ inverse.T


def clipped_cholesky(covariance: Floats, gap: Floats) -> tuple[Floats, Floats, Floats]:
    """Cholesky factor, whitened ``gap`` and extra noise of one block, each innovation cut at ``CLIP_SD``.

    Args:
        covariance: Shape ``(n, n)``, positive definite.
        gap: Observation less expectation, shape ``(n,)``.
    """
    n = len(gap)
    # Below the factor of a bordered matrix stands the whitened border, whatever the corner, if it is large enough.
    bordered = np.empty((n + 1, n + 1))
    bordered[:n, :n], bordered[n, :n], bordered[:n, n], bordered[n, n] = covariance, gap, gap, _LARGE
    extra = np.zeros(n)
    while True:
        triangle = cholesky(bordered)
        whitened = triangle[n, :n]
        over = np.flatnonzero(np.abs(whitened) > CLIP_SD * (1.0 + _SLACK))
        if not len(over):
            return triangle[:n, :n], whitened, extra
        # The first cut changes all later innovations, so that only one is cut at a time.
        row = over[0]
        added = triangle[row, row] ** 2 * ((whitened[row] / CLIP_SD) ** 2 - 1.0)
        extra[row] += added
        bordered[row, row] += added


def cholesky(covariance: Floats) -> Floats:
    """Lower triangle ``L`` with ``L L^T`` equal to a positive definite ``covariance``."""
    return np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)


def inverse_triangle(triangle: Floats) -> Floats:
    """Inverse of a small lower triangle."""
    # Solving a lower triangle by rows swapped for size would leave crumbs above the diagonal.
    return np.asarray(np.tril(np.linalg.inv(triangle)), dtype=np.float64)


def weights(factor: Factor, n: int) -> Floats:
    """``K^-1 (y - mean)`` of the first ``n`` rows, shape ``(n,)``; ``n`` is where a piece of the factor ends."""
    solved = factor.whitened[:n].copy()
    for first, last, inverse in reversed([piece for piece in factor.pieces if piece[0] < n]):
        solved[first:last] = inverse.T @ (solved[first:last] - factor.lower[last:n, first:last].T @ solved[last:n])
    return solved
