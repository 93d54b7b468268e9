"""Sending and cancelling orders: written down first, sent once, and nothing more while an outcome is unknown."""

from dataclasses import dataclass
from typing import TypeAlias

from paxline.desk.ledger import Answered, Intended, Ledger, Tracked
from paxline.desk.orders import WORKING, Heard, Order
from paxline.run.ports import Accepted, Cancellation, Clock, Gone, Journal, Landing, Outcome, Rejected, Unknown, Venue
from paxline.units import Count


@dataclass(frozen=True, slots=True)
class Known:
    """The journal has this order already; nothing was sent."""

    tracked: Tracked


@dataclass(frozen=True, slots=True)
class Withheld:
    """Nothing was sent, and why."""

    why: str


Sent: TypeAlias = Outcome | Known | Withheld
"""What came of wanting an order sent."""


def send(order: Order, *, decision: str, journal: Journal, venue: Venue, clock: Clock) -> Sent:
    """Write the order down, send it once, write down what came of it.

    The order of a decision that was sent before is answered with what is known of it. While an outcome of its market
    is unknown, or trading is halted, it is withheld. Raises ``StoreError`` where the journal cannot be
    written: before the order is sent, or after, when the next recovery looks it up.
    """
    ledger = journal.ledger()
    known = ledger.orders.get(order.client_id)
    if known is not None:
        return Known(known) if known.order == order else Withheld(f"{order.client_id} is spent on other terms")
    withheld = _withheld(ledger, order.terms.ticker)
    if withheld is not None:
        return withheld
    intended_at = clock.now()
    journal.append([Intended(intended_at, order, decision)], known_at=intended_at)
    outcome = venue.submit(order)
    answered_at = clock.now()
    heard = heard_of(order, outcome)
    journal.append(
        [Answered(answered_at, order.client_id, heard, _order_id(outcome), _words(outcome))], known_at=answered_at
    )
    return outcome


def cancel(client_id: str, *, journal: Journal, venue: Venue, clock: Clock) -> Cancellation | Withheld:
    """Write down that an order is to go, ask for it once, write down what came of it.

    Withheld where the journal knows no such order in the book. Asking again while an answer is missing is allowed.
    """
    tracked = journal.ledger().orders.get(client_id)
    if tracked is None or tracked.state not in WORKING:
        stood = "is not in the journal" if tracked is None else f"stands as {tracked.state.name}"
        return Withheld(f"{client_id} {stood}; there is nothing to cancel")
    asked_at = clock.now()
    journal.append([Answered(asked_at, client_id, Heard.CANCEL_ASKED)], known_at=asked_at)
    came = venue.cancel(tracked)
    match came:
        case Gone():
            heard = came.heard
        case Rejected():
            heard = Heard.RESTS
        case Unknown():
            heard = Heard.UNCLEAR
    answered_at = clock.now()
    journal.append([Answered(answered_at, client_id, heard, words=_words(came))], known_at=answered_at)
    return came


def heard_of(order: Order, outcome: Outcome) -> Heard:
    """What an outcome tells of an order."""
    match outcome:
        case Accepted(remaining=remaining) if remaining > Count(0):
            return Heard.RESTS
        case Accepted(filled=filled):
            return Heard.EXECUTED if filled == order.terms.count else Heard.CANCELED
        case Rejected():
            return Heard.REFUSED
        case _:
            return Heard.LANDED if outcome.landing is Landing.SURELY else Heard.UNCLEAR


def _withheld(ledger: Ledger, ticker: str) -> Withheld | None:
    if ledger.opened_at is None:
        return Withheld("no recovery has opened the account yet")
    against = ledger.halted or ledger.contradictions
    if against:
        return Withheld(against[0])
    unresolved = ledger.unresolved(ticker)
    return Withheld(f"the outcome of {unresolved[0].order.client_id} in {ticker} is unknown") if unresolved else None


def _order_id(outcome: Outcome) -> str:
    return outcome.order_id if isinstance(outcome, Accepted) else ""


def _words(came: Outcome | Cancellation) -> str:
    if isinstance(came, Rejected):
        return f"{came.reason.name}: {came.words}"
    return "" if isinstance(came, Accepted | Gone) else came.why
