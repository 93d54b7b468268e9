"""What stands between the loop and a real account: a person's arming, last bounds on each order, and an end for each.

The loop and its step are those of paper. These objects lie around its ports, and none of them can be asked to step
aside.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import takewhile
from typing import Final

from paxline.desk.ledger import Tracked
from paxline.desk.orders import UNRESOLVED, WORKING, Lifetime, Order, Side
from paxline.desk.policy import Limits
from paxline.desk.reconcile import StatedOrder, Statement
from paxline.desk.snapshot import RATE_SPAN
from paxline.market.contract import SERIES
from paxline.run.control import Ask, Control
from paxline.run.ports import Absent, Cancellation, Clock, Journal, Outcome, Reason, Rejected, Unknown
from paxline.run.schedule import withdrawals
from paxline.run.step import Trading
from paxline.units import Count

SOONEST: Final = timedelta(seconds=10)
"""An order that would have to end sooner is not sent: it may arrive later than that."""

_MAY_FILL: Final = WORKING | UNRESOLVED


@dataclass(frozen=True, slots=True)
class Armed:
    """A person's word, of which not being armed is a part: whatever heeds a halt heeds this.

    Attributes:
        control: The rest of it.
        why_not: Why nothing may be sent; empty where it may.
    """

    control: Control
    why_not: Callable[[], str]

    def halted(self) -> str:
        """Why trading is halted, or an empty string."""
        return self.control.halted() or self.why_not()

    def asked(self) -> Ask | None:
        """What is asked for once."""
        return self.control.asked()

    def answer(self, ask: Ask) -> None:
        """It was done."""
        self.control.answer(ask)


class Leaving(Enum):
    """How the book is left where the process is told to end."""

    EMPTY = "everything is taken out"
    AS_IT_IS = "what rests stays until it ends by itself"


@dataclass(frozen=True, slots=True)
class Staying:
    """A person's word in which the end of the process is no reason to take anything out."""

    control: Control

    def halted(self) -> str:
        """Why trading is halted, or an empty string."""
        return self.control.halted()

    def asked(self) -> Ask | None:
        """What is asked for once, the end left out."""
        ask = self.control.asked()
        return None if ask is Ask.STOP else ask

    def answer(self, ask: Ask) -> None:
        """It was done."""
        self.control.answer(ask)


@dataclass
class Pulse:
    """The loop's signs of life; one thread writes them and another reads them, each of them whole.

    Attributes:
        clock: The wall's, by which a loop hangs, whatever time it trades in.
        latest_day: The newest day with a count, as it last said.
        at: When it was last heard of (UTC).
    """

    clock: Clock
    latest_day: date
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.beat()

    def beat(self) -> None:
        """It is heard of now."""
        self.at = self.clock.now()


@dataclass(frozen=True, slots=True)
class Beating:
    """A person's word that tells the pulse whenever the loop asks for it."""

    control: Control
    pulse: Pulse

    def halted(self) -> str:
        """Why trading is halted, or an empty string."""
        self.pulse.beat()
        return self.control.halted()

    def asked(self) -> Ask | None:
        """What is asked for once."""
        return self.control.asked()

    def answer(self, ask: Ask) -> None:
        """It was done."""
        self.control.answer(ask)


@dataclass(frozen=True, slots=True)
class Bounded:
    """A venue that takes no order beyond the limits of a rung and of a minute, whatever was decided.

    The decision has looked at more; this looks again, at the journal as it is when the order leaves.

    Attributes:
        venue: Where orders go.
        journal: The one in which this order is already written down.
        limits: As they were when it was armed.
        clock: The time.
    """

    venue: Trading
    journal: Journal
    limits: Limits
    clock: Clock

    def submit(self, order: Order) -> Outcome:
        """Send an order, once, where it passes."""
        beyond = self._beyond(order)
        return Rejected(Reason.HALTED, beyond) if beyond else self.venue.submit(order)

    def cancel(self, tracked: Tracked) -> Cancellation:
        """Take an order out of the book, once."""
        return self.venue.cancel(tracked)

    def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
        """Find an order by our id."""
        return self.venue.look_up(order, sent_at=sent_at)

    def statement(self, since: datetime) -> Statement:
        """Everything since an instant (UTC)."""
        return self.venue.statement(since)

    def _beyond(self, order: Order) -> str:
        terms = order.terms
        if not terms.ticker.startswith(f"{SERIES}-"):
            return f"{terms.ticker} is not of the ladder"
        since = self.clock.now() - RATE_SPAN
        ledger = self.journal.ledger()
        recent = sum(1 for _ in takewhile(lambda one: one.intended_at > since, ledger.orders.newest_first()))
        if recent > self.limits.order_rate:
            return f"{recent} orders within a minute, and {self.limits.order_rate} are allowed"
        position = ledger.positions.get(terms.ticker)
        sign = 1 if terms.side is Side.BID else -1
        held = sign * position.count.hundredths if position else 0
        others = sum(
            one.remaining.hundredths
            for client_id, one in ledger.standing.items()
            if one.state in _MAY_FILL and client_id != order.client_id
            if (one.order.terms.ticker, one.order.terms.side) == (terms.ticker, terms.side)
        )
        after = held + others + terms.count.hundredths
        if after > max(self.limits.rung.hundredths, -held):
            return f"{Count(after)} contracts in {terms.ticker}, and {self.limits.rung} are allowed"
        return ""


@dataclass(frozen=True, slots=True)
class Expiring:
    """A venue whose orders end by themselves: the exchange takes them out even where nobody is left to do it.

    The journal keeps the order as it was decided; that it ended is heard of like any cancel.

    Attributes:
        venue: Where orders go.
        clock: The time.
        ends: From when on nothing may rest, seen from an instant (both UTC).
    """

    venue: Trading
    clock: Clock
    ends: Callable[[datetime], datetime]

    def submit(self, order: Order) -> Outcome:
        """Send an order, once, with its end where it rests."""
        terms = order.terms
        if terms.lifetime is not Lifetime.GOOD_TILL_CANCELED:
            return self.venue.submit(order)
        now = self.clock.now()
        end = self.ends(now).replace(microsecond=0)
        if end < now + SOONEST:
            return Rejected(Reason.HALTED, f"nothing may rest from {end:%H:%M:%S}Z on")
        end = end if terms.expires_at is None else min(end, terms.expires_at)
        return self.venue.submit(Order(order.client_id, replace(terms, expires_at=end)))

    def cancel(self, tracked: Tracked) -> Cancellation:
        """Take an order out of the book, once."""
        return self.venue.cancel(tracked)

    def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
        """Find an order by our id."""
        return self.venue.look_up(order, sent_at=sent_at)

    def statement(self, since: datetime) -> Statement:
        """Everything since an instant (UTC)."""
        return self.venue.statement(since)


def rests_until(now: datetime, latest_day: date) -> datetime:
    """The first instant after ``now`` (UTC) from which the hours let nothing rest; ``now`` where that is already so."""
    return max(now, min(start for start, end in withdrawals(now, latest_day) if end > now))
