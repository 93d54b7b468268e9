"""Every message of the simulated exchange's stream against AsyncAPI 2.0.0, and against what was captured."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel
from tests.exchange.day import ASK, BID, CLOSE, HIGH, LOW, Day, a_day, order

from paxline.edge.kalshi.wire import stream
from paxline.edge.simulator.channels import ERRORS, Channel, Line
from paxline.edge.simulator.feed import Feed
from paxline.exchange.requests import (
    Amend,
    Cancel,
    ChangeGroup,
    CreateGroup,
    Determine,
    GroupStep,
    MoveClose,
    PauseMarket,
    ResumeMarket,
    SelfTrade,
    Wait,
)
from paxline.units import Count, Price

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PAYLOADS = {
    "subscribed": "subscribedResponsePayload",
    "unsubscribed": "unsubscribedResponsePayload",
    "ok": "okResponsePayload",
    "error": "errorResponsePayload",
    "orderbook_snapshot": "orderbookSnapshotPayload",
    "orderbook_delta": "orderbookDeltaPayload",
    "ticker": "tickerPayload",
    "trade": "tradePayload",
    "fill": "fillPayload",
    "user_order": "userOrderPayload",
    "market_position": "marketPositionPayload",
    "market_lifecycle_v2": "marketLifecycleV2Payload",
    "order_group_updates": "orderGroupUpdatesPayload",
}


@pytest.fixture(scope="module")
def asyncapi(shared: Path) -> dict[str, Any]:
    text = (shared / "kalshi" / "specs" / "asyncapi.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_Loader)["components"]  # noqa: S506 - a safe loader, in C where there


def faults(asyncapi: dict[str, Any], told: Any, name: str) -> list[str]:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": asyncapi["schemas"]}}
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(told)]


def unforeseen(asyncapi: dict[str, Any], told: dict[str, Any], name: str) -> set[str]:
    """Fields that the specification does not name."""
    known = asyncapi["schemas"][name]["properties"]
    inner = known.get("msg", {}).get("properties")
    return {*told} - {*known} | ({*told["msg"]} - {*inner} if inner and isinstance(told["msg"], dict) else set())


class Heard:
    """A day on which everything happens that a stream tells of, heard by one member on every channel."""

    def __init__(self) -> None:
        self.day: Day = a_day()
        self.feed, self.line, self.said = Feed(self.day.exchange), Line("ann"), list[Any]()
        self.numbers = 0

    def say(self, cmd: str, **params: Any) -> None:
        self.numbers += 1
        body = {"id": self.numbers, "cmd": cmd, **({"params": params} if params else {})}
        self.said += self.line.hear(json.dumps(body), self.feed)

    def do(self, request: Any) -> Any:
        answer, events = self.day.exchange.apply(request, at=self.day.now)
        if events:
            self.said += self.line.tell(self.feed.batch(self.day.now, events))
        return answer

    def trade(self) -> None:
        self.do(order("bob", BID, 5, 47))
        group = self.do(CreateGroup("ann", Count.whole(3))).subject
        self.do(replace(order("ann", ASK, 4, 47), client_order_id="mine", group_id=group))
        rests = self.do(replace(order("ann", BID, 4, 40), client_order_id="other"))
        self.do(Amend("ann", rests.order_id, LOW, BID, Price.cents(41), Count.whole(5)))
        self.do(replace(order("ann", ASK, 1, 41), self_trade=SelfTrade.MAKER))
        self.do(ChangeGroup("ann", group, GroupStep.TRIGGER))
        self.do(PauseMarket(HIGH))
        self.do(ResumeMarket(HIGH))
        self.do(MoveClose(HIGH, CLOSE))
        self.day.now = CLOSE
        self.do(Determine(LOW, 2_430_000.0))
        self.do(Determine(HIGH, 2_430_000.0))
        self.day.wait(hours=2)
        self.do(Wait())


@pytest.fixture(scope="module")
def heard() -> Heard:
    told = Heard()
    told.say("subscribe", channels=["orderbook_delta"], market_tickers=[LOW, HIGH])
    told.say("subscribe", channels=["ticker"], market_tickers=[LOW, HIGH], send_initial_snapshot=True)
    told.say("subscribe", channels=[c.value for c in Channel if c not in {Channel.BOOK, Channel.TICKER}])
    told.trade()
    told.say("update_subscription", sid=1, action="get_snapshot", market_tickers=[LOW])
    told.say("update_subscription", sid=1, action="delete_markets", market_tickers=[HIGH])
    told.say("list_subscriptions")
    told.say("unsubscribe", sids=[1, 2])
    told.say("unsubscribe", sids=[1])
    return told


def test_every_message_is_as_the_specification_has_it(asyncapi: dict[str, Any], heard: Heard) -> None:
    kinds = {told["type"] for told in heard.said}
    assert kinds == set(PAYLOADS), "the day tells of everything"
    wrong: dict[str, list[str]] = {}
    for told in heard.said:
        name = "listSubscriptionsResponsePayload" if isinstance(told.get("msg"), list) else PAYLOADS[told["type"]]
        told = {**told, "sending_ts_ms": 1}  # noqa: PLW2901 - stamped on the way out
        found = [*faults(asyncapi, told, name), *map(str, unforeseen(asyncapi, told, name))]
        if found:
            wrong.setdefault(name, []).extend(found)
    assert not wrong


def test_every_channel_that_is_served_is_in_the_specification(asyncapi: dict[str, Any]) -> None:
    known = asyncapi["schemas"]["subscribeCommandPayload"]["properties"]["params"]["properties"]["channels"]
    assert {channel.value for channel in Channel} <= set(known["items"]["enum"])


def test_every_error_code_is_in_the_specification(asyncapi: dict[str, Any]) -> None:
    known = asyncapi["schemas"]["errorResponsePayload"]["properties"]["msg"]["properties"]["code"]["enum"]
    assert set(ERRORS) <= set(known)


def test_what_we_send_is_as_the_specification_has_it(asyncapi: dict[str, Any]) -> None:
    params = stream.SubscribeParams(channels=("orderbook_delta",), market_tickers=(LOW,), use_yes_price=True)
    subscribe = stream.Subscribe(id=1, params=params)
    update = stream.Update(id=2, params=stream.UpdateParams(sid=1, action="get_snapshot", market_tickers=(LOW,)))
    for command, name in ((subscribe, "subscribeCommandPayload"), (update, "updateSubscriptionCommandPayload")):
        assert not faults(asyncapi, json.loads(command.written()), name)


def test_we_read_no_field_that_the_specification_does_not_have(asyncapi: dict[str, Any]) -> None:
    for kind, model in stream.KINDS.items():
        properties = asyncapi["schemas"][PAYLOADS[kind]]["properties"]
        msg = model.model_fields.get("msg")
        inner = msg.annotation if msg else None
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            assert set(inner.model_fields) <= set(properties["msg"]["properties"]), kind


def test_we_read_every_message_of_the_day(heard: Heard) -> None:
    for told in heard.said:
        assert not isinstance(stream.read(json.dumps(told)), stream.Unfamiliar)


def test_we_read_the_examples_of_the_specification(asyncapi: dict[str, Any]) -> None:
    payloads = [one["payload"] for message in asyncapi["messages"].values() for one in message.get("examples", ())]
    read = 0
    for payload in payloads:
        if isinstance(payload, dict) and payload.get("type") in stream.KINDS:
            stream.read(json.dumps(payload))
            read += 1
    assert read >= len(PAYLOADS)


@pytest.fixture(scope="module")
def captured(shared: Path) -> list[dict[str, Any]]:
    text = (shared / "kalshi" / "recorded" / "ws__orderbook_trade_yes.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line]


def test_what_was_captured_is_asked_again_and_answered_in_the_same_shape(
    captured: list[dict[str, Any]], shared: Path
) -> None:
    meta = json.loads(
        (shared / "kalshi" / "recorded" / "ws__orderbook_trade_yes.meta.json").read_text(encoding="utf-8")
    )
    told = Heard()
    told.do(order("bob", BID, 3, 47))
    offer = told.do(order("bob", ASK, 1, 52))
    params = {**meta["subscribe_cmd"]["params"], "market_tickers": [LOW]}
    told.say("subscribe", **params)
    told.do(Cancel("bob", offer.order_id))
    told.do(order("bob", ASK, 2, 52))
    assert len(told.said) == len(captured)
    for ours, theirs in zip(told.said, captured, strict=True):
        assert {**ours, "msg": None} == {**theirs, "msg": None}
        # The exchange's clock came after the capture.
        assert set(ours["msg"]) - {"clock"} == set(theirs["msg"])
        for name in set(theirs["msg"]) - {"market_ticker", "market_id", "ts", "ts_ms"}:
            assert ours["msg"][name] == theirs["msg"][name]


def test_we_read_what_was_captured(captured: list[dict[str, Any]]) -> None:
    kinds = [type(stream.read(json.dumps(told))) for told in captured]
    assert kinds == [stream.Subscribed, stream.Subscribed, stream.Snapshot, stream.Delta, stream.Delta]
