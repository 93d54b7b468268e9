from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.test_ledger import OPENING, at, conserved, traded

from paxline.desk.closing import close_books
from paxline.desk.ledger import SKEW, Answered, Event, Filled, Intended, Ledger, Settled, fold, onward
from paxline.desk.orders import Heard, Side
from paxline.desk.purse import EMPTY
from paxline.desk.reconcile import StatedOrder, Statement, differences, ours_to_explain
from paxline.units import Count, Price, Usd

WEEK = 10_080
"""Minutes."""

DOLLAR = Price(10_000)


def week(number: int, steps: list[tuple[int, int, int]]) -> list[Event]:
    """What happens in two markets that trade in that week alone; some of them settle, at what they are worth or not."""
    events: list[Event] = []
    for step, (kind, cents, contracts) in enumerate(steps):
        ticker, side = f"W{number}-{kind % 2}", Side.BID if cents % 2 else Side.ASK
        minutes = number * WEEK + step
        order = traded(100 * number + step, side, 1 + cents, contracts, ticker=ticker, fee=cents, minutes=minutes)
        if kind < 6:
            events += order
        elif kind == 6:
            events += order[:1]
        else:
            held = fold([OPENING, *events]).positions.get(ticker)
            count = held.count if held else Count(0)
            pays = Usd.cents(max(count.hundredths, 0) + (kind == 9))
            events.append(Settled(at(minutes), ticker, DOLLAR, pays))
    return events


weeks = st.lists(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 98), st.integers(1, 9)), max_size=8), min_size=1, max_size=6
).map(lambda found: [week(number, steps) for number, steps in enumerate(found)])


def settled_year() -> list[Event]:
    """Two weeks: what was bought in the first has paid, an order of the second rests."""
    bought = traded(1, Side.BID, 40, 10, ticker="A")
    sold = traded(2, Side.ASK, 70, 3, ticker="A")
    rests = traded(3, Side.BID, 20, 5, ticker="B", minutes=2 * WEEK)[:2]
    answer = rests[1]
    assert isinstance(answer, Answered)
    paid = Settled(at(WEEK), "A", DOLLAR, Usd.cents(700))
    return [OPENING, *bought, *sold, paid, rests[0], replace(answer, heard=Heard.RESTS)]


def stated(ledger: Ledger, events: list[Event]) -> Statement:
    """The account as an exchange states it that forgets nothing."""
    orders = tuple(
        StatedOrder(
            one.order_id,
            one.order.client_id,
            one.order.terms.ticker,
            one.order.terms.side,
            one.order.terms.price,
            one.order.terms.count,
            one.filled,
            one.remaining,
            Heard.RESTS if one.remaining > Count(0) else Heard.EXECUTED,
            one.intended_at,
        )
        for one in ledger.orders.values()
    )
    fills = tuple(event for event in events if isinstance(event, Filled))
    settlements = tuple(event for event in events if isinstance(event, Settled))
    positions = {ticker: one.count for ticker, one in ledger.positions.items()}
    return Statement(at(3 * WEEK), orders, fills, settlements, positions, ledger.cash)


@given(weeks=weeks, keep=st.integers(0, 12))
def test_money_and_what_stands_are_those_of_the_whole_whenever_books_are_closed(
    weeks: list[list[Event]], keep: int
) -> None:
    carried, events = fold([OPENING]), [OPENING]
    for told in weeks:
        carried = close_books(onward(carried, told), keep=keep)
        events += told
    whole = fold(events)
    for name in (
        "moved",
        "cash",
        "fees",
        "realised",
        "positions",
        "standing",
        "settled",
        "days",
        "opened_at",
        "unpaid",
    ):
        assert getattr(carried, name) == getattr(whole, name), name
    assert carried.contradictions == whole.contradictions
    assert conserved(carried)
    assert close_books(carried, keep=keep) == carried
    for ticker, purse in whole.purses.items():
        kept = carried.purses[ticker]
        assert (kept.cash, kept.fees, kept.realised, kept.spent) == (
            purse.cash,
            purse.fees,
            purse.realised,
            purse.spent,
        )


