from dataclasses import replace
from datetime import timedelta

import pytest
from tests.exchange.day import ASK, BID, CLOSE, LOW, OPEN, Day, a_day

from paxline.desk.ledger import Tracked
from paxline.desk.orders import Crossing, Heard, Lifetime, Order, Side, State, Terms, order_of
from paxline.exchange.answers import Code
from paxline.exchange.requests import Determine, ExchangeState, MoveClose, SwitchExchange, Wait, Withdraw
from paxline.run.memory import MemoryJournal
from paxline.run.ports import Absent, Accepted, Account, Clock, Gone, KillSwitch, Reason, Rejected, Venue
from paxline.run.recover import Ready, recover
from paxline.run.sending import cancel, send
from paxline.run.simulated import REASONS, SimulatedVenue
from paxline.testing import ManualClock
from paxline.units import Count, Price, Usd


def wanted(side: Side, cents: int, contracts: int, **more: object) -> Order:
    terms = replace(Terms(LOW, side, Price.cents(cents), Count.whole(contracts)), **more)  # pyright: ignore[reportArgumentType] - any part of it
    return order_of("a decision", terms, place=0)


def a_venue() -> tuple[Day, ManualClock, SimulatedVenue]:
    day, clock = a_day(), ManualClock(OPEN)
    return day, clock, SimulatedVenue(day.exchange, "ann", clock)


def test_it_is_every_port_of_trading_at_once() -> None:
    _, clock, made = a_venue()
    ports: tuple[Venue, Account, KillSwitch, Clock] = (made, made, made, clock)
    assert len(ports) == 4


def test_every_code_of_the_exchange_means_something_to_us() -> None:
    assert REASONS.keys() == set(Code)


def test_what_is_sent_rests_fills_and_settles_and_the_ledger_agrees_to_the_millionth() -> None:
    day, clock, venue = a_venue()
    journal = MemoryJournal()
    ready = recover(journal=journal, account=venue, clock=clock)
    assert isinstance(ready, Ready)
    bid = wanted(Side.BID, 40, 10)
    sent = send(bid, decision="a decision", journal=journal, venue=venue, clock=clock)
    assert isinstance(sent, Accepted)
    assert sent.remaining == Count.whole(10)
    day.place("bob", ASK, 4, 40)
    day.place("bob", ASK, 7, 60)
    taking = wanted(Side.BID, 60, 5, lifetime=Lifetime.IMMEDIATE_OR_CANCEL)
    taken = send(taking, decision="a decision", journal=journal, venue=venue, clock=clock)
    assert isinstance(taken, Accepted)
    assert (taken.filled, taken.remaining) == (Count.whole(5), Count(0))
    after = recover(journal=journal, account=venue, clock=clock)
    assert isinstance(after, Ready)
    assert after.ledger.cash == day.cash("ann")
    assert after.ledger.positions[LOW].count == Count.whole(9)
    assert cancel(bid.client_id, journal=journal, venue=venue, clock=clock) == Gone(Heard.CANCELED)
    day.now = clock.instant = CLOSE + timedelta(hours=10)
    for rung in (LOW, day.exchange.markets[1].ticker):
        day.done(Determine(rung, 2_420_000))
    clock.sleep(3_600)
    paid = recover(journal=journal, account=venue, clock=clock)
    assert isinstance(paid, Ready)
    assert not paid.ledger.positions
    assert paid.ledger.cash == day.cash("ann")
    assert paid.ledger.settled[LOW].revenue == Usd.parse("9")


