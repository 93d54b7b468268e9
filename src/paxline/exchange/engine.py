"""The simulated exchange: a fold over requests, each at its instant.

The same requests at the same instants give the same answers and the same events, byte for byte: time is an argument,
ids are counted, and nothing is drawn by chance. Inside it changes in place; what comes out are values.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self, assert_never

from paxline.errors import MissingData
from paxline.exchange import operating, trading
from paxline.exchange.accounts import Holding
from paxline.exchange.answers import Answer, Done, Filled, Outcome, Settled
from paxline.exchange.floor import Floor, Market
from paxline.exchange.lifecycle import MarketStatus, MarketStep
from paxline.exchange.orders import Order, OrderStatus
from paxline.exchange.requests import (
    Amend,
    Batch,
    Cancel,
    CancelAll,
    ChangeGroup,
    CreateGroup,
    Decrease,
    Deposit,
    Determine,
    Dispute,
    ExchangeState,
    LimitGroup,
    ListMarket,
    MoveClose,
    OnPause,
    PauseMarket,
    Place,
    Request,
    ResumeMarket,
    SelfTrade,
    Side,
    SwitchExchange,
    Wait,
    Withdraw,
)
from paxline.exchange.values import made
from paxline.market.book import Book
from paxline.market.contract import Contract
from paxline.market.grid import PriceGrid
from paxline.market.listing import Result
from paxline.units import Count, Price, Usd


@dataclass(frozen=True, slots=True)
class Money:
    """A member's money: what it has outside escrow, and how much of it resting orders hold back."""

    cash: Usd
    reserved: Usd

    @property
    def available(self) -> Usd:
        """What an order or a withdrawal may use."""
        return self.cash - self.reserved


@dataclass(frozen=True, slots=True)
class Treasury:
    """Where all money is: with members, in escrow, with the exchange; together what was brought in."""

    members: Usd
    escrow: Usd
    fees: Usd
    brought: Usd


@dataclass(frozen=True, slots=True)
class Stake:
    """A member's stake in one market.

    Attributes:
        position: Contracts held; negative is NO.
        cost: What they cost to buy, fees aside.
        traded: Everything ever paid for contracts here.
        realized: What closing and settling gained, fees aside.
        fees: Fees paid.
    """

    position: Count
    cost: Usd
    traded: Usd
    realized: Usd
    fees: Usd


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as it stands; costs are of its fills, as taker and as maker."""

    order_id: str
    client_order_id: str
    member: str
    ticker: str
    side: Side
    price: Price
    status: OrderStatus
    initial: Count
    filled: Count
    remaining: Count
    taker_cost: Usd
    maker_cost: Usd
    taker_fees: Usd
    maker_fees: Usd
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None
    group_id: str
    self_trade: SelfTrade
    on_pause: OnPause


@dataclass(frozen=True, slots=True)
class GroupView:
    """An order group as it stands; a triggered one takes no orders until it is reset."""

    group_id: str
    limit: Count
    triggered: bool


@dataclass(frozen=True, slots=True)
class MarketView:
    """A market as it stands.

    Attributes:
        settles_after: Between determination and payment.
        finalizes_at: When it is or was paid (UTC); ``None`` while it is not determined, or disputed.
        average: What the week came out at, in people, as last determined.
        last: The price of the last trade.
    """

    ticker: str
    contract: Contract
    grid: PriceGrid
    settles_after: timedelta
    finalizes_at: datetime | None
    average: float | None
    status: MarketStatus
    opens_at: datetime
    closes_at: datetime
    result: Result | None
    volume: Count
    open_interest: Count
    last: Price | None


class Exchange:
    """A simulated exchange, empty at first. Questions about what it does not know raise ``MissingData``."""

    __slots__ = ("_floor",)

    def __init__(self) -> None:
        self._floor = Floor()

    @classmethod
    def replay(cls, steps: Iterable[tuple[datetime, Request]]) -> Self:
        """The exchange that such a past has made."""
        exchange = cls()
        for at, request in steps:
            exchange.apply(request, at=at)
        return exchange

    def apply(self, request: Request, *, at: datetime) -> Outcome:
        """Answer a request at ``at`` (UTC, never before the last), after what was due until then.

        Time that runs back raises ``ValueError``, an instant before the first fee schedule ``MissingData``.
        """
        floor = self._floor
        operating.let_time_pass(floor, at)
        answer = _answer(floor, request, at)
        events = tuple(floor.events)
        floor.events.clear()
        return made(Outcome, (answer, events))

    @property
    def now(self) -> datetime | None:
        """The instant of the last request, before which none can be asked; ``None`` before the first."""
        return self._floor.now

    @property
    def state(self) -> ExchangeState:
        """What the exchange lets its members do."""
        return self._floor.state

    @property
    def treasury(self) -> Treasury:
        """Where all money is."""
        floor = self._floor
        members = sum(account.cash for account in floor.accounts.values())
        return Treasury(Usd(members), Usd(floor.escrow), Usd(floor.fees), Usd(floor.brought))

    @property
    def markets(self) -> tuple[MarketView, ...]:
        """Every market, in the order of listing."""
        return tuple(_market_view(market) for market in self._floor.markets.values())

    def market(self, ticker: str) -> MarketView:
        """One market."""
        return _market_view(self._market(ticker))

    def book(self, ticker: str) -> Book:
        """What rests in one market."""
        return self._market(ticker).book.shown()

    def money(self, member: str) -> Money:
        """A member's money."""
        account = self._floor.accounts.get(member)
        if account is None:
            raise MissingData(f"no member {member!r}")
        return Money(Usd(account.cash), Usd(account.reserved))

    def stakes(self, member: str) -> dict[str, Stake]:
        """A member's stakes by ticker, settled ones too."""
        account = self._floor.accounts.get(member)
        return {ticker: _stake(holding) for ticker, holding in account.holdings.items()} if account else {}

    def order(self, order_id: str) -> OrderView:
        """One order, whatever has become of it."""
        return _order_view(self._order(order_id))

    def orders(self, member: str) -> tuple[OrderView, ...]:
        """All orders a member ever placed, oldest first."""
        record = self._floor.records.get(member)
        return tuple(_order_view(order) for order in record.orders) if record else ()

    def fills(self, member: str) -> tuple[Filled, ...]:
        """A member's side of every trade it was in, oldest first."""
        record = self._floor.records.get(member)
        return tuple(record.fills) if record else ()

    def settlements(self, member: str) -> tuple[Settled, ...]:
        """What a member's positions were paid, oldest first."""
        record = self._floor.records.get(member)
        return tuple(record.paid) if record else ()

    def resting(self, member: str) -> tuple[OrderView, ...]:
        """A member's resting orders, oldest first."""
        return tuple(_order_view(order) for order in self._floor.resting.get(member, {}).values())

    def groups(self, member: str) -> tuple[GroupView, ...]:
        """A member's order groups, oldest first."""
        return tuple(
            GroupView(group.group_id, Count(group.limit), group.triggered)
            for group in self._floor.groups.values()
            if group.member == member
        )

    def queue_position(self, order_id: str) -> Count:
        """How many contracts match before a resting order does; 0 for one that does not rest."""
        order = self._order(order_id)
        if order.status is not OrderStatus.RESTING:
            return Count(0)
        return Count(self._market(order.ticker).book.side_of(order).ahead_of(order))

    def _market(self, ticker: str) -> Market:
        market = self._floor.markets.get(ticker)
        if market is None:
            raise MissingData(f"no market {ticker!r}")
        return market

    def _order(self, order_id: str) -> Order:
        order = self._floor.orders.get(order_id)
        if order is None:
            raise MissingData(f"no order {order_id!r}")
        return order


