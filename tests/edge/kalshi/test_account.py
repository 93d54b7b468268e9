from datetime import timedelta
from typing import Any

import httpx
import numpy as np
import pytest
from tests.edge.kalshi.trading import Desk, desk
from tests.simulation.exchange import Fault, ScriptedExchange
from tests.simulation.trading import TICKER, an_order

from paxline.desk.ledger import Role
from paxline.desk.orders import Heard, Side
from paxline.desk.reconcile import StatedOrder
from paxline.edge.kalshi.account import LANDS_WITHIN, MISSES, WAITS
from paxline.errors import Unreachable, WireError
from paxline.run.ports import Absent, Unknown
from paxline.testing import ManualClock
from paxline.units import Count, Price, Usd

ORDER = an_order()


def exchange(*, fill_chance: float = 0.0) -> tuple[ScriptedExchange, Desk]:
    clock = ManualClock()
    made = ScriptedExchange(clock, np.random.default_rng(7), fill_chance=fill_chance)
    return made, desk(made.handle, clock)


def test_an_order_is_found_by_our_id_among_others() -> None:
    _, made = exchange()
    for decision in ("d1", "d2", "d3"):
        made.venue.submit(an_order(decision))
    found = made.account.look_up(an_order("d2"), sent_at=made.clock.now())
    assert isinstance(found, StatedOrder)
    assert (found.order_id, found.client_id, found.heard) == ("order-2", an_order("d2").client_id, Heard.RESTS)
    assert (found.side, found.price, found.initial) == (Side.BID, Price.cents(40), Count.whole(10))


def test_an_order_that_shows_late_is_waited_for() -> None:
    scripted, made = exchange()
    sent_at = made.clock.now()
    made.venue.submit(ORDER)
    scripted.late = [(sent_at + timedelta(seconds=40), scripted.asked[-1])]
    scripted.books.orders.clear()
    scripted._keep()
    found = made.account.look_up(ORDER, sent_at=sent_at)
    assert isinstance(found, StatedOrder)
    assert made.clock.now() >= sent_at + timedelta(seconds=40)


def test_absence_is_believed_only_when_it_can_land_no_more() -> None:
    scripted, made = exchange()
    sent_at = made.clock.now()
    assert made.account.look_up(ORDER, sent_at=sent_at) == Absent()
    assert made.clock.now() >= sent_at + LANDS_WITHIN
    long_ago = made.clock.now() - timedelta(days=1)
    before = len(scripted.asked)
    assert made.account.look_up(ORDER, sent_at=long_ago) == Absent()
    assert len(scripted.asked) - before == MISSES


def test_looks_that_fail_are_no_misses() -> None:
    scripted, made = exchange()
    scripted.fault = lambda _: Fault.ERROR_BEFORE
    found = made.account.look_up(ORDER, sent_at=made.clock.now() - timedelta(days=1))
    assert isinstance(found, Unknown)
    assert "500" in found.why


def test_a_doubled_order_is_not_resolved_but_named() -> None:
    scripted, made = exchange()
    made.venue.submit(ORDER)
    scripted.books.orders["twin"] = scripted.books.orders["order-1"] | {"order_id": "twin"}
    scripted._keep()
    found = made.account.look_up(ORDER, sent_at=made.clock.now())
    assert isinstance(found, Unknown)
    assert "stands 2 times" in found.why


def test_looking_goes_on_for_longer_than_a_request_can_take_to_land() -> None:
    assert sum(WAITS) > LANDS_WITHIN.total_seconds()
    assert len(WAITS) >= MISSES


def test_the_statement_tells_everything_of_the_account() -> None:
    scripted, made = exchange(fill_chance=1.0)
    since = made.clock.now()
    made.venue.submit(ORDER)
    scripted.fill_chance = 0.0
    made.venue.submit(an_order("d2", cents=10))
    made.venue.submit(an_order("d3", ticker="KXTSAW-26APR26-A2.50"))
    scripted.settle("KXTSAW-26APR26-A2.50", 1)
    said = made.account.statement(since)
    assert {order.order_id: order.heard for order in said.orders} == {
        "order-1": Heard.RESTS if scripted.books.orders["order-1"]["remaining"] else Heard.EXECUTED,
        "order-2": Heard.RESTS,
        "order-3": Heard.CANCELED,
    }
    (fill,) = said.fills
    assert (fill.order_id, fill.side, fill.price, fill.role) == ("order-1", Side.BID, Price.cents(40), Role.TAKER)
    assert said.positions == {TICKER: fill.count}
    assert said.cash == Usd(scripted.books.cash)
    assert said.settlements[0].value == Price(10_000)
    queries = [dict(request.url.params) for request in scripted.asked[-6:]]
    assert queries[0]["status"] == "resting"
    assert {query["min_ts"] for query in queries if "min_ts" in query} == {str(int(since.timestamp()) - 60)}


