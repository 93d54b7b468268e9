"""What a market's quotes and trades did over a stretch of time: open, low, high, close, and the volume.

A candle knows the extremes and not their order, nor how much traded at which price.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from paxline.market.book import Quote
from paxline.market.contract import Contract
from paxline.units import Count, Price

NOBODY_BIDS: Final = Price(0)
NOBODY_ASKS: Final = Price.cents(100)


@dataclass(frozen=True, slots=True)
class Band:
    """Where a price began, how far it went, and where it ended; ``ValueError`` where the ends lie outside."""

    first: Price
    low: Price
    high: Price
    close: Price

    def __post_init__(self) -> None:
        if not self.low <= min(self.first, self.close) <= max(self.first, self.close) <= self.high:
            raise ValueError(f"first and close lie between low and high, not {self}")

    @classmethod
    def flat(cls, price: Price) -> Self:
        """A price that did not move."""
        return cls(price, price, price, price)


@dataclass(frozen=True, slots=True)
class Candle:
    """One contract over one stretch, prices of YES.

    Attributes:
        contract: The rung.
        ends_at: The UTC instant at which the stretch ended, from which all of it could be known.
        minutes: How long it was.
        bid: The best bid; ``NOBODY_BIDS`` where none stood.
        ask: The best ask; ``NOBODY_ASKS`` where none stood.
        traded: The prices traded at, ``None`` where none were.
        volume: Contracts traded.
        source: Where it comes from, in a few words.
    """

    contract: Contract
    ends_at: datetime
    minutes: int
    bid: Band
    ask: Band
    traded: Band | None
    volume: Count
    source: str

    @property
    def opening(self) -> Quote:
        """The quote with which the stretch began."""
        return _quote(self.bid.first, self.ask.first)

    @property
    def closing(self) -> Quote:
        """The quote with which it ended."""
        return _quote(self.bid.close, self.ask.close)


def _quote(bid: Price, ask: Price) -> Quote:
    return Quote(bid=None if bid == NOBODY_BIDS else bid, ask=None if ask == NOBODY_ASKS else ask)
