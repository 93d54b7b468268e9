"""Where the simulated exchange keeps what changes, and the few moves from which every request is made.

Everything in it is integers: hundredths of a contract, ten-thousandths and millionths of a dollar. Nothing here
refuses; who calls has asked first.
"""

import heapq
from datetime import datetime, timedelta
from typing import Final

from paxline.exchange.accounts import ONE, Account
from paxline.exchange.answers import (
    BookChanged,
    Event,
    Filled,
    GroupTriggered,
    OrderChanged,
    Role,
    Settled,
    Traded,
)
from paxline.exchange.charges import Charge, Charges, Tariff
from paxline.exchange.groups import Group
from paxline.exchange.lifecycle import MarketStatus
from paxline.exchange.matching import OrderBook, Plan
from paxline.exchange.orders import Order, OrderStep, Reason
from paxline.exchange.requests import ExchangeState, ListMarket, Side
from paxline.exchange.values import as_count, as_usd, made
from paxline.market.contract import Contract
from paxline.market.grid import PriceGrid
from paxline.market.listing import Result
from paxline.units import Price

# Looking up a member of an enum costs as much as a sum, and these are needed for every order.
_TRADE: Final = Reason.TRADE
_TAKER: Final = Role.TAKER
_MAKER: Final = Role.MAKER
_REST: Final = OrderStep.REST
_FILL: Final = OrderStep.FILL
_COMPLETE: Final = OrderStep.COMPLETE
_CANCEL: Final = OrderStep.CANCEL
_BID: Final = Side.BID
_ASK: Final = Side.ASK


class Market:
    """One listed market.

    Attributes:
        average: What it was last determined to be, in people.
        finalizes_at: When the present determination is paid, if nobody disputes it.
        volume: Contracts traded, each trade once.
        open_interest: Contracts that exist: held YES, which equals held NO.
        last: The price of the last trade.
    """

    __slots__ = (
        "_taken",
        "average",
        "book",
        "closes_at",
        "contract",
        "finalizes_at",
        "grid",
        "last",
        "open_interest",
        "opens_at",
        "result",
        "settles_after",
        "status",
        "tariff",
        "ticker",
        "volume",
    )

    def __init__(self, listed: ListMarket) -> None:
        self.contract: Contract = listed.contract
        self.ticker = listed.contract.ticker
        self.grid: PriceGrid = listed.grid
        self.tariff = Tariff(listed.terms)
        self.opens_at = listed.opens_at
        self.closes_at = listed.closes_at
        self.settles_after: timedelta = listed.settles_after
        self.status = MarketStatus.INITIALIZED
        self.average: float | None = None
        self.finalizes_at: datetime | None = None
        self.result: Result | None = None
        self.book = OrderBook()
        self.volume = 0
        self.open_interest = 0
        self.last: Price | None = None
        self._taken: dict[int, bool] = {}

    def takes(self, price: Price) -> bool:
        """Whether an order may stand at ``price``; each price is looked up once, because orders come often."""
        known = self._taken.get(price.ten_thousandths)
        if known is None:
            known = self._taken[price.ten_thousandths] = self.grid.holds(price)
        return known


class Record:
    """What one member ever did, each in the order of its coming; its orders, its sides of trades, what it was paid."""

    __slots__ = ("fills", "orders", "paid")

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.fills: list[Filled] = []
        self.paid: list[Settled] = []


