"""Orders, fills, positions, settlements and the balance on the wire; every write is under ``/portfolio/events/orders``.

Bodies are written with prices and counts as strings and refuse fields that nobody here knows.
"""

from typing import Annotated, Literal

from pydantic import Field

from paxline.edge.kalshi.wire.fields import (
    Body,
    DollarPrice,
    Dollars,
    FixedCount,
    Frame,
    Instant,
    MaybeDollars,
    MaybeInstant,
    Page,
    SentCount,
    SentPrice,
    UnixInstant,
)

BookSide = Literal["bid", "ask"]
TimeInForce = Literal["fill_or_kill", "good_till_canceled", "immediate_or_cancel"]
SelfTradePrevention = Literal["taker_at_cross", "maker"]

Id = Annotated[str, Field(min_length=1)]
"""An id without which an answer says nothing."""


class CreateOrder(Body):
    """``POST /portfolio/events/orders``.

    Attributes:
        expiration_time: Whole Unix seconds; only with ``good_till_canceled``.
        client_order_id: Always sent: without it a lost answer could not be resolved.
    """

    ticker: str
    side: BookSide
    count: SentCount
    price: SentPrice
    time_in_force: TimeInForce
    self_trade_prevention_type: SelfTradePrevention
    client_order_id: Id
    post_only: bool | None = None
    reduce_only: bool | None = None
    cancel_order_on_pause: bool | None = None
    expiration_time: int | None = None
    order_group_id: str | None = None
    exchange_index: int | None = None


class Created(Frame):
    """The answer to a create: flat, without a status; nothing left and not all filled means the rest is cancelled."""

    order_id: Id
    client_order_id: str | None = None
    fill_count: FixedCount
    remaining_count: FixedCount
    average_fill_price: MaybeDollars = None
    average_fee_paid: MaybeDollars = None
    ts_ms: int


class Canceled(Frame):
    """The answer to a cancel."""

    order_id: Id
    client_order_id: str | None = None
    reduced_by: FixedCount
    ts_ms: int


class Order(Frame):
    """One order; ``status`` is ``resting``, ``canceled`` or ``executed``, ``book_side`` is on the YES leg."""

    order_id: Id
    client_order_id: str
    ticker: str
    book_side: str
    status: str
    yes_price_dollars: DollarPrice
    initial_count_fp: FixedCount
    fill_count_fp: FixedCount
    remaining_count_fp: FixedCount
    taker_fees_dollars: Dollars
    maker_fees_dollars: Dollars
    created_time: MaybeInstant = None
    last_update_time: MaybeInstant = None
    expiration_time: MaybeInstant = None
    exchange_index: int = 0


class OrderAnswer(Frame):
    """``GET /portfolio/orders/{order_id}``."""

    order: Order


class OrdersPage(Page):
    """``GET /portfolio/orders``."""

    orders: tuple[Order, ...]


class Fill(Frame):
    """One fill; REST names the exchange's order id only (``client_order_id`` went on 2026-03-30).

    ``created_time`` is not promised, and is in every recording.
    """

    fill_id: Id
    order_id: Id
    ticker: str
    book_side: str
    yes_price_dollars: DollarPrice
    count_fp: FixedCount
    fee_cost: Dollars
    is_taker: bool
    created_time: MaybeInstant = None
    exchange_index: int = 0


class FillsPage(Page):
    """``GET /portfolio/fills``."""

    fills: tuple[Fill, ...]


class MarketPosition(Frame):
    """What is held in one market; negative for NO."""

    ticker: str
    position_fp: FixedCount
    exchange_index: int = 0


class PositionsPage(Page):
    """``GET /portfolio/positions``; unsettled markets unless asked otherwise."""

    market_positions: tuple[MarketPosition, ...]


class Settlement(Frame):
    """A market paid out; in cents, ``value`` is what one YES contract was paid and ``revenue`` what we were paid."""

    ticker: str
    market_result: str
    yes_count_fp: FixedCount
    no_count_fp: FixedCount
    revenue: int
    settled_time: Instant
    value: int | None = None
    exchange_index: int = 0


class SettlementsPage(Page):
    """``GET /portfolio/settlements``."""

    settlements: tuple[Settlement, ...]


class Balance(Frame):
    """``GET /portfolio/balance``; ``balance`` in cents is cut, ``balance_dollars`` is not."""

    balance_dollars: Dollars
    updated_ts: UnixInstant
