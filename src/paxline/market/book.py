"""Order books and quotes, seen from the YES leg.

The exchange shows bids only, on both legs: a bid for NO at ``q`` is an offer of YES at ``1 - q``. ``Book`` takes
them as the wire gives them, in any order, and answers in YES prices.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from paxline.market.contract import Contract
from paxline.units import Count, Price


@dataclass(frozen=True, slots=True)
class Level:
    """So many contracts resting at one price."""

    price: Price
    count: Count


@dataclass(frozen=True, slots=True)
class Book:
    """One market's resting orders in YES prices.

    Attributes:
        bids: Buyers of YES, best (highest) first.
        asks: Sellers of YES, best (lowest) first.
    """

    bids: tuple[Level, ...] = ()
    asks: tuple[Level, ...] = ()

    @classmethod
    def from_legs(cls, *, yes: Iterable[Level], no: Iterable[Level]) -> Self:
        """The book whose YES bids and NO bids (each in its own leg's prices) the exchange shows."""
        asks = (Level(level.price.complement, level.count) for level in no)
        return cls(
            bids=tuple(sorted(yes, key=lambda level: level.price, reverse=True)),
            asks=tuple(sorted(asks, key=lambda level: level.price)),
        )

    @property
    def quote(self) -> "Quote":
        """The best bid and ask."""
        bid = self.bids[0] if self.bids else None
        ask = self.asks[0] if self.asks else None
        return Quote(
            bid=bid.price if bid else None,
            ask=ask.price if ask else None,
            bid_size=bid.count if bid else None,
            ask_size=ask.count if ask else None,
        )


@dataclass(frozen=True, slots=True)
class Quote:
    """The best YES bid and YES ask; ``None`` where nobody stands on that side.

    Sizes are ``None`` where the source does not tell them (candles do not).
    """

    bid: Price | None
    ask: Price | None
    bid_size: Count | None = None
    ask_size: Count | None = None

    @property
    def mid(self) -> float | None:
        """The middle in dollars, where both sides stand."""
        if self.bid is None or self.ask is None:
            return None
        return (self.bid.dollars + self.ask.dollars) / 2

    @property
    def spread(self) -> float | None:
        """Ask less bid in dollars, where both sides stand."""
        if self.bid is None or self.ask is None:
            return None
        return self.ask.dollars - self.bid.dollars


@dataclass(frozen=True, slots=True)
class SeenQuote:
    """A quote of one contract, as one source showed it at one instant.

    Attributes:
        contract: The rung quoted.
        quote: Best bid and ask.
        known_at: The UTC instant from which it could be known.
        source: Where it comes from, in a few words.
    """

    contract: Contract
    quote: Quote
    known_at: datetime
    source: str
