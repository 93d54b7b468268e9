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
from scipy.optimize import least_squares
from scipy.special import stdtr

from paxline.forecast.distribution import StudentT
from paxline.market.book import SeenQuote

TAIL_DF: Final = 4.0
"""Heavy tails are insurance: scores of 2026's ladders cannot tell 4 degrees from more."""

_TICK_SLACK: Final = 0.005
"""Half a cent added to each half-spread, so that a one-cent quote does not outweigh all others."""

_START_SCALES: Final = (10_000.0, 30_000.0, 90_000.0)
"""People; the fit starts from each and keeps the best."""

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
    fits = [
        least_squares(
            lambda x: _misses(points, x),
            (centre, np.log(scale)),
            bounds=(
                (points.strike[0] - _LARGEST_SCALE, np.log(_SMALLEST_SCALE)),
                (points.strike[-1] + _LARGEST_SCALE, np.log(_LARGEST_SCALE)),
            ),
            x_scale=(10_000.0, 0.2),
        )
        for scale in _START_SCALES
    ]
    best = min(fits, key=lambda fit: float(fit.cost))
    loc, log_scale = (float(value) for value in best.x)
    misses = np.abs(_misses(points, best.x))
    return ImpliedMarket(StudentT(loc, float(np.exp(log_scale)), TAIL_DF), live, float(misses.max()))


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


def _misses(points: _Points, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each rung's probability lies from its quote, in half-spreads; 0 inside a one-sided bound."""
    p = 1.0 - stdtr(TAIL_DF, (points.strike - x[0]) / np.exp(x[1]))
    half = (points.ask - points.bid) / 2 + _TICK_SLACK
    two_sided = (p - (points.bid + points.ask) / 2) / half
    outside = np.maximum(points.bid - p, 0) - np.maximum(p - points.ask, 0)
    return np.where(points.two_sided, two_sided, outside / _TICK_SLACK)
