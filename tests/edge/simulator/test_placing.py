from datetime import timedelta
from typing import Any

import pytest
from tests.edge.simulator.served import Served, an_order
from tests.exchange.day import ASK, BID, CLOSE, LOW, OPEN

from paxline.edge.simulator.wire import seconds
from paxline.exchange.requests import ExchangeState, SwitchExchange

ORDERS = "/portfolio/events/orders"


@pytest.fixture
def served() -> Served:
    return Served()


def create(served: Served, **more: Any) -> dict[str, Any]:
    status, placed = served.ask("POST", ORDERS, an_order(**more))
    assert status == 201, placed
    return placed


def refusal(served: Served, method: str, path: str, body: Any = None, **params: Any) -> tuple[int, str, str]:
    status, told = served.ask(method, path, body, **params)
    error = told.get("error", told)
    return status, error.get("code", ""), error.get("details", "")


def test_an_order_that_rests_says_so_and_no_more(served: Served) -> None:
    placed = create(served, client_order_id="mine")
    assert placed == {
        "order_id": placed["order_id"],
        "client_order_id": "mine",
        "fill_count": "0.00",
        "remaining_count": "1.00",
        "ts_ms": seconds(OPEN) * 1000,
    }
    assert len(placed["order_id"]) == 36


def test_an_order_that_takes_tells_its_averages(served: Served) -> None:
    served.place(ASK, cents=40)
    served.place(ASK, cents=43)
    placed = create(served, price="0.43", count="2", time_in_force="immediate_or_cancel")
    assert (placed["fill_count"], placed["average_fill_price"], placed["average_fee_paid"]) == (
        "2.00",
        "0.4150",
        "0.0170",
    )


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"ticker": "nothing"}, 400, "market_not_found"),
        ({"price": "0.4050"}, 400, "invalid_price"),
        ({"price": "1.5"}, 400, "invalid_price"),
        ({"price": 0.4}, 400, "bad_request"),
        ({"count": 1}, 400, "bad_request"),
        ({"count": "0"}, 400, "invalid_order"),
        ({"count": "100000"}, 400, "insufficient_balance"),
        ({"side": "yes"}, 400, "bad_request"),
        ({"time_in_force": "day"}, 400, "bad_request"),
        ({"self_trade_prevention_type": None}, 400, "bad_request"),
        ({"reduce_only": True}, 400, "invalid_order"),
        ({"time_in_force": "fill_or_kill"}, 409, "fill_or_kill_insufficient_resting_volume"),
        ({"expiration_time": seconds(OPEN)}, 400, "invalid_order"),
        ({"order_group_id": "nothing"}, 400, "not_found"),
        ({"exchange_index": 3}, 400, "market_not_found"),
        ({"subaccount": 3}, 400, "user_not_found"),
    ],
)
def test_what_cannot_be_placed_is_refused_by_its_code(
    served: Served, more: dict[str, Any], status: int, code: str
) -> None:
    assert refusal(served, "POST", ORDERS, an_order(**more))[:2] == (status, code)


def test_an_order_that_only_posts_does_not_cross(served: Served) -> None:
    served.place(ASK, cents=40)
    assert refusal(served, "POST", ORDERS, an_order(post_only=True)) == (400, "invalid_order", "post only cross")


def test_an_id_is_spent_for_good(served: Served) -> None:
    first = create(served, client_order_id="once")
    assert refusal(served, "POST", ORDERS, an_order(client_order_id="once"))[:2] == (409, "order_already_exists")
    served.ask("DELETE", f"{ORDERS}/{first['order_id']}")
    assert refusal(served, "POST", ORDERS, an_order(client_order_id="once"))[:2] == (409, "order_already_exists")


def test_a_cancel_says_by_how_much_and_finds_nothing_twice(served: Served) -> None:
    placed = create(served, count="3", client_order_id="mine")
    path = f"{ORDERS}/{placed['order_id']}"
    status, told = served.ask("DELETE", path, market_ticker=LOW, exchange_index=0)
    assert (status, told["reduced_by"], told["client_order_id"]) == (200, "3.00", "mine")
    assert refusal(served, "DELETE", path)[:2] == (404, "not_found")


def test_a_cancel_on_the_wrong_shard_finds_nothing(served: Served) -> None:
    path = f"{ORDERS}/{create(served)['order_id']}"
    assert refusal(served, "DELETE", path, exchange_index=2)[:2] == (404, "not_found")
    assert refusal(served, "DELETE", path, market_ticker="nothing")[:2] == (404, "not_found")
    assert served.ask("DELETE", path, exchange_index=-1)[0] == 200


def test_a_batch_is_answered_item_by_item(served: Served) -> None:
    bodies = [an_order(client_order_id="a"), an_order(client_order_id="a"), an_order(price="0.405"), an_order(count=1)]
    status, told = served.ask("POST", f"{ORDERS}/batched", {"orders": bodies})
    assert status == 201
    placed, *refused = told["orders"]
    assert (placed["client_order_id"], placed["error"]) == ("a", None)
    codes = [one["error"]["code"] for one in refused]
    assert codes == ["order_already_exists", "invalid_price", "bad_request"]
    assert {one["ts_ms"] for one in refused} == {None}
    cancels = {"orders": [{"order_id": placed["order_id"]}, {"order_id": "nothing", "market_ticker": LOW}]}
    status, told = served.ask("DELETE", f"{ORDERS}/batched", cancels)
    assert status == 200
    assert [one["reduced_by"] for one in told["orders"]] == ["1.00", "0.00"]
    assert told["orders"][1]["error"]["code"] == "not_found"


