"""What a resting order would have got against recorded trades and quotes: bounds, since no record tells the queue.

A candle knows the day's extremes and its volume, not their order, nor who stood before us. Three answers bracket the
truth. Fewer fills are no lower bound on profit, because they thin winners and losers alike: the floor fills every
loser as at the upper bound and every winner as at the lower one. It uses hindsight, so it is a floor and no estimate.
"""

from enum import Enum
from typing import Final

from paxline.desk.orders import Crossing, Side, Terms
from paxline.market.candle import Candle
from paxline.units import Count

_CONTRACT: Final = 100
_PERCENT: Final = 100

LOWER_SHARE: Final = 10
"""Percent of the day's volume that reaches an order traded through, at the lower bound."""

MIDDLE_SHARE: Final = 25
"""The same at the middle; half of it where the price was only touched, since others stood before us."""


class Bound(Enum):
    """How kindly a record is read."""

    LOWER = "lower"
    MIDDLE = "middle"
    UPPER = "upper"


class Reach(Enum):
    """How far trades and quotes came toward a resting order."""

    NOWHERE = "nowhere"
    QUOTED = "the other side's quote touched it"
    TOUCHED = "a trade at its price"
    THROUGH = "a trade beyond its price"


def posts(terms: Terms, candle: Candle) -> bool:
    """Whether the order may rest as the candle opens; one that only posts is refused where it would trade at once."""
    if terms.crossing is Crossing.TAKES:
        return True
    if terms.side is Side.BID:
        return terms.price < candle.ask.first
    return terms.price > candle.bid.first


def reach(terms: Terms, candle: Candle) -> Reach:
    """How far the market came toward an order that rested through the whole candle."""
    traded = candle.traded
    if terms.side is Side.BID:
        worst, quoted = (traded.low if traded else None), candle.ask.low <= terms.price
        beyond = worst is not None and worst < terms.price
    else:
        worst, quoted = (traded.high if traded else None), candle.bid.high >= terms.price
        beyond = worst is not None and worst > terms.price
    if beyond:
        return Reach.THROUGH
    if worst == terms.price:
        return Reach.TOUCHED
    return Reach.QUOTED if quoted else Reach.NOWHERE


def filled(terms: Terms, candle: Candle, bound: Bound) -> Count:
    """Whole contracts that an order resting through the candle got, never more than it asked for.

    Lower: traded through, at most a tenth of the volume. Middle: traded through at a quarter of it, touched at an
    eighth. Upper: all of it once a trade or the other side's quote came to its price.
    """
    came = reach(terms, candle)
    match bound, came:
        case (Bound.UPPER, Reach.NOWHERE):
            return Count(0)
        case (Bound.UPPER, _):
            return terms.count
        case (Bound.LOWER, Reach.THROUGH):
            return _share(terms.count, candle.volume, LOWER_SHARE, of=_PERCENT)
        case (Bound.MIDDLE, Reach.THROUGH):
            return _share(terms.count, candle.volume, MIDDLE_SHARE, of=_PERCENT)
        case (Bound.MIDDLE, Reach.TOUCHED):
            return _share(terms.count, candle.volume, MIDDLE_SHARE, of=2 * _PERCENT)
        case _:
            return Count(0)


def _share(asked: Count, volume: Count, share: int, *, of: int) -> Count:
    """The lesser of what was asked and a share of the volume, whole contracts."""
    part = volume.hundredths * share // of
    return Count(min(asked.hundredths, part) // _CONTRACT * _CONTRACT)
