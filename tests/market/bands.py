"""Candles made by hand, in whole cents."""

from datetime import datetime

from paxline.market.candle import Band, Candle
from paxline.market.contract import Ladder
from paxline.testing import NOW, WEEK
from paxline.units import Count, Price

Cents = tuple[int, int, int, int]
"""Open, low, high, close."""


def band(open_: int, low: int, high: int, close: int) -> Band:
    return Band(*map(Price.cents, (open_, low, high, close)))


def candle(
    *,
    bid: Cents = (40, 40, 40, 40),
    ask: Cents = (44, 44, 44, 44),
    traded: Cents | None = None,
    volume: int = 0,
    strike: int = 2_400_000,
    ends_at: datetime = NOW,
) -> Candle:
    contract = Ladder.of(WEEK, (strike,)).rungs[0]
    prices = band(*traded) if traded else None
    return Candle(contract, ends_at, 1440, band(*bid), band(*ask), prices, Count.whole(volume), "made for a test")
