from dataclasses import replace
from types import MappingProxyType

import pytest
from tests.exchange.day import ASK, BID, LADDER, LOW, OPEN, Day, a_day

from paxline.desk.ledger import Event, Intended, Ledger
from paxline.desk.orders import Side, State, Terms, order_of
from paxline.exchange.accounts import Account
from paxline.run.memory import MemoryJournal
from paxline.run.recover import Ready, recover
from paxline.run.sending import send
from paxline.run.simulated import SimulatedVenue
from paxline.testing import ManualClock
from paxline.units import Count, Price, Usd
from paxline.wiring.simulated.audit import apart, beyond, crowded, doubled, leaking, losing

ORDER = order_of("d", Terms(LOW, Side.BID, Price.cents(40), Count.whole(10)), place=0)


def traded() -> tuple[Day, Ledger, tuple[Event, ...]]:
    """Ann's bid for ten, of which four are filled, and the journal of it after a recovery."""
    day, clock, journal = a_day(), ManualClock(OPEN), MemoryJournal()
    venue = SimulatedVenue(day.exchange, "ann", clock)
    recover(journal=journal, account=venue, clock=clock)
    send(ORDER, decision="d", journal=journal, venue=venue, clock=clock)
    day.place("bob", ASK, 4, 40)
    ready = recover(journal=journal, account=venue, clock=clock)
    assert isinstance(ready, Ready)
    return day, ready.ledger, journal.events()


def test_where_both_sides_agree_nothing_is_said() -> None:
    day, ledger, events = traded()
    assert [*apart(ledger, day.exchange, member="ann")] == []
    assert [*doubled(events, day.exchange, member="ann")] == []
    assert [*beyond(day.exchange, Count.whole(10), member="ann")] == []
    assert [*leaking(day.exchange)] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cash": Usd(1)}, "in cash"),
        ({"fees": Usd(1)}, "fees"),
        ({"positions": MappingProxyType({})}, "holds"),
        ({"orders": MappingProxyType({})}, "not in the journal"),
    ],
)
def test_a_journal_that_says_otherwise_is_named(change: dict[str, object], said: str) -> None:
    day, ledger, _ = traded()
    wrong = replace(ledger, **change)  # pyright: ignore[reportArgumentType] - fields of several types
    assert any(said in one for one in apart(wrong, day.exchange, member="ann"))


def test_an_order_that_stands_otherwise_is_named() -> None:
    day, ledger, _ = traded()
    tracked = replace(ledger.orders[ORDER.client_id], state=State.EXECUTED, filled=Count(0))
    wrong = replace(ledger, orders=MappingProxyType({ORDER.client_id: tracked, "other": tracked}))
    said = " / ".join(apart(wrong, day.exchange, member="ann"))
    assert "stands as EXECUTED and is resting" in said
    assert "0.00 filled in the journal and 4.00" in said
    assert "other stands as EXECUTED and was never at the exchange" in said


def test_what_was_realised_is_compared_when_nothing_is_held() -> None:
    day, clock, journal = a_day(), ManualClock(OPEN), MemoryJournal()
    venue = SimulatedVenue(day.exchange, "ann", clock)
    recover(journal=journal, account=venue, clock=clock)
    for side, cents, other in ((Side.BID, 40, ASK), (Side.ASK, 50, BID)):
        order = order_of("d", Terms(LOW, side, Price.cents(cents), Count.whole(4)), place=0)
        send(order, decision="d", journal=journal, venue=venue, clock=clock)
        day.place("bob", other, 4, cents)
    ready = recover(journal=journal, account=venue, clock=clock)
    assert isinstance(ready, Ready)
    assert [*apart(ready.ledger, day.exchange, member="ann")] == []
    wrong = replace(ready.ledger, realised=Usd(1))
    assert [*apart(wrong, day.exchange, member="ann")] == ["the journal knows 0.000001 realised, and it was 0.400000"]


def test_a_limit_counts_what_is_held_and_what_rests() -> None:
    day, _, _ = traded()
    (said,) = beyond(day.exchange, Count(999), member="ann")
    assert "10.00" in said
    assert [*beyond(day.exchange, Count(399), member="bob")] == [f"{LOW} could come to -4.00, and the limit is 3.99"]


def test_a_decision_that_became_two_orders_is_named() -> None:
    day, _, events = traded()
    again = order_of("d again", ORDER.terms, place=0)
    SimulatedVenue(day.exchange, "ann", ManualClock(OPEN)).submit(again)
    both = (*events, Intended(OPEN, again, "d"))
    assert [*doubled(both, day.exchange, member="ann")] == ["decision 'd' became 2 orders"]


def test_money_from_nowhere_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    day, _, _ = traded()
    account: Account = day.exchange._floor.accounts["bob"]
    monkeypatch.setattr(account, "cash", account.cash + 1)
    assert len([*leaking(day.exchange)]) == 1


def test_what_the_event_could_lose_is_counted_with_everything_that_rests_filled() -> None:
    day, _, _ = traded()
    brought = day.exchange.money("ann")
    spent = day.exchange.stakes("ann")[LOW].cost
    all_of_it = Price.cents(40).times(Count.whole(10))
    before = brought.cash + spent
    assert [*losing(day.exchange, all_of_it, ladder=LADDER, brought=before, member="ann")] == []
    said = [*losing(day.exchange, all_of_it - Usd(1), ladder=LADDER, brought=before, member="ann")]
    assert len(said) == 1
    assert "above 0 strikes" in said[0]


def test_contracts_held_and_resting_are_counted_together() -> None:
    day, _, _ = traded()
    assert [*crowded(day.exchange, Count.whole(10), member="ann")] == []
    assert [*crowded(day.exchange, Count.whole(9), member="ann")]
