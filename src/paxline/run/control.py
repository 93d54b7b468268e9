"""What a person can tell a running paxline at any moment, and the door at which every order meets it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Protocol

from paxline.desk.ledger import Ledger, Tracked
from paxline.desk.orders import Order
from paxline.desk.reconcile import StatedOrder, Statement
from paxline.desk.snapshot import Snapshot
from paxline.run.ports import Absent, Cancellation, Outcome, Reason, Rejected, Unknown
from paxline.run.step import Source, Trading


class Ask(Enum):
    """What is asked for once."""

    STOP = "take everything out and end"
    CANCEL_ALL = "take everything out, and go on"


class Control(Protocol):
    """Where a person's word is found; asking costs little."""

    def halted(self) -> str:
        """Why trading is halted, or an empty string; what cannot be read is a halt."""
        ...

    def asked(self) -> Ask | None:
        """What is asked for once, told until it was answered."""
        ...

    def answer(self, ask: Ask) -> None:
        """It was done."""
        ...


@dataclass(frozen=True, slots=True)
class Guarded:
    """A venue to which nothing is sent while trading is halted or the end is asked for; cancels go through."""

    venue: Trading
    control: Control

    def submit(self, order: Order) -> Outcome:
        """Send an order, once, unless a person's word stands against it."""
        why = self.control.halted()
        ask = self.control.asked()
        if why or ask:
            return Rejected(Reason.HALTED, why or (ask.value if ask else ""))
        return self.venue.submit(order)

    def cancel(self, tracked: Tracked) -> Cancellation:
        """Take an order out of the book, once."""
        return self.venue.cancel(tracked)

    def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
        """Find an order by our id."""
        return self.venue.look_up(order, sent_at=sent_at)

    def statement(self, since: datetime) -> Statement:
        """Everything since an instant (UTC)."""
        return self.venue.statement(since)


@dataclass(frozen=True, slots=True)
class Heeding:
    """A source whose snapshots say that trading is halted, so that the decision says so too."""

    source: Source
    control: Control

    def snapshot(self, ledger: Ledger, *, as_of: datetime) -> Snapshot:
        """What is known at ``as_of`` (UTC), a halt included."""
        seen, why = self.source.snapshot(ledger, as_of=as_of), self.control.halted()
        if not why or seen.account is None:
            return seen
        return replace(seen, account=replace(seen.account, halted=(why, *seen.account.halted)))
