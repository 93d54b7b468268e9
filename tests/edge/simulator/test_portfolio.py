from datetime import timedelta
from typing import Any

import pytest
from tests.edge.simulator.served import Served, an_order
from tests.exchange.day import ASK, BID, CLOSE, HIGH, LADDER, LOW, OPEN

from paxline.edge.simulator.site import Lag
from paxline.edge.simulator.wire import seconds
from paxline.exchange.requests import Determine

ORDERS = "/portfolio/events/orders"


@pytest.fixture
def served() -> Served:
    """The member holds 2 YES of the lower rung at 45 cents, and bids 40 cents for 5 more."""
    served = Served()
    served.place(ASK, cents=45, size=3)
    for body in (an_order(price="0.45", count="2"), an_order(count="5", client_order_id="rests")):
        status, _ = served.ask("POST", ORDERS, body)
        assert status == 201
    return served


def settled(served: Served, average: float) -> None:
    served.clock.instant = CLOSE
    for rung in LADDER.rungs:
        served.hub.apply(Determine(rung.ticker, average))
    served.clock.sleep(3600)


def test_the_balance_is_what_nothing_rests_on(served: Served) -> None:
    told = served.get("/portfolio/balance")
    # 1000 dollars less 2 at 45 cents, the fee of 3.47 cents, and 5 at 40 cents held back.
    assert told["balance_dollars"] == "997.0653"
    assert (told["balance"], told["portfolio_value"], told["updated_ts"]) == (99_706, 90, seconds(OPEN))
    assert told["balance_breakdown"] == [{"exchange_index": 0, "balance": "997.0653"}]
    assert served.get("/portfolio/summary/total_resting_order_value")["total_resting_order_value"] == 200


def test_another_shard_or_subaccount_has_nothing(served: Served) -> None:
    assert served.get("/portfolio/balance", exchange_index=2)["balance"] == 0
    assert served.get("/portfolio/balance", exchange_index=0)["balance"] == 99_706
    for path, among in (("orders", "orders"), ("fills", "fills"), ("positions", "market_positions")):
        assert served.get(f"/portfolio/{path}", subaccount=3)[among] == []


def test_orders_are_listed_newest_first_and_filtered(served: Served) -> None:
    def prices(**asked: Any) -> list[str]:
        return [order["yes_price_dollars"] for order in served.get("/portfolio/orders", **asked)["orders"]]

    assert prices() == prices(ticker=LOW) == prices(event_ticker="KXTSAW-26JUN21") == ["0.4000", "0.4500"]
    assert prices(status="resting") == ["0.4000"]
    assert prices(status="executed,canceled") == ["0.4500"]
    assert prices(ticker=HIGH) == prices(min_ts=seconds(OPEN) + 1) == prices(max_ts=seconds(OPEN) - 1) == []
    first = served.get("/portfolio/orders", limit=1)
    assert prices(limit=1, cursor=first["cursor"]) == ["0.4500"]
    assert served.ask("GET", "/portfolio/orders", status="new")[0] == 400


def test_an_order_shows_all_that_is_known_of_it(served: Served) -> None:
    (order,) = served.get("/portfolio/orders", status="resting")["orders"]
    assert served.get(f"/portfolio/orders/{order['order_id']}") == {"order": order}
    assert (order["initial_count_fp"], order["remaining_count_fp"], order["client_order_id"]) == (
        "5.00",
        "5.00",
        "rests",
    )
    assert served.ask("GET", "/portfolio/orders/nothing")[0] == 404


def test_somebody_elses_order_is_not_found(served: Served) -> None:
    theirs = served.place(ASK, cents=60)
    assert served.ask("GET", f"/portfolio/orders/{theirs.order_id}")[0] == 404
    assert served.ask("GET", f"/portfolio/orders/{theirs.order_id}/queue_position")[0] == 404
    assert served.ask("DELETE", f"{ORDERS}/{theirs.order_id}")[0] == 404


