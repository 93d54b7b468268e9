"""Distributions of one number as values, with a handful of verbs.

A forecast is a distribution; means, intervals and the odds of a strike are questions asked of it later. Every
family answers ``cdf`` and ``quantile`` elementwise on arrays, so that callers never learn which one they hold.
Support is the real line; units are those of the number (passengers, for a settlement print).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from paxline.forecast.roots import crossings
from paxline.forecast.tails import normal_cdf, normal_quantile, student_cdf, student_quantile

Floats = NDArray[np.float64]

_GRID: Final = (np.arange(2000) + 0.5) / 2000
"""Midpoint probabilities by which moments of families without a closed form are integrated."""

_CLOSE: Final = 1e-12
"""Log-odds within which a probability is taken to be met: far inside what a cdf rounds to."""

_REACHED: Final = 1e-13
"""Share of a bracket, and of the number itself, within which a quantile is taken to be met."""

_ROUNDED: Final = 1e-15
"""What a cdf near 1/2 or 1 rounds to."""

MOST_DF: Final = 1000.0
"""Degrees of freedom beyond which a Student t is a normal for every purpose here."""


@runtime_checkable
class Distribution(Protocol):
    """The distribution of one real number."""

    @property
    def mean(self) -> float:
        """The expectation."""
        ...

    @property
    def sd(self) -> float:
        """The standard deviation."""
        ...

    def cdf(self, x: ArrayLike) -> Floats:
        """The probability of at most ``x``, elementwise, in the shape of ``x``."""
        ...

    def quantile(self, p: ArrayLike) -> Floats:
        """The smallest number whose cdf reaches ``p``, elementwise; ``p`` lies strictly between 0 and 1."""
        ...


def median(of: Distribution) -> float:
    """The number that is as likely exceeded as not."""
    return float(of.quantile(0.5))


def exceedance(of: Distribution, x: ArrayLike) -> Floats:
    """The probability of strictly more than ``x``, elementwise: what a rung of the ladder pays on."""
    return 1.0 - of.cdf(x)


def sample(of: Distribution, n: int, *, seed: int) -> Floats:
    """Draw ``n`` independent numbers, shape (n,); the same seed draws the same numbers."""
    return of.quantile(np.random.default_rng(seed).uniform(np.finfo(float).tiny, 1.0, n))


@dataclass(frozen=True, slots=True)
class Normal:
    """The normal distribution; ``scale`` is the standard deviation, not the variance, and positive."""

    loc: float
    scale: float

    def __post_init__(self) -> None:
        _check_scale(self.loc, self.scale)

    @property
    def mean(self) -> float:
        """The expectation."""
        return self.loc

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return self.scale

    def cdf(self, x: ArrayLike) -> Floats:
        """The probability of at most ``x``."""
        return normal_cdf((np.asarray(x, dtype=float) - self.loc) / self.scale)

    def quantile(self, p: ArrayLike) -> Floats:
        """The inverse of the cdf."""
        return self.loc + self.scale * normal_quantile(p)


@dataclass(frozen=True, slots=True)
class StudentT:
    """Student's t, moved and stretched; ``scale`` is not the standard deviation, which is larger.

    ``df`` is above 2, so that the standard deviation exists, and at most ``MOST_DF``.
    """

    loc: float
    scale: float
    df: float

    def __post_init__(self) -> None:
        _check_scale(self.loc, self.scale)
        if not 2 < self.df <= MOST_DF:
            raise ValueError(f"degrees of freedom above 2 and at most {MOST_DF:g}, not {self.df}")

    @property
    def mean(self) -> float:
        """The expectation."""
        return self.loc

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return self.scale * float(np.sqrt(self.df / (self.df - 2)))

    def cdf(self, x: ArrayLike) -> Floats:
        """The probability of at most ``x``."""
        return student_cdf(self.df, (np.asarray(x, dtype=float) - self.loc) / self.scale)

    def quantile(self, p: ArrayLike) -> Floats:
        """The inverse of the cdf."""
        return self.loc + self.scale * student_quantile(self.df, p)


@dataclass(frozen=True)
class Sample:
    """The distribution of draws, joined by straight lines between their midpoint plotting positions.

    Beyond the outermost draws the probability stops: give it enough draws, or another family, where tails matter.

    Attributes:
        draws: At least two finite numbers, in any order.
    """

    draws: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.draws) < 2 or not np.all(np.isfinite(self.draws)):
            raise ValueError("a sample needs at least two finite draws")

    @cached_property
    def _sorted(self) -> Floats:
        return np.sort(np.asarray(self.draws))

    @cached_property
    def _positions(self) -> Floats:
        return (np.arange(len(self.draws)) + 0.5) / len(self.draws)

    @property
    def mean(self) -> float:
        """The mean of the draws."""
        return float(self._sorted.mean())

    @property
    def sd(self) -> float:
        """The standard deviation of the draws, with n - 1 in the denominator."""
        return float(self._sorted.std(ddof=1))

    def cdf(self, x: ArrayLike) -> Floats:
        """The probability of at most ``x``."""
        return np.asarray(np.interp(np.asarray(x, dtype=float), self._sorted, self._positions, left=0.0, right=1.0))

    def quantile(self, p: ArrayLike) -> Floats:
        """The inverse of the cdf between the outermost draws."""
        return np.asarray(np.interp(np.asarray(p, dtype=float), self._positions, self._sorted))


@dataclass(frozen=True, slots=True)
class Mixture:
    """One of several distributions, drawn with the given weights (a linear pool of densities).

    Attributes:
        parts: At least one distribution.
        weights: As many non-negative weights, summing to 1.
    """

    parts: tuple[Distribution, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        _check_weights(self.parts, self.weights)

    @property
    def mean(self) -> float:
        """The weighted mean of the parts' means."""
        return _weighted_mean(self)

    @property
    def sd(self) -> float:
        """The standard deviation, from the parts' first two moments."""
        centre = self.mean
        pairs = zip(self.weights, self.parts, strict=True)
        return float(np.sqrt(sum(w * (part.sd**2 + (part.mean - centre) ** 2) for w, part in pairs)))

    def cdf(self, x: ArrayLike) -> Floats:
        """The weighted mean of the parts' cdfs."""
        pairs = zip(self.weights, self.parts, strict=True)
        return np.asarray(sum(w * part.cdf(x) for w, part in pairs))

    def quantile(self, p: ArrayLike) -> Floats:
        """The inverse of the cdf, between the parts' own quantiles."""
        p = np.asarray(p, dtype=float)
        each = np.stack([part.quantile(p) for part in self.parts])
        low, high = crossings(lambda x: _apart(self.cdf(x), p), each.min(axis=0), each.max(axis=0))
        return np.where(np.abs(self.cdf(low) - p) < np.abs(self.cdf(high) - p), low, high)