def test_a_statement_that_cannot_be_had_is_raised() -> None:
    scripted, made = exchange()
    scripted.fault = lambda _: Fault.DROPPED
    with pytest.raises(Unreachable):
        made.account.statement(made.clock.now())


SHOWN: dict[str, Any] = {
    "order_id": "o",
    "client_order_id": "c",
    "ticker": TICKER,
    "book_side": "bid",
    "status": "resting",
    "yes_price_dollars": "0.4000",
    "initial_count_fp": "10.00",
    "fill_count_fp": "4.00",
    "remaining_count_fp": "6.00",
    "taker_fees_dollars": "0.000000",
    "maker_fees_dollars": "0.000000",
}


@pytest.mark.parametrize(
    ("changed", "heard"),
    [
        ({}, Heard.RESTS),
        ({"status": "canceled"}, Heard.CANCELED),
        ({"status": "executed"}, Heard.CANCELED),
        ({"status": "executed", "fill_count_fp": "10.00"}, Heard.EXECUTED),
    ],
)
def test_how_an_order_ended_is_told_by_its_counts(changed: dict[str, str], heard: Heard) -> None:
    made = desk(lambda _: httpx.Response(200, json={"cursor": "", "orders": [SHOWN | changed]}), ManualClock())
    (order,) = made.account.orders(TICKER)
    assert order.heard is heard


@pytest.mark.parametrize("changed", [{"status": "a new word"}, {"book_side": "yes"}])
def test_words_nobody_knows_are_errors(changed: dict[str, str]) -> None:
    made = desk(lambda _: httpx.Response(200, json={"cursor": "", "orders": [SHOWN | changed]}), ManualClock())
    with pytest.raises(WireError):
        made.account.orders(TICKER)


SETTLEMENT: dict[str, Any] = {
    "ticker": TICKER,
    "market_result": "yes",
    "yes_count_fp": "3.00",
    "no_count_fp": "0.00",
    "revenue": 300,
    "settled_time": "2026-04-27T14:01:00Z",
}


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ({}, Price(10_000)),
        ({"market_result": "no", "value": 0}, Price(0)),
        ({"market_result": "scalar", "value": 33}, Price.cents(33)),
        ({"market_result": "scalar", "value": None}, None),
        ({"market_result": "scalar", "value": 101}, None),
        ({"market_result": "void"}, None),
    ],
)
def test_a_settlement_pays_what_its_result_says(changed: dict[str, Any], value: Price | None) -> None:
    pages: dict[str, dict[str, Any]] = {
        "orders": {"orders": []},
        "fills": {"fills": []},
        "settlements": {"settlements": [SETTLEMENT | changed]},
        "positions": {"market_positions": [], "event_positions": []},
        "balance": {"balance": 1, "balance_dollars": "0.012345", "portfolio_value": 0, "updated_ts": 1},
    }
    made = desk(lambda request: httpx.Response(200, json=pages[request.url.path.rpartition("/")[2]]), ManualClock())
    if value is None:
        with pytest.raises(WireError, match="nobody here knows"):
            made.account.statement(made.clock.now())
        return
    said = made.account.statement(made.clock.now())
    assert (said.settlements[0].value, said.settlements[0].revenue) == (value, Usd.cents(300))
    assert said.cash == Usd(12_345)


def test_a_fill_without_its_instant_is_an_error() -> None:
    fill = {
        "fill_id": "f",
        "order_id": "o",
        "ticker": TICKER,
        "book_side": "bid",
        "yes_price_dollars": "0.4",
        "count_fp": "1",
        "fee_cost": "0",
        "is_taker": True,
    }

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"orders": [], "fills": [fill]})

    with pytest.raises(WireError, match="does not say when"):
        desk(handle, ManualClock()).account.statement(ManualClock().now())
