"""Everything that one decision looks at, in one frozen value, and its form as plain data to keep and to read back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import takewhile
from typing import Final, Self

from paxline.counts.calendar import Week, eastern_day
from paxline.counts.history import History
from paxline.desk.ledger import Event, Ledger, fold
from paxline.desk.looks import Look
from paxline.desk.orders import Side, Working
from paxline.forecast.weekly import WeekForecast
from paxline.market.book import Book, Level, SeenQuote
from paxline.market.contract import Contract, Ladder
from paxline.market.evidence import NOTHING_SETTLED, Evidence
from paxline.market.fees import FeeSchedule, FeeTerms
from paxline.market.grid import CENTS, PriceGrid
from paxline.units import Count, Price, Usd

RATE_SPAN: Final = timedelta(minutes=1)
"""The stretch over which orders are counted."""


class Rule(Enum):
    """Whether the settlement rule is the one that the forecast is of."""

    KNOWN = "it reads as the rule known here"
    CHANGED = "it reads otherwise than the rule known here"
    UNCONFIRMED = "the contract's terms have changed, and nobody has acknowledged it"
    UNSEEN = "nobody has read it"


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether orders are let in.

    Attributes:
        exchange_open: The exchange changes any state at all; where not, cancelling fails too.
        trading_open: It takes orders.
        shut: Rungs whose own market does not trade, by ticker.
        seen_at: When this was seen (UTC).
        maintenance: Announced maintenance, each from one UTC instant to another.
    """

    exchange_open: bool
    trading_open: bool
    shut: tuple[str, ...]
    seen_at: datetime
    maintenance: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """How far the counts have come.

    Attributes:
        latest_day: The newest day with a published count.
        seen_at: When its newest figure could first be known (UTC).
        doubts: What is suspect about the week's figures, for a person.
    """

    latest_day: date
    seen_at: datetime
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """What is held and owed, as far as the week's decision needs it.

    Attributes:
        cash: In the account, before anything is held back for resting orders.
        equity: Cash and what open lots cost.
        held: Contracts by ticker, negative for NO; this week's ladder only.
        paid: What the week's event has cost so far, fees included and earnings taken off; may be negative.
        elsewhere: What lots of other events cost.
        working: Orders of this week's ladder that may still fill.
        blocked: Tickers with an order whose outcome is not known.
        halted: Why trading is stopped; empty while it is not.
        day_result: What the Eastern day has earned so far, open lots at cost.
        highest: The highest equity at the start, at any settlement, and now.
        sent: Orders written down within the last minute.
    """

    cash: Usd
    equity: Usd
    held: Mapping[str, Count]
    paid: Usd
    elsewhere: Usd
    working: tuple[Working, ...]
    blocked: tuple[str, ...]
    halted: tuple[str, ...]
    day_result: Usd
    highest: Usd
    sent: int


@dataclass(frozen=True, slots=True)
class SeenBook:
    """One rung's order book as it was seen at one instant.

    Attributes:
        contract: The rung.
        book: A level whose size nobody told has 0 contracts, and nothing can be taken of it.
        known_at: When (UTC).
        source: Where it comes from, in a few words.
    """

    contract: Contract
    book: Book
    known_at: datetime
    source: str

    @classmethod
    def of(cls, seen: SeenQuote) -> Self:
        """The book of which only the best bid and ask were seen."""
        quote = seen.quote
        bids = (Level(quote.bid, quote.bid_size or Count(0)),) if quote.bid else ()
        asks = (Level(quote.ask, quote.ask_size or Count(0)),) if quote.ask else ()
        return cls(seen.contract, Book(bids, asks), seen.known_at, seen.source)

    def without(self, ours: Iterable[Working]) -> SeenQuote:
        """The best bid and ask that others stand at, as far as the book was seen."""
        own: dict[tuple[Side, Price], int] = {}
        for one in ours:
            if one.terms.ticker == self.contract.ticker:
                key = (one.terms.side, one.terms.price)
                own[key] = own.get(key, 0) + one.remaining.hundredths
        bids = tuple(_left(self.book.bids, own, side=Side.BID))
        asks = tuple(_left(self.book.asks, own, side=Side.ASK))
        return SeenQuote(self.contract, Book(bids, asks).quote, self.known_at, self.source)


