from typing import Any

import pytest
from tests.edge.simulator.served import Served, an_order
from tests.exchange.day import ASK

GROUPS = "/portfolio/order_groups"


@pytest.fixture
def served() -> Served:
    return Served()


def create(served: Served, **body: Any) -> str:
    status, told = served.ask("POST", f"{GROUPS}/create", body or {"contracts_limit": 2})
    assert (status, told["subaccount"]) == (201, 0)
    return told["order_group_id"]


def place(served: Served, group_id: str) -> int:
    return served.ask("POST", "/portfolio/events/orders", an_order(order_group_id=group_id))[0]


def test_a_group_shows_its_limit_and_its_orders(served: Served) -> None:
    group_id = create(served)
    assert place(served, group_id) == 201
    (listed,) = served.get(GROUPS)["order_groups"]
    assert (listed["id"], listed["contracts_limit_fp"], listed["is_auto_cancel_enabled"]) == (group_id, "2.00", True)
    assert len(served.get(f"{GROUPS}/{group_id}")["orders"]) == 1
    assert served.get(GROUPS, subaccount=1)["order_groups"] == []


def test_a_group_that_is_triggered_takes_orders_again_once_reset(served: Served) -> None:
    group_id = create(served)
    place(served, group_id)
    assert served.ask("PUT", f"{GROUPS}/{group_id}/trigger", {}) == (200, {})
    assert served.get(f"{GROUPS}/{group_id}")["orders"] == []
    assert place(served, group_id) == 400
    assert served.ask("PUT", f"{GROUPS}/{group_id}/reset") == (200, {})
    assert place(served, group_id) == 201


def test_a_limit_that_is_reached_triggers(served: Served) -> None:
    group_id = create(served, contracts_limit_fp="1.00")
    place(served, group_id)
    served.place(ASK, cents=40)
    assert not served.get(f"{GROUPS}/{group_id}")["is_auto_cancel_enabled"]


def test_a_limit_may_be_set_anew_in_either_form(served: Served) -> None:
    group_id = create(served)
    for body, limit in (({"contracts_limit": 5}, "5.00"), ({"contracts_limit_fp": "2.50"}, "2.50")):
        assert served.ask("PUT", f"{GROUPS}/{group_id}/limit", body) == (200, {})
        assert served.get(f"{GROUPS}/{group_id}")["contracts_limit_fp"] == limit


def test_a_group_that_is_deleted_is_gone(served: Served) -> None:
    group_id = create(served)
    assert served.ask("DELETE", f"{GROUPS}/{group_id}", exchange_index=1)[0] == 404
    assert served.ask("DELETE", f"{GROUPS}/{group_id}") == (200, {})
    assert served.ask("GET", f"{GROUPS}/{group_id}")[0] == 404
    assert served.ask("PUT", f"{GROUPS}/{group_id}/reset")[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"contracts_limit": 0},
        {"contracts_limit": "2"},
        {"contracts_limit_fp": "-1"},
        {"contracts_limit": 2, "contracts_limit_fp": "3"},
        {"contracts_limit": 2, "subaccount": 1},
        {"contracts_limit": 2, "exchange_index": 1},
    ],
)
def test_a_group_without_a_sound_limit_or_elsewhere_is_refused(served: Served, body: dict[str, Any]) -> None:
    assert served.ask("POST", f"{GROUPS}/create", body)[0] == 400
