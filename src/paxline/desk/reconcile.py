"""Balance assertions: what the exchange states on its own must be what our ledger comes to, else it is named.

Nothing here is forgiven by a tolerance. Whether the stated balance is before or after the money held back for resting
orders is not documented (OpenAPI 3.34.0 says "available balance"), nor whether an order that closes a position holds
anything back. Each of these amounts agrees, to the millionth, and nothing between.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from paxline.desk.ledger import Filled, Ledger, Settled, Tracked
from paxline.desk.orders import WORKING, Heard, Side, State
from paxline.units import Count, Price, Usd

_NONE: Final = Count(0)
_DOLLAR: Final = Price(10_000)


@dataclass(frozen=True, slots=True)
class StatedOrder:
    """One order as the exchange states it.

    Attributes:
        order_id: The exchange's id.
        client_id: The id it was sent under; may be somebody else's or empty.
        ticker: The market.
        side: On the YES leg.
        price: YES's price.
        initial: Contracts asked for.
        filled: Contracts filled.
        remaining: Contracts still in the book.
        heard: ``RESTS``, ``EXECUTED`` or ``CANCELED``.
        created_at: When the exchange took it (UTC), or ``None`` where it does not tell.
    """

    order_id: str
    client_id: str
    ticker: str
    side: Side
    price: Price
    initial: Count
    filled: Count
    remaining: Count
    heard: Heard
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """The account as the exchange states it.

    Attributes:
        as_of: When it was asked (UTC).
        orders: Since the instant asked for, resting ones whatever their age.
        fills: Since the instant asked for.
        settlements: Since the instant asked for.
        positions: By ticker, in contracts, negative for NO; unsettled markets only.
        cash: The balance.
    """

    as_of: datetime
    orders: tuple[StatedOrder, ...]
    fills: tuple[Filled, ...]
    settlements: tuple[Settled, ...]
    positions: Mapping[str, Count]
    cash: Usd


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A balance that is not what the ledger comes to.

    Attributes:
        ours: What the ledger comes to.
        stated: What the exchange states.
        reserved: What our resting orders may hold back.
    """

    ours: Usd
    stated: Usd
    reserved: Usd

    @property
    def difference(self) -> Usd:
        """Stated less ours."""
        return self.stated - self.ours

    def __str__(self) -> str:
        held = f", of which {self.reserved} may be held back" if self.reserved > Usd(0) else ""
        return f"the balance is {self.stated} and should be {self.ours}{held}: {self.difference} apart"


def ours_to_explain(ledger: Ledger, statement: Statement) -> Statement:
    """The statement without what the ledger tells in sums alone: before the account was opened, and of closed books.

    What belongs to an order of ours is kept whatever its instant: the exchange's clock may be behind.
    """
    opened_at = ledger.opened_at
    if opened_at is None:
        return statement
    known = {order.order_id for order in statement.orders if order.client_id in ledger.orders}
    return replace(
        statement,
        orders=tuple(
            order
            for order in statement.orders
            if order.order_id in known
            or order.heard is Heard.RESTS
            or (_since(opened_at, order.created_at) and ledger.takes(order.ticker, order.created_at))
        ),
        fills=tuple(
            fill
            for fill in statement.fills
            if fill.order_id in known or (fill.at >= opened_at and ledger.takes(fill.ticker, fill.at))
        ),
        settlements=tuple(settled for settled in statement.settlements if settled.at >= opened_at),
    )


def _since(opened_at: datetime, at: datetime | None) -> bool:
    """Whether something was after the opening, or may have been."""
    return at is None or at >= opened_at


def check_balance(ledger: Ledger, stated: Usd) -> Mismatch | None:
    """``None`` where the stated balance is the ledger's to the millionth, else the mismatch."""
    reserved = _reserved(ledger)
    if stated in {ledger.cash, ledger.cash - reserved, ledger.cash - _reserved_at_worst(ledger)}:
        return None
    return Mismatch(ledger.cash, stated, reserved)


def differences(ledger: Ledger, statement: Statement) -> tuple[str, ...]:
    """Everything in which the two contradict each other, for a person; empty where they agree."""
    mismatch = check_balance(ledger, statement.cash)
    return (
        *ledger.contradictions,
        *_of_orders(ledger, statement),
        *_of_fills(ledger, statement),
        *_of_settlements(ledger, statement),
        *_of_positions(ledger, statement),
        *((str(mismatch),) if mismatch else ()),
    )


