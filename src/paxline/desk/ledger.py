"""The ledger: everything that happened to our orders and our money, and what it comes to: what we hold, what it earned.

A trade on the YES leg buys one leg: a bid buys YES at ``p``, an ask buys NO at ``1 - p``. Contracts of opposite legs
pair off at once and return a dollar. Lots are paired first in, first out, so every figure is exact, and at any moment

    cash = moved + realised - fees - what the open lots cost.

Events about orders count in the order in which they were written down, events about money in the order of their
own instants, so that a fill heard of late lands where it belongs. A ledger is carried forward: ``onward`` costs what
the new events cost, however many came before, and a fold of all events is the same ledger.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from paxline.counts.calendar import eastern_day
from paxline.desk.events import Agreed, Answered, CashMoved, Cause, Event, Filled, Halted, Intended, Role, Settled
from paxline.desk.layered import Draft, Layered
from paxline.desk.orders import UNRESOLVED, WORKING, Order, State, Working, after
from paxline.desk.purse import EMPTY, NOTHING, Lot, Position, Purse
from paxline.units import Count, Usd

__all__ = (
    "NOTHING",
    "NOTHING_YET",
    "Agreed",
    "Answered",
    "CashMoved",
    "Cause",
    "Event",
    "Filled",
    "Halted",
    "Intended",
    "Ledger",
    "Lot",
    "Position",
    "Role",
    "Settled",
    "Tracked",
    "fold",
    "onward",
)

SKEW: Final = timedelta(minutes=1)
"""How far the exchange's clock may be from ours."""

_NONE: Final = Usd(0)


@dataclass(frozen=True, slots=True)
class Tracked:
    """One of our orders and where it stands.

    Attributes:
        order: As intended.
        intended_at: When it was written down (UTC).
        state: As far as the journal tells.
        order_id: The exchange's id, empty until it was heard.
        filled: Contracts filled, as far as fills were heard of.
        heard_at: When it was last heard of (UTC), ``None`` before.
    """

    order: Order
    intended_at: datetime
    state: State
    order_id: str = ""
    filled: Count = NOTHING
    heard_at: datetime | None = None

    @property
    def remaining(self) -> Count:
        """Contracts not filled yet."""
        return self.order.terms.count - self.filled


@dataclass(frozen=True, slots=True)
class Day:
    """What one Eastern day did to the money.

    Attributes:
        moved: Cash put in less cash taken out.
        result: Earned less fees, open lots at cost.
        settlements: Markets that paid out.
    """

    moved: Usd = _NONE
    result: Usd = _NONE
    settlements: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """What all events come to.

    Attributes:
        moved: Cash put in less cash taken out, interest included.
        cash: What should be there, before anything is held back for resting orders.
        fees: Paid so far.
        realised: Earned by closing and by settlement, before fees.
        positions: By ticker, only where something is held.
        orders: By client id, in the order of intent.
        standing: Those of the orders that may still fill or whose outcome is not known.
        fills: By fill id.
        settled: By ticker.
        purses: Each market's money, by ticker.
        days: By Eastern day.
        opened_at: When the first cash moved (UTC), from which the account is ours to explain; ``None`` before.
        opening: How much that was.
        halted: Why trading is stopped, for a person; empty while it is not.
        names: Our id by the exchange's.
        strays: Fills of orders that nobody here intended, as far as is known, by the exchange's id of the order.
        odd: What cannot all be true of orders and fills, for a person.
        unpaid: Why a settlement is not what was held, for a person, by ticker.
    """

    moved: Usd = _NONE
    cash: Usd = _NONE
    fees: Usd = _NONE
    realised: Usd = _NONE
    positions: Mapping[str, Position] = field(default_factory=dict[str, Position])
    orders: Layered[str, Tracked] = field(default_factory=Layered[str, Tracked])
    standing: Mapping[str, Tracked] = field(default_factory=dict[str, Tracked])
    fills: Layered[str, Filled] = field(default_factory=Layered[str, Filled])
    settled: Layered[str, Settled] = field(default_factory=Layered[str, Settled])
    purses: Layered[str, Purse] = field(default_factory=Layered[str, Purse])
    days: Layered[date, Day] = field(default_factory=Layered[date, Day])
    opened_at: datetime | None = None
    opening: Usd = _NONE
    halted: tuple[str, ...] = ()
    names: Layered[str, str] = field(default_factory=Layered[str, str])
    strays: Mapping[str, tuple[Filled, ...]] = field(default_factory=dict[str, tuple[Filled, ...]])
    odd: tuple[str, ...] = ()
    unpaid: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def contradictions(self) -> tuple[str, ...]:
        """What cannot all be true, for a person."""
        strays = (one for fills in self.strays.values() for one in fills)
        words = (f"fill {one.fill_id} is of an order nobody here intended, {one.order_id}" for one in strays)
        return (*self.odd, *words, *self.unpaid.values())

    @property
    def told_since(self) -> datetime | None:
        """The instant (UTC) from which what happened is told one by one; ``None`` before the account was opened."""
        closed = [purse.closed_until for purse in self.purses.values() if purse.closed_until]
        if self.opened_at is None or not closed:
            return self.opened_at
        orders = (one.intended_at for one in self.orders.values())
        fills = (fill.at for fill in self.fills.values())
        return max(self.opened_at, min([*orders, *fills], default=max(closed)) - SKEW)

    def takes(self, ticker: str, at: datetime | None) -> bool:
        """Whether the books of a market are open for what happened at an instant (UTC), or at one nobody knows."""
        purse = self.purses.get(ticker)
        return purse is None or (purse.closed_until is None if at is None else purse.takes(at))

    @property
    def open_cost(self) -> Usd:
        """What everything held cost, without fees."""
        return Usd(sum(position.cost.millionths for position in self.positions.values()))

    def unresolved(self, ticker: str | None = None) -> tuple[Tracked, ...]:
        """Orders whose outcome is not known, of one market or of all."""
        return tuple(t for t in self.standing.values() if t.state in UNRESOLVED and _of(t, ticker))

    def working(self, ticker: str | None = None) -> tuple[Working, ...]:
        """Orders that may still fill, of one market or of all, as a plan sees them."""
        return tuple(
            Working(t.order.client_id, t.order.terms, t.remaining)
            for t in self.standing.values()
            if t.state in WORKING and t.remaining > NOTHING and _of(t, ticker)
        )


