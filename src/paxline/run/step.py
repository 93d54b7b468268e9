"""One cycle: recover, look, decide, keep the record, journal, act. The same lines for backtest, paper and live.

Orders that are to go are taken out first, and then it looks and decides again: what filled in between is known before
anything new is sent. What differs between the runs is only the objects that come in.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from paxline.desk.again import record_of
from paxline.desk.decide import Decision, decide
from paxline.desk.ledger import Ledger
from paxline.desk.orders import Order
from paxline.desk.policy import Policy
from paxline.desk.record import Record
from paxline.desk.snapshot import Snapshot
from paxline.run.ports import Account, Cancellation, Clock, Journal, Venue
from paxline.run.recover import Stopped, recover
from paxline.run.sending import Sent, Withheld, cancel, send


class Source(Protocol):
    """Everything that a decision looks at, but the account, which the journal tells."""

    def snapshot(self, ledger: Ledger, *, as_of: datetime) -> Snapshot:
        """What is known at ``as_of`` (UTC); what cannot be had is ``None`` in it, not an error."""
        ...


class Records(Protocol):
    """Where decisions are kept."""

    def add_decision(self, record: Record) -> int:
        """Keep a record; answers 0 where it was kept already, else 1. Raises ``StoreError``."""
        ...


class Trading(Venue, Account, Protocol):
    """Where orders go, and what it says of our account."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """What one cycle came to.

    Attributes:
        decisions: Those made, the last one being the one whose orders were sent; none where recovery stopped.
        cancelled: What came of taking orders out, by our id.
        sent: What came of each order, in order.
        stopped: Why nothing was sent although something was to be, for a person; empty where all was done.
    """

    decisions: tuple[Decision, ...]
    cancelled: tuple[tuple[str, Cancellation | Withheld], ...] = ()
    sent: tuple[tuple[Order, Sent], ...] = ()
    stopped: tuple[str, ...] = ()


def step(
    policy: Policy, *, clock: Clock, source: Source, journal: Journal, venue: Trading, records: Records
) -> Stepped:
    """Go through one cycle; raises ``StoreError`` where journal or records cannot be written."""
    decisions: list[Decision] = []
    cancelled: list[tuple[str, Cancellation | Withheld]] = []
    for last in (False, True):
        found = recover(journal=journal, account=venue, clock=clock)
        if isinstance(found, Stopped):
            return Stepped(tuple(decisions), tuple(cancelled), stopped=found.why)
        at = clock.now()
        snapshot = source.snapshot(journal.ledger(), as_of=at)
        decision = decide(snapshot, policy)
        records.add_decision(record_of(decision, policy))
        decisions.append(decision)
        if not decision.cancels or last:
            break
        cancelled += [
            (one.client_id, cancel(one.client_id, journal=journal, venue=venue, clock=clock))
            for one in decision.cancels
        ]
    if decisions[-1].cancels:
        ids = ", ".join(one.client_id for one in decisions[-1].cancels)
        return Stepped(tuple(decisions), tuple(cancelled), stopped=(f"these orders still have to go first: {ids}",))
    sent = tuple(
        (order, send(order, decision=decisions[-1].digest, journal=journal, venue=venue, clock=clock))
        for order in decisions[-1].orders
    )
    return Stepped(tuple(decisions), tuple(cancelled), sent)
