"""The plain maker: fair value and a half-width either way, the same size on every live rung.

It knows no inventory, no clock and no news, so that what it makes or loses says something of the fair value it stands
on, and nothing of cleverness. Prices are rounded outward to whole cents and never cross the quotes that stood.
"""

from dataclasses import dataclass
from enum import Enum
from math import ceil, floor
from typing import Final

from paxline.desk.orders import Crossing, Side, Terms
from paxline.market.contract import Contract
from paxline.market.fair import FairLadder
from paxline.run.replay import Resting, Standing
from paxline.units import Count, Price

TWO_CENTS: Final = Price.cents(2)
THREE_CENTS: Final = Price.cents(3)
FIFTY: Final = Count.whole(50)

_CENT: Final = 0.01
_SLACK: Final = 1e-9


class Centre(Enum):
    """Around whose fair value it quotes."""

    MARKET = "market"
    POOL = "pool"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class PlainMaker:
    """The rule.

    Attributes:
        centre: Around whose fair value; before trading opens the pool is the model alone and there is no market.
        half_width: Dollars either way.
        size: Contracts a side and rung.
        lowest: A rung whose fair value lies below this many dollars, or above one less it, is left alone.
    """

    centre: Centre = Centre.POOL
    half_width: Price = TWO_CENTS
    size: Count = FIFTY
    lowest: Price = THREE_CENTS

    @property
    def name(self) -> str:
        """Its settings in a few words."""
        width, low = self.half_width.dollars * 100, self.lowest.dollars * 100
        return f"{self.centre.value} ± {width:g} c, {self.size.contracts:g} a side, {low:g}–{100 - low:g} c"

    def quotes(self, seen: Standing) -> tuple[Resting, ...]:
        """A bid and an ask on every live rung, where they do not cross."""
        fair = self._fair(seen)
        if fair is None:
            return ()
        return tuple(
            resting
            for contract, worth in zip(fair.ladder.rungs, fair.p_above, strict=True)
            if self.lowest.dollars <= worth <= 1 - self.lowest.dollars
            for resting in self._around(contract, worth, seen)
        )

    def _fair(self, seen: Standing) -> FairLadder | None:
        match self.centre:
            case Centre.MARKET:
                return seen.market
            case Centre.POOL:
                return seen.pooled
            case Centre.MODEL:
                return seen.ours

    def _around(self, contract: Contract, worth: float, seen: Standing) -> list[Resting]:
        low = floor((worth - self.half_width.dollars) / _CENT + _SLACK)
        high = ceil((worth + self.half_width.dollars) / _CENT - _SLACK)
        shown = seen.quotes.get(contract)
        ask = shown.quote.ask if shown else None
        bid = shown.quote.bid if shown else None
        if ask is not None:
            low = min(low, ask.ten_thousandths // 100 - 1)
        if bid is not None:
            high = max(high, -(-bid.ten_thousandths // 100) + 1)
        found: list[Resting] = []
        for side, cents in ((Side.BID, low), (Side.ASK, high)):
            if 1 <= cents <= 99:
                terms = Terms(contract.ticker, side, Price.cents(cents), self.size, crossing=Crossing.POSTS_ONLY)
                found.append(Resting(terms, worth))
        return found
