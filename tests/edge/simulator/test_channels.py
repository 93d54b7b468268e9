import json
from dataclasses import replace
from typing import Any

import pytest
from tests.exchange.day import ASK, BID, HIGH, LOW, Day, a_day, order

from paxline.edge.simulator import channels
from paxline.edge.simulator.channels import Line
from paxline.edge.simulator.feed import Feed
from paxline.exchange.requests import Request


class Connected:
    """One member's line to a day's exchange."""

    def __init__(self, member: str = "ann") -> None:
        self.day: Day = a_day()
        self.feed, self.line = Feed(self.day.exchange), Line(member)

    def say(self, cmd: str | None, *, command_id: object = 1, **params: Any) -> list[Any]:
        body = {"id": command_id, **({"cmd": cmd} if cmd else {}), **({"params": params} if params else {})}
        return self.line.hear(json.dumps(body), self.feed)

    def do(self, request: Request) -> list[Any]:
        _, events = self.day.exchange.apply(request, at=self.day.now)
        return self.line.tell(self.feed.batch(self.day.now, events)) if events else []


@pytest.fixture
def line() -> Connected:
    return Connected()


def test_each_channel_of_a_subscribe_is_a_subscription_of_its_own(line: Connected) -> None:
    told = line.say("subscribe", channels=["orderbook_delta", "trade"], market_tickers=[LOW])
    assert [(one["type"], one.get("msg", {}).get("sid")) for one in told] == [
        ("subscribed", 1),
        ("subscribed", 2),
        ("orderbook_snapshot", None),
    ]
    assert (told[2]["sid"], told[2]["seq"]) == (1, 1)
    assert line.say("list_subscriptions") == [
        {
            "type": "ok",
            "id": 1,
            "msg": [{"channel": "orderbook_delta", "sid": 1}, {"channel": "trade", "sid": 2}],
        }
    ]


def test_the_no_side_is_told_in_its_own_prices_unless_asked_otherwise(line: Connected) -> None:
    line.do(order("bob", ASK, 3, 52))
    own, yes = (
        line.say("subscribe", channels=["orderbook_delta"], market_ticker=LOW, use_yes_price=flag)[1]["msg"]
        for flag in (False, True)
    )
    assert own["no_dollars_fp"] == [["0.4800", "3.00"]]
    assert yes["no_dollars_fp"] == [["0.5200", "3.00"]]
    told = line.do(order("bob", ASK, 1, 52))
    assert [(one["msg"]["price_dollars"], one["msg"]["side"], one["msg"]["delta_fp"]) for one in told] == [
        ("0.4800", "no", "1.00"),
        ("0.5200", "no", "1.00"),
    ]


def test_numbers_run_through_a_subscription_and_not_through_a_connection(line: Connected) -> None:
    line.say("subscribe", channels=["orderbook_delta"], market_tickers=[LOW])
    line.say("subscribe", channels=["orderbook_delta"], market_tickers=[HIGH])
    assert [one["seq"] for one in line.do(order("bob", BID, 1, 40))] == [2]
    assert [one["seq"] for one in line.do(order("bob", BID, 1, 40, ticker=HIGH))] == [2]
    added = line.say("update_subscription", sid=1, action="add_markets", market_tickers=[HIGH])
    assert [(one["type"], one["sid"], one["seq"]) for one in added] == [("ok", 1, 3), ("orderbook_snapshot", 1, 4)]
    assert added[0]["msg"]["market_tickers"] == [LOW, HIGH]


def test_a_snapshot_can_be_asked_for_again_and_names_the_command(line: Connected) -> None:
    line.say("subscribe", channels=["orderbook_delta"], market_tickers=[LOW])
    line.do(order("bob", BID, 2, 40))
    (told,) = line.say("update_subscription", command_id=9, sids=[1], action="get_snapshot", market_tickers=[LOW])
    assert (told["id"], told["seq"], told["msg"]["yes_dollars_fp"]) == (9, 3, [["0.4000", "2.00"]])


def test_after_an_unsubscribe_nothing_more_is_told(line: Connected) -> None:
    line.say("subscribe", channels=["orderbook_delta"], market_tickers=[LOW])
    (told,) = line.say("unsubscribe", sids=[1])
    assert (told["type"], told["sid"], told["seq"]) == ("unsubscribed", 1, 2)
    assert line.do(order("bob", BID, 1, 40)) == []


def test_deleted_markets_are_silent(line: Connected) -> None:
    line.say("subscribe", channels=["trade"], market_tickers=[LOW, HIGH], skip_ticker_ack=True)
    (told,) = line.say("update_subscription", sid=1, action="delete_markets", market_ticker=LOW)
    assert "msg" not in told
    line.do(order("bob", BID, 1, 40))
    assert line.do(order("cid", ASK, 1, 40)) == []


