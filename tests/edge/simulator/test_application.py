import asyncio
from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from tests.edge.simulator.served import GENEROUS, KEY_ID, ME, SIGNER, Served, an_order
from tests.exchange.day import LOW

from paxline.edge.simulator.application import application
from paxline.edge.simulator.faulty import LAG
from paxline.edge.simulator.keys import ApiKey, Keyring
from paxline.edge.simulator.limits import BASIC
from paxline.edge.simulator.public import PREFIX
from paxline.edge.simulator.site import Lag
from paxline.edge.simulator.versions import HORIZON

BALANCE = "/portfolio/balance"
ORDERS = "/portfolio/events/orders"


def test_what_is_signed_is_answered_and_what_is_not_is_refused() -> None:
    served = Served()
    assert served.ask("GET", BALANCE)[0] == 200
    told = served.send("GET", BALANCE)
    assert told.status_code == 401
    assert told.json() == {
        "error": {
            "code": "signature_is_missing_from_headers",
            "message": "signature is missing from headers",
        }
    }


def test_a_query_is_not_signed_and_an_rsa_key_signs_as_well() -> None:
    served = Served(private=rsa.generate_private_key(public_exponent=65_537, key_size=2048))
    assert served.get("/portfolio/orders", limit=5, ticker=LOW)["orders"] == []


def test_a_path_is_signed_as_it_was_sent() -> None:
    assert Served().ask("GET", "/portfolio/orders/an%20id")[0] == 404


def test_markets_need_no_signature_and_mind_no_bad_one() -> None:
    served = Served()
    assert served.send("GET", "/markets").status_code == 200
    assert served.send("GET", "/markets", headers={"KALSHI-ACCESS-KEY": "another"}).status_code == 200


def test_too_many_orders_are_refused_until_the_bucket_fills_again() -> None:
    served = Served(limits=BASIC)
    statuses = [served.ask("POST", ORDERS, an_order())[0] for _ in range(11)]
    assert statuses == [201] * 10 + [429]
    assert served.ask("POST", ORDERS, an_order()) == (429, {"error": "too many requests"})
    served.clock.sleep(0.1)
    assert served.ask("POST", ORDERS, an_order())[0] == 201


def test_a_batch_that_does_not_fit_the_bucket_is_refused_whole() -> None:
    served = Served(limits=BASIC)
    assert served.ask("POST", f"{ORDERS}/batched", {"orders": [an_order()] * 11})[0] == 429
    assert served.get("/portfolio/orders")["orders"] == []
    assert served.ask("POST", f"{ORDERS}/batched", {"orders": [an_order()] * 10})[0] == 201


def test_the_balance_has_a_bucket_of_its_own() -> None:
    served = Served(limits=BASIC)
    assert [served.ask("GET", BALANCE)[0] for _ in range(2)] == [200, 429]
    assert served.ask("GET", "/portfolio/fills")[0] == 200


def test_who_does_not_sign_is_not_counted_with_who_does() -> None:
    served = Served(limits=BASIC)
    statuses = [served.send("GET", "/exchange/status").status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    assert served.ask("GET", "/exchange/status")[0] == 200


def test_other_paths_and_methods_are_answered_in_the_same_shape() -> None:
    served = Served()
    assert served.ask("GET", "/nothing") == (404, {"error": {"code": "not_found", "message": "not found"}})
    status, told = served.ask("PUT", "/markets")
    assert (status, told["error"]["code"]) == (405, "method_not_allowed")
    told = served.send("PUT", "/markets")
    assert set(told.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_a_body_that_is_too_long_is_refused() -> None:
    status, told = Served().ask("POST", ORDERS, an_order(client_order_id="x" * 1_100_000))
    assert (status, told["code"]) == (400, "bad_request")


def test_a_single_call_may_lag_by_what_its_scope_says() -> None:
    served = Served(lag=Lag(pace=60))

    class Late:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await self.app({**scope, LAG: 0.5}, receive, send)

    plain = served.app
    served.app = Late(plain)  # pyright: ignore[reportAttributeAccessIssue] - any ASGI application will do
    assert served.get("/exchange/user_data_timestamp") == {"as_of_time": "2026-06-15T13:59:30Z"}
    served.app = plain
    assert served.get("/exchange/user_data_timestamp") == {"as_of_time": "2026-06-15T14:00:00Z"}


def test_no_answer_is_older_than_what_is_kept() -> None:
    served = Served(lag=Lag(timedelta(days=1)))
    served.ask("POST", ORDERS, an_order())
    served.clock.sleep(HORIZON.total_seconds())
    assert len(served.get("/portfolio/orders")["orders"]) == 1


def test_routes_and_middleware_of_others_have_their_place() -> None:
    seen: list[str] = []

    class Seen:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(scope["path"])
            await self.app(scope, receive, send)

    def hello(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.url.path)

    served = Served()
    keys = Keyring([ApiKey(KEY_ID, ME, SIGNER.public_key())], served.clock)
    extra, middleware = [Route("/hello", hello)], [Middleware(Seen)]
    served.app = application(served.hub, keys=keys, limits=GENEROUS, extra_routes=extra, middleware=middleware)

    async def asked() -> str:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(served.app), base_url="http://exchange") as client:
            return (await client.get("/hello")).text

    assert asyncio.run(asked()) == "/hello"
    served.get("/markets")
    assert seen == ["/hello", PREFIX + "/markets"]


def test_a_bug_is_answered_in_the_same_shape_and_told_to_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    served = Served()

    def broken() -> None:
        raise LookupError("a bug")

    monkeypatch.setattr(served.hub, "now", broken)
    transport = httpx.ASGITransport(served.app, raise_app_exceptions=False)

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://exchange") as client:
            return await client.get(PREFIX + "/historical/cutoff")

    told = asyncio.run(asked())
    assert (told.status_code, told.json()["error"]["code"]) == (500, "internal_server_error")
