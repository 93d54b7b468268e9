"""The ledger: everything that happened to our orders and our money, folded into what we hold and what it earned.

A trade on the YES leg buys one leg: a bid buys YES at ``p``, an ask buys NO at ``1 - p``. Contracts of opposite legs
pair off at once and return a dollar. Lots are paired first in, first out, so every figure is exact, and at any moment

    cash = moved + realised - fees - what the open lots cost.

Events about orders count in the order in which they were written down, events about money in the order of their
own instants, so that a fill heard of late lands where it belongs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeAlias

from paxline.desk.orders import UNRESOLVED, WORKING, Heard, Leg, Order, Side, State, Working, after
from paxline.units import Count, Price, Usd

NOTHING: Final = Count(0)
_CENT: Final = 10_000


class Role(Enum):
    """Which part we had in a trade."""

    TAKER = "taker"
    MAKER = "maker"


class Cause(Enum):
    """Why cash moved without a trade."""

    OPENING = "opening"
    TRANSFER = "transfer"
    INTEREST = "interest"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Intended:
    """An order that is about to be sent, written down first.

    Attributes:
        at: When it was written down (UTC).
        order: The order under its id.
        decision: The name of the decision it comes from.
    """

    at: datetime
    order: Order
    decision: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What was heard of an order, or asked for it.

    Attributes:
        at: When (UTC).
        client_id: Our id.
        heard: What was heard.
        order_id: The exchange's id, or an empty string where it gave none.
        words: Why, for a person.
    """

    at: datetime
    client_id: str
    heard: Heard
    order_id: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """One fill of one of our orders.

    Attributes:
        at: When it traded (UTC).
        fill_id: The exchange's id; a fill counts once.
        order_id: The exchange's id of the order.
        ticker: The market.
        side: On the YES leg.
        price: YES's price.
        count: Contracts.
        fee: What the exchange took for it, as it says.
        role: Ours in the trade.
    """

    at: datetime
    fill_id: str
    order_id: str
    ticker: str
    side: Side
    price: Price
    count: Count
    fee: Usd
    role: Role


@dataclass(frozen=True, slots=True)
class Settled:
    """A market paid out.

    Attributes:
        at: When (UTC).
        ticker: The market.
        value: What one YES contract was paid; NO was paid the rest of the dollar.
        revenue: What the exchange says it paid us, in whole cents.
    """

    at: datetime
    ticker: str
    value: Price
    revenue: Usd


@dataclass(frozen=True, slots=True)
class CashMoved:
    """Cash came (positive) or went without a trade; a fee or its refund has the cause ``FEE``."""

    at: datetime
    amount: Usd
    cause: Cause
    words: str = ""


@dataclass(frozen=True, slots=True)
class Halted:
    """Trading stopped because the journal and the exchange contradict each other."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """After a halt, journal and exchange were found to agree again."""

    at: datetime


Event: TypeAlias = Intended | Answered | Filled | Settled | CashMoved | Halted | Agreed
"""One entry of the journal."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Contracts of one leg bought at one price of that leg."""

    price: Price
    count: Count


@dataclass(frozen=True, slots=True)
class Position:
    """What is held in one market: lots of one leg, oldest first."""

    leg: Leg
    lots: tuple[Lot, ...]

    @property
    def count(self) -> Count:
        """Contracts held, negative for NO, as the exchange signs them."""
        held = sum(lot.count.hundredths for lot in self.lots)
        return Count(held if self.leg is Leg.YES else -held)

    @property
    def cost(self) -> Usd:
        """What the lots cost, without fees."""
        return Usd(sum(lot.price.times(lot.count).millionths for lot in self.lots))