@dataclass(frozen=True, slots=True)
class Pooled:
    """Several distributions averaged quantile by quantile: as sharp as its parts, unlike a mixture.

    Source: Lichtendahl, Grushka-Cockayne, Winkler (2013), Is it better to average probabilities or quantiles?

    Attributes:
        parts: At least one distribution.
        weights: As many non-negative weights, summing to 1.
    """

    parts: tuple[Distribution, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        _check_weights(self.parts, self.weights)

    @property
    def mean(self) -> float:
        """The weighted mean of the parts' means."""
        return _weighted_mean(self)

    @property
    def sd(self) -> float:
        """The standard deviation, by midpoint integration over the quantiles."""
        return float(self.quantile(_GRID).std())

    def quantile(self, p: ArrayLike) -> Floats:
        """The weighted mean of the parts' quantiles."""
        pairs = zip(self.weights, self.parts, strict=True)
        return np.asarray(sum(w * part.quantile(p) for w, part in pairs))

    def cdf(self, x: ArrayLike) -> Floats:
        """The inverse of the quantile function; of two parts certain to some 1e-12, by their cdfs alone."""
        x = np.asarray(x, dtype=float)
        parts = sorted((w, i) for i, w in enumerate(self.weights) if w > 0.0)
        if len(parts) == 1:
            return self.parts[parts[0][1]].cdf(x)
        if len(parts) == 2:
            (share, lesser), (_, other) = parts
            return _halved(x, self.parts[lesser], self.parts[other], share=share)
        return self._inverted(x)

    def _inverted(self, x: Floats) -> Floats:
        """The cdf at ``x``, sought on log-odds between the parts' own probabilities."""
        each = _clipped(np.stack([part.cdf(x) for part in self.parts]))
        low, high = (_log_odds(end) for end in (each.min(axis=0), each.max(axis=0)))
        under, over = (self.quantile(_probability(end)) for end in (low, high))
        close = _REACHED * (over - under + np.abs(x))

        def gap(at: Floats) -> Floats:
            off = self.quantile(_probability(at)) - x
            return np.where(np.abs(off) <= close, 0.0, off)

        found, above = crossings(gap, low, high)
        return _probability(np.where(np.abs(gap(found)) < np.abs(gap(above)), found, above))


@dataclass(frozen=True, slots=True)
class Moved:
    """A distribution moved by so much, its shape kept."""

    of: Distribution
    by: float

    @property
    def mean(self) -> float:
        """The expectation."""
        return self.of.mean + self.by

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return self.of.sd

    def cdf(self, x: ArrayLike) -> Floats:
        """The probability of at most ``x``."""
        return self.of.cdf(np.asarray(x, dtype=float) - self.by)

    def quantile(self, p: ArrayLike) -> Floats:
        """The inverse of the cdf."""
        return self.of.quantile(p) + self.by


@dataclass(frozen=True, slots=True)
class Widened:
    """A distribution so many times as wide around its median, its shape kept.

    Attributes:
        of: The distribution.
        factor: Above 0.
    """

    of: Distribution
    factor: float

    @property
    def mean(self) -> float:
        """The expectation."""
        return self._moved(self.of.mean)

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return self.factor * self.of.sd

    def cdf(self, x: ArrayLike) -> Floats:
        """The probability of at most ``x``."""
        middle = median(self.of)
        return self.of.cdf(middle + (np.asarray(x, dtype=float) - middle) / self.factor)

    def quantile(self, p: ArrayLike) -> Floats:
        """The inverse of the cdf."""
        middle = median(self.of)
        return middle + self.factor * (self.of.quantile(p) - middle)

    def _moved(self, value: float) -> float:
        middle = median(self.of)
        return middle + self.factor * (value - middle)


def _clipped(p: Floats) -> Floats:
    """``p`` away from 0 and 1, where it has log-odds."""
    tiny = np.finfo(float).eps
    return np.clip(p, tiny, 1 - tiny)


def _halved(x: Floats, lesser: Distribution, other: Distribution, *, share: float) -> Floats:
    """The cdf of two averaged by quantiles, ``share`` the weight of the lesser.

    At the probability sought each has a quantile, and their mean is ``x``: one of the two settles the other.
    """

    def across(at: Floats) -> Floats:
        return (x - share * at) / (1.0 - share)

    far = lesser.quantile(_clipped(other.cdf(x)))
    low, high = crossings(
        lambda at: _apart(_clipped(lesser.cdf(at)), _clipped(other.cdf(across(at)))),
        np.minimum(x, far),
        np.maximum(x, far),
    )
    # The gap's sign says on which side of the probability both cdfs lie, so that these hold it between them.
    least = np.maximum(lesser.cdf(low), other.cdf(across(high)))
    most = np.minimum(lesser.cdf(high), other.cdf(across(low)))
    return _clipped(0.5 * (least + most))


def _log_odds(p: Floats) -> Floats:
    return np.log(p) - np.log1p(-p)


def _probability(log_odds: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-log_odds))


def _apart(p: Floats, q: Floats) -> Floats:
    """Log-odds from ``q`` to ``p``, in which cdfs are straighter; 0 where rounding hides which is larger."""
    p, q = (np.clip(one, np.finfo(float).tiny, 1 - np.finfo(float).eps) for one in (p, q))
    apart = np.log(p / q) - np.log1p(-p) + np.log1p(-q)
    return np.where((np.abs(apart) <= _CLOSE) | (np.abs(p - q) <= _ROUNDED * p), 0.0, apart)


def _check_scale(loc: float, scale: float) -> None:
    if not (np.isfinite(loc) and np.isfinite(scale) and scale > 0):
        raise ValueError(f"a finite centre and a positive finite scale, not {loc} and {scale}")


def _weighted_mean(of: Mixture | Pooled) -> float:
    return sum(w * part.mean for w, part in zip(of.weights, of.parts, strict=True))


def _check_weights(parts: tuple[Distribution, ...], weights: tuple[float, ...]) -> None:
    if not parts or len(parts) != len(weights):
        raise ValueError("as many weights as parts, and at least one")
    if min(weights) < 0 or abs(sum(weights) - 1) > 1e-9:
        raise ValueError(f"weights are not negative and sum to 1, not {weights}")
