"""What must hold in a simulated week, told from the exchange's own books and the journal side by side."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from paxline.desk.ledger import Event, Intended, Ledger
from paxline.desk.orders import State
from paxline.exchange.engine import Exchange, OrderView
from paxline.exchange.orders import OrderStatus
from paxline.exchange.requests import Side
from paxline.market.contract import Ladder
from paxline.units import Count, Usd

_STANDING: Final[Mapping[OrderStatus, State]] = MappingProxyType(
    {
        OrderStatus.RESTING: State.RESTING,
        OrderStatus.EXECUTED: State.EXECUTED,
        OrderStatus.CANCELED: State.CANCELED,
    }
)
_NEVER_THERE: Final = frozenset({State.VOID, State.REJECTED})

_DOLLAR: Final = 10_000
"""Millionths of a dollar that a hundredth of a contract pays."""


def apart(ledger: Ledger, exchange: Exchange, *, member: str) -> Iterator[str]:
    """Where the journal, as it stands after a recovery, is not what happened at the exchange; for a person."""
    there = {order.client_order_id: order for order in exchange.orders(member)}
    for client_id, order in there.items():
        yield from _of_order(ledger, client_id, order)
    for client_id, tracked in ledger.orders.items():
        if client_id not in there and tracked.state not in _NEVER_THERE:
            yield f"{client_id} stands as {tracked.state.name} and was never at the exchange"
    stakes = exchange.stakes(member)
    held = {ticker: stake.position for ticker, stake in stakes.items() if stake.position != Count(0)}
    ours = {ticker: position.count for ticker, position in ledger.positions.items()}
    if ours != held:
        yield f"the journal holds {ours} and the exchange {held}"
    fees = Usd(sum(stake.fees.millionths for stake in stakes.values()))
    if ledger.fees != fees:
        yield f"the journal knows fees of {ledger.fees}, and {fees} were paid"
    realised = Usd(sum(stake.realized.millionths for stake in stakes.values()))
    if not held and ledger.realised != realised:
        yield f"the journal knows {ledger.realised} realised, and it was {realised}"
    cash = exchange.money(member).cash
    if ledger.cash != cash:
        yield f"the journal comes to {ledger.cash} in cash, and the exchange has {cash}"


def _of_order(ledger: Ledger, client_id: str, order: OrderView) -> Iterator[str]:
    tracked = ledger.orders.get(client_id)
    if tracked is None:
        yield f"{client_id} is at the exchange and not in the journal"
        return
    if tracked.state is not _STANDING[order.status]:
        yield f"{client_id} stands as {tracked.state.name} and is {order.status} at the exchange"
    if tracked.filled != order.filled:
        yield f"{client_id} has {tracked.filled} filled in the journal and {order.filled} at the exchange"


def doubled(events: Iterable[Event], exchange: Exchange, *, member: str) -> Iterator[str]:
    """Decisions of which more than one order reached the exchange."""
    decided = {event.order.client_id: event.decision for event in events if isinstance(event, Intended)}
    times = Counter(decided.get(order.client_order_id, "") for order in exchange.orders(member))
    yield from (f"decision {name!r} became {count} orders" for name, count in times.items() if name and count > 1)


def beyond(exchange: Exchange, limit: Count, *, member: str) -> Iterator[str]:
    """Markets in which what is held and what rests could come to more than ``limit`` contracts of one leg."""
    worst: dict[tuple[str, int], int] = {}
    for ticker, stake in exchange.stakes(member).items():
        for sign in (1, -1):
            worst[ticker, sign] = sign * stake.position.hundredths
    for order in exchange.resting(member):
        worst[order.ticker, 1 if order.side is Side.BID else -1] += order.remaining.hundredths
    for (ticker, sign), count in worst.items():
        if count > limit.hundredths:
            yield f"{ticker} could come to {Count(sign * count)}, and the limit is {limit}"


def leaking(exchange: Exchange) -> Iterator[str]:
    """Money that came from nowhere or went there."""
    money = exchange.treasury
    if money.members + money.escrow + money.fees != money.brought:
        yield f"{money.brought} were brought in, and there are {money.members} + {money.escrow} + {money.fees}"


def crowded(exchange: Exchange, limit: Count, *, member: str) -> Iterator[str]:
    """Whether all that is held and rests, whichever leg, is more than ``limit`` contracts."""
    held = sum(abs(stake.position.hundredths) for stake in exchange.stakes(member).values())
    resting = sum(order.remaining.hundredths for order in exchange.resting(member))
    if held + resting > limit.hundredths:
        yield f"{Count(held)} contracts are held and {Count(resting)} rest, and {limit} may be"


def losing(exchange: Exchange, most: Usd, *, ladder: Ladder, brought: Usd, member: str) -> Iterator[str]:
    """Where the event could lose more than ``most`` at some print, whichever of the resting orders fill.

    The member brought ``brought``, has had this event alone, and has cash for what it holds.
    """
    rungs = {rung.ticker: place for place, rung in enumerate(ladder.rungs)}
    cash = exchange.money(member).cash.millionths
    positions = {ticker: stake.position.hundredths for ticker, stake in exchange.stakes(member).items()}
    for passed in range(len(rungs) + 1):
        # A rung pays where the print is above it: of the lowest so many.
        paid = sum(
            abs(held) * _DOLLAR for ticker, held in positions.items() if held and (held > 0) == (rungs[ticker] < passed)
        )
        lost = brought.millionths - cash - paid
        for order in exchange.resting(member):
            bid = order.side is Side.BID
            cost = (order.price if bid else order.price.complement).times(order.remaining).millionths
            wins = bid == (rungs[order.ticker] < passed)
            lost += max(cost - (order.remaining.hundredths * _DOLLAR if wins else 0), 0)
        if lost > most.millionths:
            yield f"above {passed} strikes {Usd(lost)} would be lost, and {most} may be"
