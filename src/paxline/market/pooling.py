"""Our distribution and the market's, pooled.

Quantiles are averaged, so that the pool is as sharp as its parts. The weight on ours is fixed in advance or learned
from settled weeks, less over the weekend, when the market learns and nothing is published; and small when the two
disagree by more than their widths allow, because then one of them knows something the other does not, and it is
seldom a model.
"""

from dataclasses import dataclass
from datetime import datetime
from math import hypot
from typing import Final

from paxline.counts.calendar import eastern_day
from paxline.forecast.distribution import Distribution, Pooled
from paxline.market.implied import ImpliedMarket, NoImplied
from paxline.market.weights import FIXED, Weights

SHOCK_GAP: Final = 1.25
"""Medians further apart than this many combined half-widths call for a person to look."""

SHOCK_WEIGHT: Final = 0.2


@dataclass(frozen=True, slots=True)
class PooledView:
    """What ours and the market's say together.

    Attributes:
        distribution: The pooled distribution of the print, people; ours alone where there is no market.
        weight: The share of ours, 0 to 1.
        gap: Distance of the medians in combined half-widths, signed (ours less market's); 0 without a market.
        note: Why the weight is what it is, in words.
    """

    distribution: Distribution
    weight: float
    gap: float
    note: str

    @property
    def at_odds(self) -> bool:
        """Whether the two disagree by more than their widths allow."""
        return abs(self.gap) > SHOCK_GAP


def pool(
    ours: Distribution, market: ImpliedMarket | NoImplied, *, as_of: datetime, weights: Weights = FIXED
) -> PooledView:
    """Pool ours with the market's distribution as seen at ``as_of`` (UTC), by the weights of that Eastern weekday."""
    if isinstance(market, NoImplied):
        return PooledView(ours, 1.0, 0.0, f"ours alone: {market.reason}")
    theirs = market.distribution
    (our_half, our_median), (their_half, their_median) = _spread(ours), _spread(theirs)
    gap = (our_median - their_median) / hypot(our_half, their_half)
    weight = weights.on(eastern_day(as_of).weekday())
    note = f"{weight:.0%} ours, {1 - weight:.0%} the market's"
    if abs(gap) > SHOCK_GAP and weight > SHOCK_WEIGHT:
        weight = SHOCK_WEIGHT
        apart = f"ours and the market's are {abs(gap):.1f} half-widths apart"
        note = f"{apart}, so ours weighs {weight:.0%}: look before trading"
    return PooledView(Pooled((ours, theirs), (weight, 1 - weight)), weight, gap, note)


def _spread(of: Distribution) -> tuple[float, float]:
    """Half of the central 68 %, and the median."""
    low, middle, high = of.quantile((0.16, 0.5, 0.84)).tolist()
    return (high - low) / 2, middle
