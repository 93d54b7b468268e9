"""A day on a small exchange, told in few words: two rungs, cents for prices, whole contracts for sizes."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from paxline.counts.calendar import Week
from paxline.exchange.answers import Accepted, Answer, Done, Event, Refused
from paxline.exchange.engine import Exchange
from paxline.exchange.requests import Cancel, Deposit, ListMarket, Place, Request, Side
from paxline.market.contract import Ladder, closes_at, opens_at
from paxline.market.fees import TSA_TERMS, FeeTerms
from paxline.market.grid import CENTS, PriceGrid
from paxline.units import Count, Price, Usd

WEEK: Final = Week(date(2026, 6, 15))
LADDER: Final = Ladder.of(WEEK, (2_400_000, 2_450_000))
LOW, HIGH = (rung.ticker for rung in LADDER.rungs)
OPEN: Final = opens_at(WEEK)
CLOSE: Final = closes_at(WEEK)
BID, ASK = Side.BID, Side.ASK


def order(member: str, side: Side, size: float, cents: float, *, ticker: str = LOW) -> Place:
    """A plain order; ``dataclasses.replace`` says what else it is."""
    return Place(member, ticker, side, Count(round(size * 100)), Price(round(cents * 100)))


@dataclass
class Day:
    """An exchange, its clock, and everything that happened.

    Attributes:
        now: The instant of the next request.
        happened: All events so far.
    """

    exchange: Exchange = field(default_factory=Exchange)
    now: datetime = OPEN
    happened: list[Event] = field(default_factory=list[Event])

    def ask(self, request: Request) -> Answer:
        """Apply a request now."""
        answer, events = self.exchange.apply(request, at=self.now)
        self.happened += events
        return answer

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def place(self, member: str, side: Side, size: float, cents: float, **more: object) -> Accepted:
        """Place an order that is accepted."""
        answer = self.ask(replace(order(member, side, size, cents), **more))  # pyright: ignore[reportArgumentType] - any part of it
        assert isinstance(answer, Accepted), answer
        return answer

    def refuse(self, member: str, side: Side, size: float, cents: float, **more: object) -> Refused:
        """Place an order that is refused."""
        answer = self.ask(replace(order(member, side, size, cents), **more))  # pyright: ignore[reportArgumentType] - any part of it
        assert isinstance(answer, Refused), answer
        return answer

    def cancel(self, member: str, placed: Accepted) -> Answer:
        """Cancel an order."""
        return self.ask(Cancel(member, placed.order_id))

    def done(self, request: Request) -> str:
        """Ask for what is done; its subject."""
        answer = self.ask(request)
        assert isinstance(answer, Done), answer
        return answer.subject

    def book(self, ticker: str = LOW) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
        """Bids and asks as cents and contracts, best first."""
        book = self.exchange.book(ticker)
        bids, asks = (
            [(level.price.ten_thousandths / 100, level.count.contracts) for level in side]
            for side in (book.bids, book.asks)
        )
        return bids, asks

    def position(self, member: str, ticker: str = LOW) -> float:
        """Contracts held."""
        stake = self.exchange.stakes(member).get(ticker)
        return stake.position.contracts if stake else 0.0

    def cash(self, member: str) -> Usd:
        """Cash outside escrow."""
        return self.exchange.money(member).cash

    def balanced(self) -> bool:
        """Whether all money that came in is with members, in escrow or with the exchange."""
        where = self.exchange.treasury
        return where.members + where.escrow + where.fees == where.brought


def a_day(
    *, ann: str = "1000", bob: str = "1000", cid: str = "1000", grid: PriceGrid = CENTS, terms: FeeTerms = TSA_TERMS
) -> Day:
    """An open market with three funded members; amounts in dollars."""
    day = Day(now=OPEN - timedelta(hours=1))
    for rung in LADDER.rungs:
        day.ask(ListMarket(rung, OPEN, CLOSE, grid, terms))
    for member, amount in (("ann", ann), ("bob", bob), ("cid", cid)):
        day.ask(Deposit(member, Usd.parse(amount)))
    day.now = OPEN
    return day