def _left(levels: Iterable[Level], own: Mapping[tuple[Side, Price], int], *, side: Side) -> Iterable[Level]:
    """The levels without what is ours in them."""
    for level in levels:
        ours = own.get((side, level.price), 0)
        if ours < level.count.hundredths or not ours:
            yield Level(level.price, Count(level.count.hundredths - ours))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was known at one instant; what is ``None`` was not known, and a decision that needs it refuses.

    Attributes:
        as_of: The UTC instant.
        week: The week to decide about.
        forecast: Ours; its shocks are those that stand.
        inputs_digest: A fingerprint of what the forecast was made from.
        ladder: The rungs.
        books: The order book of each rung, others' orders and ours together; empty where none was seen.
        fees: The schedule in force.
        fee_terms: The terms of the series that the schedule applies.
        rule: Whether the settlement rule is the known one.
        gate: Whether orders are let in.
        release: How far the counts have come.
        account: What is held.
        grid: The prices that the markets take.
        evidence: What settled weeks say for trading on our forecast.
        recent: What is remembered of the week's earlier decisions, oldest first.
    """

    as_of: datetime
    week: Week
    forecast: WeekForecast | None
    inputs_digest: str
    ladder: Ladder | None
    books: tuple[SeenBook, ...]
    fees: FeeSchedule | None
    fee_terms: FeeTerms | None
    rule: Rule
    gate: Gate | None
    release: Release | None
    account: Account | None
    grid: PriceGrid = CENTS
    evidence: Evidence = NOTHING_SETTLED
    recent: tuple[Look, ...] = ()

    def __post_init__(self) -> None:
        instants = [book.known_at for book in self.books]
        instants += [at for at in (self.forecast and self.forecast.as_of, self.gate and self.gate.seen_at) if at]
        instants += [self.release.seen_at] if self.release else []
        instants += [look.at for look in self.recent]
        late = [at for at in instants if at > self.as_of]
        if late:
            raise ValueError(f"a snapshot of {self.as_of} holds nothing known at {late[0]}")


def release_of(history: History, week: Week) -> Release | None:
    """How far the counts have come, or ``None`` where nothing is published."""
    day = history.latest_day
    if day is None:
        return None
    known = history.known_days(week)
    doubts = tuple(f"{on} shows {r.passengers:,}: {r.doubt}" for on, r in known.items() if r.doubt)
    newest = max((r for r in (*known.values(), history.published[day])), key=lambda reading: reading.known_at)
    return Release(day, newest.known_at, doubts)


def account_of(events: Iterable[Event], ladder: Ladder, *, as_of: datetime) -> Account:
    """The account that a journal's events come to at ``as_of`` (UTC)."""
    return account_in(fold(events), ladder, as_of=as_of)


def account_in(ledger: Ledger, ladder: Ladder, *, as_of: datetime) -> Account:
    """The account of a ledger at ``as_of`` (UTC)."""
    tickers = {rung.ticker for rung in ladder.rungs}
    equity, today = _equity(ledger), eastern_day(as_of)
    return Account(
        cash=ledger.cash,
        equity=equity,
        held={ticker: one.count for ticker, one in ledger.positions.items() if ticker in tickers},
        paid=Usd(sum(ledger.purses[ticker].spent.millionths for ticker in tickers if ticker in ledger.purses)),
        elsewhere=Usd(sum(one.cost.millionths for ticker, one in ledger.positions.items() if ticker not in tickers)),
        working=tuple(one for one in ledger.working() if one.terms.ticker in tickers),
        blocked=tuple(sorted({one.order.terms.ticker for one in ledger.unresolved()})),
        halted=(*ledger.halted, *ledger.contradictions),
        day_result=Usd(sum(of.result.millionths for day, of in ledger.days.items() if day >= today)),
        highest=_highest(ledger),
        sent=_sent(ledger, since=as_of - RATE_SPAN),
    )


def drawdown(ledger: Ledger) -> float:
    """The share of the highest equity that is lost, 0 to 1, as the limit of that name counts it."""
    equity, highest = _equity(ledger), _highest(ledger)
    return 1 - equity.millionths / highest.millionths if highest.millionths > 0 else 0.0


def _equity(ledger: Ledger) -> Usd:
    """Cash and what the open lots cost."""
    return ledger.cash + ledger.open_cost


def _highest(ledger: Ledger) -> Usd:
    """The most of: equity now, with the first money, and at the end of each Eastern day on which something settled."""
    equity, most = 0, max(_equity(ledger), ledger.opening)
    for _, day in sorted(ledger.days.items()):
        equity += day.moved.millionths + day.result.millionths
        if day.settlements:
            most = max(most, Usd(equity))
    return most


def _sent(ledger: Ledger, *, since: datetime) -> int:
    """Orders written down after an instant (UTC)."""
    return sum(1 for _ in takewhile(lambda one: one.intended_at > since, ledger.orders.newest_first()))