@dataclass(frozen=True, slots=True)
class Tracked:
    """One of our orders and where it stands.

    Attributes:
        order: As intended.
        intended_at: When it was written down (UTC).
        state: As far as the journal tells.
        order_id: The exchange's id, empty until it was heard.
        filled: Contracts filled, as far as fills were heard of.
    """

    order: Order
    intended_at: datetime
    state: State
    order_id: str = ""
    filled: Count = NOTHING

    @property
    def remaining(self) -> Count:
        """Contracts not filled yet."""
        return self.order.terms.count - self.filled


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
        fills: By fill id.
        settled: By ticker.
        opened_at: When the first cash moved (UTC), from which the account is ours to explain; ``None`` before.
        halted: Why trading is stopped, for a person; empty while it is not.
        contradictions: What cannot all be true, for a person.
    """

    moved: Usd
    cash: Usd
    fees: Usd
    realised: Usd
    positions: Mapping[str, Position]
    orders: Mapping[str, Tracked]
    fills: Mapping[str, Filled]
    settled: Mapping[str, Settled]
    opened_at: datetime | None
    halted: tuple[str, ...]
    contradictions: tuple[str, ...]

    @property
    def open_cost(self) -> Usd:
        """What everything held cost, without fees."""
        return Usd(sum(position.cost.millionths for position in self.positions.values()))

    def unresolved(self, ticker: str | None = None) -> tuple[Tracked, ...]:
        """Orders whose outcome is not known, of one market or of all."""
        return tuple(t for t in self.orders.values() if t.state in UNRESOLVED and _of(t, ticker))

    def working(self, ticker: str | None = None) -> tuple[Working, ...]:
        """Orders that may still fill, of one market or of all, as a plan sees them."""
        return tuple(
            Working(t.order.client_id, t.order.terms, t.remaining)
            for t in self.orders.values()
            if t.state in WORKING and t.remaining > NOTHING and _of(t, ticker)
        )


def _of(tracked: Tracked, ticker: str | None) -> bool:
    return ticker is None or tracked.order.terms.ticker == ticker


def fold(events: Iterable[Event]) -> Ledger:
    """What ``events``, in the order in which they were written down, come to.

    Contradictions (an answer that an order's state rules out, one id with two meanings) are gathered, not raised.
    """
    written = list(events)
    contradictions: list[str] = []
    orders = _orders(written, contradictions)
    fills = _fills(written, contradictions)
    _count_fills(orders, fills, contradictions)
    money = _Money(contradictions)
    moves = [event for event in written if isinstance(event, CashMoved)]
    settled = [event for event in written if isinstance(event, Settled)]
    # Of one instant, a fill comes before the settlement.
    for event in sorted([*moves, *fills.values(), *settled], key=lambda event: event.at):
        money.take(event)
    return Ledger(
        moved=Usd(money.moved),
        cash=Usd(money.cash),
        fees=Usd(money.fees),
        realised=Usd(money.realised),
        positions=MappingProxyType(dict(sorted(money.positions.items()))),
        orders=MappingProxyType(orders),
        fills=MappingProxyType(fills),
        settled=MappingProxyType({event.ticker: event for event in settled}),
        opened_at=moves[0].at if moves else None,
        halted=_halted(written),
        contradictions=tuple(contradictions),
    )


def _halted(events: list[Event]) -> tuple[str, ...]:
    reasons: list[str] = []
    for event in events:
        match event:
            case Halted():
                reasons.append(event.reason)
            case Agreed():
                reasons.clear()
            case _:
                pass
    return tuple(reasons)


def _orders(events: list[Event], contradictions: list[str]) -> dict[str, Tracked]:
    orders: dict[str, Tracked] = {}
    for event in events:
        match event:
            case Intended():
                known = orders.get(event.order.client_id)
                if known is None:
                    orders[event.order.client_id] = Tracked(event.order, event.at, State.INTENDED)
                elif known.order != event.order:
                    contradictions.append(f"{event.order.client_id} was intended under two terms")
            case Answered():
                known = orders.get(event.client_id)
                state = None if known is None else after(known.state, event.heard)
                if known is None or state is None:
                    stood = "was never intended" if known is None else f"stood as {known.state.name}"
                    contradictions.append(f"{event.client_id} {stood}, and {event.heard.value!r} was heard of it")
                elif known.order_id and event.order_id and known.order_id != event.order_id:
                    contradictions.append(f"{event.client_id} goes by {known.order_id} and by {event.order_id}")
                else:
                    order_id = event.order_id or known.order_id
                    orders[event.client_id] = Tracked(known.order, known.intended_at, state, order_id, known.filled)
            case _:
                pass
    return orders


def _fills(events: list[Event], contradictions: list[str]) -> dict[str, Filled]:
    fills: dict[str, Filled] = {}
    told = (event for event in events if isinstance(event, Filled))
    contradictions += [
        f"fill {event.fill_id} was told in two ways"
        for event in told
        if fills.setdefault(event.fill_id, event) != event
    ]
    return fills


def _count_fills(orders: dict[str, Tracked], fills: Mapping[str, Filled], contradictions: list[str]) -> None:
    ours = {tracked.order_id: client_id for client_id, tracked in orders.items() if tracked.order_id}
    for fill in fills.values():
        client_id = ours.get(fill.order_id)
        if client_id is None:
            contradictions.append(f"fill {fill.fill_id} is of an order nobody here intended, {fill.order_id}")
            continue
        tracked = replace(orders[client_id], filled=orders[client_id].filled + fill.count)
        orders[client_id] = tracked
        terms = tracked.order.terms
        if (fill.ticker, fill.side) != (terms.ticker, terms.side):
            contradictions.append(f"fill {fill.fill_id} is not what {client_id} asked for")
        if tracked.remaining < NOTHING:
            contradictions.append(f"{client_id} was filled beyond its size: {tracked.filled} of {terms.count}")


class _Money:
    """Sums in millionths of a dollar while a fold runs."""

    def __init__(self, contradictions: list[str]) -> None:
        self._contradictions = contradictions
        self.moved = self.cash = self.fees = self.realised = 0
        self.positions: dict[str, Position] = {}

    def take(self, event: Filled | Settled | CashMoved) -> None:
        match event:
            case CashMoved(amount=amount, cause=Cause.FEE):
                self.cash += amount.millionths
                self.fees -= amount.millionths
            case CashMoved(amount=amount):
                self.cash += amount.millionths
                self.moved += amount.millionths
            case Settled():
                self._settle(event)
            case Filled():
                self._trade(event)

    def _settle(self, event: Settled) -> None:
        held = self.positions.pop(event.ticker, Position(Leg.YES, ()))
        value = event.value if held.leg is Leg.YES else event.value.complement
        payout = value.times(Count(abs(held.count.hundredths)))
        self.cash += payout.millionths
        self.realised += payout.millionths - held.cost.millionths
        # The exchange states what it paid in whole cents.
        if abs(payout.millionths - event.revenue.millionths) >= _CENT:
            self._contradictions.append(f"{event.ticker} paid {event.revenue}, and what was held is worth {payout}")

    def _trade(self, fill: Filled) -> None:
        self.cash -= fill.fee.millionths
        self.fees += fill.fee.millionths
        leg, price = (Leg.YES, fill.price) if fill.side is Side.BID else (Leg.NO, fill.price.complement)
        held = self.positions.pop(fill.ticker, Position(leg, ()))
        left = fill.count
        lots = list(held.lots)
        while held.leg is not leg and lots and left > NOTHING:
            paired = min(left, lots[0].count)
            # Buying the other leg closes: the pair returns a dollar.
            returned = price.complement.times(paired).millionths
            self.cash += returned
            self.realised += returned - lots[0].price.times(paired).millionths
            left -= paired
            rest = Lot(lots[0].price, lots[0].count - paired)
            lots[:1] = [rest] if rest.count > NOTHING else []
        if left > NOTHING:
            # Here nothing of the other leg is left.
            self.cash -= price.times(left).millionths
            held, lots = Position(leg, ()), [*lots, Lot(price, left)]
        if lots:
            self.positions[fill.ticker] = Position(held.leg, tuple(lots))
