"""The exchange behind the wire: one exchange, one clock, one lock, and the lists that the wire pages through."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import RLock

from paxline.edge.simulator.versions import Versions
from paxline.exchange.answers import Answer, Done, Event, Filled, OrderChanged, Settled, Traded
from paxline.exchange.counterparties import Flow
from paxline.exchange.engine import Exchange, Money, OrderView, Stake
from paxline.exchange.requests import Deposit, Request, Wait, Withdraw
from paxline.run.ports import Clock

Listener = Callable[[datetime, Sequence[Event]], None]
"""Hears a batch of events and the instant at which it was done; called with the lock held, by whatever thread asked."""


@dataclass(frozen=True, slots=True)
class Funds:
    """What a member has: its money, and its stakes by ticker, settled ones too."""

    money: Money
    stakes: dict[str, Stake]


class Hub:
    """One exchange, one clock, one lock, and the lists that the wire pages through.

    What others do comes by itself, each request at its own instant, before anybody asks or looks.
    Trades and past views begin with the hub: build it on an exchange that has not traded. Any thread may call.
    """

    def __init__(self, exchange: Exchange, clock: Clock, *, others: Flow | None = None) -> None:
        self._exchange = exchange
        self._others = others
        self._clock = clock
        self._lock = RLock()
        self._listeners: list[Listener] = []
        self._trades: list[Traded] = []
        self._orders: dict[str, dict[str, Versions[OrderView]]] = {}
        self._funds: dict[str, Versions[Funds]] = {}

    @property
    def clock(self) -> Clock:
        """The exchange's time."""
        return self._clock

    @property
    def exchange(self) -> Exchange:
        """The exchange as it stands, for who holds it or is being told of an event."""
        return self._exchange

    def apply(self, request: Request) -> Answer:
        """Do what is asked, now; everybody who listens hears what came of it before the answer is given."""
        with self._lock:
            now = self._clock.now()
            if self._others is not None:
                for one in self._others.due(now):
                    self._do(one.request, one.at)
            return self._do(request, now)

    def _do(self, request: Request, at: datetime) -> Answer:
        last = self._exchange.now
        at = at if last is None else max(at, last)
        answer, events = self._exchange.apply(request, at=at)
        if isinstance(request, Deposit | Withdraw) and isinstance(answer, Done):
            self._keep_funds(request.member, at)
        if events:
            self._keep(at, events)
            for listener in tuple(self._listeners):
                listener(at, events)
        return answer

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hear every batch of events from now on, in order; what is given back ends it."""
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    @contextmanager
    def held(self) -> Generator[Exchange]:
        """The exchange as it is now, what was due done; nobody moves it, and nothing is told, until it is let go."""
        with self._lock:
            self.apply(Wait())
            yield self._exchange

    def now(self) -> datetime:
        """The exchange's instant, after what was due by then."""
        with self.held() as exchange:
            return exchange.now or self._clock.now()

    def trades(self, ticker: str | None = None) -> list[Traded]:
        """Every trade, or those of one market, oldest first."""
        with self._lock:
            return [trade for trade in self._trades if ticker is None or trade.ticker == ticker]

    def fills(self, member: str, *, as_of: datetime) -> list[Filled]:
        """A member's fills by ``as_of`` (UTC), oldest first."""
        with self._lock:
            return [fill for fill in self._exchange.fills(member) if fill.at <= as_of]

    def settlements(self, member: str, *, as_of: datetime) -> list[Settled]:
        """What was paid to a member by ``as_of`` (UTC), oldest first."""
        with self._lock:
            return [paid for paid in self._exchange.settlements(member) if paid.at <= as_of]

    def orders(self, member: str, *, as_of: datetime) -> list[OrderView]:
        """A member's orders as they stood at ``as_of`` (UTC), oldest first; an order that came later is not there."""
        with self._lock:
            views = (versions.at(as_of) for versions in self._orders.get(member, {}).values())
            return [view for view in views if view is not None]

    def order(self, member: str, order_id: str, *, as_of: datetime) -> OrderView | None:
        """One of a member's orders as it stood at ``as_of`` (UTC)."""
        with self._lock:
            versions = self._orders.get(member, {}).get(order_id)
            return versions.at(as_of) if versions else None

    def funds(self, member: str, *, as_of: datetime) -> Funds:
        """What a member had at ``as_of`` (UTC); ``MissingData`` for nobody's name."""
        with self._lock:
            versions = self._funds.get(member)
            if versions is None:
                return self._funds_now(member)
            return versions.at(as_of) or versions.oldest

    def _funds_now(self, member: str) -> Funds:
        return Funds(self._exchange.money(member), self._exchange.stakes(member))

    def _keep_funds(self, member: str, at: datetime) -> None:
        self._funds.setdefault(member, Versions()).add(at, self._funds_now(member))

    def _keep(self, at: datetime, events: Sequence[Event]) -> None:
        touched: dict[str, None] = {}
        changed: dict[str, str] = {}
        for event in events:
            if isinstance(event, OrderChanged | Filled):
                changed[event.order_id] = event.member
            if isinstance(event, OrderChanged | Filled | Settled):
                touched[event.member] = None
            if isinstance(event, Traded):
                self._trades.append(event)
        for order_id, member in changed.items():
            mine = self._orders.setdefault(member, {})
            mine.setdefault(order_id, Versions()).add(at, self._exchange.order(order_id))
        for member in touched:
            self._keep_funds(member, at)
