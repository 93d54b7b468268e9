from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.day import ASK, BID, HIGH, LOW, a_day

from paxline.exchange.accounts import ONE, Account, Holding, worst_case
from paxline.units import Usd

orders = st.lists(st.tuples(st.integers(1, 99), st.integers(1, 300)), max_size=4)


@given(st.integers(-500, 500), orders)
def test_the_worst_case_of_one_side_is_the_dearest_way_to_fill_it(position: int, bids: list[tuple[int, int]]) -> None:
    held_no = max(0, -position)
    worst = 0
    for order in permutations(bids):
        paid = taken = 0
        for cents, size in order:
            paid += cents * 100 * size
            taken += size
            worst = max(worst, paid - min(held_no, taken) * ONE)
    assert worst_case(position, bids=sum(cents * 100 * size for cents, size in bids), asks=0) == worst


def test_a_yes_and_a_no_of_one_market_become_a_dollar_at_once() -> None:
    day = a_day()
    day.place("ann", ASK, 10, 60)
    day.place("bob", BID, 10, 60)
    before = day.cash("ann")
    day.place("bob", ASK, 10, 30)
    day.place("ann", BID, 10, 30)
    assert day.position("ann") == day.position("bob") == 0
    assert day.cash("ann") - before == Usd.parse("10") - Usd.parse("3") - Usd.parse("0.147")
    assert day.exchange.treasury.escrow == Usd(0)


def test_strikes_of_one_ladder_are_not_netted() -> None:
    day = a_day(ann="10")
    day.place("bob", ASK, 10, 60, ticker=LOW)
    day.place("bob", BID, 10, 50, ticker=HIGH)
    day.place("ann", BID, 10, 60, ticker=LOW)
    assert day.refuse("ann", ASK, 10, 50, ticker=HIGH).code == "insufficient_balance"


def test_the_sides_of_a_market_reserve_each_for_itself() -> None:
    day = a_day()
    day.place("ann", BID, 10, 40)
    day.place("ann", ASK, 10, 60)
    assert day.exchange.money("ann").reserved == Usd.parse("8")


def test_an_order_that_closes_reserves_nothing() -> None:
    day = a_day()
    day.place("ann", BID, 10, 40)
    day.place("bob", ASK, 10, 40)
    assert day.exchange.money("ann").reserved == Usd(0)
    day.place("ann", ASK, 10, 60)
    assert day.exchange.money("ann").reserved == Usd(0)
    day.place("ann", ASK, 30, 60)
    assert day.exchange.money("ann").reserved == Usd.parse("6")


def test_a_trade_that_turns_a_position_closes_first() -> None:
    account, holding = Account("ann"), Holding()
    account.trade(holding, count=500, price=4_000, fee=0)
    assert holding.closing(-800) == 500
    assert account.trade(holding, count=-800, price=5_000, fee=7) == 500 * ONE - 800 * 5_000 - 7
    assert (holding.position, holding.cost, holding.realized) == (-300, 300 * 5_000, 500 * 1_000)


def test_a_settled_no_is_paid_when_yes_is_not() -> None:
    account, holding = Account("ann"), Holding()
    account.trade(holding, count=-500, price=4_000, fee=0)
    assert account.settle(holding, paid=0) == 500 * ONE
    assert (holding.position, holding.cost, holding.realized) == (0, 0, 500 * 4_000)


def test_a_resting_sale_that_would_open_after_another_is_paid_for_then() -> None:
    day = a_day(ann="4")
    day.place("ann", BID, 10, 40)
    day.place("bob", ASK, 10, 40)
    day.place("ann", ASK, 10, 90)
    day.place("bob", BID, 10, 20)
    assert day.place("ann", ASK, 5, 20).filled.contracts == 5
    assert day.exchange.money("ann").available >= Usd(0)
    assert day.balanced()
    assert day.refuse("ann", BID, 9, 99).code == "insufficient_balance"
    assert day.place("cid", BID, 1, 10).remaining.contracts == 1