def test_only_whose_order_it_is_hears_its_name_and_its_fills(line: Connected) -> None:
    line.say("subscribe", channels=["orderbook_delta"], market_tickers=[LOW])
    line.say("subscribe", channels=["fill", "user_orders", "market_positions"])
    (mine,) = [m for m in line.do(replace(order("ann", BID, 2, 40), client_order_id="mine")) if m["sid"] == 1]
    assert mine["msg"]["client_order_id"] == "mine"
    (theirs,) = line.do(replace(order("bob", BID, 2, 39), client_order_id="theirs"))
    assert "client_order_id" not in theirs["msg"]
    told = line.do(order("bob", ASK, 1, 40))
    assert {one["type"] for one in told} == {"orderbook_delta", "fill", "user_order", "market_position"}
    assert not [
        one for one in line.do(order("cid", ASK, 1, 39)) if one["type"] == "fill" and one["msg"]["order_id"] == ""
    ]


def test_a_ticker_is_told_when_a_figure_changes_and_at_once_if_asked_for(line: Connected) -> None:
    first = line.say("subscribe", channels=["ticker"], market_tickers=[LOW], send_initial_snapshot=True)
    assert first[1]["msg"]["yes_bid_dollars"] == "0.0000"
    assert first[1]["msg"]["yes_ask_dollars"] == "1.0000"
    (told,) = line.do(order("bob", BID, 2, 40))
    assert (told["msg"]["yes_bid_dollars"], told["msg"]["yes_bid_size_fp"], "seq" in told) == ("0.4000", "2.00", False)
    assert line.do(order("bob", BID, 2, 30)) == []


@pytest.mark.parametrize(
    ("cmd", "params", "code"),
    [
        (None, {}, 5),
        ("dance", {"channels": ["trade"]}, 5),
        ("subscribe", {}, 2),
        ("subscribe", {"channels": []}, 3),
        ("subscribe", {"x": 1}, 3),
        ("subscribe", {"channels": ["rumours"]}, 8),
        ("subscribe", {"channels": [7]}, 8),
        ("subscribe", {"channels": ["orderbook_delta"]}, 14),
        ("subscribe", {"channels": ["orderbook_delta"], "market_id": "x"}, 14),
        ("subscribe", {"channels": ["trade"], "market_ticker": LOW, "market_tickers": [LOW]}, 11),
        ("subscribe", {"channels": ["trade"], "market_tickers": [7]}, 11),
        ("subscribe", {"channels": ["trade"], "market_tickers": []}, 11),
        ("subscribe", {"channels": ["trade"], "use_yes_price": "yes"}, 11),
        ("subscribe", {"channels": ["trade"], "market_tickers": [str(i) for i in range(1001)]}, 26),
        ("unsubscribe", {"sids": []}, 4),
        ("unsubscribe", {"sids": [9]}, 7),
        ("unsubscribe", {"sids": [True]}, 7),
        ("update_subscription", {"action": "add_markets"}, 12),
        ("update_subscription", {"sid": 1, "sids": [1], "action": "add_markets"}, 12),
        ("update_subscription", {"sids": [1, 2], "action": "add_markets"}, 12),
        ("update_subscription", {"sid": 9, "action": "add_markets"}, 7),
        ("update_subscription", {"sid": 1}, 15),
        ("update_subscription", {"sid": 1, "action": "explode"}, 13),
        ("update_subscription", {"sid": 1, "action": "add_markets"}, 14),
        ("update_subscription", {"sid": 2, "action": "get_snapshot", "market_ticker": LOW}, 13),
        ("update_subscription", {"sid": 2, "action": "add_markets", "market_ticker": LOW}, 11),
        ("update_subscription", {"sid": 3, "action": "add_markets", "market_ticker": LOW}, 13),
        (
            "update_subscription",
            {"sid": 1, "action": "add_markets", "market_tickers": [str(i) for i in range(1000)]},
            26,
        ),
    ],
)
def test_a_command_that_cannot_be_meant_is_answered_with_its_code(
    line: Connected, cmd: str | None, params: dict[str, Any], code: int
) -> None:
    line.say("subscribe", channels=["orderbook_delta"], market_tickers=[LOW])
    line.say("subscribe", channels=["trade", "market_lifecycle_v2"])
    (told,) = line.say(cmd, **params)
    assert told == {"type": "error", "id": 1, "msg": {"code": code, "msg": channels.ERRORS[code]}}


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"id": -1, "cmd": "subscribe"}', '{"id": "1"}', "[" * 9000])
def test_what_is_no_command_is_answered_with_code_1(line: Connected, text: str) -> None:
    assert line.line.hear(text, line.feed) == [{"type": "error", "msg": {"code": 1, "msg": channels.ERRORS[1]}}]


def test_a_market_that_nobody_knows_is_subscribed_to_in_silence(line: Connected) -> None:
    told = line.say("subscribe", channels=["orderbook_delta"], market_tickers=["KXTSAW-26JUN21-A9.99"])
    assert [one["type"] for one in told] == ["subscribed"]
