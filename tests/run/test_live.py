from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from tests.run.test_control import Word

from paxline.desk.ledger import Answered, CashMoved, Cause, Event, Filled, Intended, Role, Tracked
from paxline.desk.orders import Crossing, Heard, Lifetime, Order, Side, State, Terms
from paxline.desk.policy import Limits
from paxline.desk.reconcile import Statement
from paxline.run.control import Ask, Guarded
from paxline.run.live import Armed, Beating, Bounded, Expiring, Pulse, Staying, rests_until
from paxline.run.memory import MemoryJournal
from paxline.run.ports import Absent, Accepted, Gone, Outcome, Reason, Rejected
from paxline.testing import NOW, ManualClock
from paxline.units import Count, Price, Usd

TICKER = "KXTSAW-26APR26-A2.45"
WEDNESDAY = date(2026, 4, 22)


class Taking:
    """A venue that takes everything and keeps what it was sent."""

    def __init__(self) -> None:
        self.came: list[Order] = []

    def submit(self, order: Order) -> Outcome:
        self.came.append(order)
        return Accepted(order.client_id, Count(0), order.terms.count)

    def cancel(self, tracked: Tracked) -> Gone:
        del tracked
        return Gone(Heard.CANCELED)

    def look_up(self, order: Order, *, sent_at: datetime) -> Absent:
        del order, sent_at
        return Absent()

    def statement(self, since: datetime) -> Statement:
        return Statement(since, (), (), (), {}, Usd(0))


def an_order(
    name: str = "one", *, side: Side = Side.BID, contracts: int = 1, ticker: str = TICKER, place: Crossing | None = None
) -> Order:
    terms = Terms(ticker, side, Price.cents(42), Count.whole(contracts), crossing=place or Crossing.POSTS_ONLY)
    return Order(name, terms)


def test_not_being_armed_is_heeded_like_a_halt() -> None:
    said = ["", "the arming ended"]
    control = Armed(Word(), lambda: said[0])
    venue = Guarded(Taking(), control)
    assert isinstance(venue.submit(an_order()), Accepted)
    said.pop(0)
    came = venue.submit(an_order())
    assert isinstance(came, Rejected)
    assert came.words == "the arming ended"


def test_a_persons_word_comes_before_the_arming_and_goes_on_to_whoever_keeps_it() -> None:
    word = Word("a storm", Ask.CANCEL_ALL)
    control = Armed(word, lambda: "not armed")
    assert (control.halted(), control.asked()) == ("a storm", Ask.CANCEL_ALL)
    control.answer(Ask.CANCEL_ALL)


def test_each_look_for_a_persons_word_is_a_sign_of_life() -> None:
    clock = ManualClock(NOW)
    pulse = Pulse(clock, WEDNESDAY)
    control = Beating(Word("a storm", Ask.STOP), pulse)
    assert pulse.at == NOW
    clock.instant += timedelta(seconds=5)
    assert (control.halted(), control.asked()) == ("a storm", Ask.STOP)
    control.answer(Ask.STOP)
    assert pulse.at == clock.instant


def test_where_the_book_is_left_as_it_is_the_end_takes_nothing_out_and_a_halt_does() -> None:
    assert Staying(Word(ask=Ask.STOP)).asked() is None
    control = Staying(Word("a storm", Ask.CANCEL_ALL))
    assert (control.halted(), control.asked()) == ("a storm", Ask.CANCEL_ALL)
    control.answer(Ask.CANCEL_ALL)


def bounded(events: list[Event], *, limits: Limits | None = None) -> tuple[Bounded, Taking]:
    journal, taking = MemoryJournal(), Taking()
    journal.append([CashMoved(NOW, Usd.parse("1000"), Cause.OPENING), *events], known_at=NOW)
    return Bounded(taking, journal, limits or Limits(), ManualClock(NOW)), taking


def held(contracts: int, *, side: Side = Side.BID) -> list[Event]:
    order = an_order("before", side=side, contracts=contracts)
    at = NOW - timedelta(hours=1)
    filled = Filled(at, "f", "id", TICKER, side, order.terms.price, Count.whole(contracts), Usd(0), Role.MAKER)
    return [
        Intended(at, order, "d"),
        Answered(at, "before", Heard.RESTS, "id"),
        Answered(at, "before", Heard.EXECUTED, "id"),
        filled,
    ]


