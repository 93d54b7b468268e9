from datetime import timedelta
from typing import get_args

from tests.exchange.day import BID, order

from paxline.exchange.requests import (
    SETTLEMENT_TIMER,
    MemberRequest,
    OnPause,
    OperatorRequest,
    Posting,
    Reducing,
    Request,
    SelfTrade,
    Side,
    TimeInForce,
)


def test_words_of_the_wire_are_the_wires() -> None:
    assert [*Side] == ["bid", "ask"]
    assert {*TimeInForce} == {"good_till_canceled", "immediate_or_cancel", "fill_or_kill"}
    assert {*SelfTrade} == {"taker_at_cross", "maker"}


def test_a_plain_order_asks_for_nothing_special() -> None:
    plain = order("ann", BID, 1, 40)
    assert (plain.posting, plain.reducing, plain.on_pause) == (Posting.MAY_TAKE, Reducing.MAY_OPEN, OnPause.STAY)
    assert plain.time_in_force is TimeInForce.GOOD_TILL_CANCELED
    assert (plain.client_order_id, plain.group_id, plain.expires_at) == ("", "", None)


def test_every_request_is_a_members_or_the_operators() -> None:
    assert set(get_args(MemberRequest)) | set(get_args(OperatorRequest)) == set(get_args(Request))


def test_the_settlement_timer_is_that_of_the_recorded_markets() -> None:
    assert timedelta(seconds=3600) == SETTLEMENT_TIMER