class Floor:
    """The whole state of one exchange.

    Attributes:
        now: The instant of the last event.
        events: What has happened since the last answer.
        orders: Every order ever accepted, by its id.
        resting: By member, its resting orders by their numbers, oldest first.
        records: By member, everything it ever did here.
        due: A heap of what the clock brings: an order that expires, or a market that opens, closes or is paid.
        brought: Money brought in, less money taken out.
        fees: Fees collected.
    """

    __slots__ = (
        "_numbers",
        "accounts",
        "brought",
        "due",
        "events",
        "fees",
        "groups",
        "markets",
        "now",
        "orders",
        "records",
        "resting",
        "state",
        "trades",
    )

    def __init__(self) -> None:
        self.now: datetime | None = None
        self.state = ExchangeState.OPEN
        self.events: list[Event] = []
        self.accounts: dict[str, Account] = {}
        self.markets: dict[str, Market] = {}
        self.orders: dict[str, Order] = {}
        self.resting: dict[str, dict[int, Order]] = {}
        self.records: dict[str, Record] = {}
        self.groups: dict[str, Group] = {}
        self.due: list[tuple[datetime, int, Order | Market]] = []
        self.brought = 0
        self.fees = 0
        self.trades = 0
        self._numbers = 0

    def number(self) -> int:
        """The next number of anything that is counted in the order of its coming."""
        self._numbers += 1
        return self._numbers

    def remind(self, at: datetime, whom: Order | Market) -> None:
        """Have ``whom`` looked at again at ``at``."""
        heapq.heappush(self.due, (at, self.number(), whom))

    @property
    def escrow(self) -> int:
        """What lies in escrow: a dollar for each contract that exists."""
        return sum(market.open_interest for market in self.markets.values()) * ONE


def tell_order(floor: Floor, order: Order, reason: Reason, at: datetime) -> None:
    """Publish an order as it stands."""
    floor.events.append(
        made(
            OrderChanged,
            (
                at,
                order.account.member,
                order.ticker,
                order.order_id,
                order.client_order_id,
                order.status,
                reason,
                as_count(order.filled),
                as_count(order.remaining),
            ),
        )
    )


def tell_book(floor: Floor, order: Order, change: int, at: datetime) -> None:
    """Publish that ``change`` more rests at an order's price on its behalf."""
    member, name = order.account.member, order.client_order_id
    floor.events.append(made(BookChanged, (at, order.ticker, order.side, order.price, as_count(change), member, name)))


def hold_for(order: Order, tariff: Charges) -> int:
    """What an order costs at worst while it rests, its fee as of one fill."""
    cost = order.unit * order.remaining
    return cost + tariff.maker(order.limit, order.remaining, cost, 0).fee


def rehold(order: Order, hold: int) -> None:
    """Let an order hold back ``hold`` from now on."""
    holding = order.holding
    if order.sign > 0:
        holding.bids += hold - order.hold
    else:
        holding.asks += hold - order.hold
    order.hold = hold
    order.account.reserve(holding)


def rest(floor: Floor, market: Market, order: Order, hold: int, at: datetime) -> None:
    """Put an order into the book, last at its price; ``hold`` is what it costs at worst."""
    order.step(_REST, at)
    market.book.side_of(order).add(order)
    floor.resting[order.account.member][order.number] = order
    rehold(order, hold)
    if order.expires_at is not None:
        floor.remind(order.expires_at, order)
    tell_book(floor, order, order.remaining, at)


def lift(floor: Floor, market: Market, order: Order, at: datetime) -> int:
    """Take a resting order out of the book; what it had left."""
    left = order.remaining
    market.book.side_of(order).shrink(order, left)
    del floor.resting[order.account.member][order.number]
    rehold(order, 0)
    tell_book(floor, order, -left, at)
    return left


def drop(floor: Floor, order: Order, reason: Reason, at: datetime) -> int:
    """Cancel a resting order; how much was cancelled."""
    left = lift(floor, floor.markets[order.ticker], order, at)
    order.step(_CANCEL, at)
    tell_order(floor, order, reason, at)
    return left


def trim(floor: Floor, order: Order, by: int, at: datetime) -> None:
    """Make a resting order smaller in its place; something of it must be left."""
    market = floor.markets[order.ticker]
    market.book.side_of(order).shrink(order, by)
    order.step(OrderStep.REDUCE, at)
    rehold(order, hold_for(order, market.tariff.at(at)))
    tell_book(floor, order, -by, at)


