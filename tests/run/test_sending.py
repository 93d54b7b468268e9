from dataclasses import dataclass, field, replace

import pytest
from tests.simulation.trading import TICKER, MemoryJournal, an_order, opened

from paxline.desk.ledger import Answered, Halted, Intended, Tracked, fold
from paxline.desk.orders import Heard, Order, State
from paxline.run.ports import Accepted, Cancellation, Gone, Landing, Outcome, Reason, Rejected, Unknown
from paxline.run.sending import Known, Withheld, cancel, heard_of, send
from paxline.testing import ManualClock
from paxline.units import Count

ORDER = an_order()
RESTING = Accepted("o", Count(0), Count.whole(10))


@dataclass
class OneAnswer:
    """A venue that gives the same answers again and again."""

    outcome: Outcome = RESTING
    cancellation: Cancellation = Gone(Heard.CANCELED)  # noqa: RUF009 - frozen
    sent: list[Order] = field(default_factory=list[Order])
    cancelled: list[Tracked] = field(default_factory=list[Tracked])

    def submit(self, order: Order) -> Outcome:
        self.sent.append(order)
        return self.outcome

    def cancel(self, tracked: Tracked) -> Cancellation:
        self.cancelled.append(tracked)
        return self.cancellation


def sent(order: Order, journal: MemoryJournal, venue: OneAnswer) -> object:
    return send(order, decision="d1", journal=journal, venue=venue, clock=ManualClock())


def state(journal: MemoryJournal, order: Order = ORDER) -> State:
    return fold(journal.events()).orders[order.client_id].state


@pytest.mark.parametrize(
    ("outcome", "heard", "stands"),
    [
        (RESTING, Heard.RESTS, State.RESTING),
        (Accepted("o", Count.whole(4), Count.whole(6)), Heard.RESTS, State.RESTING),
        (Accepted("o", Count.whole(10), Count(0)), Heard.EXECUTED, State.EXECUTED),
        (Accepted("o", Count.whole(4), Count(0)), Heard.CANCELED, State.CANCELED),
        (Rejected(Reason.FUNDS, "poor"), Heard.REFUSED, State.REJECTED),
        (Unknown("lost"), Heard.UNCLEAR, State.UNKNOWN),
        (Unknown("there", Landing.SURELY), Heard.LANDED, State.LANDED),
    ],
)
def test_what_came_of_it_is_written_down(outcome: Outcome, heard: Heard, stands: State) -> None:
    journal = opened()
    assert sent(ORDER, journal, OneAnswer(outcome)) == outcome
    assert heard_of(ORDER, outcome) is heard
    assert state(journal) is stands
    _, intended, answered = journal.kept
    assert isinstance(intended, Intended)
    assert isinstance(answered, Answered)
    assert answered.words == ("FUNDS: poor" if isinstance(outcome, Rejected) else getattr(outcome, "why", ""))


def test_an_order_that_is_known_is_not_sent_again() -> None:
    for outcome in (RESTING, Rejected(Reason.PRICE, ""), Unknown("")):
        journal, venue = opened(), OneAnswer(outcome)
        sent(ORDER, journal, venue)
        again = sent(ORDER, journal, venue)
        assert isinstance(again, Known)
        assert again.tracked.order == ORDER
        assert len(venue.sent) == 1


def test_an_id_is_not_spent_twice() -> None:
    journal, venue = opened(), OneAnswer()
    sent(ORDER, journal, venue)
    other = Order(ORDER.client_id, replace(ORDER.terms, count=Count.whole(11)))
    assert isinstance(sent(other, journal, venue), Withheld)
    assert len(venue.sent) == 1


def test_nothing_is_sent_for_a_market_while_an_outcome_is_unknown_and_others_go_on() -> None:
    journal, venue = opened(), OneAnswer(Unknown("lost"))
    sent(ORDER, journal, venue)
    withheld = sent(an_order("d2"), journal, venue)
    assert isinstance(withheld, Withheld)
    assert ORDER.client_id in withheld.why
    assert isinstance(sent(an_order("d3", ticker="another"), journal, venue), Unknown)
    assert [order.terms.ticker for order in venue.sent] == [TICKER, "another"]


def test_nothing_is_sent_after_a_halt() -> None:
    journal, venue = opened(), OneAnswer()
    journal.kept.append(Halted(ManualClock().now(), "why not"))
    assert sent(ORDER, journal, venue) == Withheld("why not")
    assert not venue.sent


def test_a_cancel_is_written_down_before_and_after() -> None:
    journal, venue = opened(), OneAnswer()
    sent(ORDER, journal, venue)
    assert cancel(ORDER.client_id, journal=journal, venue=venue, clock=ManualClock()) == Gone(Heard.CANCELED)
    assert [e.heard for e in journal.kept if isinstance(e, Answered)] == [
        Heard.RESTS,
        Heard.CANCEL_ASKED,
        Heard.CANCELED,
    ]
    assert venue.cancelled[0].order_id == "o"
    again = cancel(ORDER.client_id, journal=journal, venue=venue, clock=ManualClock())
    assert isinstance(again, Withheld)
    assert isinstance(cancel("nobody", journal=journal, venue=venue, clock=ManualClock()), Withheld)


@pytest.mark.parametrize(
    ("cancellation", "stands"),
    [
        (Gone(Heard.EXECUTED), State.EXECUTED),
        (Rejected(Reason.CLOSED, ""), State.RESTING),
        (Unknown("lost"), State.CANCELLING),
    ],
)
def test_a_cancel_ends_as_it_was_answered(cancellation: Cancellation, stands: State) -> None:
    journal, venue = opened(), OneAnswer(RESTING, cancellation)
    sent(ORDER, journal, venue)
    cancel(ORDER.client_id, journal=journal, venue=venue, clock=ManualClock())
    assert state(journal) is stands
    blocked = isinstance(sent(an_order("d2"), journal, venue), Withheld)
    assert blocked == (stands is State.CANCELLING)
    if stands is State.CANCELLING:
        venue.cancellation = Gone(Heard.CANCELED)
        cancel(ORDER.client_id, journal=journal, venue=venue, clock=ManualClock())
        assert state(journal) is State.CANCELED


def test_nothing_is_sent_before_a_recovery_has_opened_the_account() -> None:
    """The opening balance would hold the order's effects already, and they would be counted twice."""
    journal, venue = MemoryJournal(), OneAnswer()
    assert isinstance(sent(ORDER, journal, venue), Withheld)
    assert venue.sent == []
    assert journal.kept == []
