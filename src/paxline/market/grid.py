"""The prices at which one market takes orders.

The exchange gives each market ranges of prices with a step each (OpenAPI 3.34.0, ``Market.price_ranges``); the
TSA ladder stood on whole cents on 2026-08-31, and finer steps are announced for some markets. A price of 0 or 1
dollar is never an order's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from paxline.units import Price

_ONE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Ticks:
    """From ``start`` to ``end``, prices lie ``step`` apart, counted from ``start``; the step is above 0."""

    start: Price
    end: Price
    step: Price

    def __post_init__(self) -> None:
        if self.step.ten_thousandths == 0 or self.end <= self.start:
            raise ValueError("a range of prices rises in steps above 0")


@dataclass(frozen=True, slots=True)
class PriceGrid:
    """At least one range of prices, in any order."""

    ranges: tuple[Ticks, ...]

    def __post_init__(self) -> None:
        if not self.ranges:
            raise ValueError("a market without a range of prices takes no order")

    def holds(self, price: Price) -> bool:
        """Whether an order may stand at ``price``."""
        return self.at_most(price) == price

    def at_most(self, price: Price) -> Price | None:
        """The highest price of the grid that is not above ``price``; ``None`` where all are."""
        return max((p for p in self._nearest(price) if p <= price), default=None)

    def at_least(self, price: Price) -> Price | None:
        """The lowest price of the grid that is not below ``price``; ``None`` where all are."""
        return min((p for p in self._nearest(price) if p >= price), default=None)

    def _nearest(self, price: Price) -> Iterator[Price]:
        """Of each range, the grid's prices on both sides of ``price``; the ends of the dollar left out."""
        for ticks in self.ranges:
            start, end, step = (p.ten_thousandths for p in (ticks.start, ticks.end, ticks.step))
            last = (end - start) // step
            below = (price.ten_thousandths - start) // step
            # The neighbours' neighbours too: the nearest may be an end of the dollar.
            for steps in {min(max(below + k, 0), last) for k in (-1, 0, 1, 2)}:
                if 0 < start + steps * step < _ONE:
                    yield Price(start + steps * step)


CENTS: Final = PriceGrid((Ticks(Price(0), Price(_ONE), Price.cents(1)),))
"""Whole cents, 1 to 99: the TSA ladder on 2026-08-31 (``linear_cent``)."""
