"""One order while it lives, and the table of what may become of it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from paxline.exchange.accounts import ONE, Account, Holding
from paxline.exchange.groups import Group
from paxline.exchange.requests import Place, Side


class OrderStatus(StrEnum):
    """Where an order stands, in the exchange's words; ``new`` is before its first answer and never shown."""

    NEW = "new"
    RESTING = "resting"
    CANCELED = "canceled"
    EXECUTED = "executed"


class OrderStep(StrEnum):
    """What may happen to an order."""

    REST = "rest"
    FILL = "fill"
    COMPLETE = "complete"
    REDUCE = "reduce"
    REQUEUE = "requeue"
    CANCEL = "cancel"


TRANSITIONS: Final[Mapping[tuple[OrderStatus, OrderStep], OrderStatus]] = MappingProxyType(
    {
        (OrderStatus.NEW, OrderStep.REST): OrderStatus.RESTING,
        (OrderStatus.NEW, OrderStep.FILL): OrderStatus.NEW,
        (OrderStatus.NEW, OrderStep.COMPLETE): OrderStatus.EXECUTED,
        (OrderStatus.NEW, OrderStep.CANCEL): OrderStatus.CANCELED,
        (OrderStatus.RESTING, OrderStep.FILL): OrderStatus.RESTING,
        (OrderStatus.RESTING, OrderStep.COMPLETE): OrderStatus.EXECUTED,
        (OrderStatus.RESTING, OrderStep.REDUCE): OrderStatus.RESTING,
        (OrderStatus.RESTING, OrderStep.REQUEUE): OrderStatus.NEW,
        (OrderStatus.RESTING, OrderStep.CANCEL): OrderStatus.CANCELED,
    }
)
"""What each step makes of each status; any other pair is a bug and raises ``KeyError``."""


class Reason(StrEnum):
    """Why an order changed last."""

    PLACED = "placed"
    TRADE = "trade"
    AMEND = "amend"
    DECREASE = "decrease"
    CANCEL = "cancel"
    NOT_FILLED_AT_ONCE = "not filled at once"
    SELF_TRADE = "self trade"
    REDUCE_ONLY = "reduce only"
    EXPIRY = "expiry"
    GROUP = "group"
    CLOSE = "close"
    HALT = "halt"


WIRE_REASONS: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        Reason.TRADE: "Trade",
        Reason.AMEND: "Amend",
        Reason.DECREASE: "Decrease",
        Reason.SELF_TRADE: "SelfTradeCancel",
        Reason.REDUCE_ONLY: "ReduceOnlyCancel",
        Reason.EXPIRY: "ExpiryCancel",
        Reason.CLOSE: "CloseCancel",
        Reason.HALT: "HaltCancel",
    }
)
"""The words of ``last_update_reason`` (AsyncAPI 2.0.0, 2026-10); the other reasons have none there."""


_BID: Final = Side.BID
_NEW: Final = OrderStatus.NEW


class Order:
    """An order; sizes are hundredths of a contract, prices ten-thousandths and money millionths of a dollar.

    Attributes:
        number: Its rank in time among all orders.
        sign: 1 for a bid, -1 for an ask.
        limit: Its price as an integer.
        unit: What a contract costs its owner at the limit.
        hold: What it costs at worst while it rests, fee included.
        carried: The fee accumulator.
    """

    __slots__ = (
        "account",
        "carried",
        "client_order_id",
        "created_at",
        "expires_at",
        "filled",
        "group",
        "hold",
        "holding",
        "initial",
        "limit",
        "maker_cost",
        "maker_fees",
        "number",
        "on_pause",
        "order_id",
        "posting",
        "price",
        "remaining",
        "self_trade",
        "side",
        "sign",
        "status",
        "taker_cost",
        "taker_fees",
        "ticker",
        "unit",
        "updated_at",
    )

    def __init__(self, number: int, request: Place, account: Account, group: Group | None, at: datetime) -> None:
        ticker, side, price = request.ticker, request.side, request.price
        limit = price.ten_thousandths
        self.number = number
        self.order_id = f"00000000-0000-4000-8000-{number:012x}"
        self.client_order_id = request.client_order_id
        self.account = account
        self.ticker = ticker
        self.holding: Holding = account.holdings.get(ticker) or account.holding(ticker)
        self.group = group
        self.side = side
        if side is _BID:
            self.sign, self.unit = 1, limit
        else:
            self.sign, self.unit = -1, ONE - limit
        self.price = price
        self.limit = limit
        self.initial = self.remaining = request.count.hundredths
        self.filled = 0
        self.status = _NEW
        self.self_trade = request.self_trade
        self.posting = request.posting
        self.on_pause = request.on_pause
        self.expires_at = request.expires_at
        self.taker_cost = self.maker_cost = self.taker_fees = self.maker_fees = 0
        self.hold = self.carried = 0
        self.created_at = self.updated_at = at

    def step(self, step: OrderStep, at: datetime) -> None:
        """Move on by the table."""
        self.status = TRANSITIONS[self.status, step]
        self.updated_at = at
