"""How much of each offer to trade: all rungs of an event sized at once, as one bet on one number.

Among all whole-contract portfolios within the bounds, the one of greatest expected utility over the settlement states
(``desk.utility``), counting what is held, every level offered and every fee. The continuous optimum comes with a
certificate (``desk.solver``), which bounds what rounding to whole contracts (``desk.whole``) can have lost.

Source: Kelly, Bell System Technical Journal 35 (1956); Smoczynski and Tomkins, Mathematical Scientist 35 (2010), for
exclusive outcomes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from paxline.desk.orders import Side
from paxline.desk.solver import Optimum, Program, solve
from paxline.desk.states import state_payouts, state_probabilities, yes_pays
from paxline.desk.utility import Floats, Utility
from paxline.desk.whole import Deal, Ints, certain_growth, wealth, whole_contracts
from paxline.market.fair import FairLadder
from paxline.market.fees import FeeSchedule
from paxline.units import Count, Price, Usd

_DOLLAR: Final = 1_000_000
_CONTRACT: Final = 100
_RATE: Final = 1e-8
"""The unit of a schedule's rates."""

_SPEND_ROW: Final = 0
"""Where the program keeps the bound on cash."""

_BINDS: Final = 1e-6
"""Share of utility per unit of wealth from which on a bound's price is more than rounding."""


class Liquidity(Enum):
    """Whether a trade takes what rests in the book, or is taken from ours; the schedule sets both fees."""

    TAKES = "takes"
    MAKES = "makes"


class Binding(Enum):
    """A bound that keeps the optimum from being larger."""

    WORST_LOSS = "the worst loss of the event"
    RUNG = "contracts on one rung"
    SPEND = "the cash to spend"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that could be traded: one level of a book, or a quote of ours that might fill.

    Attributes:
        ticker: The rung's market.
        side: Ours on the YES leg: a bid buys YES at the price, an ask sells it, which is buying NO for the rest.
        price: YES's price; strictly between 0 and 1 dollar.
        available: Contracts; only whole ones are traded.
        liquidity: Which fee is paid.
    """

    ticker: str
    side: Side
    price: Price
    available: Count
    liquidity: Liquidity

    def __post_init__(self) -> None:
        if not Price(0) < self.price < Price(10_000) or self.available < Count(0):
            raise ValueError(f"an offer has a price within (0, 1) and a size of 0 or more, not {self}")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a size may never pass; where it is passed already, no trade makes it worse.

    Attributes:
        worst_loss: Of the whole event in any settlement state, with everything it has cost so far; 0 or more.
        rung: Contracts held on one rung, either leg; 0 or more.
        spend: Cash, fees included, contracts that pair off returning their dollar; 0 or more.
    """

    worst_loss: Usd
    rung: Count
    spend: Usd

    def __post_init__(self) -> None:
        if self.worst_loss < Usd(0) or self.rung < Count(0) or self.spend < Usd(0):
            raise ValueError(f"bounds are 0 or more, not {self}")


@dataclass(frozen=True, slots=True)
class Stake:
    """What one has before the trade.

    Attributes:
        wealth: What would be left if everything held in this event paid nothing; above 0.
        held: Contracts of this event by ticker, negative for NO.
        paid: What the event has cost so far, fees included and earnings taken off; may be negative.
    """

    wealth: Usd
    held: Mapping[str, Count]
    paid: Usd

    def __post_init__(self) -> None:
        if self.wealth <= Usd(0):
            raise ValueError(f"nothing can be sized on a wealth of {self.wealth}")


@dataclass(frozen=True, slots=True)
class Sizing:
    """What to trade, what it is worth, and how surely nothing is better.

    Growth is in log units per event; certain growth is what the uncertain one is worth at this aversion to risk, the
    same thing at full Kelly. All are against not trading.

    Attributes:
        trades: Whole contracts of each offer, in order.
        growth: Expected log growth of the trades, fees at the size traded.
        certain: Their certain growth; never below 0.
        relaxed: Certain growth of the continuous optimum.
        gap: Certified: no portfolio within the bounds, whole or not, has more than ``relaxed + gap``.
        states: Price of a dollar in each settlement state at the continuous optimum, lowest print first; sums to 1.
        worth: By ticker, what one more YES contract is worth there in dollars; NO is worth the rest.
        binding: The bounds that keep the continuous optimum from being larger.
    """

    trades: tuple[Count, ...]
    growth: float
    certain: float
    relaxed: float
    gap: float
    states: tuple[float, ...]
    worth: Mapping[str, float]
    binding: tuple[Binding, ...]

    @property
    def shortfall(self) -> float:
        """Certified: no whole-contract portfolio within the bounds has more certain growth than this above ours."""
        return max(self.relaxed + self.gap - self.certain, 0.0)


