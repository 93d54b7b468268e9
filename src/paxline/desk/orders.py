"""Orders: what is asked of the exchange, how each one's life may go, and ids that name the decision behind them.

Everything is said on the YES leg, as the exchange says it: a bid buys YES, an ask sells it, and a price is YES's.
Buying NO at ``q`` is an ask at ``1 - q`` (OpenAPI 3.34.0, ``BookSide``).
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final

from paxline.units import Count, Price

_NAMESPACE: Final = uuid.UUID("6f1c3a52-8f4e-5d0b-9a57-70617865636b")
"""Keeps our ids apart from everybody else's derived ones; any fixed value does."""

_ONE_CONTRACT: Final = Count(100)


class Leg(Enum):
    """What a contract pays on."""

    YES = "yes"
    NO = "no"


class Side(Enum):
    """The side of the one book, on the YES leg, in the exchange's words."""

    BID = "bid"
    ASK = "ask"


class Lifetime(Enum):
    """How long an order stands, in the exchange's words."""

    GOOD_TILL_CANCELED = "good_till_canceled"
    IMMEDIATE_OR_CANCEL = "immediate_or_cancel"
    FILL_OR_KILL = "fill_or_kill"


class Crossing(Enum):
    """What happens where an order would trade at once."""

    TAKES = "takes"
    POSTS_ONLY = "posts only"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order asks for.

    Attributes:
        ticker: The market.
        side: On the YES leg.
        price: YES's price; strictly between 0 and 1 dollar.
        count: Contracts; more than 0.
        lifetime: How long it stands.
        crossing: Whether it may take; an order that only posts stands until cancelled.
        expires_at: When it ends by itself (UTC, whole seconds), only where it stands until cancelled.
    """

    ticker: str
    side: Side
    price: Price
    count: Count
    lifetime: Lifetime = Lifetime.GOOD_TILL_CANCELED
    crossing: Crossing = Crossing.TAKES
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.ticker or not Price(0) < self.price < Price(10_000) or self.count <= Count(0):
            raise ValueError(f"an order has a market, a price within (0, 1) and a size above 0, not {self}")
        stands = self.lifetime is Lifetime.GOOD_TILL_CANCELED
        if not stands and (self.expires_at is not None or self.crossing is Crossing.POSTS_ONLY):
            raise ValueError("only an order that stands until cancelled can expire, or only post")
        if self.expires_at is not None and (self.expires_at.utcoffset() is None or self.expires_at.microsecond):
            raise ValueError("an expiry is an instant of whole seconds")

    @property
    def text(self) -> str:
        """The terms in one line, the same for the same terms."""
        expiry = "" if self.expires_at is None else str(int(self.expires_at.timestamp()))
        words = (self.ticker, self.side.value, str(self.price), str(self.count), self.lifetime.value)
        return "|".join((*words, self.crossing.value, expiry))


@dataclass(frozen=True, slots=True)
class Order:
    """Terms under an id that is spent for good once sent.

    Attributes:
        client_id: Our id; the exchange takes one order under it, ever.
        terms: What it asks for.
    """

    client_id: str
    terms: Terms


def order_of(decision: str, terms: Terms, *, place: int) -> Order:
    """The order at ``place`` (0 or more) of the decision named ``decision``, such as a digest of its inputs.

    The same decision makes the same id, so that sending it twice is one order.
    """
    if not decision or place < 0:
        raise ValueError("an order comes from a named decision, at a place of 0 or more")
    return Order(str(uuid.uuid5(_NAMESPACE, f"{decision}\n{place}\n{terms.text}")), terms)


class State(Enum):
    """Where an order stands, as far as the journal tells."""

    INTENDED = "written down; nobody knows yet whether it was sent"
    UNKNOWN = "sent, and no clear answer came"
    LANDED = "the exchange has it, and has not said how it stands"
    RESTING = "stands in the book"
    CANCELLING = "stood in the book, and a cancel was asked for"
    EXECUTED = "filled whole"
    CANCELED = "ended with a part unfilled"
    REJECTED = "the exchange did not take it"
    VOID = "looked for long enough, and not there"


class Heard(Enum):
    """What was heard of an order, or asked for it; the words are the journal's."""

    RESTS = "rests"
    EXECUTED = "executed"
    CANCELED = "canceled"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    LANDED = "landed"
    ABSENT = "absent"
    CANCEL_ASKED = "cancel asked"


