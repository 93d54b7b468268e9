"""Cdf and quantile of the normal and of Student's t, from nothing but numpy, so that a forecast loads nothing larger.

The tail of a Student t is an integral of a power of a sine, ``P(T > t) = c * int_0^a sin(s)**(df - 1) ds`` with
``tan(a) = sqrt(df) / t``, smooth enough for a fixed Gauss rule. Nothing is subtracted, so that small tails are as
exact as large ones: to 1e-12 of themselves for ``df`` from 2 to 200, to 1e-7 for ``df`` up to 1,000.

Source: Abramowitz and Stegun (1964), 26.7.2; Wichura (1988), Algorithm AS 241, for the normal's quantile.
"""

from math import erfc, exp, lgamma, pi, sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def _gauss(n: int) -> tuple[Floats, Floats]:
    """Nodes and weights of the Gauss-Legendre rule on (-1, 1), from its Jacobi matrix (Golub and Welsch, 1969)."""
    k = np.arange(1.0, n)
    beside = k / np.sqrt(4.0 * k**2 - 1.0)
    nodes, vectors = np.linalg.eigh(np.diag(beside, 1) + np.diag(beside, -1))
    return nodes, 2.0 * vectors[0] ** 2


_EVEN, _EVEN_WEIGHTS = _gauss(48)

_CROWDED: Final = ((1.0 + _EVEN) ** 2 * (2.0 - _EVEN) / 4.0, _EVEN_WEIGHTS * (1.0 - _EVEN**2) * 0.75)
"""Nodes on (0, 1) and weights, crowded at 0, where a power need not be smooth, and at 1, where a high one is large."""

_FEW, _FEW_WEIGHTS = _gauss(12)

_PLAIN: Final = (0.5 * (1.0 + _FEW), 0.5 * _FEW_WEIGHTS)
"""Nodes and weights for low whole powers, which are smooth everywhere."""

_PLAIN_DF: Final = 6.0
"""Degrees of freedom up to which a whole number of them needs no more than ``_PLAIN``."""

_STEPS: Final = 40
"""Newton steps at most; four or five do."""

_CLOSE: Final = 1e-8
"""Relative length of a Newton step after which the next would change nothing."""

_CENTRAL: Final = 0.425
"""Distance from 1/2 within which the normal's quantile is a function of that distance alone."""


def _polynomial(coefficients: str) -> Floats:
    return np.array(coefficients.split(), dtype=np.float64)


_NEAR: Final = (
    _polynomial(
        "2509.0809287301226727 33430.575583588128105 67265.770927008700853 45921.953931549871457 "
        "13731.693765509461125 1971.5909503065514427 133.14166789178437745 3.387132872796366608"
    ),
    _polynomial(
        "5226.495278852545925 28729.085735721942674 39307.89580009271061 21213.794301586595867 "
        "5394.1960214247511077 687.1870074920579083 42.313330701600911252 1.0"
    ),
)
_FAR: Final = (
    _polynomial(
        "7.7454501427834140764e-4 0.0227238449892691845833 0.24178072517745061177 1.27045825245236838258 "
        "3.64784832476320460504 5.7694972214606914055 4.6303378461565452959 1.42343711074968357734"
    ),
    _polynomial(
        "1.05075007164441684324e-9 5.475938084995344946e-4 0.0151986665636164571966 0.14810397642748007459 "
        "0.68976733498510000455 1.6763848301838038494 2.05319162663775882187 1.0"
    ),
)
_FARTHEST: Final = (
    _polynomial(
        "2.01033439929228813265e-7 2.71155556874348757815e-5 0.0012426609473880784386 0.026532189526576123093 "
        "0.29656057182850489123 1.7848265399172913358 5.4637849111641143699 6.6579046435011037772"
    ),
    _polynomial(
        "2.04426310338993978564e-15 1.4215117583164458887e-7 1.8463183175100546818e-5 7.868691311456132591e-4 "
        "0.0148753612908506148525 0.13692988092273580531 0.59983220655588793769 1.0"
    ),
)
"""Numerators and denominators for the middle, the tails, and what lies beyond 1e-11 (Wichura, 1988)."""


def normal_cdf(x: ArrayLike) -> Floats:
    """Probability that a standard normal is at most ``x``, elementwise."""
    z = np.asarray(x, dtype=np.float64) / -sqrt(2.0)
    return np.array([0.5 * erfc(one) for one in z.ravel().tolist()], dtype=np.float64).reshape(z.shape)


def normal_quantile(p: ArrayLike) -> Floats:
    """The inverse of ``normal_cdf``, elementwise; infinite at 0 and 1."""
    p = np.asarray(p, dtype=np.float64)
    q = p - 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        r = np.sqrt(-np.log(np.minimum(p, 1.0 - p)))
        tail = np.where(r <= 5.0, _ratio(_FAR, r - 1.6), _ratio(_FARTHEST, r - 5.0))
    tail = np.where(np.isinf(r), np.inf, tail)
    return np.where(np.abs(q) <= _CENTRAL, q * _ratio(_NEAR, _CENTRAL**2 - q**2), np.copysign(tail, q))


def student_cdf(df: float, x: ArrayLike) -> Floats:
    """Probability that a standard Student t with ``df`` degrees of freedom is at most ``x``, elementwise."""
    x = np.asarray(x, dtype=np.float64)
    tail = _tail(df, np.arctan2(sqrt(df), np.abs(x)))
    return np.where(x > 0.0, 1.0 - tail, tail)


def student_quantile(df: float, p: ArrayLike) -> Floats:
    """The inverse of ``student_cdf``, elementwise; ``p`` lies strictly between 0 and 1."""
    p = np.asarray(p, dtype=np.float64)
    tail = np.minimum(p, 1.0 - p)
    factor = _factor(df)
    angle = np.minimum((tail * df / factor) ** (1.0 / df), 0.5 * pi)
    for _ in range(_STEPS):
        # The tail's df-th root is all but straight in the angle, so that Newton's steps on it land close at once.
        reached = _tail(df, angle)
        root = 1.0 - (tail / reached) ** (1.0 / df)
        step = root * df * reached / (factor * np.sin(angle) ** (df - 1.0))
        angle = np.minimum(angle - step, 0.5 * pi)
        if not np.any(np.abs(step) > _CLOSE * angle):
            break
    return np.copysign(sqrt(df) / np.tan(angle), p - 0.5)


def _tail(df: float, angle: Floats) -> Floats:
    """Probability beyond the number whose ``angle``, in (0, pi / 2], is given."""
    nodes, weights = _PLAIN if df <= _PLAIN_DF and df % 1.0 == 0.0 else _CROWDED
    return _factor(df) * angle * (np.sin(angle[..., None] * nodes) ** (df - 1.0) @ weights)


def _factor(df: float) -> float:
    return exp(lgamma(0.5 * (df + 1.0)) - lgamma(0.5 * df)) / sqrt(pi)


def _ratio(of: tuple[Floats, Floats], at: Floats) -> Floats:
    above, below = of
    return np.polyval(above, at) / np.polyval(below, at)
