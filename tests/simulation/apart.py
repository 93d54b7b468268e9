"""A paper account reckoned apart from the bot: from its orders and from everything that ever traded, at the end.

The rule is that of ``docs/running.md``, written down a second time: a quarter of what trades beyond an order's price,
an eighth of what trades at it, whole contracts; what takes pays the taker's fee; a market pays a dollar or nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.simulation.month import World

from paxline.desk.ledger import Answered, Event, Intended
from paxline.desk.orders import Heard, Side
from paxline.market.contract import Contract, event_week
from paxline.market.fees import TSA_TERMS, FeeSchedule
from paxline.units import Count, Price


@dataclass
class Life:
    """An order: when it was written down, what it is called there, and when it ended (UTC)."""

    intended: Intended
    order_id: str = ""
    ended_at: datetime | None = None


@dataclass
class Reckoned:
    """What the orders come to.

    Attributes:
        cash: In millionths of a dollar, moved by the orders.
        held: Hundredths of contracts by market that has not paid out, YES positive.
        contracts: Hundredths that traded in all.
    """

    cash: int = 0
    held: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))
    contracts: int = 0


def lives(events: Iterable[Event]) -> dict[str, Life]:
    """Every order by our id."""
    found: dict[str, Life] = {}
    for event in events:
        if isinstance(event, Intended):
            found[event.order.client_id] = Life(event)
        elif isinstance(event, Answered):
            life = found[event.client_id]
            life.order_id = event.order_id or life.order_id
            if event.heard in {Heard.CANCELED, Heard.EXECUTED, Heard.REFUSED, Heard.ABSENT}:
                life.ended_at = life.ended_at or event.at
    return found


def reckon(world: World, events: Iterable[Event], now: datetime) -> Reckoned:
    """What the orders of a journal come to at an instant (UTC); nothing that it says of fills or of money is read."""
    found = Reckoned()
    for life in lives(events).values():
        if not life.order_id:
            continue
        terms = life.intended.order.terms
        sign = 1 if terms.side is Side.BID else -1
        taken, price = at_once(world, life)
        rested = min(traded(world, life, now), terms.count.hundredths - taken)
        fee = FeeSchedule.at(life.intended.at, terms=TSA_TERMS).taker_fee(price, Count(taken)).millionths
        found.cash -= fee + sign * (price.times(Count(taken)).millionths + terms.price.times(Count(rested)).millionths)
        found.held[terms.ticker] += sign * (taken + rested)
        found.contracts += taken + rested
    for ticker in sorted(found.held):
        week = event_week(ticker.rsplit("-", 1)[0])
        if now >= world.settles_at(week):
            pays = world.average(week) > Contract.parse(ticker).strike
            found.cash += 10_000 * found.held.pop(ticker) * pays
        else:
            # Whoever is short holds the other leg, and has paid a dollar for the pair.
            found.cash -= 10_000 * max(0, -found.held[ticker])
    found.held = {ticker: held for ticker, held in found.held.items() if held}
    return found


def at_once(world: World, life: Life) -> tuple[int, Price]:
    """Hundredths that an order took from the book as it stood when it came, and YES's price."""
    terms = life.intended.order.terms
    book: Any = world.book(terms.ticker, life.intended.at)["orderbook_fp"]
    (across, size), *_ = book["no_dollars" if terms.side is Side.BID else "yes_dollars"]
    price = Price.parse(across)
    price = price.complement if terms.side is Side.BID else price
    crosses = price <= terms.price if terms.side is Side.BID else price >= terms.price
    return (min(Count.parse(size), terms.count).hundredths if crosses else 0), price


def traded(world: World, life: Life, now: datetime) -> int:
    """Hundredths that an order got while it stood."""
    terms, eighths = life.intended.order.terms, 0
    for trade in world.trades(terms.ticker, life.intended.at, life.ended_at or now):
        price, count = Price.parse(str(trade["yes_price_dollars"])), Count.parse(str(trade["count_fp"])).hundredths
        beyond = price < terms.price if terms.side is Side.BID else price > terms.price
        eighths += count * (2 if beyond else price == terms.price)
    return eighths // 800 * 100
