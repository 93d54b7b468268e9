"""An exchange on paper: our orders against what the public record shows, and nothing kept that the journal lacks.

Every answer follows from the journal and from the record (quotes, trades, results), so that a process killed at any
moment finds the same exchange again. An order that takes gets what was quoted; one that rests gets the middle bound's
share of what traded at its price or beyond it, each order on its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Protocol

from paxline.desk.ledger import Answered, Event, Filled, Ledger, Role, Settled, Tracked, onward
from paxline.desk.orders import Crossing, Heard, Lifetime, Order, Side, State, Terms
from paxline.desk.reconcile import StatedOrder, Statement
from paxline.exchange.fills import MIDDLE_SHARE
from paxline.market.book import Quote
from paxline.market.fees import FeeSchedule, FeeTerms
from paxline.run.ports import (
    Absent,
    Accepted,
    Cancellation,
    Clock,
    Gone,
    Journal,
    Killed,
    Outcome,
    Reason,
    Rejected,
    Sighting,
    Unknown,
)
from paxline.units import Count, Price, Usd

LOOKED_BACK: Final = timedelta(days=1)
"""So long after its end an order is still held against the trades of its time."""

LISTED: Final = timedelta(days=8)
"""No market is listed for longer, nor does an order in it stand."""

_NONE: Final = Count(0)
_CONTRACT: Final = 100
_CENT: Final = 10_000
_ENDED: Final = frozenset({State.EXECUTED, State.CANCELED})
_STANDS: Final = frozenset({State.RESTING, State.CANCELLING})


@dataclass(frozen=True, slots=True)
class Traded:
    """One public trade: YES's price, contracts, and the UTC instant."""

    price: Price
    count: Count
    at: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """How a market came out: what one YES contract was paid, and the UTC instant from which that was known."""

    value: Price
    at: datetime


class PublicRecord(Protocol):
    """What the exchange shows everybody."""

    def quote(self, ticker: str, *, as_of: datetime) -> Quote | None:
        """The newest quote known at an instant (UTC), or ``None``."""
        ...

    def trades(self, ticker: str, *, since: datetime, until: datetime) -> Sequence[Traded]:
        """Every trade between two instants (UTC), earliest first; raises ``SourceError``."""
        ...

    def results(self, tickers: Sequence[str], *, as_of: datetime) -> Mapping[str, Result]:
        """How those of the markets came out that had by an instant (UTC)."""
        ...


