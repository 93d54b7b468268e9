from dataclasses import replace

import pytest
from tests.exchange.day import ASK, BID, OPEN, order

from paxline.exchange.accounts import Account
from paxline.exchange.orders import TRANSITIONS, WIRE_REASONS, Order, OrderStatus, OrderStep, Reason


def test_every_status_is_reached_and_an_ended_order_stays_as_it_is() -> None:
    assert set(TRANSITIONS.values()) == set(OrderStatus)
    assert {status for status, _ in TRANSITIONS} == {OrderStatus.NEW, OrderStatus.RESTING}


def test_a_step_that_the_table_lacks_is_a_bug() -> None:
    made = Order(1, request=order("ann", BID, 1, 40), account=Account("ann"), group=None, at=OPEN)
    made.step(OrderStep.CANCEL, OPEN)
    with pytest.raises(KeyError):
        made.step(OrderStep.REST, OPEN)


def test_an_order_costs_its_price_on_the_leg_it_buys() -> None:
    bid, ask = (
        Order(n, request=order("ann", side, 1, 40), account=Account("ann"), group=None, at=OPEN)
        for n, side in enumerate((BID, ASK))
    )
    assert (bid.unit, ask.unit) == (4_000, 6_000)
    assert (bid.sign, ask.sign) == (1, -1)


def test_an_order_is_named_by_its_number() -> None:
    named = replace(order("ann", BID, 1, 40), client_order_id="mine")
    made = Order(255, request=named, account=Account("ann"), group=None, at=OPEN)
    assert made.order_id == "00000000-0000-4000-8000-0000000000ff"
    assert made.client_order_id == "mine"


def test_reasons_known_to_the_wire_have_its_words() -> None:
    assert WIRE_REASONS[Reason.EXPIRY] == "ExpiryCancel"
    assert set(WIRE_REASONS) < set(Reason)
