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

from paxline.forecast.tails import normal_cdf, normal_quantile, student_cdf, student_quantile

Floats = NDArray[np.float64]

_GRID: Final = (np.arange(2000) + 0.5) / 2000
"""Midpoint probabilities by which moments of families without a closed form are integrated."""

_BISECTIONS: Final = 80

_CLOSE: Final = 1e-13
"""Share of the first bracket, and of the number itself, within which an inverted quantile is taken to be met."""

_NARROW: Final = 1e-15
"""Log-odds between which nothing lies."""

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
        return sum(w * part.mean for w, part in zip(self.weights, self.parts, strict=True))

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
        """The inverse of the cdf, by bisection between the parts' own quantiles."""
        p = np.asarray(p, dtype=float)
        each = np.stack([part.quantile(p) for part in self.parts])
        low, high = each.min(axis=0), each.max(axis=0)
        for _ in range(_BISECTIONS):
            middle = 0.5 * (low + high)
            below = self.cdf(middle) < p
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return 0.5 * (low + high)


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
        return sum(w * part.mean for w, part in zip(self.weights, self.parts, strict=True))

    @property
    def sd(self) -> float:
        """The standard deviation, by midpoint integration over the quantiles."""
        return float(self.quantile(_GRID).std())

    def quantile(self, p: ArrayLike) -> Floats:
        """The weighted mean of the parts' quantiles."""
        pairs = zip(self.weights, self.parts, strict=True)
        return np.asarray(sum(w * part.quantile(p) for w, part in pairs))

    def cdf(self, x: ArrayLike) -> Floats:
        """The inverse of the quantile function, by secants on log-odds between the parts' own probabilities."""
        x = np.asarray(x, dtype=float)
        tiny = np.finfo(float).eps
        each = np.clip(np.stack([part.cdf(x) for part in self.parts]), tiny, 1 - tiny)
        low, high = _log_odds(each.min(axis=0)), _log_odds(each.max(axis=0))
        under, over = (self.quantile(_probability(end)) - x for end in (low, high))
        close = _CLOSE * (over - under + np.abs(x))
        found = 0.5 * (low + high)
        for step in range(_BISECTIONS):
            span = over - under
            share = np.divide(-under, span, out=np.full_like(span, 0.5), where=span > 0.0)
            # A secant that keeps landing on one side is no use: every third step halves instead.
            found = low + (high - low) * (0.5 if step % 3 == 2 else np.clip(share, 1e-3, 1 - 1e-3))
            gap = self.quantile(_probability(found)) - x
            if not np.any((np.abs(gap) > close) & (high - low > _NARROW)):
                break
            below = gap < 0.0
            low, under = np.where(below, found, low), np.where(below, gap, under)
            high, over = np.where(below, high, found), np.where(below, over, gap)
        return _probability(found)


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


def _log_odds(p: Floats) -> Floats:
    return np.log(p) - np.log1p(-p)


def _probability(log_odds: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-log_odds))


def _check_scale(loc: float, scale: float) -> None:
    if not (np.isfinite(loc) and np.isfinite(scale) and scale > 0):
        raise ValueError(f"a finite centre and a positive finite scale, not {loc} and {scale}")


def _check_weights(parts: tuple[Distribution, ...], weights: tuple[float, ...]) -> None:
    if not parts or len(parts) != len(weights):
        raise ValueError("as many weights as parts, and at least one")
    if min(weights) < 0 or abs(sum(weights) - 1) > 1e-9:
        raise ValueError(f"weights are not negative and sum to 1, not {weights}")