def trigger(floor: Floor, group: Group, at: datetime) -> None:
    """Cancel a group's resting orders and let no more in."""
    group.triggered = True
    floor.events.append(GroupTriggered(at, group.member, group.group_id))
    for order in [o for o in floor.resting[group.member].values() if o.group is group]:
        drop(floor, order, Reason.GROUP, at)


def execute(floor: Floor, market: Market, order: Order, *, plan: Plan, charges: list[Charge], at: datetime) -> None:
    """Carry out a plan: trades in its order, then what gives way; groups that reach their limits end on the way.

    ``charges`` are the taker's, one for each match.
    """
    for (maker, size), charge in zip(plan.matches, charges, strict=True):
        trade = _trade(floor, market, maker, size, at)
        grown = _fill_taker(floor, order, trade, charge) + _fill_maker(floor, market, maker, trade)
        # What exists is held twice, as YES and as NO.
        market.open_interest += grown // 2
    order.account.reserve(order.holding)
    for own in plan.struck:
        drop(floor, own, Reason.SELF_TRADE, at)
    if order.group is not None and plan.filled:
        order.group.match(plan.filled, at)
        if not order.group.room(at):
            trigger(floor, order.group, at)


def _trade(floor: Floor, market: Market, maker: Order, size: int, at: datetime) -> Traded:
    """Let the public know of a trade with who rested."""
    floor.trades += 1
    trade_id = f"00000000-0000-4000-9000-{floor.trades:012x}"
    market.volume += size
    market.last = maker.price
    trade = made(
        Traded, (at, market.ticker, trade_id, maker.price, as_count(size), _ASK if maker.side is _BID else _BID)
    )
    floor.events.append(trade)
    return trade


def _fill_taker(floor: Floor, order: Order, trade: Traded, charge: Charge) -> int:
    """Book the side of who came; by how much its stake has grown."""
    size, limit = trade.size.hundredths, trade.price.ten_thousandths
    fee, order.carried = charge
    order.filled += size
    order.remaining -= size
    order.taker_cost += size * (limit if order.sign > 0 else ONE - limit)
    order.taker_fees += fee
    return _book_fill(floor, order, _TAKER, trade, fee)


def _fill_maker(floor: Floor, market: Market, maker: Order, trade: Traded) -> int:
    """Book the side of who rested; by how much its stake has grown."""
    at, size, tariff = trade.at, trade.size.hundredths, market.tariff.at(trade.at)
    cost = maker.unit * size
    fee, maker.carried = tariff.maker(maker.limit, size, cost, maker.carried)
    maker.filled += size
    maker.maker_cost += cost
    maker.maker_fees += fee
    market.book.side_of(maker).shrink(maker, size)
    grown = _book_fill(floor, maker, _MAKER, trade, fee)
    if maker.remaining:
        maker.step(_FILL, at)
        rehold(maker, hold_for(maker, tariff))
    else:
        maker.step(_COMPLETE, at)
        del floor.resting[maker.account.member][maker.number]
        rehold(maker, 0)
    tell_book(floor, maker, -size, at)
    tell_order(floor, maker, _TRADE, at)
    if maker.group is not None:
        maker.group.match(size, at)
        if not maker.group.room(at):
            trigger(floor, maker.group, at)
    return grown


def _book_fill(floor: Floor, order: Order, role: Role, trade: Traded, fee: int) -> int:
    account, holding = order.account, order.holding
    at, ticker, trade_id, price, size, _ = trade
    before, member = holding.position, account.member
    change = account.trade(holding, order.sign * size.hundredths, price.ten_thousandths, fee)
    floor.fees += fee
    filled = made(
        Filled,
        (
            at,
            member,
            ticker,
            trade_id,
            order.order_id,
            order.client_order_id,
            order.side,
            role,
            price,
            size,
            as_usd(fee),
            as_usd(change),
            as_count(holding.position),
        ),
    )
    floor.events.append(filled)
    floor.records[member].fills.append(filled)
    return abs(holding.position) - abs(before)
