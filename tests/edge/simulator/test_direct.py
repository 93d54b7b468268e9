from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.exchange.day import ASK, LOW, OPEN, Day, a_day

from paxline.edge.simulator.direct import LATENCY, PATIENCE, Direct
from paxline.edge.simulator.faults import Asked, Fault, FaultPlan, Profile
from paxline.exchange.requests import Determine, MoveClose, Place, Wait
from paxline.exchange.requests import Side as BookSide
from paxline.testing import ManualClock
from paxline.units import Count, Price

BASE = "https://exchange.test/trade-api/v2/portfolio/"


class Scripted(FaultPlan):
    """A plan whose next faults are told."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(Profile(stale=30.0), seed=1)
        self.faults = list(faults)

    def draw(self, asked: Asked) -> Fault:
        return self.faults.pop(0) if self.faults else Fault.NONE


@dataclass
class Line:
    """A line of ann's to a day at the exchange."""

    day: Day = field(default_factory=a_day)
    clock: ManualClock = field(default_factory=lambda: ManualClock(OPEN))
    noticed: list[Place] = field(default_factory=list[Place])

    def __post_init__(self) -> None:
        self.direct = Direct(
            self.day.exchange, member="ann", clock=self.clock, plan=Scripted(), noticed=self.noticed.append
        )

    def ask(self, method: str, path: str, *faults: Fault, body: object = None, **query: str) -> httpx.Response:
        self.direct.plan = Scripted(*faults)
        return self.direct.handle_request(httpx.Request(method, f"{BASE}{path}", params=query, json=body))

    def order(self, *faults: Fault, name: str = "one", side: str = "bid", price: str = "0.40") -> httpx.Response:
        body = {
            "ticker": LOW,
            "side": side,
            "count": "10",
            "price": price,
            "time_in_force": "good_till_canceled",
            "self_trade_prevention_type": "taker_at_cross",
            "client_order_id": name,
        }
        return self.ask("POST", "events/orders", *faults, body=body)

    def listed(self, listing: str, *faults: Fault, **query: str) -> Any:
        return self.ask("GET", listing, *faults, **query).json()


def test_an_order_rests_and_is_listed_filled_settled_and_paid() -> None:
    line = Line()
    created = line.order()
    assert created.status_code == 201
    assert created.json()["remaining_count"] == "10.00"
    other = Place("bob", LOW, BookSide.ASK, Count.whole(4), Price.cents(40))
    line.direct.apply(other)
    (order,) = line.listed("orders", ticker=LOW, status="resting")["orders"]
    assert (order["fill_count_fp"], order["remaining_count_fp"], order["status"]) == ("4.00", "6.00", "resting")
    assert line.listed("orders", ticker="another")["orders"] == []
    (fill,) = line.listed("fills")["fills"]
    assert (fill["order_id"], fill["count_fp"], fill["is_taker"]) == (order["order_id"], "4.00", False)
    assert line.listed("positions")["market_positions"] == [{"ticker": LOW, "position_fp": "4.00"}]
    assert line.listed("balance")["balance_dollars"] == "998.400000"
    line.direct.apply(MoveClose(LOW, OPEN))
    line.direct.apply(Determine(LOW, 2_500_000.0))
    line.clock.sleep(3_600)
    line.direct.apply(Wait())
    (paid,) = line.listed("settlements")["settlements"]
    assert (paid["market_result"], paid["revenue"], paid["yes_count_fp"]) == ("yes", 400, "4.00")
    assert line.listed("positions")["market_positions"] == []
    later = int((OPEN + timedelta(days=1)).timestamp())
    assert line.listed("fills", min_ts=str(later))["fills"] == []


def test_a_cancel_takes_it_out_and_a_second_one_finds_nothing() -> None:
    line = Line()
    order_id = line.order().json()["order_id"]
    gone = line.ask("DELETE", f"events/orders/{order_id}")
    assert gone.json()["reduced_by"] == "10.00"
    again = line.ask("DELETE", f"events/orders/{order_id}")
    assert (again.status_code, again.json()["error"]["code"]) == (404, "not_found")


def test_everything_at_once_is_cancelled() -> None:
    line = Line()
    line.order()
    assert line.ask("DELETE", "events/orders").status_code == 204
    assert not line.day.exchange.resting("ann")


def test_a_refusal_has_the_exchange_s_status_and_code() -> None:
    line = Line()
    line.order()
    again = line.order()
    assert (again.status_code, again.json()["error"]["code"]) == (409, "order_already_exists")


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.LATE, Fault.LOST_ANSWER])
def test_an_answer_that_does_not_come_costs_its_client_patience(fault: Fault) -> None:
    line = Line()
    with pytest.raises(httpx.TimeoutException):
        line.order(fault)
    assert line.clock.now() == OPEN + timedelta(seconds=LATENCY + PATIENCE)
    assert len(line.day.exchange.orders("ann")) == (fault is Fault.LOST_ANSWER)


def test_what_is_late_lands_once_when_it_is_due() -> None:
    line = Line()
    assert line.direct.next_late is None
    with pytest.raises(httpx.ReadTimeout):
        line.order(Fault.LATE)
    due = line.direct.next_late
    assert due is not None
    line.clock.instant = due - timedelta(milliseconds=1)
    line.direct.land()
    assert line.noticed == []
    line.clock.instant = due
    line.direct.land()
    line.direct.land()
    assert len(line.noticed) == len(line.day.exchange.resting("ann")) == 1


@pytest.mark.parametrize(
    ("fault", "status", "effects"),
    [
        (Fault.ERROR_BEFORE, 500, 0),
        (Fault.TOO_MANY, 429, 0),
        (Fault.EMPTY, 200, 0),
        (Fault.ERROR_AFTER, 502, 1),
        (Fault.GARBAGE, 201, 1),
        (Fault.SLOW, 201, 1),
        (Fault.ANOTHER, 201, 1),
        (Fault.TWICE, 409, 1),
    ],
)
def test_each_fault_has_the_effect_that_it_says(fault: Fault, status: int, effects: int) -> None:
    line = Line()
    assert line.order(fault).status_code == status
    assert len(line.day.exchange.orders("ann")) == effects
    assert len(line.noticed) == (2 if fault is Fault.TWICE else effects)


def test_a_cut_answer_is_a_broken_connection_after_the_effect() -> None:
    line = Line()
    with pytest.raises(httpx.RemoteProtocolError):
        line.order(Fault.CUT)
    assert len(line.day.exchange.resting("ann")) == 1


def test_an_answer_about_another_order_is_well_formed_and_names_neither_ours_nor_its_id() -> None:
    line = Line()
    told, placed = line.order(Fault.ANOTHER).json(), line.day.exchange.resting("ann")
    assert told["remaining_count"] == str(placed[0].remaining)
    assert told["order_id"] != placed[0].order_id
    assert told["client_order_id"] != placed[0].client_order_id


def test_a_stale_read_is_of_a_moment_ago_in_all_that_it_tells() -> None:
    line = Line()
    line.day.place("bob", ASK, 10, 40)
    line.clock.sleep(60)
    line.order()
    stale = [line.listed(listing, Fault.STALE) for listing in ("orders", "fills", "positions", "balance")]
    assert stale[0]["orders"] == stale[1]["fills"] == stale[2]["market_positions"] == []
    assert stale[3]["balance_dollars"] == "1000.000000"
    assert line.listed("orders")["orders"]


def test_what_it_does_not_serve_is_a_bug() -> None:
    line = Line()
    with pytest.raises(LookupError, match="lists"):
        line.listed("nothing")
    with pytest.raises(LookupError, match="answers"):
        line.ask("PUT", "events/orders")
