"""The WebSocket's messages (AsyncAPI 2.0.0, 2026-10; a capture of 2026-06-11).

``clock`` and ``sending_ts_ms`` came after the capture, so they may be absent. A message of a kind that nobody here
knows is kept by its kind alone; one of a known kind that cannot be read raises ``WireError``.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError

from paxline.edge.kalshi.wire.fields import Body, DollarPrice, Dollars, FixedCount, Frame, nothing_as_empty
from paxline.edge.kalshi.wire.orders import Id
from paxline.edge.kalshi.wire.trading import PriceLevel
from paxline.errors import WireError

Channel = Literal[
    "orderbook_delta",
    "ticker",
    "trade",
    "fill",
    "market_positions",
    "market_lifecycle_v2",
    "order_group_updates",
    "user_orders",
]

Leg = Literal["yes", "no"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _from_millis(value: object) -> datetime:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"whole Unix milliseconds, not {type(value).__name__}")  # noqa: TRY004 - pydantic gathers ValueError
    try:
        return _EPOCH + timedelta(milliseconds=value)
    except OverflowError:
        raise ValueError("an instant outside the calendar") from None


def _from_millis_or_none(value: object) -> datetime | None:
    return None if value is None else _from_millis(value)


Millis = Annotated[datetime, PlainValidator(_from_millis)]
"""Whole Unix milliseconds, as UTC."""

MaybeMillis = Annotated[datetime | None, PlainValidator(_from_millis_or_none)]
"""The same, or nothing."""

Sid = Annotated[int, Field(ge=1, strict=True)]
Seq = Annotated[int, Field(ge=1, strict=True)]
StreamLevels = Annotated[tuple[PriceLevel, ...], BeforeValidator(nothing_as_empty)]


class SubscribeParams(Body):
    """What to hear; without tickers, of every market, where the channel allows that.

    Attributes:
        use_yes_price: Always said, for its default is going to flip.
    """

    channels: tuple[Channel, ...]
    market_tickers: tuple[str, ...] | None = None
    use_yes_price: bool | None = None


class Subscribe(Body):
    """``subscribe``."""

    id: int
    cmd: Literal["subscribe"] = "subscribe"
    params: SubscribeParams


class UpdateParams(Body):
    """What to change of one subscription."""

    sid: int
    action: Literal["add_markets", "delete_markets", "get_snapshot"]
    market_tickers: tuple[str, ...]


class Update(Body):
    """``update_subscription``."""

    id: int
    cmd: Literal["update_subscription"] = "update_subscription"
    params: UpdateParams


class Head(Frame):
    """What any message begins with."""

    type: str
    id: int | None = None
    sid: Sid | None = None
    seq: Seq | None = None
    sending_ts_ms: MaybeMillis = None


class Counted(Frame):
    """What a message begins with whose place in its subscription decides whether it can be used."""

    type: str
    id: int | None = None
    sid: Sid
    seq: Seq
    sending_ts_ms: MaybeMillis = None


class SubscribedMsg(Frame):
    """Which subscription a channel has become."""

    channel: str
    sid: Sid


class Subscribed(Head):
    """The answer to a subscribe, once for each channel."""

    msg: SubscribedMsg


class Ok(Head):
    """The answer to an update or a listing."""


class Unsubscribed(Head):
    """The answer to an unsubscribe."""


class FaultMsg(Frame):
    """A code of the exchange's list, with its words."""

    code: int
    msg: str


class Fault(Head):
    """A command that failed, or a subscription that ended."""

    msg: FaultMsg


class SnapshotMsg(Frame):
    """A whole book; bids of YES, and of NO in whichever prices were asked for."""

    market_ticker: Id
    clock: int | None = None
    yes_dollars_fp: StreamLevels = ()
    no_dollars_fp: StreamLevels = ()


class Snapshot(Counted):
    """``orderbook_snapshot``."""

    msg: SnapshotMsg


class DeltaMsg(Frame):
    """So many contracts more or fewer at one price."""

    market_ticker: Id
    clock: int | None = None
    price_dollars: DollarPrice
    delta_fp: FixedCount
    side: Leg
    client_order_id: str | None = None
    ts_ms: MaybeMillis = None


