"""What the exchange's demo answered on 2026-06-11, asked again of the simulated one."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from paxline.exchange.answers import HTTP_STATUS, Accepted, Answer, Filled, Reduced, Refused
from paxline.exchange.engine import Exchange
from paxline.exchange.orders import OrderStatus
from paxline.exchange.requests import Cancel, Deposit, ListMarket, Place, Posting, SelfTrade, Side, TimeInForce
from paxline.market.contract import Contract
from paxline.units import Count, Price, Usd

ME, OTHER = "me", "other"
START = datetime(2026, 6, 11, 6, 29, tzinfo=UTC)
TICKER = "KXWTACHALLENGERMATCH-26JUN11JIMLEP-LEP"


@pytest.fixture
def demo() -> Exchange:
    exchange = Exchange()
    market = ListMarket(Contract(1, TICKER), START - timedelta(hours=1), START + timedelta(hours=9))
    for request in (market, Deposit(ME, Usd.parse("9999.90")), Deposit(OTHER, Usd.parse("1000"))):
        exchange.apply(request, at=START)
    exchange.apply(Place(OTHER, TICKER, Side.ASK, Count.whole(50), Price.parse("0.52")), at=START)
    return exchange


@pytest.fixture
def sent(shared: Path) -> Callable[[str], tuple[Place, dict[str, Any], int]]:
    """What was sent, what came back, and its status."""

    def read(name: str) -> tuple[Place, dict[str, Any], int]:
        folder = shared / "kalshi" / "recorded"
        meta = json.loads((folder / f"{name}.meta.json").read_text(encoding="utf-8"))
        body, answer = meta["request_body"], json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        place = Place(
            ME,
            body["ticker"],
            Side(body["side"]),
            Count.parse(body["count"]),
            Price.parse(body["price"]),
            client_order_id=body["client_order_id"],
            time_in_force=TimeInForce(body["time_in_force"]),
            self_trade=SelfTrade(body["self_trade_prevention_type"]),
            posting=Posting.POST_ONLY if body.get("post_only") else Posting.MAY_TAKE,
        )
        return place, answer, meta["status"]

    return read


def ask(exchange: Exchange, request: Place | Cancel) -> Answer:
    return exchange.apply(request, at=START).answer


Sent = Callable[[str], tuple[Place, dict[str, Any], int]]


def test_a_far_bid_rests_as_recorded(demo: Exchange, sent: Sent) -> None:
    place, recorded, _ = sent("orders__create_v2_maker")
    answer = ask(demo, place)
    assert isinstance(answer, Accepted)
    assert (str(answer.filled), str(answer.remaining)) == (recorded["fill_count"], recorded["remaining_count"])
    assert answer.client_order_id == recorded["client_order_id"]


def test_an_immediate_order_takes_the_better_price_and_pays_the_recorded_fee(
    demo: Exchange, sent: Sent, shared: Path
) -> None:
    place, recorded, _ = sent("orders__create_v2_taker_ioc")
    answer, events = demo.apply(place, at=START)
    assert isinstance(answer, Accepted)
    assert (str(answer.filled), str(answer.remaining)) == (recorded["fill_count"], recorded["remaining_count"])
    assert answer.value == Usd.parse(recorded["average_fill_price"])
    assert answer.fees == Usd.parse(recorded["average_fee_paid"])
    fills = json.loads((shared / "kalshi" / "recorded" / "fills__after_taker.json").read_text(encoding="utf-8"))
    mine = next(event for event in events if isinstance(event, Filled) and event.member == ME)
    assert str(mine.fee) == fills["fills"][0]["fee_cost"] == "0.017500"
    listed = json.loads((shared / "kalshi" / "recorded" / "portfolio__orders_list.json").read_text(encoding="utf-8"))
    order, seen = demo.order(answer.order_id), listed["orders"][0]
    assert order.status == seen["status"]
    assert str(order.taker_cost) == seen["taker_fill_cost_dollars"]
    assert str(order.taker_fees) == seen["taker_fees_dollars"]
    assert str(order.price) == seen["yes_price_dollars"]


@pytest.mark.parametrize("name", ["orders__insufficient_balance", "orders__invalid_price_structure"])
def test_what_was_refused_is_refused_with_the_same_code_and_status(demo: Exchange, sent: Sent, name: str) -> None:
    place, recorded, status = sent(name)
    answer = ask(demo, place)
    assert isinstance(answer, Refused)
    assert (answer.code, HTTP_STATUS[answer.code]) == (recorded["error"]["code"], status)


def test_a_duplicate_client_order_id_is_a_409(demo: Exchange, sent: Sent) -> None:
    place, recorded, status = sent("orders__duplicate_client_order_id")
    assert isinstance(ask(demo, place), Accepted)
    answer = ask(demo, place)
    assert isinstance(answer, Refused)
    assert (answer.code, HTTP_STATUS[answer.code]) == (recorded["error"]["code"], status)


def test_a_cancel_says_what_it_cancelled_and_a_second_one_finds_nothing(
    demo: Exchange, sent: Sent, recorded: Callable[[str], bytes]
) -> None:
    placed = ask(demo, sent("orders__create_v2_maker")[0])
    taken = ask(demo, sent("orders__create_v2_taker_ioc")[0])
    assert isinstance(placed, Accepted)
    assert isinstance(taken, Accepted)
    cancelled = ask(demo, Cancel(ME, placed.order_id))
    assert isinstance(cancelled, Reduced)
    assert str(cancelled.reduced_by) == json.loads(recorded("orders__cancel_v2"))["reduced_by"]
    for name, order_id in (
        ("orders__cancel_already_canceled", placed.order_id),
        ("orders__cancel_executed", taken.order_id),
        ("orders__cancel_unknown_id", "00000000-0000-0000-0000-000000000000"),
    ):
        again = ask(demo, Cancel(ME, order_id))
        assert isinstance(again, Refused)
        assert again.code == json.loads(recorded(name))["error"]["code"]
    listed = json.loads(recorded("portfolio__orders_list"))["orders"][1]
    order = demo.order(placed.order_id)
    assert (order.status, str(order.remaining)) == (listed["status"], listed["remaining_count_fp"])


def test_a_self_cross_ends_the_incoming_order_and_leaves_the_resting_one(
    demo: Exchange, recorded: Callable[[str], bytes]
) -> None:
    rested = json.loads(recorded("orders__stp_resting_after"))["order"]
    price = Price.parse(rested["yes_price_dollars"])
    own = ask(demo, Place(ME, TICKER, Side.BID, Count.parse(rested["initial_count_fp"]), price))
    crossing = ask(demo, Place(ME, TICKER, Side.ASK, Count.whole(1), price))
    assert isinstance(own, Accepted)
    assert isinstance(crossing, Accepted)
    assert (crossing.filled, crossing.remaining) == (Count(0), Count(0))
    assert demo.order(own.order_id).status == rested["status"] == OrderStatus.RESTING
    assert str(demo.order(own.order_id).remaining) == rested["remaining_count_fp"]
