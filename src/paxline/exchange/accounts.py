"""Members' money and positions, in whole millionths of a dollar and hundredths of a contract.

Who buys YES at ``p`` pays ``p``, who sells it pays ``1 - p``, and the dollar lies in escrow. A YES and a NO of the same
market that meet in one member's hands become a dollar of its cash at once. Markets are held apart: no strike of a
ladder is netted against another, because what ``collateral_return_type`` says for the TSA events is not known; the
stricter reading is taken.

Resting orders reserve what they could cost at worst, fees included: the bids of a market together, less the dollars
that the NO held there would give back; the asks alike. The two sides do not relieve each other, and markets neither.
"""

from typing import Final

ONE: Final = 10_000
"""A dollar as a price; times hundredths of a contract it makes millionths of a dollar."""


class Holding:
    """One member's stake in one market.

    Attributes:
        position: Contracts held; negative is NO.
        cost: What the position cost to buy, fees aside.
        traded: Everything ever paid for contracts here.
        realized: What closing and settling gained, fees aside.
        fees: Fees paid.
        bids: What the resting bids would cost, fees included.
        asks: What the resting asks would cost, fees included.
        reserved: What of the cash the resting orders hold back.
    """

    __slots__ = ("asks", "bids", "cost", "fees", "position", "realized", "reserved", "traded")

    def __init__(self) -> None:
        self.position = 0
        self.cost = 0
        self.traded = 0
        self.realized = 0
        self.fees = 0
        self.bids = 0
        self.asks = 0
        self.reserved = 0

    def closing(self, count: int) -> int:
        """How much of a signed trade (positive buys YES) closes what is held."""
        position = self.position
        if position * count >= 0:
            return 0
        return min(abs(count), abs(position))


def worst_case(position: int, bids: int, asks: int) -> int:
    """The most that resting bids and asks costing so much (0 or more) can take from the cash of who holds ``position``.

    Of one side filled in any part and order the dearest case is all or nothing, because a contract that closes gives a
    dollar back and costs no more than that.
    """
    # Said without ``max``, which costs more than all the rest, and this is asked twice for each order.
    if position < 0:
        bids += position * ONE
        return asks + bids if bids > 0 else asks
    asks -= position * ONE
    return bids + asks if asks > 0 else bids


class Account:
    """One member's cash and stakes.

    Attributes:
        cash: Everything that is the member's and not in escrow.
        reserved: How much of it resting orders hold back.
        spent_ids: Every ``client_order_id`` used so far; none is ever free again.
    """

    __slots__ = ("cash", "holdings", "member", "reserved", "spent_ids")

    def __init__(self, member: str) -> None:
        self.member = member
        self.cash = 0
        self.reserved = 0
        self.holdings: dict[str, Holding] = {}
        self.spent_ids: set[str] = set()

    @property
    def available(self) -> int:
        """Cash that nothing rests on."""
        return self.cash - self.reserved

    def holding(self, ticker: str) -> Holding:
        """The stake in one market, begun where there is none."""
        found = self.holdings.get(ticker)
        if found is None:
            found = self.holdings[ticker] = Holding()
        return found

    def reserve(self, holding: Holding) -> None:
        """Hold back what the holding's resting orders could cost now."""
        need = worst_case(holding.position, holding.bids, holding.asks)
        self.reserved += need - holding.reserved
        holding.reserved = need

    def trade(self, holding: Holding, count: int, price: int, fee: int) -> int:
        """Book a signed trade (positive buys YES) at a YES price; how the cash changed."""
        size, unit = (count, price) if count > 0 else (-count, ONE - price)
        paid = unit * size
        change = -paid - fee
        closing = holding.closing(count)
        if closing:
            bought_for = holding.cost * closing // abs(holding.position)
            holding.cost += unit * (size - closing) - bought_for
            holding.realized += closing * (ONE - unit) - bought_for
            change += closing * ONE
        else:
            holding.cost += paid
        holding.traded += paid
        holding.fees += fee
        holding.position += count
        self.cash += change
        return change

    def settle(self, holding: Holding, *, paid: int) -> int:
        """Pay out a position at ``paid`` (0 or 1 dollar as a price) a YES; what it pays."""
        revenue = holding.position * paid if holding.position > 0 else -holding.position * (ONE - paid)
        holding.realized += revenue - holding.cost
        holding.position = holding.cost = 0
        self.cash += revenue
        return revenue