def size(
    fair: FairLadder, offers: Sequence[Offer], *, stake: Stake, bounds: Bounds, fraction: float, fees: FeeSchedule
) -> Sizing:
    """Size all ``offers`` of one event together.

    Offers on the two sides of a rung that together cost a dollar or less, such as two quotes of ours, are no bet: only
    the side worth more at what is held is sized. To size both quotes, ask once for each side.

    Args:
        fair: What is believed of each rung; probabilities are used as they are.
        offers: In any order; a ticker that the ladder does not hold raises ``ValueError``.
        stake: What one has.
        bounds: What may never be passed.
        fraction: Of Kelly, above 0 and at most 1; relative risk aversion is one over it.
        fees: The schedule in force.
    """
    utility = Utility(fraction)
    rungs = {rung.ticker: i for i, rung in enumerate(fair.ladder.rungs)}
    strange = [offer.ticker for offer in offers if offer.ticker not in rungs]
    if strange:
        raise ValueError(f"{strange[0]} is no rung of this ladder")
    deal = _deal(fair, offers, rungs, (stake, bounds), utility, fees)
    rates = _fee_rates(offers, fees)
    deal = replace(deal, caps=np.where(_one_sided(deal, rates), deal.caps, 0))
    kept = np.flatnonzero(deal.caps)
    optimum = solve(_program(deal, rates, kept), utility)
    sizes, advantage = np.zeros(len(offers)), np.full(len(offers), -np.inf)
    sizes[kept], advantage[kept] = optimum.sizes[: len(kept)], optimum.advantage[: len(kept)]
    counts = whole_contracts(deal, sizes, advantage)
    before = certain_growth(deal, np.zeros_like(counts))
    prices = optimum.prices / optimum.prices.sum()
    return Sizing(
        trades=tuple(Count.whole(int(count)) for count in counts),
        growth=_log_growth(deal, counts),
        certain=certain_growth(deal, counts) - before,
        relaxed=optimum.growth - before,
        gap=optimum.gap,
        states=tuple(prices.tolist()),
        worth=MappingProxyType(dict(zip(rungs, (yes_pays(fair.ladder) @ prices).tolist(), strict=True))),
        binding=_binding(deal, optimum, sizes),
    )


def _deal(
    fair: FairLadder,
    offers: Sequence[Offer],
    rungs: Mapping[str, int],
    limits: tuple[Stake, Bounds],
    utility: Utility,
    fees: FeeSchedule,
) -> Deal:
    """The problem in whole contracts and millionths; bounds that are passed already are drawn back to what is."""
    stake, bounds = limits
    base = stake.wealth.millionths + state_payouts(stake.held, fair.ladder)
    weights = state_probabilities(fair)
    floor = max(stake.wealth.millionths + stake.paid.millionths - bounds.worst_loss.millionths, 0)
    places = np.array([rungs[offer.ticker] for offer in offers], dtype=np.intp)
    sells = np.array([offer.side is Side.ASK for offer in offers], dtype=bool)
    prices = np.array([offer.price.ten_thousandths for offer in offers], dtype=np.int64)
    costs = np.where(sells, 10_000 - prices, prices) * _CONTRACT
    pays = yes_pays(fair.ladder)[places] ^ sells[:, None]
    held = np.array([stake.held[ticker].hundredths if ticker in stake.held else 0 for ticker in rungs], dtype=np.int64)
    signed = np.stack([held, -held], axis=1).ravel()
    group = 2 * places + sells
    room = np.maximum(bounds.rung.hundredths - signed, 0)
    available = np.array([offer.available.hundredths for offer in offers], dtype=np.int64)

    @cache
    def fee(place: int, contracts: int) -> int:
        offer = offers[place]
        charge = fees.taker_fee if offer.liquidity is Liquidity.TAKES else fees.maker_fee
        return charge(offer.price, Count.whole(contracts)).millionths

    return Deal(
        utility=utility,
        # Wealth near 1 keeps the digits of steep utilities.
        unit=round(float(weights @ base)),
        weights=weights,
        base=base,
        floors=np.minimum(base, floor),
        gains=pays * _DOLLAR - costs[:, None],
        costs=costs,
        caps=np.minimum(available, room[group]) // _CONTRACT,
        group=group,
        room=room,
        closing=np.maximum(-signed, 0),
        spend=bounds.spend.millionths,
        fee=fee,
    )


