"""The served exchange held against OpenAPI 3.34.0: each call answered well once, and each asked whatever may be."""

from datetime import timedelta
from typing import Any, Final, cast

import httpx
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.generation import GenerationMode
from tests.contracts.conftest import SHARED
from tests.edge.simulator.served import Served, an_order
from tests.exchange.day import CLOSE, LOW

from paxline.edge.simulator.public import PREFIX
from paxline.edge.simulator.routes import CALLS, Asker, Call
from paxline.exchange.requests import Determine, Side

SPECIFICATION: Final = SHARED / "kalshi" / "specs" / "openapi.yaml"

pytestmark = pytest.mark.skipif(not SPECIFICATION.is_file(), reason="the specification (../shared) is not here")

BEYOND: Final = {
    400: "a parameter or a body that cannot be meant; several calls do not list it",
    404: "of what a query or a path names; several calls do not list it",
    409: "amending while trading is paused or under a name that is spent; not listed there",
}
"""Statuses that some calls answer though the specification does not list them, and why."""


@pytest.fixture(scope="session")
def specification() -> Any:
    """The served part of the specification, as schemathesis reads it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    whole = yaml.load(SPECIFICATION.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader, in C
    served: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        served.setdefault(call.path, {})[call.method.lower()] = whole["paths"][call.path][call.method.lower()]
    for path, methods in served.items():
        if "parameters" in whole["paths"][path]:
            methods["parameters"] = whole["paths"][path]["parameters"]
    return schemathesis.openapi.from_dict({**whole, "paths": served, "servers": [{"url": "http://exchange" + PREFIX}]})


def test_every_call_carries_its_name_in_the_specification(specification: Any) -> None:
    named = {(call.method, call.path): call.operation for call in CALLS}
    assert {key: specification[key[1]][key[0]].definition.raw["operationId"] for key in named} == named


def test_signatures_are_asked_where_the_specification_asks_them(specification: Any) -> None:
    asked = {(call.method, call.path): call.asker is Asker.MEMBERS for call in CALLS}
    assert {key: bool(specification[key[1]][key[0]].definition.raw.get("security")) for key in asked} == asked


def lively() -> tuple[Served, dict[str, str]]:
    """A market where the member bought, rests an order and has a group; and the names for what is in paths."""
    served = Served()
    served.place(Side.ASK, cents=45, size=3)
    status, group = served.ask("POST", "/portfolio/order_groups/create", {"contracts_limit": 50})
    assert status == 201
    served.ask("POST", "/portfolio/events/orders", an_order(price="0.45", client_order_id="bought"))
    more = {"client_order_id": "rests", "order_group_id": group["order_group_id"], "cancel_order_on_pause": True}
    expires = int((served.clock.instant + timedelta(hours=1)).timestamp())
    status, order = served.ask("POST", "/portfolio/events/orders", an_order(count="5", expiration_time=expires, **more))
    assert status == 201
    served.clock.sleep(90)
    event = LOW.rpartition("-")[0]
    return served, {
        "ticker": LOW,
        "event_ticker": event,
        "series_ticker": "KXTSAW",
        "order_id": order["order_id"],
        "order_group_id": group["order_group_id"],
    }


BODIES: Final[dict[str, Any]] = {
    "CreateOrderV2": an_order(client_order_id="another"),
    "BatchCreateOrdersV2": {"orders": [an_order(), an_order(price="0.405"), an_order(price=1)]},
    "AmendOrderV2": {"ticker": LOW, "side": "bid", "price": "0.4100", "count": "4", "expiration_time": 0},
    "DecreaseOrderV2": {"reduce_by": "1"},
    "CreateOrderGroup": {"contracts_limit_fp": "10.00"},
    "UpdateOrderGroupLimit": {"contracts_limit": 7},
}


def asked_of(call: Call, served: Served) -> dict[str, Any]:
    now = int(served.clock.instant.timestamp())
    span = {"start_ts": now - 3600, "end_ts": now + 3600, "period_interval": 1, "include_latest_before_start": True}
    return {
        "GetMarketCandlesticks": span,
        "GetMarketCandlesticksHistorical": span,
        "BatchGetMarketCandlesticks": {**span, "market_tickers": LOW},
        "GetMarketOrderbooks": {"tickers": LOW},
        "GetEvents": {"with_nested_markets": True},
        "GetPositions": {"settlement_status": "all", "count_filter": "position"},
    }.get(call.operation, {})


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)
def test_each_call_is_answered_well_in_the_specified_form(specification: Any, call: Call) -> None:
    served, names = lively()
    if call.path.startswith("/historical"):
        served.clock.instant = CLOSE
        served.hub.apply(Determine(LOW, 2_400_001.0))
        served.clock.sleep(100 * 24 * 3600.0)
    body = BODIES.get(call.operation)
    if call.operation == "BatchCancelOrdersV2":
        body = {"orders": [{"order_id": names["order_id"]}, {"order_id": "nothing"}]}
    path = call.path.format(**names)
    headers = served.headers(call.method, PREFIX + path)
    told = served.send(call.method, path, body=body, params=asked_of(call, served), headers=headers)
    assert told.is_success, told.text
    specification[call.path][call.method].validate_response(told)


def test_what_is_settled_is_told_in_the_specified_form(specification: Any) -> None:
    served, _ = lively()
    served.clock.instant = CLOSE
    served.hub.apply(Determine(LOW, 2_400_001.0))
    served.clock.sleep(3600)
    for path, among in (("/portfolio/settlements", "settlements"), ("/markets", "markets"), ("/events", "events")):
        told = served.send("GET", path, headers=served.headers("GET", PREFIX + path))
        specification[path]["GET"].validate_response(told)
        assert told.json()[among]


FITTING: Final[dict[str, st.SearchStrategy[Any]]] = {
    "ticker": st.just(LOW),
    "price": st.sampled_from(["0.3000", "0.40", "0.45", "0.4050"]),
    "count": st.sampled_from(["1", "7.00", "0.01"]),
    "time_in_force": st.sampled_from(["good_till_canceled", "immediate_or_cancel", "fill_or_kill"]),
    "side": st.sampled_from(["bid", "ask"]),
    "self_trade_prevention_type": st.sampled_from(["taker_at_cross", "maker"]),
    "expiration_time": st.sampled_from([0, 1_781_600_000]),
    "order_group_id": st.just(""),
    "reduce_by": st.just("0.01"),
    "contracts_limit": st.just(3),
    "contracts_limit_fp": st.just("3.00"),
    "subaccount": st.just(0),
    "exchange_index": st.sampled_from([0, -1]),
    "client_order_id": st.just(""),
}
"""What means something to the exchange where a drawn value seldom does."""


class Fuzzed:
    """The served exchange asked by drawn cases; one for all of a call's cases, so that they build on each other."""

    def __init__(self) -> None:
        self.served, self.names = lively()

    def fit(self, case: Case[Any], call: Call, told: dict[str, Any]) -> None:
        """Let a drawn case ask about what is there, and say what can be meant in the fields that it has."""
        resting = self.served.get("/portfolio/orders", status="resting")["orders"]
        if not resting:
            self.served.ask("POST", "/portfolio/events/orders", an_order(count="5"))
            resting = self.served.get("/portfolio/orders", status="resting")["orders"]
        names = self.names | {"order_id": resting[0]["order_id"]}
        here = {name: value for name, value in names.items() if f"{{{name}}}" in call.path}
        case.path_parameters = {**(case.path_parameters or {}), **here}
        if isinstance(case.body, dict):
            bodies = [case.body, *(one for one in as_list(case.body.get("orders")) if isinstance(one, dict))]
            for body in bodies:
                body.update({name: value for name, value in told.items() if name in body})

    def ask(self, case: Case[Any]) -> httpx.Response:
        told = case.as_transport_kwargs(base_url="http://exchange" + PREFIX)
        url = httpx.URL(told["url"])
        signed = httpx.Request(told["method"], url, params=told.get("params")).url
        path = signed.raw_path.partition(b"?")[0].decode("ascii")
        headers = self.served.headers(told["method"], path)
        body = told.get("json", told.get("data"))
        plain = path.removeprefix(PREFIX)
        content = body.encode() if isinstance(body, str) else body
        return self.served.send(told["method"], plain, body=content, params=told.get("params"), headers=headers)


def as_list(value: object) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def hold(specification: Any, call: Call, *, examples: int) -> None:
    """Ask one call so many times, with what may be asked and with what may not."""
    operation = specification[call.path][call.method]
    fuzzed = Fuzzed()
    modes = [operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(case=st.one_of(modes), told=st.none() | st.fixed_dictionaries(FITTING))
    def holds(case: Case[Any], told: dict[str, Any] | None) -> None:
        if told is not None:
            fuzzed.fit(case, call, told)
        response = fuzzed.ask(case)
        assert response.status_code < 500, response.text
        listed = {int(code) for code in operation.definition.raw["responses"] if code.isdigit()}
        assert response.status_code in listed | BEYOND.keys(), response.text
        if response.status_code in listed:
            operation.validate_response(response)
        assert response.status_code == 204 or response.headers["content-type"] == "application/json"

    holds()


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)
def test_whatever_may_be_asked_is_answered_within_the_specification(specification: Any, call: Call) -> None:
    hold(specification, call, examples=2)


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)
def test_whatever_may_be_asked_at_length_is_answered_within_the_specification(specification: Any, call: Call) -> None:
    hold(specification, call, examples=50)
