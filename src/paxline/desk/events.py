"""What can happen to our orders and our money: the entries of the journal, one type for each."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from paxline.desk.orders import Heard, Order, Side
from paxline.units import Count, Price, Usd


class Role(Enum):
    """Which part we had in a trade."""

    TAKER = "taker"
    MAKER = "maker"


class Cause(Enum):
    """Why cash moved without a trade."""

    OPENING = "opening"
    TRANSFER = "transfer"
    INTEREST = "interest"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Intended:
    """An order that is about to be sent, written down first.

    Attributes:
        at: When it was written down (UTC).
        order: The order under its id.
        decision: The name of the decision it comes from.
    """

    at: datetime
    order: Order
    decision: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What was heard of an order, or asked for it.

    Attributes:
        at: When (UTC).
        client_id: Our id.
        heard: What was heard.
        order_id: The exchange's id, or an empty string where it gave none.
        words: Why, for a person.
    """

    at: datetime
    client_id: str
    heard: Heard
    order_id: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """One fill of one of our orders.

    Attributes:
        at: When it traded (UTC).
        fill_id: The exchange's id; a fill counts once.
        order_id: The exchange's id of the order.
        ticker: The market.
        side: On the YES leg.
        price: YES's price.
        count: Contracts.
        fee: What the exchange took for it, as it says.
        role: Ours in the trade.
    """

    at: datetime
    fill_id: str
    order_id: str
    ticker: str
    side: Side
    price: Price
    count: Count
    fee: Usd
    role: Role


@dataclass(frozen=True, slots=True)
class Settled:
    """A market paid out.

    Attributes:
        at: When (UTC).
        ticker: The market.
        value: What one YES contract was paid; NO was paid the rest of the dollar.
        revenue: What the exchange says it paid us, in whole cents.
    """

    at: datetime
    ticker: str
    value: Price
    revenue: Usd


@dataclass(frozen=True, slots=True)
class CashMoved:
    """Cash came (positive) or went without a trade; a fee or its refund has the cause ``FEE``."""

    at: datetime
    amount: Usd
    cause: Cause
    words: str = ""


@dataclass(frozen=True, slots=True)
class Halted:
    """Trading stopped because the journal and the exchange contradict each other."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """After a halt, journal and exchange were found to agree again."""

    at: datetime


Event: TypeAlias = Intended | Answered | Filled | Settled | CashMoved | Halted | Agreed
"""One entry of the journal."""