def _of(tracked: Tracked, ticker: str | None) -> bool:
    return ticker is None or tracked.order.terms.ticker == ticker


NOTHING_YET: Final = Ledger()


def fold(events: Iterable[Event]) -> Ledger:
    """What ``events``, in the order in which they were written down, come to.

    Contradictions (an answer that an order's state rules out, one id with two meanings) are gathered, not raised.
    """
    return onward(NOTHING_YET, events)


def onward(ledger: Ledger, news: Iterable[Event]) -> Ledger:
    """The ledger after more events; the one that went in stays as it is."""
    draft = _Draft(ledger)
    for event in news:
        draft.take(event)
    return draft.done()


class _Draft:
    """A ledger while events come."""

    def __init__(self, of: Ledger) -> None:
        self._of = of
        self._orders, self._fills, self._settled = Draft(of.orders), Draft(of.fills), Draft(of.settled)
        self._purses, self._days, self._names = Draft(of.purses), Draft(of.days), Draft(of.names)
        self._standing, self._positions = dict(of.standing), dict(of.positions)
        self._strays, self._odd, self._unpaid = dict(of.strays), list(of.odd), dict(of.unpaid)
        self._halted = of.halted
        self._moved, self._cash, self._fees, self._realised = of.moved, of.cash, of.fees, of.realised
        self._opened_at, self._opening = of.opened_at, of.opening

    def done(self) -> Ledger:
        return Ledger(
            moved=self._moved,
            cash=self._cash,
            fees=self._fees,
            realised=self._realised,
            positions=MappingProxyType(dict(sorted(self._positions.items()))),
            orders=self._orders.done(),
            standing=MappingProxyType(self._standing),
            fills=self._fills.done(),
            settled=self._settled.done(),
            purses=self._purses.done(),
            days=self._days.done(),
            opened_at=self._opened_at,
            opening=self._opening,
            halted=self._halted,
            names=self._names.done(),
            strays=MappingProxyType(self._strays),
            odd=tuple(self._odd),
            unpaid=MappingProxyType(self._unpaid),
        )

    def take(self, event: Event) -> None:
        match event:
            case Intended():
                self._intend(event)
            case Answered():
                self._answer(event)
            case Filled():
                self._fill(event)
            case Settled():
                self._settle(event)
            case CashMoved():
                self._move(event)
            case Halted():
                self._halted = (*self._halted, event.reason)
            case Agreed():
                self._halted = ()

    def _intend(self, event: Intended) -> None:
        known = self._orders.get(event.order.client_id)
        if known is None:
            self._track(Tracked(event.order, event.at, State.INTENDED))
        elif known.order != event.order:
            self._odd.append(f"{event.order.client_id} was intended under two terms")

    def _answer(self, event: Answered) -> None:
        known = self._orders.get(event.client_id)
        state = None if known is None else after(known.state, event.heard)
        if known is None or state is None:
            stood = "was never intended" if known is None else f"stood as {known.state.name}"
            self._odd.append(f"{event.client_id} {stood}, and {event.heard.value!r} was heard of it")
        elif known.order_id and event.order_id and known.order_id != event.order_id:
            self._odd.append(f"{event.client_id} goes by {known.order_id} and by {event.order_id}")
        else:
            name = event.order_id or known.order_id
            self._track(replace(known, state=state, order_id=name, heard_at=event.at))
            if name and not known.order_id:
                self._names.put(name, event.client_id)
                for fill in self._strays.pop(name, ()):
                    self._count(fill, event.client_id)

    def _track(self, tracked: Tracked) -> None:
        client_id = tracked.order.client_id
        self._orders.put(client_id, tracked)
        if tracked.state in WORKING or tracked.state in UNRESOLVED:
            self._standing[client_id] = tracked
        else:
            self._standing.pop(client_id, None)

    def _fill(self, fill: Filled) -> None:
        known = self._fills.get(fill.fill_id)
        if known is not None:
            if known != fill:
                self._odd.append(f"fill {fill.fill_id} was told in two ways")
            return
        self._fills.put(fill.fill_id, fill)
        client_id = self._names.get(fill.order_id)
        if client_id is None:
            self._strays[fill.order_id] = (*self._strays.get(fill.order_id, ()), fill)
        else:
            self._count(fill, client_id)
        self._spend(fill)

    def _count(self, fill: Filled, client_id: str) -> None:
        known = self._orders.get(client_id)
        if known is None:
            raise AssertionError(f"{client_id} has a name and is no order")
        tracked = replace(known, filled=known.filled + fill.count)
        self._track(tracked)
        terms = tracked.order.terms
        if (fill.ticker, fill.side) != (terms.ticker, terms.side):
            self._odd.append(f"fill {fill.fill_id} is not what {client_id} asked for")
        if tracked.remaining < NOTHING:
            self._odd.append(f"{client_id} was filled beyond its size: {tracked.filled} of {terms.count}")

    def _settle(self, event: Settled) -> None:
        known = self._settled.get(event.ticker)
        if known is not None:
            if known != event:
                self._odd.append(f"{event.ticker} settled in two ways")
            return
        self._settled.put(event.ticker, event)
        day = eastern_day(event.at)
        had = self._days.get(day) or Day()
        self._days.put(day, replace(had, settlements=had.settlements + 1))
        self._spend(event)

    def _spend(self, event: Filled | Settled) -> None:
        """Let a market's purse take the event, and the sums follow it."""
        ticker = event.ticker
        before = self._purses.get(ticker) or EMPTY
        if not before.takes(event.at):
            self._odd.append(f"{ticker} is told of at {event.at:%Y-%m-%d %H:%M}Z, up to when its books are closed")
            return
        now = before.after(event)
        self._purses.put(ticker, now)
        self._cash += now.cash - before.cash
        self._fees += now.fees - before.fees
        self._realised += now.realised - before.realised
        for day, result in now.results.items():
            more = result - before.results.get(day, _NONE)
            if more != _NONE:
                had = self._days.get(day) or Day()
                self._days.put(day, replace(had, result=had.result + more))
        self._positions.pop(ticker, None)
        if now.position.lots:
            self._positions[ticker] = now.position
        self._unpaid.pop(ticker, None)
        if now.unpaid:
            self._unpaid[ticker] = now.unpaid

    def _move(self, event: CashMoved) -> None:
        if self._opened_at is None:
            self._opened_at, self._opening = event.at, event.amount
        self._cash += event.amount
        day = eastern_day(event.at)
        had = self._days.get(day) or Day()
        if event.cause is Cause.FEE:
            self._fees -= event.amount
            self._days.put(day, replace(had, result=had.result + event.amount))
        else:
            self._moved += event.amount
            self._days.put(day, replace(had, moved=had.moved + event.amount))
