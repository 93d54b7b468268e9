from dataclasses import replace

from tests.exchange.day import ASK, BID, HIGH, LOW, a_day

from paxline.exchange.answers import Accepted, Code, Refused
from paxline.exchange.requests import Amend
from paxline.units import Count, Price, Usd


def test_an_order_needs_its_worst_case_cost() -> None:
    day = a_day(ann="4.00")
    assert day.refuse("ann", BID, 11, 40).code is Code.INSUFFICIENT_BALANCE
    day.place("ann", BID, 10, 40)
    assert day.exchange.money("ann").available == Usd(0)
    assert day.refuse("ann", BID, 0.01, 1, ticker=HIGH).code is Code.INSUFFICIENT_BALANCE


def test_a_taker_needs_its_fee_too() -> None:
    day = a_day(ann="0.5374", cid="0.5375")
    day.place("bob", ASK, 2, 52)
    assert day.refuse("ann", BID, 1, 52).code is Code.INSUFFICIENT_BALANCE
    day.place("cid", BID, 1, 52)
    assert day.cash("cid") == Usd(0)


def test_what_is_held_can_be_sold_without_cash() -> None:
    day = a_day(ann="0.52", bob="10")
    day.place("ann", BID, 1, 52)
    day.place("bob", ASK, 1, 52)
    assert day.cash("ann") == Usd(0)
    day.place("bob", BID, 1, 40)
    day.place("ann", ASK, 1, 40)
    assert day.cash("ann") == Usd.parse("0.3832")
    assert day.position("ann") == 0


def test_an_amended_order_is_paid_for_as_if_the_old_one_were_gone() -> None:
    day = a_day(ann="4.00")
    placed = day.place("ann", BID, 10, 40)
    dearer = Amend("ann", placed.order_id, LOW, BID, Price.cents(50), Count.whole(8))
    assert day.ask(replace(dearer, count=Count.whole(9))) == Refused(Code.INSUFFICIENT_BALANCE)
    assert isinstance(day.ask(dearer), Accepted)
    assert day.exchange.money("ann").available == Usd(0)
