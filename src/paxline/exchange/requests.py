"""What may be asked of the simulated exchange: by its members, and by whoever runs it.

A request is a value without a time; the instant comes beside it (``engine.Exchange.apply``). Words and meanings are
those of OpenAPI 3.34.0 (``CreateOrderV2Request`` and its neighbours, vendored 2026-10-26). Prices are the YES leg's:
buying NO at ``q`` is an ask at ``1 - q``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Final

from paxline.market.contract import Contract
from paxline.market.fees import TSA_TERMS, FeeTerms
from paxline.market.grid import CENTS, PriceGrid
from paxline.units import Count, Price, Usd


class Side(StrEnum):
    """Which way an order looks on the YES leg; an ask that closes nothing buys NO."""

    BID = "bid"
    ASK = "ask"


class TimeInForce(StrEnum):
    """How long an order stays; one that expires is good till cancelled, with an instant."""

    GOOD_TILL_CANCELED = "good_till_canceled"
    IMMEDIATE_OR_CANCEL = "immediate_or_cancel"
    FILL_OR_KILL = "fill_or_kill"


class SelfTrade(StrEnum):
    """Which order goes when a member would trade with itself: the incoming one at the cross, or the resting one."""

    TAKER_AT_CROSS = "taker_at_cross"
    MAKER = "maker"


class Posting(Enum):
    """Whether an order may take."""

    MAY_TAKE = "may take"
    POST_ONLY = "post only"


class Reducing(Enum):
    """Whether an order may open or enlarge a position."""

    MAY_OPEN = "may open"
    REDUCE_ONLY = "reduce only"


class OnPause(Enum):
    """What becomes of a resting order when trading pauses."""

    STAY = "stay"
    CANCEL = "cancel"


class Expiry(Enum):
    """What an amendment says of the expiry, where it names no instant."""

    SAME = "same"
    NEVER = "never"


class ExchangeState(Enum):
    """What the whole exchange lets its members do: all, all but place, amend and decrease, or nothing."""

    OPEN = "open"
    TRADING_PAUSED = "trading paused"
    EXCHANGE_PAUSED = "exchange paused"


@dataclass(frozen=True, slots=True)
class Place:
    """A new order.

    Attributes:
        member: Whose it is.
        ticker: The market.
        side: Which way.
        count: Contracts, above 0.
        price: The limit, in YES prices, on the market's grid.
        client_order_id: The member's own name for it, used once for good; empty for none.
        expires_at: The UTC instant from which it no longer rests, or ``None``; only for a good-till-cancelled order.
        group_id: The order group it counts against; empty for none.
    """

    member: str
    ticker: str
    side: Side
    count: Count
    price: Price
    client_order_id: str = ""
    time_in_force: TimeInForce = TimeInForce.GOOD_TILL_CANCELED
    self_trade: SelfTrade = SelfTrade.TAKER_AT_CROSS
    posting: Posting = Posting.MAY_TAKE
    reducing: Reducing = Reducing.MAY_OPEN
    on_pause: OnPause = OnPause.STAY
    expires_at: datetime | None = None
    group_id: str = ""


@dataclass(frozen=True, slots=True)
class Amend:
    """A resting order with another price, size or expiry.

    Attributes:
        count: Contracts already filled and those that shall rest, together.
        client_order_id: The order's present name, checked where given.
        updated_client_order_id: Its new name; empty to keep the old one.
    """

    member: str
    order_id: str
    ticker: str
    side: Side
    price: Price
    count: Count
    expires_at: datetime | Expiry = Expiry.SAME
    client_order_id: str = ""
    updated_client_order_id: str = ""


@dataclass(frozen=True, slots=True)
class ReduceBy:
    """So many contracts fewer; more than rest cancels the order."""

    count: Count


@dataclass(frozen=True, slots=True)
class ReduceTo:
    """So many contracts left to rest; 0 cancels the order."""

    count: Count


@dataclass(frozen=True, slots=True)
class Decrease:
    """A resting order made smaller in its place in the queue."""

    member: str
    order_id: str
    change: ReduceBy | ReduceTo


@dataclass(frozen=True, slots=True)
class Cancel:
    """A resting order withdrawn."""

    member: str
    order_id: str


@dataclass(frozen=True, slots=True)
class CancelAll:
    """All of a member's resting orders withdrawn."""

    member: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Several requests in one, each answered for itself, in order."""

    requests: tuple[Place | Cancel, ...]


@dataclass(frozen=True, slots=True)
class CreateGroup:
    """A new order group that may match ``limit`` contracts (above 0) in any 15 seconds."""

    member: str
    limit: Count


class GroupStep(Enum):
    """What may be done to an order group: cancel its orders and refuse new ones, start it anew, or remove it."""

    TRIGGER = "trigger"
    RESET = "reset"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """A step of an order group's life."""

    member: str
    group_id: str
    step: GroupStep


@dataclass(frozen=True, slots=True)
class LimitGroup:
    """Another limit for an order group; one already reached triggers it at once."""

    member: str
    group_id: str
    limit: Count


MemberRequest = Place | Cancel | Amend | Decrease | CancelAll | Batch | CreateGroup | ChangeGroup | LimitGroup
"""What a member may ask."""


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money brought in; it makes its bringer a member. The amount is 0 or more."""

    member: str
    amount: Usd


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Money taken out, as far as nothing rests on it. The amount is 0 or more."""

    member: str
    amount: Usd


SETTLEMENT_TIMER: Final = timedelta(hours=1)
"""Between determination and payment (``settlement_timer_seconds`` of the TSA markets, 2026-08-30)."""


@dataclass(frozen=True, slots=True)
class ListMarket:
    """A new market.

    Attributes:
        contract: What it pays for, and its ticker.
        opens_at: Trading begins by itself (UTC).
        closes_at: Trading ends by itself (UTC).
    """

    contract: Contract
    opens_at: datetime
    closes_at: datetime
    grid: PriceGrid = CENTS
    terms: FeeTerms = TSA_TERMS
    settles_after: timedelta = SETTLEMENT_TIMER


@dataclass(frozen=True, slots=True)
class PauseMarket:
    """One market stops trading; its orders rest."""

    ticker: str


@dataclass(frozen=True, slots=True)
class ResumeMarket:
    """A paused market trades again, from an empty book."""

    ticker: str


@dataclass(frozen=True, slots=True)
class MoveClose:
    """Another end of trading; now or a past instant closes at once."""

    ticker: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Determine:
    """What the market was about is known: the week's average, in people."""

    ticker: str
    average: float


@dataclass(frozen=True, slots=True)
class Dispute:
    """A determination is put in doubt; payment waits for another one."""

    ticker: str


@dataclass(frozen=True, slots=True)
class SwitchExchange:
    """Another state of the whole exchange."""

    state: ExchangeState


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing is asked; what was due happens."""


OperatorRequest = (
    Deposit
    | Withdraw
    | ListMarket
    | PauseMarket
    | ResumeMarket
    | MoveClose
    | Determine
    | Dispute
    | SwitchExchange
    | Wait
)
"""What whoever runs the exchange may ask."""

Request = MemberRequest | OperatorRequest