def test_an_order_within_the_bounds_goes_on() -> None:
    order = an_order(contracts=100)
    venue, taking = bounded([Intended(NOW, order, "d")])
    assert isinstance(venue.submit(order), Accepted)
    assert taking.came == [order]


@pytest.mark.parametrize(
    ("events", "order", "said"),
    [
        ([], an_order(contracts=101), "101.00 contracts in"),
        (held(60), an_order(contracts=41), "101.00 contracts in"),
        (held(60, side=Side.ASK), an_order(side=Side.ASK, contracts=41), "101.00 contracts in"),
        ([Intended(NOW, an_order("other", contracts=60), "d")], an_order(contracts=41), "101.00 contracts in"),
        ([], an_order(ticker="KXOTHER-26APR26-A2.45"), "is not of the ladder"),
        (
            [Intended(NOW, an_order(f"number {i}", ticker=f"KXTSAW-26APR26-A{i}"), "d") for i in range(51)],
            an_order(),
            "51 orders within a minute",
        ),
    ],
)
def test_an_order_beyond_a_bound_is_not_sent_whatever_was_decided(events: list[Event], order: Order, said: str) -> None:
    venue, taking = bounded(events)
    came = venue.submit(order)
    assert isinstance(came, Rejected)
    assert came.reason is Reason.HALTED
    assert said in came.words
    assert taking.came == []


def test_what_makes_a_position_smaller_is_let_through_however_large_the_position() -> None:
    venue, taking = bounded(held(150), limits=Limits(rung=Count.whole(100)))
    assert isinstance(venue.submit(an_order(side=Side.ASK, contracts=150)), Accepted)
    assert len(taking.came) == 1


@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: Expiring(v, ManualClock(NOW), lambda now: now)])
def test_everything_but_sending_goes_through(wrap: Callable[[Bounded], Bounded | Expiring]) -> None:
    venue = wrap(bounded([])[0])
    tracked = Tracked(an_order(), NOW, State.RESTING, "id")
    assert venue.cancel(tracked) == Gone(Heard.CANCELED)
    assert venue.look_up(an_order(), sent_at=NOW) == Absent()
    assert venue.statement(NOW).cash == Usd(0)


def test_what_rests_ends_by_itself_at_a_whole_second_and_the_order_keeps_its_id() -> None:
    taking = Taking()
    end = NOW + timedelta(hours=3, microseconds=7)
    venue = Expiring(taking, ManualClock(NOW), lambda _now: end)
    assert isinstance(venue.submit(an_order()), Accepted)
    (sent,) = taking.came
    assert sent.client_id == "one"
    assert sent.terms.expires_at == NOW + timedelta(hours=3)


def test_an_earlier_end_of_its_own_stands() -> None:
    taking = Taking()
    soon = NOW + timedelta(minutes=1)
    venue = Expiring(taking, ManualClock(NOW), lambda now: now + timedelta(hours=3))
    order = an_order()
    venue.submit(Order("x", Terms(TICKER, Side.BID, order.terms.price, order.terms.count, expires_at=soon)))
    assert taking.came[0].terms.expires_at == soon


def test_nothing_is_sent_that_would_have_to_go_at_once() -> None:
    taking = Taking()
    came = Expiring(taking, ManualClock(NOW), lambda now: now + timedelta(seconds=9)).submit(an_order())
    assert isinstance(came, Rejected)
    assert "nothing may rest from 13:05:09Z on" in came.words
    assert taking.came == []


def test_what_takes_at_once_needs_no_end() -> None:
    taking = Taking()
    terms = Terms(TICKER, Side.BID, Price.cents(42), Count.whole(1), lifetime=Lifetime.IMMEDIATE_OR_CANCEL)
    Expiring(taking, ManualClock(NOW), lambda now: now).submit(Order("x", terms))
    assert taking.came[0].terms.expires_at is None


def test_an_order_of_thursday_noon_ends_that_night_and_one_of_a_late_morning_at_once() -> None:
    noon = datetime.fromisoformat("2026-04-23T16:00:00+00:00")
    assert rests_until(noon, WEDNESDAY) == datetime.fromisoformat("2026-04-24T02:00:00+00:00")
    # Wednesday's count is not there on Thursday: the release that is awaited keeps the book empty.
    assert rests_until(noon, WEDNESDAY - timedelta(days=1)) == noon