def test_the_queue_is_told(served: Served) -> None:
    served.place(BID, cents=41, size=7)
    (told,) = served.get("/portfolio/orders/queue_positions")["queue_positions"]
    assert told["queue_position_fp"] == "7.00"
    assert served.get(f"/portfolio/orders/{told['order_id']}/queue_position") == {"queue_position_fp": "7.00"}
    assert served.get("/portfolio/orders/queue_positions", market_tickers=HIGH)["queue_positions"] == []


def test_fills_are_told_with_their_fees(served: Served) -> None:
    (fill,) = served.get("/portfolio/fills")["fills"]
    assert (fill["count_fp"], fill["fee_cost"], fill["is_taker"]) == ("2.00", "0.034700", True)
    assert served.get("/portfolio/fills", order_id=fill["order_id"], ticker=LOW)["fills"] == [fill]
    assert served.get("/portfolio/fills", order_id="another")["fills"] == []


def test_positions_are_told_of_markets_that_were_traded(served: Served) -> None:
    told = served.get("/portfolio/positions")
    (held,) = told["market_positions"]
    assert (held["ticker"], held["position_fp"], held["market_exposure_dollars"]) == (LOW, "2.00", "0.900000")
    assert told["event_positions"][0]["event_ticker"] == "KXTSAW-26JUN21"
    assert served.get("/portfolio/positions", count_filter="position")["market_positions"] == [held]
    assert served.get("/portfolio/positions", count_filter="nothing known")["market_positions"] == []
    assert served.get("/portfolio/positions", settlement_status="settled")["market_positions"] == []


def test_what_is_settled_leaves_the_positions_and_joins_the_settlements(served: Served) -> None:
    settled(served, 2_431_000.0)
    assert served.get("/portfolio/positions")["market_positions"] == []
    (held,) = served.get("/portfolio/positions", settlement_status="settled")["market_positions"]
    assert (held["position_fp"], held["realized_pnl_dollars"]) == ("0.00", "1.100000")
    (paid,) = served.get("/portfolio/settlements", ticker=LOW)["settlements"]
    assert (paid["market_result"], paid["revenue"], paid["yes_total_cost_dollars"]) == ("yes", 200, "0.900000")
    assert paid["fee_cost"] == "0.034700"
    assert served.get("/portfolio/settlements", event_ticker="another")["settlements"] == []


def test_what_is_three_months_old_is_history(served: Served) -> None:
    settled(served, 2_431_000.0)
    for path, among in (("orders", "orders"), ("fills", "fills"), ("positions", "market_positions")):
        assert served.get(f"/historical/{path}")[among] == []
    served.clock.sleep(timedelta(days=91).total_seconds())
    for path, among in (("orders", "orders"), ("fills", "fills"), ("positions", "market_positions")):
        assert (
            served.get(f"/portfolio/{path}", **({"settlement_status": "all"} if path == "positions" else {}))[among]
            == []
        )
        assert served.get(f"/historical/{path}")[among]


def test_reads_lag_writes_by_what_is_told() -> None:
    served = Served(lag=Lag(timedelta(seconds=1)))
    served.clock.sleep(5)
    _, placed = served.ask("POST", ORDERS, an_order())
    path = f"/portfolio/orders/{placed['order_id']}"
    assert served.ask("GET", path)[0] == 404
    assert served.get("/portfolio/balance")["balance"] == 100_000
    served.clock.sleep(1)
    assert served.get(path)["order"]["status"] == "resting"
    assert served.get("/portfolio/balance")["balance"] == 99_960
    served.ask("DELETE", f"{ORDERS}/{placed['order_id']}")
    assert served.get(path)["order"]["status"] == "resting"
    assert served.ask("DELETE", f"{ORDERS}/{placed['order_id']}")[0] == 404
    served.clock.sleep(1)
    assert served.get(path)["order"]["status"] == "canceled"