def test_everything_is_cancelled_without_a_word(served: Served) -> None:
    create(served)
    create(served)
    assert served.ask("DELETE", ORDERS, subaccount=2) == (204, None)
    assert len(served.get("/portfolio/orders", status="resting")["orders"]) == 2
    assert served.ask("DELETE", ORDERS) == (204, None)
    assert served.get("/portfolio/orders", status="resting")["orders"] == []


def test_an_amendment_counts_what_is_filled(served: Served) -> None:
    placed = create(served, count="3", client_order_id="old")
    served.place(ASK, cents=40)
    body = {"ticker": LOW, "side": "bid", "price": "0.4100", "count": "5", "updated_client_order_id": "new"}
    status, told = served.ask("POST", f"{ORDERS}/{placed['order_id']}/amend", body)
    assert (status, told["remaining_count"], told["client_order_id"]) == (200, "4.00", "new")
    assert served.get(f"/portfolio/orders/{placed['order_id']}")["order"]["initial_count_fp"] == "5.00"


def test_an_amendment_may_set_keep_and_take_away_the_expiry(served: Served) -> None:
    placed = create(served, expiration_time=seconds(OPEN) + 60)
    path = f"{ORDERS}/{placed['order_id']}/amend"
    body = {"ticker": LOW, "side": "bid", "price": "0.4000", "count": "1"}

    def expires(**more: Any) -> str | None:
        assert served.ask("POST", path, body | more)[0] == 200
        return served.get(f"/portfolio/orders/{placed['order_id']}")["order"].get("expiration_time")

    assert expires() == "2026-06-15T14:01:00Z"
    assert expires(expiration_time=seconds(OPEN) + 90) == "2026-06-15T14:01:30Z"
    assert expires(expiration_time=0) is None
    assert refusal(served, "POST", path, {**body, "expiration_time": -1})[1] == "bad_request"
    assert refusal(served, "POST", path, {**body, "side": "ask"})[:2] == (400, "invalid_order")


def test_a_decrease_is_by_or_to(served: Served) -> None:
    path = f"{ORDERS}/{create(served, count='5', client_order_id='mine')['order_id']}/decrease"
    assert served.ask("POST", path, {"reduce_by": "1"})[1]["remaining_count"] == "4.00"
    assert served.ask("POST", path, {"reduce_to": "2.50"})[1]["remaining_count"] == "2.50"
    assert refusal(served, "POST", path, {})[1] == "bad_request"
    assert refusal(served, "POST", path, {"reduce_by": "1", "reduce_to": "1"})[1] == "bad_request"
    assert refusal(served, "POST", path, {"reduce_to": "9"})[:2] == (400, "invalid_order")


def test_a_pause_lets_nothing_in_but_cancels(served: Served) -> None:
    path = f"{ORDERS}/{create(served)['order_id']}"
    served.hub.apply(SwitchExchange(ExchangeState.TRADING_PAUSED))
    assert refusal(served, "POST", ORDERS, an_order())[:2] == (409, "trading_is_paused")
    assert served.ask("DELETE", path)[0] == 200
    served.hub.apply(SwitchExchange(ExchangeState.EXCHANGE_PAUSED))
    assert refusal(served, "DELETE", ORDERS)[:2] == (409, "exchange_is_paused")


def test_after_the_close_not_even_a_cancel_is_taken(served: Served) -> None:
    path = f"{ORDERS}/{create(served)['order_id']}"
    served.clock.instant = CLOSE + timedelta(seconds=1)
    assert refusal(served, "DELETE", path)[:2] == (400, "MARKET_INACTIVE")
    assert refusal(served, "POST", ORDERS, an_order())[:2] == (400, "MARKET_INACTIVE")


def test_an_own_order_that_would_be_met_ends_the_incoming_one(served: Served) -> None:
    create(served, side="ask", price="0.40")
    assert create(served)["remaining_count"] == "0.00"


def test_reduce_only_and_cancel_on_pause_reach_the_exchange(served: Served) -> None:
    served.place(BID, cents=40, size=5)
    taken = create(served, side="ask", reduce_only=True, time_in_force="immediate_or_cancel")
    assert (taken["fill_count"], taken["remaining_count"]) == ("0.00", "0.00")
    resting = create(served, price="0.30", cancel_order_on_pause=True, self_trade_prevention_type="maker")
    order = served.get(f"/portfolio/orders/{resting['order_id']}")["order"]
    assert (order["cancel_order_on_pause"], order["self_trade_prevention_type"]) == (True, "maker")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/portfolio/orders"),
        ("POST", "/portfolio/orders/batched"),
        ("DELETE", "/portfolio/orders/some-id"),
        ("POST", "/portfolio/orders/some-id/amend"),
    ],
)
def test_the_paths_before_v2_are_switched_off(served: Served, method: str, path: str) -> None:
    assert refusal(served, method, path, {})[:2] == (410, "deprecated_v1_order_endpoint")
