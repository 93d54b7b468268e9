"""The market's own distribution of the settlement print, read out of a ladder of quotes.

A Student t with four degrees of freedom whose centre and scale make each rung's probability meet its mid, a miss
being measured in half-spreads. A one-sided quote is a bound on its finite side and silent inside it; an empty
book says nothing. Dead rungs, where the tick is the price, therefore cannot lift the tails.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from paxline.forecast.distribution import StudentT
from paxline.market.book import SeenQuote

TAIL_DF: Final = 4.0
"""Heavy tails are insurance: scores of 2026's ladders cannot tell 4 degrees from more."""

_TICK_SLACK: Final = 0.005
"""Half a cent added to each half-spread, so that a one-cent quote does not outweigh all others."""

_START_SCALES: Final = (10_000.0, 30_000.0, 90_000.0)
"""People; the fit starts from each at once and keeps the best."""

_STEPS: Final = 100
"""Newton steps at most; some ten do."""

_DAMPED: Final = 1e-3
"""Share of the curvature that is added at first; more where a step fails, less where it succeeds."""

_LEAST_STEP: Final = 1e-10
"""Step, in scales and in logs of the scale, whose successor would change nothing."""

_MOST_DAMPED: Final = 1e6
"""Where no step so short gains any more, rounding is all that is left."""

_LARGEST_SCALE: Final = 1_000_000.0
_SMALLEST_SCALE: Final = 500.0


@dataclass(frozen=True, slots=True)
class ImpliedMarket:
    """What the quotes say about the print.

    Attributes:
        distribution: The fitted distribution, people.
        two_sided: How many rungs had both a bid and an ask.
        worst_miss: The largest distance of a fitted probability from its mid, in half-spreads.
    """

    distribution: StudentT
    two_sided: int
    worst_miss: float


@dataclass(frozen=True, slots=True)
class NoImplied:
    """Why the quotes do not add up to a distribution, in words."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Points:
    strike: NDArray[np.float64]
    bid: NDArray[np.float64]
    ask: NDArray[np.float64]

    @property
    def two_sided(self) -> NDArray[np.bool_]:
        return (self.bid > 0) & (self.ask < 1)


def implied_market(quotes: Iterable[SeenQuote]) -> ImpliedMarket | NoImplied:
    """The market's distribution, or the reason why there is none.

    Fewer than two rungs quoted on both sides leave centre and scale undetermined, and nothing is guessed.
    """
    points = _points(quotes)
    live = int(points.two_sided.sum())
    if live < 2:
        return NoImplied(f"{live} of {len(points.strike)} quoted rungs have both a bid and an ask; two are needed")
    mid = (points.bid + points.ask) / 2
    centre = float(np.interp(0.5, mid[points.two_sided][::-1], points.strike[points.two_sided][::-1]))
    loc, log_scale = _fitted(points, centre)
    misses = np.abs(_misses(points, np.array([loc]), np.array([log_scale]))[0])
    return ImpliedMarket(StudentT(loc, float(np.exp(log_scale)), TAIL_DF), live, float(misses.max()))


def _fitted(points: _Points, centre: float) -> tuple[float, float]:
    """Centre and log scale of the least sum of squared misses, by damped Newton steps from every start at once."""
    least = np.array([points.strike[0] - _LARGEST_SCALE, np.log(_SMALLEST_SCALE)])
    most = np.array([points.strike[-1] + _LARGEST_SCALE, np.log(_LARGEST_SCALE)])
    at = np.array([(centre, np.log(scale)) for scale in _START_SCALES])
    damping = np.full(len(at), _DAMPED)
    misses = _misses(points, at[:, 0], at[:, 1])
    cost = (misses**2).sum(axis=1)
    for _ in range(_STEPS):
        unit = np.stack([np.exp(at[:, 1]), np.ones(len(at))], axis=1)
        slope, bend = _derivatives(points, at, misses)
        # A bound holds what would leave it.
        held = ((at <= least) & (slope > 0.0)) | ((at >= most) & (slope < 0.0))
        step = _newton(np.where(held, 0.0, slope), np.where(held[:, :, None] | held[:, None, :], 0.0, bend), damping)
        tried = np.clip(at + step * unit, least, most)
        misses_there = _misses(points, tried[:, 0], tried[:, 1])
        cost_there = (misses_there**2).sum(axis=1)
        better = cost_there <= cost
        damping = np.clip(np.where(better, damping / 10.0, damping * 10.0), 1e-15, 1e15)
        at = np.where(better[:, None], tried, at)
        misses, cost = np.where(better[:, None], misses_there, misses), np.where(better, cost_there, cost)
        if np.all((np.abs(step).max(axis=1) <= _LEAST_STEP) | (damping >= _MOST_DAMPED)):
            break
    loc, log_scale = at[int(np.argmin(cost))].tolist()
    return loc, log_scale


def _derivatives(
    points: _Points, at: NDArray[np.float64], misses: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slope ``(k, 2)`` and curvature ``(k, 2, 2)`` of half the squared misses, in scales and logs of the scale."""
    z = (points.strike - at[:, :1]) / np.exp(at[:, 1:])
    density = 0.375 * (1.0 + z**2 / TAIL_DF) ** -2.5
    falling = -density * (TAIL_DF + 1.0) * z / (TAIL_DF + z**2)
    share = np.where(misses != 0.0, _weights(points), 0.0)
    by_loc, by_scale = density * share, density * z * share
    both = -(falling * z + density)
    slope = np.stack([(misses * by_loc).sum(axis=1), (misses * by_scale).sum(axis=1)], axis=1)
    pull = misses * share
    corner = (by_loc * by_scale + pull * both).sum(axis=1)
    bend = np.array(
        [
            [(by_loc**2 - pull * falling).sum(axis=1), corner],
            [corner, (by_scale**2 + pull * z * both).sum(axis=1)],
        ]
    )
    return slope, np.moveaxis(bend, 2, 0)


