"""A simulated exchange for one week: its ladder listed, a market maker's quotes resting on it, and a seat to trade."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from paxline.counts.calendar import Week
from paxline.exchange.beliefs import HiddenWeek, hidden_week
from paxline.exchange.counterparties import CALM, Crowd, Flow, listing, outcome, trading
from paxline.exchange.engine import Exchange
from paxline.exchange.requests import Deposit, ListMarket, Place, Side, Wait
from paxline.exchange.world import World, make_world
from paxline.market.book import SeenQuote
from paxline.market.contract import Ladder, closes_at, is_open, opens_at, usual_ladder
from paxline.run.memory import MemoryJournal
from paxline.run.ports import Clock
from paxline.run.simulated import SimulatedVenue
from paxline.units import Usd
from paxline.wiring.simulated.recorded import RecordedWeek

MAKER: Final = "market-maker"
"""The member whose quotes rest."""

FUNDS: Final = Usd.parse("1000000")
"""What the market maker brings; more than all its quotes could lose."""


@dataclass(frozen=True, slots=True)
class SimulatedWeek:
    """An exchange on which a week of a made-up world trades, and that world."""

    exchange: Exchange
    world: World


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of a simulated exchange with what it needs to trade: the ports, and a journal in memory."""

    venue: SimulatedVenue
    journal: MemoryJournal


def take_seat(exchange: Exchange, *, member: str, funds: Usd, clock: Clock) -> Seat:
    """Bring ``funds`` to the exchange as ``member``, and be ready to recover and to send."""
    last = exchange.now
    exchange.apply(Deposit(member, funds), at=clock.now() if last is None else max(last, clock.now()))
    return Seat(SimulatedVenue(exchange, member, clock), MemoryJournal())


@dataclass(frozen=True, slots=True)
class LivelyWeek:
    """An exchange with a week's ladder and everybody who trades on it but us.

    Attributes:
        exchange: Its markets are listed.
        hidden: The truth, and what may be believed of it.
        ladder: The rungs.
        flow: What the others will do, and the determination; ``bring_up`` does it.
    """

    exchange: Exchange
    hidden: HiddenWeek
    ladder: Ladder
    flow: Flow


def lively_week(week: Week, *, average: float, seed: int, crowd: Crowd = CALM) -> LivelyWeek:
    """A week that settles at ``average`` people, with counterparties; the same arguments make the same one."""
    hidden, ladder = hidden_week(week, average=average, seed=seed), usual_ladder(week, average)
    exchange = Exchange.replay((one.at, one.request) for one in listing(ladder))
    return LivelyWeek(
        exchange,
        hidden,
        ladder,
        Flow(chain(trading(hidden, ladder, seed=seed + 1, crowd=crowd), outcome(ladder, average=average))),
    )


def requoted_week(recorded: RecordedWeek, *, seed: int) -> LivelyWeek:
    """A week on record in which a maker shows its quotes again and nobody else trades; it settles as it did."""
    ladder, average = recorded.ladder, recorded.average
    exchange = Exchange.replay((one.at, one.request) for one in listing(ladder))
    flow = Flow(chain(recorded.shown_again(), outcome(ladder, average=average)))
    return LivelyWeek(exchange, hidden_week(recorded.week, average=average, seed=seed), ladder, flow)


def bring_up(lively: LivelyWeek, to: datetime) -> None:
    """Let the others do what they do until ``to`` (UTC), where the exchange is not beyond it."""
    exchange = lively.exchange
    for at, request in lively.flow.due(to):
        exchange.apply(request, at=at if exchange.now is None else max(at, exchange.now))
    if exchange.now is None or exchange.now < to:
        exchange.apply(Wait(), at=to)


def open_exchange(week: Week, *, as_of: datetime, seed: int) -> SimulatedWeek:
    """The exchange at ``as_of`` (UTC), with one funded member; the same arguments make the same one.

    Quotes rest only while the week trades.
    """
    world = make_world(week, as_of=as_of, seed=seed)
    exchange = Exchange()
    listed_at = min(as_of, opens_at(week))
    exchange.apply(Deposit(MAKER, FUNDS), at=listed_at)
    for rung in world.ladder.rungs:
        exchange.apply(ListMarket(rung, opens_at(week), closes_at(week)), at=listed_at)
    exchange.apply(Wait(), at=as_of)
    for seen in world.quotes if is_open(week, as_of) else ():
        for order in quote_orders(seen, member=MAKER):
            exchange.apply(order, at=as_of)
    return SimulatedWeek(exchange, world)


def quote_orders(seen: SeenQuote, *, member: str) -> list[Place]:
    """The resting orders that show as ``seen``; a side without a price or a size has none."""
    quote, ticker = seen.quote, seen.contract.ticker
    sides = ((Side.BID, quote.bid, quote.bid_size), (Side.ASK, quote.ask, quote.ask_size))
    return [Place(member, ticker, side, size, price) for side, price, size in sides if price and size]
