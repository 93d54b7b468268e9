"""What the simulated exchange says: one answer to each request, and the events that a feed would carry.

All are tuples with names, because a matching engine makes several for each order. Counts are contracts, money is
dollars to the millionth. Refusals carry the exchange's code words, as recorded 2026-06-11 or documented by 2026-10.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from paxline.exchange.lifecycle import MarketStatus, MarketStep
from paxline.exchange.orders import OrderStatus, Reason
from paxline.exchange.requests import ExchangeState, Side
from paxline.market.listing import Result
from paxline.units import Count, Price, Usd


class Code(StrEnum):
    """Why a request is refused, in the exchange's words."""

    ORDER_ALREADY_EXISTS = "order_already_exists"
    INSUFFICIENT_BALANCE = "insufficient_balance"
    INVALID_PRICE = "invalid_price"
    INVALID_ORDER = "invalid_order"
    BAD_REQUEST = "bad_request"
    NOT_FOUND = "not_found"
    MARKET_NOT_FOUND = "market_not_found"
    USER_NOT_FOUND = "user_not_found"
    TRADING_IS_PAUSED = "trading_is_paused"
    EXCHANGE_IS_PAUSED = "exchange_is_paused"
    FILL_OR_KILL_INSUFFICIENT_RESTING_VOLUME = "fill_or_kill_insufficient_resting_volume"
    MARKET_INACTIVE = "MARKET_INACTIVE"


HTTP_STATUS: Final[Mapping[Code, int]] = MappingProxyType(
    {
        Code.ORDER_ALREADY_EXISTS: 409,
        Code.INSUFFICIENT_BALANCE: 400,
        Code.INVALID_PRICE: 400,
        Code.INVALID_ORDER: 400,
        Code.BAD_REQUEST: 400,
        Code.NOT_FOUND: 404,
        Code.MARKET_NOT_FOUND: 404,
        Code.USER_NOT_FOUND: 404,
        Code.TRADING_IS_PAUSED: 409,
        Code.EXCHANGE_IS_PAUSED: 409,
        Code.FILL_OR_KILL_INSUFFICIENT_RESTING_VOLUME: 409,
        Code.MARKET_INACTIVE: 400,
    }
)
"""The status each code comes with; 400 for ``MARKET_INACTIVE`` and 404 for ``market_not_found`` are assumed."""


class Refused(NamedTuple):
    """Nothing was done, and why; ``details`` may be empty."""

    code: Code
    details: str = ""


class Accepted(NamedTuple):
    """An order was placed or amended.

    Attributes:
        filled: What this request filled.
        remaining: What rests now; 0 where the rest was cancelled.
        cost: Of what this request filled, each fill at its price on the leg bought (an ask pays ``1 - p``).
        value: The same fills at their YES prices; over ``filled`` it is the average price.
        fees: What they cost in fees.
    """

    order_id: str
    client_order_id: str
    filled: Count
    remaining: Count
    cost: Usd
    value: Usd
    fees: Usd


class Reduced(NamedTuple):
    """An order was cancelled or made smaller by ``reduced_by``; ``remaining`` still rests."""

    order_id: str
    client_order_id: str
    reduced_by: Count
    remaining: Count


class Done(NamedTuple):
    """What was asked is done; ``subject`` names what it was done to, such as a new group."""

    subject: str = ""


class Batched(NamedTuple):
    """The answers to a batch, in its order."""

    answers: tuple["Accepted | Reduced | Refused", ...]


Answer = Accepted | Reduced | Done | Batched | Refused


class OrderChanged(NamedTuple):
    """An order as it stands after a change, for its member."""

    at: datetime
    member: str
    ticker: str
    order_id: str
    client_order_id: str
    status: OrderStatus
    reason: Reason
    filled: Count
    remaining: Count


class Filled(NamedTuple):
    """One member's side of a trade.

    Attributes:
        price: In YES prices, for both sides.
        fee: What this fill cost in fees, rebates taken off.
        cash: How the member's cash changed, fee included: what was bought is paid for, and each pair of YES and NO
            that meets in its hands becomes a dollar.
        position: Contracts held afterwards; negative is NO.
    """

    at: datetime
    member: str
    ticker: str
    trade_id: str
    order_id: str
    client_order_id: str
    side: Side
    role: "Role"
    price: Price
    size: Count
    fee: Usd
    cash: Usd
    position: Count


class Role(StrEnum):
    """Whether a fill took from the book or was taken."""

    TAKER = "taker"
    MAKER = "maker"


class Traded(NamedTuple):
    """A trade as the public sees it."""

    at: datetime
    ticker: str
    trade_id: str
    price: Price
    size: Count
    taker_side: Side


class BookChanged(NamedTuple):
    """So many contracts more or fewer rest at one price (YES prices, the side says whose).

    ``member`` and ``client_order_id`` name the order that rests or rested there; a feed shows them to that member only.
    """

    at: datetime
    ticker: str
    side: Side
    price: Price
    change: Count
    member: str
    client_order_id: str


class GroupTriggered(NamedTuple):
    """An order group reached its limit or was triggered by hand; its orders are cancelled."""

    at: datetime
    member: str
    group_id: str


class MarketChanged(NamedTuple):
    """A step of a market's life; ``step`` is ``None`` where only the end of trading moved."""

    at: datetime
    ticker: str
    step: MarketStep | None
    status: MarketStatus
    closes_at: datetime
    result: Result | None


class ExchangeChanged(NamedTuple):
    """Another state of the whole exchange."""

    at: datetime
    state: ExchangeState


class Settled(NamedTuple):
    """A member's position was paid out.

    Attributes:
        position: What was held; negative is NO.
        cost: What it had cost to buy, fees aside.
        revenue: What it paid; nothing is taken at settlement.
    """

    at: datetime
    member: str
    ticker: str
    result: Result
    position: Count
    cost: Usd
    revenue: Usd


Event = OrderChanged | Filled | Traded | BookChanged | GroupTriggered | MarketChanged | ExchangeChanged | Settled


class Outcome(NamedTuple):
    """The answer to a request, and everything that happened up to and through it, in order."""

    answer: Answer
    events: tuple[Event, ...]