def _of_orders(ledger: Ledger, statement: Statement) -> Iterator[str]:
    stated = {order.client_id: order for order in statement.orders}
    for client_id, times in Counter(order.client_id for order in statement.orders).items():
        if client_id in ledger.orders and times > 1:
            yield f"{client_id} stands {times} times at the exchange"
    for order in statement.orders:
        if order.client_id not in ledger.orders:
            yield f"{order.order_id} in {order.ticker} is an order nobody here intended"
    for client_id, order in stated.items():
        tracked = ledger.orders.get(client_id)
        if tracked is not None:
            yield from _of_order(tracked, order)
    for client_id, tracked in ledger.standing.items():
        if client_id not in stated and tracked.state in WORKING:
            yield f"{client_id} rests in the journal, and the exchange does not know it"


def _of_order(tracked: Tracked, order: StatedOrder) -> Iterator[str]:
    terms, client_id = tracked.order.terms, tracked.order.client_id
    asked = (terms.ticker, terms.side, terms.price, terms.count)
    if asked != (order.ticker, order.side, order.price, order.initial):
        yield f"{client_id} asked for {terms.text}, and stands otherwise at the exchange"
    if tracked.order_id != order.order_id:
        yield f"{client_id} goes by {tracked.order_id or 'no id'} here and by {order.order_id} at the exchange"
    if tracked.filled != order.filled:
        yield f"{client_id} has {tracked.filled} filled in the journal and {order.filled} at the exchange"
    standing = {State.RESTING: Heard.RESTS, State.EXECUTED: Heard.EXECUTED, State.CANCELED: Heard.CANCELED}
    if standing.get(tracked.state) is not order.heard:
        yield f"{client_id} stands as {tracked.state.name} here and {order.heard.value!r} at the exchange"


def _of_fills(ledger: Ledger, statement: Statement) -> Iterator[str]:
    for fill in statement.fills:
        known = ledger.fills.get(fill.fill_id)
        if known is None:
            yield f"fill {fill.fill_id} in {fill.ticker} is not in the journal"
        elif known != fill:
            yield f"fill {fill.fill_id} in {fill.ticker} is told otherwise than before"


def _of_settlements(ledger: Ledger, statement: Statement) -> Iterator[str]:
    for settled in statement.settlements:
        if ledger.settled.get(settled.ticker) != settled:
            yield f"{settled.ticker} settled at {settled.value}, which the journal does not tell"


def _of_positions(ledger: Ledger, statement: Statement) -> Iterator[str]:
    ours = {ticker: position.count for ticker, position in ledger.positions.items()}
    for ticker in sorted(ours.keys() | statement.positions.keys()):
        here, there = ours.get(ticker, _NONE), statement.positions.get(ticker, _NONE)
        if here != there:
            yield f"{ticker} is held with {here} here and {there} at the exchange"


def _reserved(ledger: Ledger) -> Usd:
    """What the resting orders would cost if they filled, each on its own and none of it closing anything."""
    return Usd(sum(one.millionths for sides in _costs(ledger).values() for one in sides.values()))


def _reserved_at_worst(ledger: Ledger) -> Usd:
    """The same where each contract held gives a dollar back to the side that closes it."""
    total = 0
    for ticker, sides in _costs(ledger).items():
        position = ledger.positions.get(ticker)
        held = position.count if position else _NONE
        closes = Side.ASK if held > _NONE else Side.BID
        for side, cost in sides.items():
            back = _DOLLAR.times(Count(abs(held.hundredths))) if side is closes else Usd(0)
            total += max((cost - back).millionths, 0)
    return Usd(total)


def _costs(ledger: Ledger) -> dict[str, dict[Side, Usd]]:
    """What the resting orders of each market and side would cost."""
    costs: dict[str, dict[Side, Usd]] = {}
    for one in ledger.working():
        price = one.terms.price if one.terms.side is Side.BID else one.terms.price.complement
        sides = costs.setdefault(one.terms.ticker, {})
        sides[one.terms.side] = sides.get(one.terms.side, Usd(0)) + price.times(one.remaining)
    return costs