def _newton(slope: NDArray[np.float64], bend: NDArray[np.float64], damping: NDArray[np.float64]) -> NDArray[np.float64]:
    """The step to where the slope would be 0, curvature made positive and damped, shape ``(k, 2)``."""
    values, axes = np.linalg.eigh(bend)
    largest = np.abs(values).max(axis=1, keepdims=True)
    firm = np.maximum(np.abs(values), 1e-12 * largest) + damping[:, None] * largest + np.finfo(np.float64).tiny
    along = np.einsum("kji,kj->ki", axes, slope)
    step = -np.einsum("kij,kj->ki", axes, along / firm)
    return np.clip(step, -1.0, 1.0)


def _points(quotes: Iterable[SeenQuote]) -> _Points:
    rows = sorted(
        (
            seen.contract.strike,
            seen.quote.bid.dollars if seen.quote.bid else 0.0,
            seen.quote.ask.dollars if seen.quote.ask else 1.0,
        )
        for seen in quotes
    )
    said = [row for row in rows if row[1] > 0 or row[2] < 1]
    strike, bid, ask = np.asarray(said, dtype=float).reshape(-1, 3).T
    return _Points(strike, bid, ask)


def _misses(points: _Points, loc: NDArray[np.float64], log_scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each rung's probability lies from its quote, in half-spreads; 0 inside a one-sided bound.

    Shape ``(starts, rungs)``.
    """
    p = 1.0 - stdtr(TAIL_DF, (points.strike - loc[:, None]) / np.exp(log_scale)[:, None])
    outside = np.maximum(p - points.ask, 0) - np.maximum(points.bid - p, 0)
    return np.where(points.two_sided, p - (points.bid + points.ask) / 2, outside) * _weights(points)


def _weights(points: _Points) -> NDArray[np.float64]:
    """What a miss of a probability of 1 counts for, shape ``(rungs,)``."""
    return 1.0 / np.where(points.two_sided, (points.ask - points.bid) / 2 + _TICK_SLACK, _TICK_SLACK)
