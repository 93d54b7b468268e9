"""Proper scores of forecasts that are distributions, and of the probabilities of strikes.

Lower is better throughout. Observations may be arrays; a score has their shape. CRPS and errors are in the units of
the number (passengers); log scores are in nats, pits and probabilities pure numbers.

Source: Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation; Jordan, Krüger and
Lerch (2019), Evaluating probabilistic forecasts with scoringRules, for the closed forms.
"""

from typing import Final

import numpy as np
import scoringrules
from numpy.typing import ArrayLike

from paxline.forecast.distribution import Distribution, Floats, Mixture, Normal, Sample, StudentT

CLOSE: Final = 50_000.0
"""An error of one step of the ladder, passengers."""

SMALLEST_PROBABILITY: Final = 1e-6
"""How near to 0 and 1 a log loss takes a probability to be, so that no claim costs more than 14 nats."""

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)

_FAR: Final = 1e-9
"""Tail probability whose share of a CRPS is left out."""

_PANEL_NODES, _PANEL_WEIGHTS = np.polynomial.legendre.leggauss(12)

_PANEL_EDGES: Final = np.concatenate([10.0 ** -np.arange(9.0, 1.0, -1.0), np.linspace(0.1, 0.9, 9)])
"""Probabilities at whose quantiles a mixture's CRPS integral is cut into panels (and at 1 minus them)."""


def crps(of: Distribution, observed: ArrayLike) -> Floats:
    """Continuous ranked probability score, the integral of ``(F(x) - 1{observed <= x})**2`` over all ``x``.

    Closed forms for the normal, Student's t and the piecewise linear ``Sample``; panels over the cdf for a mixture;
    for any other family twice the quantile loss integrated over all probabilities, which is good to 1e-9 of the spread
    where the quantiles are smooth and to about 1e-3 where they jump.
    """
    observed = np.asarray(observed, dtype=np.float64)
    if isinstance(of, Normal):
        return np.asarray(scoringrules.crps_normal(observed, of.loc, of.scale))
    if isinstance(of, StudentT):
        return np.asarray(scoringrules.crps_t(observed, of.df, of.loc, of.scale))
    flat = [_crps_at(of, float(one)) for one in observed.ravel()]
    return np.array(flat, dtype=np.float64).reshape(observed.shape)


def _crps_at(of: Distribution, observed: float) -> float:
    if isinstance(of, Sample):
        return _crps_of_sample(of, observed)
    return _crps_of_mixture(of, observed) if isinstance(of, Mixture) else _crps_of_any(of, observed)


def _crps_of_sample(of: Sample, observed: float) -> float:
    """The exact integral over straight lines between the draws; beyond them the probability stops."""
    draws = np.sort(np.asarray(of.draws))
    n = len(draws)
    f = (np.arange(n) + 0.5) / n
    outside = max(draws[0] - observed, observed - draws[-1], 0.0)
    at = int(np.searchsorted(draws, observed))
    if 0 < at < n:
        share = (observed - draws[at - 1]) / (draws[at] - draws[at - 1])
        f = np.insert(f, at, f[at - 1] + share / n)
        draws = np.insert(draws, at, observed)
    above = np.arange(len(draws) - 1) >= at
    low, high = np.where(above, 1.0 - f[:-1], f[:-1]), np.where(above, 1.0 - f[1:], f[1:])
    return float(outside + np.sum(np.diff(draws) * (low**2 + low * high + high**2) / 3.0))


def _crps_of_mixture(of: Mixture, observed: float) -> float:
    """The integral over the cdf, cut at the parts' quantiles so that narrow and wide parts are both met."""
    probabilities = np.concatenate([_PANEL_EDGES, 1.0 - _PANEL_EDGES[:-1]])
    edges = np.unique(np.concatenate([*(part.quantile(probabilities) for part in of.parts), [observed]]))
    half = 0.5 * np.diff(edges)
    x = edges[:-1, None] + half[:, None] * (1.0 + _PANEL_NODES)
    f = of.cdf(x)
    inside = np.where(x >= observed, 1.0 - f, f) ** 2
    return float(np.sum(half[:, None] * _PANEL_WEIGHTS * inside))


def _crps_of_any(of: Distribution, observed: float) -> float:
    """Twice the quantile loss over all probabilities: two tails, each cut where the observation lies."""
    below = float(np.clip(of.cdf(observed), _FAR, 1.0 - _FAR))
    low = _log_nodes(below)
    high = _log_nodes(1.0 - below)
    p = np.concatenate([low[0], 1.0 - high[0]])
    width = np.concatenate([low[1], high[1]])
    loss = (np.where(p > below, 1.0, 0.0) - p) * (of.quantile(p) - observed)
    return 2.0 * float(np.sum(width * loss))


