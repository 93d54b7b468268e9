from collections.abc import Callable

import numpy as np
import pytest
from tests.simulation.exchange import Fault, ScriptedExchange
from tests.simulation.trading import TICKER, MemoryJournal, an_order, signed

from paxline.desk.closing import close_books
from paxline.desk.ledger import Agreed, Answered, CashMoved, Cause, Filled, Halted, Intended, Ledger, fold
from paxline.desk.orders import Heard, State
from paxline.run.ports import Outcome, Unknown
from paxline.run.recover import Ready, Recovered, Stopped, recover
from paxline.run.sending import Sent, Withheld, cancel, send
from paxline.testing import ManualClock
from paxline.units import Usd

ORDER = an_order()


class World:
    """One journal, one exchange, one clock."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.journal = MemoryJournal()
        self.exchange = ScriptedExchange(self.clock, np.random.default_rng(7), fill_chance=0.0)

    def recover(self) -> Recovered:
        with signed(self.exchange, clock=self.clock) as venue:
            return recover(journal=self.journal, account=venue.account, clock=self.clock)

    def send(self, decision: str = "d1") -> Sent:
        with signed(self.exchange, clock=self.clock) as venue:
            return send(
                an_order(decision), decision=decision, journal=self.journal, venue=venue.venue, clock=self.clock
            )

    def cancel(self) -> object:
        with signed(self.exchange, clock=self.clock) as venue:
            return cancel(ORDER.client_id, journal=self.journal, venue=venue.venue, clock=self.clock)

    def state(self) -> State:
        return fold(self.journal.events()).orders[ORDER.client_id].state

    def on_writes(self, fault: Fault) -> None:
        self.exchange.fault = lambda request: fault if request.method != "GET" else Fault.NONE


@pytest.fixture
def world() -> World:
    made = World()
    assert isinstance(made.recover(), Ready)
    return made


def test_a_first_start_takes_the_balance_as_what_it_begins_with() -> None:
    world = World()
    ready = world.recover()
    assert isinstance(ready, Ready)
    assert ready.ledger.cash == Usd(world.exchange.books.cash)
    (opening,) = world.journal.kept
    assert isinstance(opening, CashMoved)
    assert opening.cause is Cause.OPENING
    assert isinstance(world.recover(), Ready)
    assert len(world.journal.kept) == 1


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.ERROR_AFTER, Fault.GARBAGE, Fault.LATE])
def test_an_order_whose_answer_was_lost_is_found(world: World, fault: Fault) -> None:
    world.on_writes(fault)
    assert isinstance(world.send(), Unknown)
    assert isinstance(world.send("d2"), Withheld)
    world.on_writes(Fault.NONE)
    ready = world.recover()
    assert isinstance(ready, Ready)
    assert world.state() is State.RESTING
    assert not ready.blocked
    assert not isinstance(world.send("d2"), Withheld)


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.ERROR_BEFORE, Fault.EMPTY])
def test_an_order_that_never_arrived_is_void(world: World, fault: Fault) -> None:
    world.on_writes(fault)
    world.send()
    world.on_writes(Fault.NONE)
    assert isinstance(world.recover(), Ready)
    assert world.state() is State.VOID


def test_an_order_written_down_and_never_sent_is_void(world: World) -> None:
    at = world.clock.now()
    world.journal.append([Intended(at, ORDER, "d1")], known_at=at)
    assert isinstance(world.recover(), Ready)
    assert world.state() is State.VOID


def test_what_cannot_be_resolved_blocks_its_market(world: World) -> None:
    world.on_writes(Fault.DROPPED)
    world.send()
    asked: list[str] = []

    def no_single_market(request: object) -> Fault:
        url = str(getattr(request, "url", ""))
        asked.append(url)
        return Fault.ERROR_BEFORE if f"ticker={TICKER}" in url else Fault.NONE

    world.exchange.fault = no_single_market
    ready = world.recover()
    assert isinstance(ready, Ready)
    assert ready.blocked == {TICKER}
    assert isinstance(world.send("d2"), Withheld)
    assert any("ticker" in url for url in asked)


def test_fills_and_ends_of_the_meantime_are_taken_in(world: World) -> None:
    world.send()
    world.exchange.fill_chance = 1.0
    world.exchange.trade()
    world.exchange.settle(TICKER, 1)
    ready = world.recover()
    assert isinstance(ready, Ready)
    assert ready.ledger.cash == Usd(world.exchange.books.cash)
    assert any(isinstance(event, Filled) for event in world.journal.kept)
    assert not ready.ledger.positions
    assert TICKER in ready.ledger.settled
    before = len(world.journal.kept)
    assert isinstance(world.recover(), Ready)
    assert len(world.journal.kept) == before


def test_a_cancel_in_doubt_is_resolved(world: World) -> None:
    world.send()
    for fault, stands in ((Fault.DROPPED, State.RESTING), (Fault.LOST_ANSWER, State.CANCELED)):
        world.on_writes(fault)
        assert isinstance(world.cancel(), Unknown)
        world.on_writes(Fault.NONE)
        assert isinstance(world.recover(), Ready)
        assert world.state() is stands


def foreign_order(world: World) -> None:
    with signed(world.exchange, clock=world.clock) as venue:
        outcome: Outcome = venue.venue.submit(an_order("of somebody else"))
        assert not isinstance(outcome, Unknown)


def missing_money(world: World) -> None:
    world.exchange.books.cash -= 1
    world.exchange._keep()


def missing_order(world: World) -> None:
    world.exchange.books.orders.clear()
    world.exchange._keep()


def strange_position(world: World) -> None:
    world.exchange.books.positions["another"] = 1
    world.exchange._keep()


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (foreign_order, "nobody here intended"),
        (missing_money, "-0.000001 apart"),
        (missing_order, "the exchange does not know it"),
        (strange_position, "another is held with 0.00 here and 0.01"),
    ],
)
def test_a_difference_halts_with_its_name_until_it_is_gone(
    world: World, spoil: Callable[[World], None], named: str
) -> None:
    world.send()
    before = (world.exchange.books.cash, dict(world.exchange.books.orders))
    spoil(world)
    stopped = world.recover()
    assert isinstance(stopped, Stopped)
    assert any(named in why for why in stopped.why)
    assert {event.reason for event in world.journal.kept if isinstance(event, Halted)} == set(stopped.why)
    assert isinstance(world.send("d2"), Withheld)
    # What the exchange does not explain, a person does.
    books = world.exchange.books
    books.cash, books.orders = before
    books.positions.pop("another", None)
    world.exchange._keep()
    assert isinstance(world.recover(), Ready)
    assert isinstance(world.journal.kept[-1], Agreed)
    assert not isinstance(world.send("d2"), Withheld)


def test_an_order_that_was_refused_and_is_there_halts(world: World) -> None:
    world.on_writes(Fault.PAUSED)
    world.send()
    world.on_writes(Fault.NONE)
    with signed(world.exchange, clock=world.clock) as venue:
        venue.venue.submit(ORDER)
    stopped = world.recover()
    assert isinstance(stopped, Stopped)
    assert any("REJECTED here" in why for why in stopped.why)


def test_an_order_that_surfaces_after_all_is_ours(world: World) -> None:
    world.on_writes(Fault.DROPPED)
    world.send()
    world.on_writes(Fault.NONE)
    assert isinstance(world.recover(), Ready)
    assert world.state() is State.VOID
    with signed(world.exchange, clock=world.clock) as venue:
        venue.venue.submit(ORDER)
    assert isinstance(world.recover(), Ready)
    assert world.state() is State.RESTING


def test_an_order_that_is_surely_there_and_is_not_found_stays_unknown(world: World) -> None:
    at = world.clock.now()
    landed = Answered(at, ORDER.client_id, Heard.LANDED)
    world.journal.append([Intended(at, ORDER, "d1"), landed], known_at=at)
    ready = world.recover()
    assert isinstance(ready, Ready)
    assert ready.blocked == {TICKER}
    assert world.state() is State.LANDED


def test_an_exchange_that_does_not_answer_stops_and_halts_nothing(world: World) -> None:
    world.exchange.fault = lambda _: Fault.ERROR_BEFORE
    before = len(world.journal.kept)
    stopped = world.recover()
    assert isinstance(stopped, Stopped)
    assert "does not tell" in stopped.why[0]
    assert len(world.journal.kept) == before


def test_a_journal_that_contradicts_itself_halts(world: World) -> None:
    at = world.clock.now()
    world.journal.append([Answered(at, "nobody", Heard.RESTS)], known_at=at)
    stopped = world.recover()
    assert isinstance(stopped, Stopped)
    assert "never intended" in stopped.why[0]


def test_reads_that_lag_are_waited_for(world: World) -> None:
    world.exchange.lag = 3.0
    for decision in ("d1", "d2", "d3"):
        world.send(decision)
        world.exchange.fill_chance = 0.5
        world.exchange.trade()
        ready = world.recover()
        assert isinstance(ready, Ready), ready
    assert not any(isinstance(event, Halted) for event in world.journal.kept)


class ClosedJournal(MemoryJournal):
    """One whose ledger keeps only what is not over."""

    def ledger(self) -> Ledger:
        return close_books(super().ledger(), keep=0)


def test_what_is_over_is_not_asked_for_and_a_difference_is_named_for_what_it_is(world: World) -> None:
    world.journal = ClosedJournal()
    world.send()
    world.exchange.fill_chance = 1.0
    world.exchange.trade()
    world.exchange.settle(TICKER, 1)
    assert isinstance(world.recover(), Ready)
    for _ in range(2):
        world.clock.sleep(3_600.0)
        ready = world.recover()
        assert isinstance(ready, Ready)
        assert not ready.ledger.orders
    missing_money(world)
    stopped = world.recover()
    assert isinstance(stopped, Stopped)
    assert len(stopped.why) == 1
    assert "-0.000001 apart" in stopped.why[0]