@dataclass(frozen=True, slots=True)
class PaperVenue:
    """``Venue``, ``Account`` and ``KillSwitch`` of an exchange that exists on paper only.

    Attributes:
        capital: The balance that the first start finds.
        journal: The one that our orders are written down in.
        record: What the market did.
        terms: The series' fee terms.
        clock: Says when a request comes.
    """

    capital: Usd
    journal: Journal
    record: PublicRecord
    terms: FeeTerms
    clock: Clock

    def submit(self, order: Order) -> Outcome:
        """Take an order as the exchange would; its id tells what it took at once, for the journal keeps ids."""
        terms, ledger = order.terms, self.journal.ledger()
        quote = self.record.quote(terms.ticker, as_of=self.clock.now())
        if quote is None:
            return Rejected(Reason.CLOSED, "nobody quotes this market")
        price, size = _across(terms, quote)
        if terms.crossing is Crossing.POSTS_ONLY and price is not None:
            return Rejected(Reason.WOULD_CROSS, "it only posts, and would have traded")
        if _cost(terms) > _free(ledger):
            return Rejected(Reason.FUNDS, "it costs more than is free")
        taken = _NONE if price is None else min(size, terms.count)
        if terms.lifetime is Lifetime.FILL_OR_KILL and taken < terms.count:
            return Rejected(Reason.NO_FILL, "too little is quoted to fill it whole")
        stays = terms.lifetime is Lifetime.GOOD_TILL_CANCELED
        return Accepted(_named(order, taken, price), taken, terms.count - taken if stays else _NONE)

    def cancel(self, tracked: Tracked) -> Cancellation:
        """Take an order out, unless trades filled it before."""
        if not tracked.order_id:
            raise ValueError(f"{tracked.order.client_id} cannot be cancelled before its id is known")
        now = self.clock.now()
        filled = self._filled(tracked, until=now, now=now)
        return Gone(Heard.EXECUTED if filled == tracked.order.terms.count else Heard.CANCELED)

    def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
        """What the journal knows of it; an order that has no answer in it never came."""
        del sent_at
        tracked = self.journal.ledger().orders.get(order.client_id)
        if tracked is None or not tracked.order_id:
            return Absent()
        return _stated(tracked, tracked.filled, State.RESTING if tracked.state in _STANDS else tracked.state)

    def statement(self, since: datetime) -> Statement:
        """The account as the record moved it, without what has long ended: nothing but the journal remembers that.

        Raises ``SourceError`` where the record cannot be had.
        """
        del since
        now, ledger = self.clock.now(), self.journal.ledger()
        if ledger.opened_at is None:
            return Statement(now, (), (), (), MappingProxyType({}), self.capital)
        orders: list[StatedOrder] = []
        news: list[Event] = []
        # Oldest first: what a record is asked for the sake of one answers for those after it, and after a restart too.
        for tracked in sorted(_lately(ledger, now), key=lambda one: one.intended_at):
            end = tracked.heard_at if tracked.state in _ENDED else None
            filled = max(tracked.filled, self._filled(tracked, until=end or now, now=now))
            news += self._news(tracked, filled, at=min(end or now, now))
            orders.append(_stated(tracked, filled, tracked.state))
        news += self._settled(onward(ledger, news), now)
        after = onward(ledger, news)
        return Statement(
            as_of=now,
            orders=tuple(orders),
            fills=tuple(event for event in news if isinstance(event, Filled)),
            settlements=tuple(event for event in news if isinstance(event, Settled)),
            positions=MappingProxyType({ticker: one.count for ticker, one in after.positions.items()}),
            cash=after.cash,
        )

    def kill(self) -> Killed:
        """Take everything out, and look whether it is gone."""
        take_out(self.journal, self.clock)
        return Killed((), (), Sighting.SEEN)

    def _filled(self, tracked: Tracked, *, until: datetime, now: datetime) -> Count:
        """Contracts that an order got from its start until an instant, whole ones beyond what it took at once."""
        terms, (taken, _) = tracked.order.terms, _told(tracked.order_id)
        if terms.lifetime is not Lifetime.GOOD_TILL_CANCELED:
            return taken
        share = 0
        trades = self.record.trades(terms.ticker, since=tracked.intended_at, until=max(until, now))
        for trade in (one for one in trades if one.at <= until):
            beyond = trade.price < terms.price if terms.side is Side.BID else trade.price > terms.price
            if beyond or trade.price == terms.price:
                share += trade.count.hundredths * (2 if beyond else 1)
        whole = share * MIDDLE_SHARE // 200 // _CONTRACT * _CONTRACT
        return min(taken + Count(whole), terms.count)

    def _news(self, tracked: Tracked, filled: Count, *, at: datetime) -> list[Filled]:
        """What filled and the journal does not know: first what was taken at once, then what came while it rested."""
        taken, price = _told(tracked.order_id)
        had, found = tracked.filled, list[Filled]()
        if had < taken:
            found.append(self._fill(tracked, taken - had, price, Role.TAKER, at=tracked.intended_at))
            had = taken
        if had < filled:
            found.append(self._fill(tracked, filled - had, tracked.order.terms.price, Role.MAKER, at=at))
        return found

    def _fill(self, tracked: Tracked, count: Count, price: Price, role: Role, *, at: datetime) -> Filled:
        terms, schedule = tracked.order.terms, FeeSchedule.at(at, terms=self.terms)
        fee = schedule.taker_fee(price, count) if role is Role.TAKER else schedule.maker_fee(price, count)
        place = "at once" if role is Role.TAKER else f"from {tracked.filled.hundredths}"
        name = f"{tracked.order_id} {place}"
        return Filled(at, name, tracked.order_id, terms.ticker, terms.side, price, count, fee, role)

    def _settled(self, ledger: Ledger, now: datetime) -> list[Settled]:
        found = self.record.results(tuple(ledger.positions), as_of=now)
        paid: list[Settled] = []
        for ticker, result in found.items():
            held = ledger.positions[ticker].count
            value = result.value if held > _NONE else result.value.complement
            payout = value.times(Count(abs(held.hundredths)))
            # A fill that was heard of late is of an instant before.
            at = max(result.at, *(one.at for one in ledger.purses[ticker].told))
            paid.append(Settled(at, ticker, result.value, Usd(payout.millionths // _CENT * _CENT)))
        return paid


def take_out(journal: Journal, clock: Clock) -> int:
    """Take every paper order out by writing it down, since nothing else remembers one; answers how many stood."""
    standing = [one for one in journal.ledger().standing.values() if one.state in _STANDS]
    for tracked in standing:
        at, client_id = clock.now(), tracked.order.client_id
        asked = Answered(at, client_id, Heard.CANCEL_ASKED)
        journal.append([asked, Answered(at, client_id, Heard.CANCELED)], known_at=at)
    return len(standing)


def _across(terms: Terms, quote: Quote) -> tuple[Price | None, Count]:
    """The price at which an order would trade at once and how much is there; ``None`` where it would not."""
    bids = terms.side is Side.BID
    price, size = (quote.ask, quote.ask_size) if bids else (quote.bid, quote.bid_size)
    if price is None or (price > terms.price if bids else price < terms.price):
        return None, _NONE
    return price, size or _NONE


def _cost(terms: Terms) -> Usd:
    price = terms.price if terms.side is Side.BID else terms.price.complement
    return price.times(terms.count)


def _free(ledger: Ledger) -> Usd:
    """Cash, less what the orders that stand would cost, none of them closing anything."""
    bound = 0
    for one in ledger.working():
        price = one.terms.price if one.terms.side is Side.BID else one.terms.price.complement
        bound += price.times(one.remaining).millionths
    return Usd(ledger.cash.millionths - bound)


def _named(order: Order, taken: Count, price: Price | None) -> str:
    at = 0 if price is None else price.ten_thousandths
    return f"paper/{order.client_id}/{taken.hundredths}/{at}"


def _told(order_id: str) -> tuple[Count, Price]:
    """What an order took at once, and at which price, by its id."""
    *_, taken, price = order_id.split("/")
    return Count(int(taken)), Price(int(price))


def _lately(ledger: Ledger, now: datetime) -> Iterator[Tracked]:
    """The orders that came and that stand, or ended so lately that trades may be told of them still."""
    for tracked in ledger.orders.newest_first():
        if tracked.intended_at < now - LISTED:
            break
        ended = tracked.state in _ENDED and tracked.heard_at is not None and tracked.heard_at < now - LOOKED_BACK
        if tracked.order_id and tracked.state is not State.REJECTED and not ended:
            yield tracked


def _stated(tracked: Tracked, filled: Count, state: State) -> StatedOrder:
    terms = tracked.order.terms
    heard = Heard.CANCELED if state in _ENDED else Heard.RESTS
    # What was taken out by writing it down stays so, also where trades told of later had filled it whole before.
    if filled == terms.count and state is not State.CANCELED:
        heard = Heard.EXECUTED
    return StatedOrder(
        order_id=tracked.order_id,
        client_id=tracked.order.client_id,
        ticker=terms.ticker,
        side=terms.side,
        price=terms.price,
        initial=terms.count,
        filled=filled,
        remaining=terms.count - filled if heard is Heard.RESTS else _NONE,
        heard=heard,
        created_at=tracked.intended_at,
    )
