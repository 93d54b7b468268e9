from collections.abc import Callable
from typing import Any

import httpx
import pytest

from paxline.edge.kalshi.allowance import BASIC_WRITES, Allowance, Bucket
from paxline.edge.kalshi.http import DEMO, MOST_PAGES, PRODUCTION, Call, Patience, open_client
from paxline.edge.kalshi.wire.exchange import ExchangeStatus
from paxline.edge.kalshi.wire.fields import Body
from paxline.edge.kalshi.wire.trading import TradesPage
from paxline.errors import Blocked, Unreachable, UsageError, WireError

OPEN = {"exchange_active": True, "trading_active": True}
TOO_MANY = (429, {"error": "too many requests"})
Script = Callable[..., Any]


def _page(cursor: str) -> dict[str, Any]:
    return {"trades": [], "cursor": cursor}


def test_a_read_asks_the_environments_address(scripted: Script) -> None:
    exchange = scripted(OPEN)
    status = exchange.http().get("exchange/status", ExchangeStatus, query=(("tickers", "A"), ("tickers", "B")))
    assert status.trading_active
    assert str(exchange.asked[0].url) == f"{PRODUCTION.rest}/exchange/status?tickers=A&tickers=B"
    assert exchange.asked[0].method == "GET"
    assert "KALSHI-ACCESS-KEY" not in exchange.asked[0].headers


def test_demo_and_production_share_no_address() -> None:
    assert {DEMO.rest, DEMO.stream}.isdisjoint({PRODUCTION.rest, PRODUCTION.stream})
    assert "demo" in DEMO.rest
    assert "demo" in DEMO.stream


def test_a_client_waits_for_seconds_only_and_follows_no_redirect() -> None:
    with open_client(DEMO, transport=httpx.MockTransport(lambda _: httpx.Response(200))) as client:
        assert str(client.base_url) == f"{DEMO.rest}/"
        assert client.timeout == httpx.Timeout(10.0, connect=5.0)
        assert not client.follow_redirects


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ReadTimeout("late"),
        httpx.ConnectError("refused"),
        httpx.RemoteProtocolError("cut off"),
        (500, {"error": {"code": "internal_server_error", "message": "oh"}}),
        (503, None),
        TOO_MANY,
    ],
    ids=repr,
)
def test_what_may_pass_is_tried_again(failure: Any, scripted: Script) -> None:
    exchange = scripted(failure, failure, OPEN)
    assert exchange.http().get("exchange/status", ExchangeStatus).exchange_active
    assert len(exchange.asked) == 3


@pytest.mark.parametrize("status", [301, 400, 401, 404, 409, 410])
def test_what_will_not_pass_is_not_tried_again(status: int, scripted: Script) -> None:
    exchange = scripted((status, {"error": {"code": "no", "message": "no"}}))
    with pytest.raises(WireError) as caught:
        exchange.http().get("exchange/status", ExchangeStatus)
    assert (caught.value.status, caught.value.code) == (status, "no")
    assert len(exchange.asked) == 1


def test_a_refusal_in_front_of_the_exchange_is_not_tried_again(scripted: Script) -> None:
    exchange = scripted((403, "checking your browser"))
    with pytest.raises(Blocked):
        exchange.http().get("exchange/status", ExchangeStatus)
    assert len(exchange.asked) == 1


def test_retries_are_bounded(scripted: Script) -> None:
    exchange = scripted(httpx.ConnectTimeout("late"))
    with pytest.raises(Unreachable, match="ConnectTimeout"):
        exchange.http(patience=Patience(attempts=3)).get("exchange/status", ExchangeStatus)
    assert len(exchange.asked) == 3
    assert len(exchange.clock.slept) == 2


def test_too_many_requests_for_good_is_told_by_its_status(scripted: Script) -> None:
    exchange = scripted(TOO_MANY)
    with pytest.raises(WireError, match="too many requests") as caught:
        exchange.http(patience=Patience(attempts=2)).get("exchange/status", ExchangeStatus)
    assert caught.value.status == 429


def test_waits_double_and_the_same_seed_gives_the_same_jitter(scripted: Script) -> None:
    def waits() -> list[float]:
        exchange = scripted(httpx.ReadTimeout("late"))
        with pytest.raises(Unreachable):
            exchange.http(patience=Patience(attempts=6, first_wait=1, longest_wait=4)).get("x", ExchangeStatus)
        return exchange.clock.slept

    once = waits()
    assert once == waits()
    assert len(set(once)) == 5
    for wait, longest in zip(once, [1, 2, 4, 4, 4], strict=True):
        assert longest / 2 <= wait < longest


def test_being_told_of_too_many_requests_waits_for_the_refill_too(scripted: Script) -> None:
    exchange = scripted(TOO_MANY, OPEN)
    allowance = Allowance(per_second=1, capacity=20, source="made for a test")
    exchange.http(allowance=allowance).get("exchange/status", ExchangeStatus)
    assert sum(exchange.clock.slept) == pytest.approx(10)


