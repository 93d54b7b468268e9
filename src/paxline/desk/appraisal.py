"""What each rung is worth next to what is asked for it, and why it is or is not worth trading, in words.

The value is the pooled one: an edge measured against ours alone would be largest where we are most mistaken.
Half of any edge is believed, and a taker needs six cents of that; both were fixed before this ladder was seen.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from paxline.market.book import Quote
from paxline.market.contract import Contract
from paxline.market.fair import FairLadder
from paxline.market.fees import FeeSchedule
from paxline.units import Count, Price

BELIEVED_SHARE: Final = 0.5
"""Unpooled models realised a fifth to three quarters of the edge they claimed on recorded quotes."""

TAKER_BAR: Final = 0.06
"""Dollars per contract that the believed edge of taking must exceed."""

_DEAD: Final = 0.03
"""A rung whose two sides lie within this of certainty trades at the tick, not at a value."""

_LOT: Final = Count.whole(10)
"""The size at which fees are weighed; per-contract rounding is negligible from here on."""


class Side(Enum):
    """What one would buy: the contract, or the bet against it."""

    YES = "YES"
    NO = "NO"


@dataclass(frozen=True, slots=True)
class Appraisal:
    """One rung, valued.

    Attributes:
        contract: The rung.
        ours: Probability that it pays, by our distribution.
        market: The same by the market's, ``None`` where the quotes do not add up to one.
        pooled: The same by the pool.
        quote: Best bid and ask, ``None`` where the rung is not quoted.
        side: The better side to take, ``None`` where neither side is offered.
        edge: Dollars per contract gained by taking that side at its price after the fee, by the pool; negative
            where it loses, ``None`` without a side.
        worth_taking: Whether the believed share of the edge clears the bar.
        reason: One sentence for a person.
    """

    contract: Contract
    ours: float
    market: float | None
    pooled: float
    quote: Quote | None
    side: Side | None
    edge: float | None
    worth_taking: bool
    reason: str


@dataclass(frozen=True, slots=True)
class _Take:
    side: Side
    price: Price
    fee: float
    edge: float


def appraise(
    contract: Contract,
    quote: Quote | None,
    *,
    ours: FairLadder,
    market: FairLadder | None,
    pooled: FairLadder,
    fees: FeeSchedule,
) -> Appraisal:
    """Value one rung against its quote; the ladders are those of the same week."""
    worth = pooled.of(contract)
    takes = _takes(worth, quote, fees) if quote else []
    best = max(takes, key=lambda take: take.edge, default=None)
    worth_taking = best is not None and best.edge * BELIEVED_SHARE > TAKER_BAR
    return Appraisal(
        contract=contract,
        ours=ours.of(contract),
        market=market.of(contract) if market else None,
        pooled=worth,
        quote=quote,
        side=best.side if best else None,
        edge=best.edge if best else None,
        worth_taking=worth_taking,
        reason=_reason(worth, quote, best),
    )


def _takes(worth: float, quote: Quote, fees: FeeSchedule) -> list[_Take]:
    """The ways to trade at once, each with its edge per contract after the fee."""
    prices = [(Side.YES, quote.ask, worth), (Side.NO, quote.bid.complement if quote.bid else None, 1 - worth)]
    return [
        _Take(side, price, fee, value - price.dollars - fee)
        for side, price, value in prices
        if price is not None
        for fee in [fees.taker_fee(price, _LOT).dollars / _LOT.contracts]
    ]


def _reason(worth: float, quote: Quote | None, best: _Take | None) -> str:
    if quote is None or best is None:
        return "nobody quotes this rung" if quote is None else "the book is empty on both sides"
    if best.edge * BELIEVED_SHARE > TAKER_BAR:
        return f"taking {_at(best)} gains {_cents(best.edge)} after fee, {_cents(best.edge / 2)} if half is believed"
    if _is_dead(quote):
        return f"all but settled ({_stands(quote)}): the tick is the price"
    if _holds(quote, worth):
        return f"our {_worth(worth)} lies between: {_stands(quote)}"
    if best.edge <= 0:
        return f"{_at(best)} would lose {_cents(-best.edge)} after the fee of {_cents(best.fee)}"
    believed = _cents(best.edge * BELIEVED_SHARE)
    return (
        f"{_at(best)} gains {_cents(best.edge)} after fee; half of it, {believed}, is under the {_cents(TAKER_BAR)} bar"
    )


def _is_dead(quote: Quote) -> bool:
    low = quote.ask is not None and quote.ask.dollars <= _DEAD
    high = quote.bid is not None and quote.bid.dollars >= 1 - _DEAD
    return low or high


def _holds(quote: Quote, worth: float) -> bool:
    """Whether the quote's two sides lie around the value; an absent side holds anything."""
    above_bid = quote.bid is None or quote.bid.dollars <= worth
    below_ask = quote.ask is None or worth <= quote.ask.dollars
    return above_bid and below_ask


def _at(take: _Take) -> str:
    return f"{take.side.value} at {_cents(take.price.dollars)}"


def _stands(quote: Quote) -> str:
    bid = f"bid {_cents(quote.bid.dollars)}" if quote.bid else "no bid"
    ask = f"ask {_cents(quote.ask.dollars)}" if quote.ask else "no ask"
    return f"{bid}, {ask}"


def _worth(worth: float) -> str:
    """A value in cents; never that of certainty."""
    if worth > 0.9995:
        return ">99.9¢"
    return "<0.1¢" if worth < 0.0005 else _cents(worth)


def _cents(dollars: float) -> str:
    """Cents with one decimal where they are not whole, such as ``61¢`` or ``3.4¢``."""
    text = f"{dollars * 100:.1f}".removesuffix(".0")
    return f"{'0' if text == '-0' else text}¢"