def _answer(floor: Floor, request: Request, at: datetime) -> Answer:  # noqa: C901, PLR0911, PLR0912 - one line each
    match request:
        case Place():
            return trading.place(floor, request, at)
        case Cancel():
            return trading.cancel(floor, request, at)
        case Amend():
            return trading.amend(floor, request, at)
        case Decrease():
            return trading.decrease(floor, request, at)
        case CancelAll():
            return trading.cancel_all(floor, request, at)
        case Batch():
            return trading.batch(floor, request, at)
        case CreateGroup():
            return operating.create_group(floor, request)
        case ChangeGroup():
            return operating.change_group(floor, request, at)
        case LimitGroup():
            return operating.limit_group(floor, request, at)
        case Deposit():
            return operating.deposit(floor, request)
        case Withdraw():
            return operating.withdraw(floor, request)
        case ListMarket():
            return operating.list_market(floor, request, at)
        case PauseMarket():
            return operating.step_market(floor, request.ticker, step=MarketStep.PAUSE, at=at)
        case ResumeMarket():
            return operating.step_market(floor, request.ticker, step=MarketStep.RESUME, at=at)
        case Dispute():
            return operating.step_market(floor, request.ticker, step=MarketStep.DISPUTE, at=at)
        case MoveClose():
            return operating.move_close(floor, request, at)
        case Determine():
            return operating.determine(floor, request, at)
        case SwitchExchange():
            return operating.switch(floor, request, at)
        case Wait():
            return Done()
    assert_never(request)


def _stake(holding: Holding) -> Stake:
    return Stake(
        Count(holding.position), Usd(holding.cost), Usd(holding.traded), Usd(holding.realized), Usd(holding.fees)
    )


def _order_view(order: Order) -> OrderView:
    return OrderView(
        order_id=order.order_id,
        client_order_id=order.client_order_id,
        member=order.account.member,
        ticker=order.ticker,
        side=order.side,
        price=order.price,
        status=order.status,
        initial=Count(order.initial),
        filled=Count(order.filled),
        remaining=Count(order.remaining),
        taker_cost=Usd(order.taker_cost),
        maker_cost=Usd(order.maker_cost),
        taker_fees=Usd(order.taker_fees),
        maker_fees=Usd(order.maker_fees),
        created_at=order.created_at,
        updated_at=order.updated_at,
        expires_at=order.expires_at,
        group_id=order.group.group_id if order.group else "",
        self_trade=order.self_trade,
        on_pause=order.on_pause,
    )


def _market_view(market: Market) -> MarketView:
    return MarketView(
        ticker=market.ticker,
        contract=market.contract,
        grid=market.grid,
        settles_after=market.settles_after,
        finalizes_at=market.finalizes_at,
        average=market.average,
        status=market.status,
        opens_at=market.opens_at,
        closes_at=market.closes_at,
        result=market.result,
        volume=Count(market.volume),
        open_interest=Count(market.open_interest),
        last=market.last,
    )
