"""Clients that are wrong in one thing each: the simulation is worth what it says of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from paxline.desk.ledger import Answered, Event, Filled, Intended, Ledger, fold
from paxline.desk.orders import Heard, Order, order_of
from paxline.desk.reconcile import StatedOrder, Statement
from paxline.run.ports import Absent, Account, Cancellation, Clock, Gone, Journal, Unknown, Venue
from paxline.run.recover import Recovered, recover
from paxline.run.sending import Known, Sent, Withheld, cancel, heard_of, send
from paxline.units import Usd
from paxline.wiring.simulated.play import Hands


def _retries_blindly(order: Order, *, decision: str, journal: Journal, venue: Venue, clock: Clock) -> Sent:
    """No answer is taken for no order: the same thing again under a new id."""
    came = send(order, decision=decision, journal=journal, venue=venue, clock=clock)
    if isinstance(came, Unknown):
        again = order_of(f"{decision} again", order.terms, place=0)
        journal.append([Intended(clock.now(), again, decision)], known_at=clock.now())
        came = venue.submit(again)
        journal.append([Answered(clock.now(), again.client_id, heard_of(again, came))], known_at=clock.now())
    return came


def _writes_afterwards(order: Order, *, decision: str, journal: Journal, venue: Venue, clock: Clock) -> Sent:
    """The order is written down when its answer is there."""
    late = _Later(journal)
    came = send(order, decision=decision, journal=late, venue=venue, clock=clock)
    late.flush(clock.now())
    return came


def _takes_unknown_for_refused(order: Order, *, decision: str, journal: Journal, venue: Venue, clock: Clock) -> Sent:
    """No answer is written down as a refusal."""
    return send(order, decision=decision, journal=_Hopeful(journal), venue=venue, clock=clock)


def _believes_every_cancel(client_id: str, *, journal: Journal, venue: Venue, clock: Clock) -> Cancellation | Withheld:
    """An order that was asked to go is gone."""
    return cancel(client_id, journal=journal, venue=_Gone(venue), clock=clock)


def _with(change: Callable[[Account], Account]) -> Callable[..., Recovered]:
    def worse(*, journal: Journal, account: Account, clock: Clock) -> Recovered:
        return recover(journal=journal, account=change(account), clock=clock)

    return worse


@dataclass
class _Later:
    """Keeps to itself what it is given."""

    inner: Journal
    kept: tuple[Event, ...] = ()

    def append(self, events: Sequence[Event], *, known_at: datetime) -> None:
        self.kept += tuple(events)

    def events(self) -> tuple[Event, ...]:
        return self.inner.events() + self.kept

    def ledger(self) -> Ledger:
        return fold(self.events())

    def flush(self, at: datetime) -> None:
        if self.kept:
            self.inner.append(self.kept, known_at=at)


@dataclass
class _Hopeful:
    """Writes down a refusal where nothing is known."""

    inner: Journal

    def append(self, events: Sequence[Event], *, known_at: datetime) -> None:
        hoped = [
            replace(event, heard=Heard.REFUSED)
            if isinstance(event, Answered) and event.heard is Heard.UNCLEAR
            else event
            for event in events
        ]
        self.inner.append(hoped, known_at=known_at)

    def events(self) -> tuple[Event, ...]:
        return self.inner.events()

    def ledger(self) -> Ledger:
        return self.inner.ledger()


@dataclass
class _Gone:
    """Takes every cancel for done."""

    inner: Venue

    def submit(self, order: Order) -> Any:
        return self.inner.submit(order)

    def cancel(self, tracked: Any) -> Cancellation:
        self.inner.cancel(tracked)
        return Gone(Heard.CANCELED)


@dataclass
class _Through:
    """An account that changes nothing."""

    inner: Account

    def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
        return self.inner.look_up(order, sent_at=sent_at)

    def statement(self, since: datetime) -> Statement:
        return self.inner.statement(since)


class _ForgetsFills(_Through):
    def statement(self, since: datetime) -> Statement:
        return replace(super().statement(since), fills=())


class _ForgetsFees(_Through):
    def statement(self, since: datetime) -> Statement:
        told = super().statement(since)
        fills: tuple[Filled, ...] = tuple(replace(fill, fee=Usd(0)) for fill in told.fills)
        return replace(told, fills=fills)


class _AlwaysAgrees(_Through):
    """Reads nothing: whatever the journal says is what the exchange states."""

    def statement(self, since: datetime) -> Statement:
        told = super().statement(since)
        return replace(told, orders=(), fills=(), settlements=(), positions=MappingProxyType({}))


class _GivesUpAtOnce(_Through):
    """Believes an order absent that is not seen at the first look."""

    def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
        told = self.inner.statement(sent_at)
        found = next((one for one in told.orders if one.client_id == order.client_id), None)
        return Absent() if found is None else found


def _looks_up_nothing(*, journal: Journal, account: Account, clock: Clock) -> Recovered:
    """What is unknown is absent."""

    class Blind(_Through):
        def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
            return Absent()

    return recover(journal=journal, account=Blind(account), clock=clock)


def _sends_again_what_is_known(order: Order, *, decision: str, journal: Journal, venue: Venue, clock: Clock) -> Sent:
    """A restart carries its decision out again."""
    came = send(order, decision=decision, journal=journal, venue=venue, clock=clock)
    if isinstance(came, Known):
        again = order_of(f"{decision} at {clock.now()}", order.terms, place=0)
        return send(again, decision=decision, journal=journal, venue=venue, clock=clock)
    return came


WORSE: Final = {
    "retries blindly": Hands(send=_retries_blindly),
    "writes orders down afterwards": Hands(send=_writes_afterwards),
    "takes no answer for a refusal": Hands(send=_takes_unknown_for_refused),
    "carries a decision out again": Hands(send=_sends_again_what_is_known),
    "believes every cancel": Hands(cancel=_believes_every_cancel),
    "forgets fills": Hands(recover=_with(_ForgetsFills)),
    "forgets fees": Hands(recover=_with(_ForgetsFees)),
    "reads no statement": Hands(recover=_with(_AlwaysAgrees)),
    "gives up at the first look": Hands(recover=_with(_GivesUpAtOnce)),
    "looks nothing up": Hands(recover=_looks_up_nothing),
}