def _fee_rates(offers: Sequence[Offer], fees: FeeSchedule) -> Floats:
    """Dollars of fee a contract before rounding up, so that no whole size costs less, shape ``(n,)``."""
    rate = {Liquidity.TAKES: fees.taker_rate * _RATE, Liquidity.MAKES: fees.maker_rate * _RATE}
    prices = np.array([offer.price.dollars for offer in offers], dtype=float)
    return np.array([rate[offer.liquidity] for offer in offers], dtype=float) * prices * (1.0 - prices)


def _one_sided(deal: Deal, rates: Floats) -> NDArray[np.bool_]:
    """Which offers are left when a rung whose two sides cost a dollar or less keeps the better one, shape ``(n,)``."""
    cost = deal.costs / _DOLLAR + rates
    slopes = np.where(deal.weights > 0.0, deal.weights * deal.utility.slope(deal.base / deal.unit), 0.0)
    gain = (deal.gains / _DOLLAR - rates[:, None]) @ slopes
    groups = len(deal.room)
    cheapest, best = np.full(groups, np.inf), np.full(groups, -np.inf)
    sized = deal.caps > 0
    np.minimum.at(cheapest, deal.group[sized], cost[sized])
    np.maximum.at(best, deal.group[sized], gain[sized])
    crossed = cheapest[0::2] + cheapest[1::2] <= 1.0 + 1e-12
    worse = np.stack([crossed & (best[0::2] < best[1::2]), crossed & (best[0::2] >= best[1::2])], axis=1).ravel()
    return ~worse[deal.group]


def _program(deal: Deal, rates: Floats, kept: NDArray[np.intp]) -> Program:
    """The continuous program over the offers ``kept``, wealth in units of ``deal.unit``, contracts as they are.

    Where cash may run short, contracts that would pair off stand as further columns, which return their dollar.
    """
    unit = deal.unit / _DOLLAR
    caps, group = deal.caps[kept].astype(float), deal.group[kept]
    payoffs = (deal.gains[kept] / _DOLLAR - rates[kept, None]) / unit
    cost = (deal.costs[kept] / _DOLLAR + rates[kept]) / unit
    offered = np.bincount(group, caps, len(deal.room))
    tight = np.flatnonzero(offered > deal.room / _CONTRACT)
    short = caps @ cost > deal.spend / deal.unit
    pairs = np.minimum(deal.closing / _CONTRACT, offered)
    closed = np.flatnonzero(pairs) if short else np.zeros(0, dtype=np.intp)
    own = np.arange(len(deal.room))[:, None] == group
    table = np.vstack([cost, own[tight], -1.0 * own[closed]])
    refunds = np.zeros((len(table), len(closed)))
    refunds[_SPEND_ROW] = -1.0 / unit
    refunds[len(table) - len(closed) :] = np.eye(len(closed))
    return Program(
        weights=deal.weights,
        base=deal.base / deal.unit,
        floors=deal.floors / deal.unit,
        payoffs=np.vstack([payoffs, np.zeros((len(closed), len(deal.base)))]),
        caps=np.concatenate([caps, pairs[closed]]),
        rows=np.hstack([table, refunds]),
        upper=np.concatenate([[deal.spend / deal.unit], deal.room[tight] / _CONTRACT, np.zeros(len(closed))]),
    )


def _log_growth(deal: Deal, counts: Ints) -> float:
    """Expected log growth over the states that can happen."""
    real = deal.weights > 0.0
    ratio = wealth(deal, counts)[real] / deal.base[real]
    return float(deal.weights[real] @ np.log(ratio))


def _binding(deal: Deal, optimum: Optimum, sizes: Floats) -> tuple[Binding, ...]:
    traded = np.bincount(deal.group, sizes, len(deal.room)) * _CONTRACT
    full = (traded > deal.room - 1.0) & (traded > 0.0)
    return tuple(
        bound
        for bound, binds in (
            (Binding.WORST_LOSS, bool((optimum.floor_prices > _BINDS).any())),
            (Binding.RUNG, bool(full.any())),
            (Binding.SPEND, bool(optimum.row_prices[_SPEND_ROW] > _BINDS)),
        )
        if binds
    )