@given(weeks=weeks, keep=st.integers(0, 12))
def test_what_is_held_stands_is_odd_or_is_among_the_newest_is_kept_one_by_one(
    weeks: list[list[Event]], keep: int
) -> None:
    whole = fold([OPENING, *(event for told in weeks for event in told)])
    closed = close_books(whole, keep=keep)
    newest = [one.order.client_id for one in whole.orders.newest_first()][:keep]
    stays = whole.positions.keys() | whole.unpaid.keys() | {t.order.terms.ticker for t in whole.standing.values()}
    stays |= {whole.orders[name].order.terms.ticker for name in newest}
    assert [*closed.orders.items()] == [
        (name, one) for name, one in whole.orders.items() if one.order.terms.ticker in stays
    ]
    assert set(closed.fills) == {name for name, fill in whole.fills.items() if fill.ticker in stays}
    assert set(closed.names.values()) == {name for name, one in closed.orders.items() if one.order_id}
    assert all(whole.purses[ticker] == closed.purses[ticker] for ticker in stays if ticker in whole.purses)


def test_the_exchanges_whole_account_agrees_with_books_that_are_closed() -> None:
    events = settled_year()
    whole = fold(events)
    closed = close_books(whole, keep=0)
    assert [one.order.terms.ticker for one in closed.orders.values()] == ["B"]
    assert not closed.fills
    statement = stated(whole, events)
    assert not differences(whole, statement)
    assert not differences(closed, ours_to_explain(closed, statement))
    undated = replace(statement, orders=tuple(replace(one, created_at=None) for one in statement.orders))
    assert not differences(closed, ours_to_explain(closed, undated))
    assert closed.told_since == at(2 * WEEK) - SKEW


def test_what_rests_in_a_market_whose_books_are_closed_is_named() -> None:
    events = settled_year()
    closed, statement = close_books(fold(events), keep=0), stated(fold(events), events)
    resting = replace(statement.orders[0], client_id="x", order_id="x", heard=Heard.RESTS, remaining=Count(1))
    told = ours_to_explain(closed, replace(statement, orders=(*statement.orders, resting)))
    assert differences(closed, told) == ("x in A is an order nobody here intended",)


def test_money_of_a_time_whose_books_are_closed_is_a_contradiction_and_is_not_counted() -> None:
    closed = close_books(fold(settled_year()), keep=0)
    late = traded(9, Side.BID, 10, 1, ticker="A", minutes=WEEK - 1)
    after = onward(closed, late)
    assert "A is told of at 2026-04-27 13:59Z, up to when its books are closed" in after.contradictions
    assert after.cash == closed.cash


def test_a_market_may_trade_again_after_its_books_were_closed() -> None:
    events, again = settled_year(), traded(9, Side.ASK, 60, 4, ticker="A", minutes=3 * WEEK)
    before = traded(10, Side.BID, 50, 4, ticker="A", minutes=3 * WEEK - 9)
    closed = onward(close_books(fold(events), keep=0), [*again, *before])
    whole = fold([*events, *again, *before])
    assert not closed.contradictions
    assert (closed.cash, closed.realised, closed.days) == (whole.cash, whole.realised, whole.days)


def test_an_account_without_closed_books_tells_everything_since_its_opening() -> None:
    assert fold([]).told_since is None
    assert fold(settled_year()).told_since == OPENING.at
    flat = close_books(fold(settled_year()[:-2]), keep=0)
    assert not flat.orders
    assert flat.told_since == at(WEEK)


def test_an_order_that_nobody_answered_keeps_its_books_open() -> None:
    intended = traded(1, Side.BID, 40, 10, ticker="A")[0]
    assert isinstance(intended, Intended)
    ledger = fold([OPENING, intended])
    assert close_books(ledger, keep=0) is ledger


def test_books_are_not_closed_on_what_is_held() -> None:
    held = EMPTY
    for event in traded(1, Side.BID, 40, 10)[2:]:
        assert isinstance(event, Filled)
        held = held.after(event)
    with pytest.raises(ValueError, match="nothing is held"):
        held.closed(OPENING.at + timedelta(days=1))