class Delta(Counted):
    """``orderbook_delta``."""

    msg: DeltaMsg


class TickerMsg(Frame):
    """One market in figures; 0 or 1 dollar is nobody."""

    market_ticker: Id
    price_dollars: DollarPrice
    yes_bid_dollars: DollarPrice
    yes_ask_dollars: DollarPrice
    yes_bid_size_fp: FixedCount
    yes_ask_size_fp: FixedCount
    volume_fp: FixedCount
    open_interest_fp: FixedCount
    ts_ms: Millis


class Ticker(Head):
    """``ticker``."""

    msg: TickerMsg


class TradeMsg(Frame):
    """One public trade."""

    trade_id: Id
    market_ticker: Id
    yes_price_dollars: DollarPrice
    no_price_dollars: DollarPrice
    count_fp: FixedCount
    taker_outcome_side: Leg
    ts_ms: Millis


class Trade(Head):
    """``trade``."""

    msg: TradeMsg


class FillMsg(Frame):
    """Our side of one trade."""

    trade_id: Id
    order_id: Id
    client_order_id: str | None = None
    market_ticker: Id
    is_taker: bool
    book_side: Literal["bid", "ask"]
    yes_price_dollars: DollarPrice
    count_fp: FixedCount
    fee_cost: Dollars
    post_position_fp: FixedCount
    ts_ms: Millis


class Fill(Head):
    """``fill``."""

    msg: FillMsg


class OrderMsg(Frame):
    """One of our orders as it stands; ``status`` may be ``unknown`` too."""

    order_id: Id
    client_order_id: str
    ticker: Id
    book_side: Literal["bid", "ask"]
    status: str
    yes_price_dollars: DollarPrice
    initial_count_fp: FixedCount
    fill_count_fp: FixedCount
    remaining_count_fp: FixedCount
    last_update_reason: str | None = None
    last_updated_ts_ms: MaybeMillis = None


class UserOrder(Head):
    """``user_order``."""

    msg: OrderMsg


class PositionMsg(Frame):
    """What we hold in one market; negative for NO."""

    market_ticker: Id
    position_fp: FixedCount


class Position(Head):
    """``market_position``."""

    msg: PositionMsg


class LifecycleMsg(Frame):
    """A step of a market's life; opening and closing have none."""

    market_ticker: Id
    event_type: str
    result: str | None = None


class Lifecycle(Head):
    """``market_lifecycle_v2``."""

    msg: LifecycleMsg


class GroupMsg(Frame):
    """A step of an order group."""

    order_group_id: Id
    event_type: str


class GroupUpdate(Head):
    """``order_group_updates``."""

    msg: GroupMsg


class Unfamiliar(Head):
    """A message of a kind that nobody here knows."""


Message: TypeAlias = (
    Subscribed
    | Ok
    | Unsubscribed
    | Fault
    | Snapshot
    | Delta
    | Ticker
    | Trade
    | Fill
    | UserOrder
    | Position
    | Lifecycle
    | GroupUpdate
    | Unfamiliar
)

KINDS: Final[Mapping[str, type[Message]]] = MappingProxyType(
    {
        "subscribed": Subscribed,
        "ok": Ok,
        "unsubscribed": Unsubscribed,
        "error": Fault,
        "orderbook_snapshot": Snapshot,
        "orderbook_delta": Delta,
        "ticker": Ticker,
        "trade": Trade,
        "fill": Fill,
        "user_order": UserOrder,
        "market_position": Position,
        "market_lifecycle_v2": Lifecycle,
        "order_group_updates": GroupUpdate,
    }
)
"""The model of each ``type``."""


def read(text: str | bytes) -> Message:
    """One message, by its ``type``; ``WireError`` with status 0 where it cannot be read."""
    try:
        kind = Head.model_validate_json(text).type
        return KINDS.get(kind, Unfamiliar).model_validate_json(text)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        named = "; ".join(f"{'.'.join(map(str, f['loc'])) or 'message'}: {f['msg']}" for f in faults[:3])
        raise WireError(f"a message of the stream cannot be read ({named[:300]})", status=0) from error
