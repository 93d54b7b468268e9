from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from paxline.desk.ledger import Role, fold
from paxline.desk.orders import Crossing, Lifetime, Order, Side, State, Terms
from paxline.errors import SourceError
from paxline.market.book import Quote
from paxline.market.fees import TSA_TERMS, FeeSchedule
from paxline.run.memory import MemoryJournal
from paxline.run.paper import PaperVenue, Result, Traded, take_out
from paxline.run.ports import Accepted, Gone, Reason, Rejected
from paxline.run.recover import Ready, Stopped, recover
from paxline.run.sending import cancel, send
from paxline.testing import NOW, ManualClock
from paxline.units import Count, Price, Usd

TICKER = "KXTSAW-26APR26-A2.45"
MINUTE = timedelta(minutes=1)


@dataclass
class Record:
    """A record written by hand."""

    quoted: Quote | None = field(default=Quote(Price.cents(40), Price.cents(44), Count.whole(10), Count.whole(10)))
    traded: list[Traded] = field(default_factory=list[Traded])
    came_out: dict[str, Result] = field(default_factory=dict[str, Result])
    silent: str = ""
    asked: list[tuple[object, object]] = field(default_factory=list[tuple[object, object]])

    def quote(self, ticker: str, *, as_of: object) -> Quote | None:
        del as_of
        return self.quoted if ticker == TICKER else None

    def trades(self, ticker: str, *, since: object, until: object) -> Sequence[Traded]:
        if self.silent:
            raise SourceError(self.silent)
        self.asked.append((since, until))
        return [one for one in self.traded if ticker == TICKER and since <= one.at <= until]  # pyright: ignore[reportOperatorIssue] - instants

    def results(self, tickers: Sequence[str], *, as_of: object) -> Mapping[str, Result]:
        del as_of
        return {ticker: self.came_out[ticker] for ticker in tickers if ticker in self.came_out}


@dataclass
class Seat:
    """A paper account whose process may be killed between any two calls."""

    record: Record = field(default_factory=Record)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))

    @property
    def venue(self) -> PaperVenue:
        """A new one each time: it remembers nothing."""
        return PaperVenue(Usd.parse("1000"), self.journal, self.record, TSA_TERMS, self.clock)

    def recover(self) -> Ready | Stopped:
        return recover(journal=self.journal, account=self.venue, clock=self.clock)

    def send(self, terms: Terms, name: str = "one") -> object:
        return send(Order(name, terms), decision="d", journal=self.journal, venue=self.venue, clock=self.clock)

    def trade(self, cents: int, contracts: int) -> None:
        self.clock.instant += MINUTE
        self.record.traded.append(Traded(Price.cents(cents), Count.whole(contracts), self.clock.instant))
        self.clock.instant += MINUTE


@pytest.fixture
def seat() -> Seat:
    found = Seat()
    assert isinstance(found.recover(), Ready)
    return found


def rests(cents: int = 42, contracts: int = 20, side: Side = Side.BID) -> Terms:
    return Terms(TICKER, side, Price.cents(cents), Count.whole(contracts), crossing=Crossing.POSTS_ONLY)


def takes(cents: int, contracts: int, side: Side = Side.BID) -> Terms:
    return Terms(TICKER, side, Price.cents(cents), Count.whole(contracts), lifetime=Lifetime.IMMEDIATE_OR_CANCEL)


def test_the_first_start_finds_the_capital(seat: Seat) -> None:
    assert fold(seat.journal.events()).cash == Usd.parse("1000")


def test_a_resting_order_gets_a_quarter_of_what_traded_beyond_it_and_an_eighth_at_its_price(seat: Seat) -> None:
    assert isinstance(seat.send(rests()), Accepted)
    seat.trade(41, 20)
    seat.trade(42, 16)
    seat.trade(43, 100)
    assert isinstance(seat.recover(), Ready)
    (fill,) = fold(seat.journal.events()).fills.values()
    assert (fill.count, fill.price, fill.role) == (Count.whole(7), Price.cents(42), Role.MAKER)


def test_what_is_told_twice_counts_once_and_fills_add_up(seat: Seat) -> None:
    seat.send(rests(contracts=10))
    seat.trade(41, 20)
    seat.recover()
    seat.recover()
    assert fold(seat.journal.events()).orders["one"].filled == Count.whole(5)
    seat.trade(41, 40)
    seat.recover()
    tracked = fold(seat.journal.events()).orders["one"]
    assert (tracked.filled, tracked.state) == (Count.whole(10), State.EXECUTED)


def test_an_order_that_takes_gets_what_is_quoted_at_the_price_quoted_and_pays_the_takers_fee(seat: Seat) -> None:
    came = seat.send(takes(50, 30))
    assert isinstance(came, Accepted)
    assert came.filled == Count.whole(10)
    assert isinstance(seat.recover(), Ready)
    (fill,) = fold(seat.journal.events()).fills.values()
    assert (fill.price, fill.role) == (Price.cents(44), Role.TAKER)
    assert fill.fee == FeeSchedule.at(fill.at).taker_fee(Price.cents(44), Count.whole(10)) > Usd(0)