def test_an_id_sent_twice_is_one_order() -> None:
    day, _, venue = a_venue()
    first = venue.submit(wanted(Side.BID, 40, 10))
    assert venue.submit(wanted(Side.BID, 40, 10)) == first
    assert len(day.exchange.orders("ann")) == 1


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (wanted(Side.BID, 99, 9_000), Reason.FUNDS),
        (wanted(Side.BID, 40, 1, price=Price(4_050)), Reason.PRICE),
        (wanted(Side.BID, 70, 1, crossing=Crossing.POSTS_ONLY), Reason.WOULD_CROSS),
        (wanted(Side.BID, 60, 100, lifetime=Lifetime.FILL_OR_KILL), Reason.NO_FILL),
        (wanted(Side.BID, 40, 1, ticker="KXTSAW-26JUN21-A9.99"), Reason.CLOSED),
        (wanted(Side.BID, 40, 1, expires_at=OPEN - timedelta(days=1)), Reason.OTHER),
    ],
)
def test_a_refusal_says_why(asked: Order, reason: Reason) -> None:
    day, _, venue = a_venue()
    day.place("bob", ASK, 7, 60)
    came = venue.submit(asked)
    assert isinstance(came, Rejected)
    assert came.reason is reason
    assert came.words


def test_an_id_spent_by_a_refusal_is_refused_again() -> None:
    day, _, venue = a_venue()
    day.place("bob", ASK, 7, 60)
    crossing = wanted(Side.BID, 70, 1, crossing=Crossing.POSTS_ONLY)
    venue.submit(crossing)
    again = venue.submit(crossing)
    assert isinstance(again, Rejected)
    assert again.words == Code.ORDER_ALREADY_EXISTS


def test_what_was_never_sent_is_absent_and_what_was_is_found() -> None:
    _, clock, venue = a_venue()
    asked = wanted(Side.BID, 40, 10)
    assert isinstance(venue.look_up(asked, sent_at=clock.now()), Absent)
    venue.submit(asked)
    found = venue.look_up(asked, sent_at=clock.now())
    assert not isinstance(found, Absent)
    assert getattr(found, "client_id", "") == asked.client_id


def test_a_cancel_tells_how_the_order_ended() -> None:
    day, clock, venue = a_venue()
    asked = wanted(Side.BID, 40, 10)
    sent = venue.submit(asked)
    assert isinstance(sent, Accepted)
    tracked = Tracked(asked, clock.now(), State.RESTING, sent.order_id)
    day.ask(SwitchExchange(ExchangeState.EXCHANGE_PAUSED))
    assert venue.cancel(tracked) == Rejected(Reason.PAUSED, "exchange_is_paused")
    day.ask(SwitchExchange(ExchangeState.OPEN))
    day.place("bob", ASK, 10, 40)
    assert venue.cancel(tracked) == Gone(Heard.EXECUTED)
    with pytest.raises(ValueError, match="exchange's id"):
        venue.cancel(replace(tracked, order_id=""))


def test_after_the_close_a_cancel_finds_the_order_gone() -> None:
    day, clock, venue = a_venue()
    asked = wanted(Side.BID, 40, 10)
    sent = venue.submit(asked)
    assert isinstance(sent, Accepted)
    day.ask(MoveClose(LOW, OPEN))
    assert venue.cancel(Tracked(asked, clock.now(), State.RESTING, sent.order_id)) == Gone(Heard.CANCELED)


def test_a_request_never_comes_before_the_exchange_s_last_one() -> None:
    day, _, venue = a_venue()
    day.wait(hours=2)
    day.ask(Wait())
    assert venue.statement(OPEN).as_of == OPEN + timedelta(hours=2)


def test_the_kill_switch_leaves_nothing_resting_and_says_when_it_could_not() -> None:
    day, _, venue = a_venue()
    venue.submit(wanted(Side.BID, 40, 10))
    day.ask(SwitchExchange(ExchangeState.EXCHANGE_PAUSED))
    stuck = venue.kill()
    assert not stuck.confirmed
    assert stuck.unanswered == ("exchange_is_paused",)
    day.ask(SwitchExchange(ExchangeState.OPEN))
    assert venue.kill().confirmed


def test_what_others_do_and_what_came_before_is_not_in_the_statement() -> None:
    day, clock, venue = a_venue()
    day.place("bob", BID, 5, 30)
    venue.submit(wanted(Side.ASK, 30, 5))
    day.done(Withdraw("ann", Usd.parse("1")))
    clock.sleep(60)
    told = venue.statement(clock.now())
    assert (told.orders, told.fills) == ((), ())
    assert told.cash == day.cash("ann")
    assert [fill.count for fill in venue.statement(OPEN).fills] == [Count.whole(5)]