def test_reads_keep_within_the_allowance(scripted: Script) -> None:
    exchange = scripted(OPEN)
    http = exchange.http(allowance=Allowance(per_second=20, capacity=20, source="made for a test"))
    for _ in range(4):
        http.get("exchange/status", ExchangeStatus)
    assert sum(exchange.clock.slept) == pytest.approx(1.0)
    assert [call.waited for call in exchange.calls] == pytest.approx([0, 0, 0.5, 0.5])


def test_every_attempt_is_told_to_the_observer(scripted: Script) -> None:
    exchange = scripted(httpx.ReadTimeout("late"), (502, None), OPEN)
    exchange.http().get("exchange/status", ExchangeStatus, query=(("ticker", "A"),))
    path = "/trade-api/v2/exchange/status"
    assert exchange.calls == [
        Call("GET", path, attempt=n, status=status, seconds=0.0, waited=0.0)
        for n, status in enumerate((0, 502, 200), 1)
    ]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"exchange_active": true}', b'{"exchange_active": "'])
def test_a_success_that_cannot_be_read_is_an_error_and_not_asked_for_again(body: bytes, scripted: Script) -> None:
    exchange = scripted(body)
    with pytest.raises(WireError, match="cannot be read") as caught:
        exchange.http().get("exchange/status", ExchangeStatus)
    assert caught.value.status == 0
    assert len(exchange.asked) == 1


@pytest.mark.parametrize("path", ["\x00", "ftp://elsewhere.test/x"])
def test_a_request_that_cannot_be_sent_is_the_callers_mistake(path: str, scripted: Script) -> None:
    exchange = scripted(httpx.UnsupportedProtocol("ftp"))
    with pytest.raises(UsageError):
        exchange.http().get(path, ExchangeStatus)


def test_pages_end_at_the_empty_cursor(scripted: Script) -> None:
    exchange = scripted(_page("a"), _page("b"), _page(""))
    pages = list(exchange.http().pages("markets/trades", TradesPage, query=(("limit", 5),)))
    assert len(pages) == 3
    assert [dict(request.url.params) for request in exchange.asked] == [
        {"limit": "5"},
        {"limit": "5", "cursor": "a"},
        {"limit": "5", "cursor": "b"},
    ]


def test_pages_end_where_the_cursor_is_left_out(scripted: Script) -> None:
    exchange = scripted({"trades": []})
    assert len(list(exchange.http().pages("markets/trades", TradesPage))) == 1


def test_a_cursor_that_comes_back_is_an_error(scripted: Script) -> None:
    exchange = scripted(_page("a"), _page("b"), _page("a"))
    with pytest.raises(WireError, match="circle") as caught:
        list(exchange.http().pages("markets/trades", TradesPage))
    assert caught.value.status == 0
    assert len(exchange.asked) == 3


def test_pages_are_bounded(scripted: Script) -> None:
    exchange = scripted(*(_page(str(n)) for n in range(MOST_PAGES + 5)))
    with pytest.raises(WireError, match="does not end"):
        list(exchange.http().pages("markets/trades", TradesPage))
    assert len(exchange.asked) == MOST_PAGES


@pytest.mark.parametrize(
    "settings", [{"attempts": 0}, {"first_wait": 0.0}, {"first_wait": 3.0, "longest_wait": 2.0}], ids=str
)
def test_patience_without_bounds_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="attempt"):
        Patience(**settings)


class Shrink(Body):
    """A body to send."""

    reduce_to: str


@pytest.mark.parametrize("failure", [httpx.ReadTimeout("late"), (500, {}), TOO_MANY, (400, {"msg": "no"})])
def test_a_write_is_sent_once_whatever_comes_back(scripted: Script, failure: Any) -> None:
    exchange = scripted(failure)
    bucket = Bucket(BASIC_WRITES, exchange.clock)
    with pytest.raises((Unreachable, WireError)):
        exchange.http().once("POST", "portfolio/events/orders", bucket=bucket, body=Shrink(reduce_to="0.00"))
    (request,) = exchange.asked
    assert request.content == b'{"reduce_to":"0.00"}'
    assert request.headers["content-type"] == "application/json"
    assert len(exchange.calls) == 1


def test_a_write_draws_on_the_bucket_it_is_given(scripted: Script) -> None:
    exchange = scripted({})
    bucket = Bucket(Allowance(10, 10, "test"), exchange.clock)
    http = exchange.http()
    for _ in range(3):
        assert http.once("DELETE", "portfolio/events/orders", bucket=bucket, query=(("subaccount", 0),)) == b"{}"
    assert exchange.clock.slept == [pytest.approx(1.0), pytest.approx(1.0)]
    assert str(exchange.asked[0].url) == f"{PRODUCTION.rest}/portfolio/events/orders?subaccount=0"