def test_an_order_that_only_posts_is_refused_where_it_would_trade(seat: Seat) -> None:
    came = seat.send(rests(44))
    assert isinstance(came, Rejected)
    assert came.reason is Reason.WOULD_CROSS
    ask = seat.send(rests(40, side=Side.ASK), "two")
    assert isinstance(ask, Rejected)


def test_what_costs_more_than_is_free_is_refused_and_so_is_a_market_nobody_quotes(seat: Seat) -> None:
    seat.send(rests(42, 2000))
    came = seat.send(rests(41, 1000), "two")
    assert isinstance(came, Rejected)
    assert came.reason is Reason.FUNDS
    seat.record.quoted = None
    unquoted = seat.send(rests(41, 1), "three")
    assert isinstance(unquoted, Rejected)
    assert unquoted.reason is Reason.CLOSED


def test_a_process_killed_before_the_answer_was_kept_leaves_no_order_behind(seat: Seat) -> None:
    class Killed(Exception):
        """The process is gone."""

    class Dying:
        def submit(self, order: Order) -> Accepted:
            raise Killed(order.client_id)

    with pytest.raises(Killed):
        send(Order("one", rests()), decision="d", journal=seat.journal, venue=Dying(), clock=seat.clock)  # pyright: ignore[reportArgumentType] - it only dies
    found = seat.recover()
    assert isinstance(found, Ready)
    assert found.ledger.orders["one"].state is State.VOID


def test_a_cancel_keeps_what_traded_before_it(seat: Seat) -> None:
    seat.send(rests())
    seat.trade(41, 20)
    came = cancel("one", journal=seat.journal, venue=seat.venue, clock=seat.clock)
    assert isinstance(came, Gone)
    seat.trade(41, 400)
    assert isinstance(seat.recover(), Ready)
    tracked = fold(seat.journal.events()).orders["one"]
    assert (tracked.state, tracked.filled) == (State.CANCELED, Count.whole(5))


def test_a_cancel_that_came_too_late_finds_the_order_filled(seat: Seat) -> None:
    seat.send(rests(contracts=5))
    seat.trade(41, 20)
    cancel("one", journal=seat.journal, venue=seat.venue, clock=seat.clock)
    assert isinstance(seat.recover(), Ready)
    tracked = fold(seat.journal.events()).orders["one"]
    assert (tracked.state, tracked.filled) == (State.EXECUTED, Count.whole(5))


def test_a_market_that_came_out_pays_what_was_held_once(seat: Seat) -> None:
    seat.send(takes(44, 10))
    seat.recover()
    before = fold(seat.journal.events()).cash
    seat.record.came_out[TICKER] = Result(Price(10_000), seat.clock.instant + MINUTE)
    seat.clock.instant += 2 * MINUTE
    assert isinstance(seat.recover(), Ready)
    assert isinstance(seat.recover(), Ready)
    after = fold(seat.journal.events())
    assert after.cash - before == Usd.parse("10")
    assert after.positions == {}


def test_where_the_record_cannot_be_had_nothing_is_believed(seat: Seat) -> None:
    seat.send(rests())
    seat.record.silent = "no answer"
    found = seat.recover()
    assert isinstance(found, Stopped)
    assert "no answer" in found.why[0]


def test_the_kill_switch_leaves_nothing_standing(seat: Seat) -> None:
    seat.send(rests())
    seat.send(rests(41), "two")
    assert seat.venue.kill().confirmed
    found = seat.recover()
    assert isinstance(found, Ready)
    assert found.ledger.working() == ()


def test_an_order_taken_out_by_hand_that_had_filled_whole_before_contradicts_nothing(seat: Seat) -> None:
    seat.send(rests(cents=42, contracts=2))
    seat.trade(41, 40)
    assert take_out(seat.journal, seat.clock) == 1
    assert isinstance(seat.recover(), Ready)
    ledger = fold(seat.journal.events())
    assert ledger.positions[TICKER].count == Count.whole(2)
    assert isinstance(seat.recover(), Ready)
    assert ledger.contradictions == ()


def test_after_a_restart_the_first_answer_about_a_market_is_enough_for_all_of_its_orders(seat: Seat) -> None:
    first = seat.clock.now()
    for number in range(4):
        seat.send(rests(), f"order {number}")
        seat.clock.instant += MINUTE
        take_out(seat.journal, seat.clock)
        seat.clock.instant += MINUTE
    seat.record.asked.clear()
    assert isinstance(seat.recover(), Ready)
    assert seat.record.asked[0] == (first, seat.clock.now())
    assert all(first <= since and until <= seat.clock.now() for since, until in seat.record.asked)  # pyright: ignore[reportOperatorIssue] - instants