def _log_nodes(cut: float) -> tuple[Floats, Floats]:
    """Nodes and weights of an integral over (0, 1/2), even in logs since quantiles run off at 0; cut at ``cut``."""
    edges = np.log(np.unique([_FAR, min(cut, 0.5), 0.5]))
    half = 0.5 * np.diff(edges)[:, None]
    nodes = np.exp(edges[:-1, None] + half * (1.0 + _NODES))
    return nodes.ravel(), (half * _WEIGHTS * nodes).ravel()


def log_score(of: Distribution, observed: ArrayLike) -> Floats:
    """Minus the natural log of the density at each observation; infinite where the density is 0.

    Closed forms for the normal, Student's t and their mixtures; for any other family the density is the probability of
    a band of a thousandth of the spread about the observation, divided by its width.
    """
    observed = np.asarray(observed, dtype=np.float64)
    with np.errstate(divide="ignore"):
        return -np.log(_density(of, observed))


def _density(of: Distribution, x: Floats) -> Floats:
    if isinstance(of, Normal):
        return np.exp(-np.asarray(scoringrules.logs_normal(x, of.loc, of.scale)))
    if isinstance(of, StudentT):
        return np.exp(-np.asarray(scoringrules.logs_t(x, of.df, of.loc, of.scale)))
    if isinstance(of, Mixture):
        pairs = zip(of.weights, of.parts, strict=True)
        return np.asarray(sum(w * _density(part, x) for w, part in pairs))
    band = 1e-3 * of.sd
    return np.maximum(of.cdf(x + 0.5 * band) - of.cdf(x - 0.5 * band), 0.0) / band


def brier(probability: ArrayLike, happened: ArrayLike) -> Floats:
    """The squared distance of each probability from what happened (1 or 0), elementwise.

    Source: Brier (1950), Verification of forecasts expressed in terms of probability.
    """
    probability, happened = np.asarray(probability, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    _check_probabilities(probability)
    return (probability - happened) ** 2


def log_loss(probability: ArrayLike, happened: ArrayLike) -> Floats:
    """Minus the natural log of the probability given to what happened, elementwise, in nats.

    Probabilities are kept at least ``SMALLEST_PROBABILITY`` away from 0 and 1.
    """
    probability = np.asarray(probability, dtype=np.float64)
    _check_probabilities(probability)
    p = np.clip(probability, SMALLEST_PROBABILITY, 1.0 - SMALLEST_PROBABILITY)
    return -np.log(np.where(np.asarray(happened, dtype=np.bool_), p, 1.0 - p))


def _check_probabilities(probability: Floats) -> None:
    if not np.all((probability >= 0.0) & (probability <= 1.0)):
        raise ValueError("a probability lies between 0 and 1")


def pit(of: Distribution, observed: ArrayLike) -> Floats:
    """Probability integral transform, ``F(observed)``: uniform on (0, 1) over many weeks if the forecast is calibrated.

    Source: Dawid (1984), Present position and potential developments: the prequential approach.
    """
    return np.clip(of.cdf(observed), 0.0, 1.0)


def coverage(pits: ArrayLike, level: float) -> float:
    """The share of observations within the central interval of probability ``level``, from their pits, shape (n,)."""
    pits = _some(pits)
    # Half a billionth forgives the last bit of a cdf that was inverted.
    return float(np.mean(np.abs(pits - 0.5) <= 0.5 * level + 5e-10))


def mae(errors: ArrayLike) -> float:
    """Mean absolute error; ``errors`` are forecast minus actual, shape (n,), n above 0."""
    return float(np.mean(np.abs(_some(errors))))


def rmse(errors: ArrayLike) -> float:
    """Root mean squared error; ``errors`` are forecast minus actual, shape (n,), n above 0."""
    return float(np.sqrt(np.mean(_some(errors) ** 2)))


def bias(errors: ArrayLike) -> float:
    """Mean error; positive where forecasts are too high; shape (n,), n above 0."""
    return float(np.mean(_some(errors)))


def within(errors: ArrayLike, distance: float = CLOSE) -> float:
    """The share of errors of at most ``distance`` either way; shape (n,), n above 0."""
    return float(np.mean(np.abs(_some(errors)) <= distance))


def _some(numbers: ArrayLike) -> Floats:
    numbers = np.asarray(numbers, dtype=np.float64)
    if not numbers.size:
        raise ValueError("nothing to average")
    return numbers
