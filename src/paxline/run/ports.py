"""What the running house asks of the world: protocols of one or two methods, and what they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol, TypeAlias

from paxline.desk.ledger import Event, Ledger, Tracked
from paxline.desk.orders import Heard, Order
from paxline.desk.reconcile import StatedOrder, Statement
from paxline.units import Count


class Clock(Protocol):
    """The time, and the only way to wait for it."""

    def now(self) -> datetime:
        """The current instant, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return after so many seconds, 0 or more."""
        ...


class Reason(Enum):
    """Why the exchange did not take an order, told from its code."""

    PAUSED = "trading or the exchange is paused"
    CLOSED = "the market does not trade"
    FUNDS = "not enough money"
    PRICE = "the price is not on the market's grid"
    WOULD_CROSS = "an order that only posts would have traded"
    NO_FILL = "too little rests to fill it whole"
    RATE_LIMITED = "asked too often; it was not taken"
    NOT_ALLOWED = "the key or the account may not do this"
    CLOCK = "our clock is off the exchange's; nothing was sent"
    HALTED = "a person halted trading; nothing was sent"
    UNCHANGED = "nothing was there to change"
    OTHER = "refused for a reason nobody here knows"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The exchange has the order.

    Attributes:
        order_id: The exchange's id.
        filled: Contracts filled at once.
        remaining: Contracts left in the book; none left and not all filled means the rest was cancelled.
    """

    order_id: str
    filled: Count
    remaining: Count


@dataclass(frozen=True, slots=True)
class Rejected:
    """The exchange did not do what was asked, for certain.

    Attributes:
        reason: Told from the code.
        words: The exchange's own, for a person.
    """

    reason: Reason
    words: str


class Landing(Enum):
    """Whether an order whose outcome is unknown is at the exchange."""

    PERHAPS = "perhaps"
    SURELY = "surely"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows what the exchange did; only a look-up tells.

    Attributes:
        why: For a person.
        landing: Whether it is there at all.
    """

    why: str
    landing: Landing = Landing.PERHAPS


Outcome: TypeAlias = Accepted | Rejected | Unknown
"""What came of sending an order."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The order is in the book no more; what filled before is told by fills.

    Attributes:
        heard: ``CANCELED``, or ``EXECUTED`` where it had filled whole before the cancel came.
    """

    heard: Heard


Cancellation: TypeAlias = Gone | Rejected | Unknown
"""What came of asking for a cancel; ``Rejected`` means that the order still rests."""


@dataclass(frozen=True, slots=True)
class Absent:
    """The order was looked for until it could not be there any more."""


class Venue(Protocol):
    """Where orders go. Neither method is retried by itself, and neither raises for what the exchange does."""

    def submit(self, order: Order) -> Outcome:
        """Send an order, once."""
        ...

    def cancel(self, tracked: Tracked) -> Cancellation:
        """Take an order whose exchange id is known out of the book, once."""
        ...


class Account(Protocol):
    """What the exchange says of our account."""

    def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
        """Find an order that was sent at ``sent_at`` (UTC) or later, by our id.

        Reads lag writes: absence is believed only after several misses, and when the request cannot land any more.
        """
        ...

    def statement(self, since: datetime) -> Statement:
        """Everything since an instant (UTC); raises ``SourceError`` where the exchange does not tell."""
        ...


class Journal(Protocol):
    """What happened to our orders and our money, append-only."""

    def append(self, events: Sequence[Event], *, known_at: datetime) -> None:
        """Make the events durable together, or raise ``StoreError`` and keep none of them."""
        ...

    def events(self) -> tuple[Event, ...]:
        """Every event in the order in which it was appended."""
        ...

    def ledger(self) -> Ledger:
        """What all events come to; asking again costs what was appended since."""
        ...


@dataclass(frozen=True, slots=True)
class Killed:
    """How an attempt to cancel everything went.

    Attributes:
        resting: Orders that rest still, as far as could be seen.
        unanswered: What the exchange did not answer, for a person; the rest was done all the same.
        seen: Whether the resting list was read after the last cancel.
    """

    resting: tuple[StatedOrder, ...]
    unanswered: tuple[str, ...]
    seen: "Sighting"

    @property
    def confirmed(self) -> bool:
        """Whether the exchange's own list shows that nothing rests."""
        return self.seen is Sighting.SEEN and not self.resting


class Sighting(Enum):
    """Whether something was seen with our own eyes."""

    SEEN = "seen"
    UNSEEN = "unseen"


class KillSwitch(Protocol):
    """The way out."""

    def kill(self) -> Killed:
        """Cancel everything that rests, and look whether it is gone; never raises for what the exchange does."""
        ...