_NEXT: Final[Mapping[tuple[State, Heard], State]] = MappingProxyType(
    {
        (State.INTENDED, Heard.RESTS): State.RESTING,
        (State.INTENDED, Heard.EXECUTED): State.EXECUTED,
        (State.INTENDED, Heard.CANCELED): State.CANCELED,
        (State.INTENDED, Heard.REFUSED): State.REJECTED,
        (State.INTENDED, Heard.UNCLEAR): State.UNKNOWN,
        (State.INTENDED, Heard.LANDED): State.LANDED,
        (State.INTENDED, Heard.ABSENT): State.VOID,
        (State.UNKNOWN, Heard.RESTS): State.RESTING,
        (State.UNKNOWN, Heard.EXECUTED): State.EXECUTED,
        (State.UNKNOWN, Heard.CANCELED): State.CANCELED,
        (State.UNKNOWN, Heard.UNCLEAR): State.UNKNOWN,
        (State.UNKNOWN, Heard.LANDED): State.LANDED,
        (State.UNKNOWN, Heard.ABSENT): State.VOID,
        (State.LANDED, Heard.RESTS): State.RESTING,
        (State.LANDED, Heard.EXECUTED): State.EXECUTED,
        (State.LANDED, Heard.CANCELED): State.CANCELED,
        (State.LANDED, Heard.UNCLEAR): State.LANDED,
        (State.RESTING, Heard.RESTS): State.RESTING,
        (State.RESTING, Heard.EXECUTED): State.EXECUTED,
        (State.RESTING, Heard.CANCELED): State.CANCELED,
        (State.RESTING, Heard.CANCEL_ASKED): State.CANCELLING,
        (State.CANCELLING, Heard.RESTS): State.RESTING,
        (State.CANCELLING, Heard.EXECUTED): State.EXECUTED,
        (State.CANCELLING, Heard.CANCELED): State.CANCELED,
        (State.CANCELLING, Heard.UNCLEAR): State.CANCELLING,
        (State.CANCELLING, Heard.CANCEL_ASKED): State.CANCELLING,
        (State.EXECUTED, Heard.EXECUTED): State.EXECUTED,
        (State.CANCELED, Heard.CANCELED): State.CANCELED,
        # A request may land after we stopped looking for it: it is ours all the same.
        (State.VOID, Heard.RESTS): State.RESTING,
        (State.VOID, Heard.EXECUTED): State.EXECUTED,
        (State.VOID, Heard.CANCELED): State.CANCELED,
        (State.VOID, Heard.LANDED): State.LANDED,
        (State.VOID, Heard.ABSENT): State.VOID,
    }
)
"""An order's life. What is not here contradicts what was known, and halts."""

UNRESOLVED: Final = frozenset({State.INTENDED, State.UNKNOWN, State.LANDED, State.CANCELLING})
"""States in which what the exchange did is not known: nothing else is sent for the market meanwhile."""

WORKING: Final = frozenset({State.RESTING, State.CANCELLING})
"""States in which an order may still fill."""


def after(state: State, heard: Heard) -> State | None:
    """The state that follows, or ``None`` where what was heard contradicts the state."""
    return _NEXT.get((state, heard))


@dataclass(frozen=True, slots=True)
class Working:
    """An order in the book, as a plan sees it.

    Attributes:
        client_id: Ours.
        terms: As sent.
        remaining: Contracts still unfilled; more than 0.
    """

    client_id: str
    terms: Terms
    remaining: Count


@dataclass(frozen=True, slots=True)
class Plan:
    """What leads from the working orders to the target ones.

    Attributes:
        keep: Working orders that are wanted as they stand.
        cancel: Working orders that are not.
        place: What is wanted beside what stands.
    """

    keep: tuple[Working, ...]
    cancel: tuple[Working, ...]
    place: tuple[Terms, ...]


def plan(targets: Iterable[Terms], working: Iterable[Working]) -> Plan:
    """Targets less what works.

    A working order keeps its place in the queue as long as no more of it remains than is wanted at its terms; what is
    missing is placed beside it. An order of which too much remains goes, since nothing here makes one smaller.
    """
    wanted: dict[Terms, int] = {}
    for target in targets:
        key = _with(target, _ONE_CONTRACT)
        wanted[key] = wanted.get(key, 0) + target.count.hundredths
    keep: list[Working] = []
    cancel: list[Working] = []
    for one in working:
        key = _with(one.terms, _ONE_CONTRACT)
        kept = one.remaining.hundredths <= wanted.get(key, 0)
        if kept:
            wanted[key] -= one.remaining.hundredths
        (keep if kept else cancel).append(one)
    place = (_with(key, Count(count)) for key, count in wanted.items() if count)
    return Plan(tuple(keep), tuple(cancel), tuple(place))


def _with(terms: Terms, count: Count) -> Terms:
    return Terms(terms.ticker, terms.side, terms.price, count, terms.lifetime, terms.crossing, terms.expires_at)
