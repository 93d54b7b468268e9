"""Recovery: start-up reads the journal and the exchange, and trades only where the two agree.

There is one path: a first start, a restart after a kill and a check in mid-session do the same. Orders whose outcome
is unknown are looked up by our id; what happened meanwhile is written down; whatever then still differs is named, and
halts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from paxline.desk.ledger import Agreed, Answered, CashMoved, Cause, Event, Halted, Ledger, Tracked, onward
from paxline.desk.orders import Heard, State, after
from paxline.desk.reconcile import StatedOrder, Statement, differences, ours_to_explain
from paxline.errors import SourceError
from paxline.run.ports import Absent, Account, Clock, Journal, Unknown

WAITS: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between statements before a difference is believed: reads lag writes (recorded: over 0.36 s)."""

LATELY: Final = timedelta(days=1)
"""What the exchange states of an account reaches back at least so far."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Journal and exchange agree.

    Attributes:
        ledger: What both come to.
        blocked: Markets in which an outcome is still unknown: nothing is sent there.
    """

    ledger: Ledger
    blocked: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stopped:
    """Nothing may be sent.

    Attributes:
        ledger: What the journal comes to.
        why: Every difference, or why the exchange could not be asked; at least one.
    """

    ledger: Ledger
    why: tuple[str, ...]


Recovered: TypeAlias = Ready | Stopped
"""What a recovery found."""


def recover(*, journal: Journal, account: Account, clock: Clock) -> Recovered:
    """Bring the journal up to the exchange, or halt with every difference named.

    Sends nothing. Raises ``StoreError`` where the journal cannot be read or written.
    """
    ledger = journal.ledger()
    if ledger.contradictions:
        return _halt(ledger.contradictions, journal, clock)
    try:
        if ledger.opened_at is None:
            _open(journal, account, clock)
        _look_up_unknowns(journal, account, clock)
        named = _settle(journal, account, clock)
    except SourceError as error:
        return Stopped(journal.ledger(), (f"the exchange does not tell: {error}",))
    if named:
        return _halt(named, journal, clock)
    ledger = journal.ledger()
    if ledger.halted:
        at = clock.now()
        journal.append([Agreed(at)], known_at=at)
        ledger = journal.ledger()
    return Ready(ledger, frozenset(tracked.order.terms.ticker for tracked in ledger.unresolved()))


def _open(journal: Journal, account: Account, clock: Clock) -> None:
    """Take the stated balance as what we begin with; from here on every millionth is explained."""
    statement = account.statement(clock.now())
    opening = CashMoved(statement.as_of, statement.cash, Cause.OPENING, "the balance at the first start")
    journal.append([opening], known_at=clock.now())


def _look_up_unknowns(journal: Journal, account: Account, clock: Clock) -> None:
    for tracked in journal.ledger().unresolved():
        found = account.look_up(tracked.order, sent_at=tracked.intended_at)
        heard = _heard_by_looking(tracked, found, at=clock.now())
        journal.append([heard], known_at=heard.at)


def _heard_by_looking(tracked: Tracked, found: StatedOrder | Absent | Unknown, *, at: datetime) -> Answered:
    client_id = tracked.order.client_id
    match found:
        case StatedOrder():
            return Answered(at, client_id, found.heard, found.order_id, "found by looking it up")
        case Absent() if after(tracked.state, Heard.ABSENT) is not None:
            return Answered(at, client_id, Heard.ABSENT, words="looked for until it could not be there any more")
        case Absent():
            # It was there for certain, so not finding it tells nothing.
            return Answered(at, client_id, Heard.UNCLEAR, words="not found, though it was there")
        case Unknown():
            return Answered(at, client_id, Heard.UNCLEAR, words=found.why)


def _settle(journal: Journal, account: Account, clock: Clock) -> tuple[str, ...]:
    """Write down what the exchange states beyond the journal; the differences that stay.

    The first statement is of what may still change; where it does not agree, all that the ledger tells is asked for.
    """
    named: tuple[str, ...] = ()
    since = _unsettled_since(journal.ledger(), clock.now())
    for wait in (*WAITS, None):
        ledger = journal.ledger()
        statement = ours_to_explain(ledger, account.statement(since))
        named = _take_in(ledger, statement, journal, clock)
        if not named or wait is None:
            break
        clock.sleep(wait)
        since = ledger.told_since or clock.now()
    return named


def _unsettled_since(ledger: Ledger, now: datetime) -> datetime:
    """The instant (UTC) since which something may have happened that the journal lacks.

    Cash and positions are stated whole, so that nothing before it can differ unseen.
    """
    newest = next(ledger.orders.newest_first(), None)
    if newest is None or ledger.opened_at is None:
        return ledger.told_since or now
    heard = (newest, *ledger.standing.values())
    return max(ledger.opened_at, min(now - LATELY, *(one.intended_at for one in heard)))


def _take_in(ledger: Ledger, statement: Statement, journal: Journal, clock: Clock) -> tuple[str, ...]:
    """Append what is news and contradicts nothing; what differs before it can be written is not written."""
    news = tuple(_news(ledger, statement))
    tried = onward(ledger, news)
    named = differences(_beyond_unknowns(tried), statement)
    if news and not tried.contradictions:
        journal.append(news, known_at=clock.now())
    return named


def _beyond_unknowns(ledger: Ledger) -> Ledger:
    """The ledger without cancels in doubt, which the exchange may state as resting: their markets are blocked."""
    rests = {
        client_id: replace(tracked, state=State.RESTING)
        for client_id, tracked in ledger.standing.items()
        if tracked.state is State.CANCELLING
    }
    return replace(ledger, orders=ledger.orders.changed(rests), standing={**ledger.standing, **rests})


def _news(ledger: Ledger, statement: Statement) -> Iterator[Event]:
    """What the statement tells and the journal does not: orders first, for fills are known by their order's id."""
    for order in statement.orders:
        tracked = ledger.orders.get(order.client_id)
        if tracked is not None and _is_news(tracked, order):
            yield Answered(statement.as_of, order.client_id, order.heard, order.order_id, "stated by the exchange")
    for fill in statement.fills:
        if fill.fill_id not in ledger.fills:
            yield fill
    for settled in statement.settlements:
        if settled.ticker not in ledger.settled:
            yield settled


def _is_news(tracked: Tracked, order: StatedOrder) -> bool:
    """Whether the order went on, rather than being shown as it was a moment before."""
    following = after(tracked.state, order.heard)
    stale = tracked.state is State.CANCELLING and order.heard is Heard.RESTS
    return following is not None and not stale and (following is not tracked.state or not tracked.order_id)


def _halt(named: tuple[str, ...], journal: Journal, clock: Clock) -> Stopped:
    at = clock.now()
    journal.append([Halted(at, one) for one in named], known_at=at)
    return Stopped(journal.ledger(), named)
