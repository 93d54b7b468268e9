"""Where rising functions cross zero, many at once and without derivatives: how cdfs and quantiles are inverted.

Source: Chandrupatla, A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without
using derivatives, Advances in Engineering Software 28 (1997).
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS: Final = 200
"""At most; some ten do where the function is smooth, some sixty where it jumps."""

_NARROW: Final = 4.0 * float(np.finfo(np.float64).eps)
"""Share of a number below which a bracket holds nothing more."""


def crossings(gap: Callable[[Floats], Floats], low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Brackets of the crossings of ``gap``, which never falls from ``low``, where it is at most 0, to ``high``.

    All are of one shape. Each bracket has an end at which the gap is 0, or is as narrow as numbers get.
    """
    newest, other = np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)
    at_newest, at_other = gap(newest), gap(other)
    share = np.full_like(newest, 0.5)
    for _ in range(_STEPS):
        wide = np.abs(other - newest) > _NARROW * (np.abs(newest) + np.abs(other))
        if not np.any((at_newest != 0.0) & (at_other != 0.0) & wide):
            break
        tried = newest + share * (other - newest)
        at_tried = gap(tried)
        same = (at_tried > 0.0) == (at_newest > 0.0)
        # Of the three last points, the two that hold the crossing between them, and the one that is left.
        left, at_left = np.where(same, newest, other), np.where(same, at_newest, at_other)
        other, at_other = np.where(same, other, newest), np.where(same, at_other, at_newest)
        newest, at_newest = tried, at_tried
        share = _share((newest, other, left), (at_newest, at_other, at_left))
    turned = newest > other
    return np.where(turned, other, newest), np.where(turned, newest, other)


def _share(points: tuple[Floats, Floats, Floats], values: tuple[Floats, Floats, Floats]) -> Floats:
    """How far to go from the newest point to its opposite: by inverse parabola where that can be trusted, else half."""
    (newest, other, left), (at_newest, at_other, at_left) = points, values
    with np.errstate(all="ignore"):
        along = (newest - other) / (left - other)
        up = (at_newest - at_other) / (at_left - at_other)
        trusted = (up**2 < along) & ((1.0 - up) ** 2 < 1.0 - along)
        drawn = at_newest / (at_other - at_newest) * at_left / (at_other - at_left)
        lever = (left - newest) / (other - newest)
        drawn += lever * at_newest / (at_left - at_newest) * at_other / (at_left - at_other)
    least = _NARROW * (np.abs(newest) + np.abs(other)) / np.maximum(np.abs(other - newest), np.finfo(np.float64).tiny)
    least = np.minimum(least, 0.5)
    return np.where(trusted & np.isfinite(drawn), np.clip(drawn, least, 1.0 - least), 0.5)
