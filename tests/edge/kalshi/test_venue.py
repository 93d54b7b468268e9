import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import numpy as np
import pytest
from tests.edge.kalshi.trading import Desk, desk
from tests.simulation.exchange import Fault, ScriptedExchange
from tests.simulation.trading import TICKER, an_order

from paxline.desk.ledger import Tracked
from paxline.desk.orders import Crossing, Heard, Lifetime, Order, State
from paxline.edge.kalshi.http import PRODUCTION
from paxline.errors import UsageError
from paxline.run.ports import Accepted, Gone, Landing, Reason, Rejected, Unknown
from paxline.testing import ManualClock
from paxline.units import Count

ORDER = an_order()
CREATED = {"order_id": "o", "fill_count": "0.00", "remaining_count": "10.00", "ts_ms": 1}


@dataclass
class Answers:
    """Answers writes by a script, reads with the orders it is given."""

    written: httpx.Response | Exception
    orders: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    asked: list[httpx.Request] = field(default_factory=list[httpx.Request])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.method == "GET":
            return httpx.Response(200, json={"cursor": "", "orders": self.orders})
        if isinstance(self.written, Exception):
            raise self.written
        return self.written

    @property
    def writes(self) -> int:
        return sum(request.method != "GET" for request in self.asked)


def error(status: int, code: str, details: str = "") -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": code, "message": code, "details": details}})


def submit(answers: Answers, order: Order = ORDER) -> object:
    return desk(answers, ManualClock()).venue.submit(order)


def tracked(order: Order = ORDER, order_id: str = "order-1") -> Tracked:
    return Tracked(order, ManualClock().now(), State.CANCELLING, order_id)


def exchange() -> tuple[ScriptedExchange, Desk]:
    clock = ManualClock()
    made = ScriptedExchange(clock, np.random.default_rng(7), fill_chance=0.0)
    return made, desk(made.handle, clock)


def test_an_order_goes_out_in_the_wires_own_words() -> None:
    answers = Answers(httpx.Response(201, json=CREATED))
    assert submit(answers) == Accepted("o", Count(0), Count.whole(10))
    (request,) = answers.asked
    assert (request.method, request.url.path) == ("POST", "/trade-api/v2/portfolio/events/orders")
    assert json.loads(request.content) == {
        "ticker": TICKER,
        "side": "bid",
        "count": "10.00",
        "price": "0.4000",
        "time_in_force": "good_till_canceled",
        "self_trade_prevention_type": "taker_at_cross",
        "client_order_id": ORDER.client_id,
    }


def test_what_an_order_adds_is_sent_too() -> None:
    answers = Answers(httpx.Response(201, json=CREATED))
    expiry = (ManualClock().now() + timedelta(hours=1)).replace(microsecond=0)
    terms = replace(ORDER.terms, crossing=Crossing.POSTS_ONLY, expires_at=expiry)
    submit(answers, Order(ORDER.client_id, terms))
    body = json.loads(answers.asked[0].content)
    assert (body["post_only"], body["expiration_time"]) == (True, int(expiry.timestamp()))
    submit(answers, Order(ORDER.client_id, replace(ORDER.terms, lifetime=Lifetime.FILL_OR_KILL)))
    assert json.loads(answers.asked[1].content)["time_in_force"] == "fill_or_kill"


@pytest.mark.parametrize(
    "written",
    [
        httpx.ReadTimeout("t"),
        httpx.ConnectTimeout("t"),
        httpx.ConnectError("c"),
        httpx.ReadError("r"),
        httpx.RemoteProtocolError("p"),
        httpx.DecodingError("d"),
        httpx.Response(500, json={"error": {"code": "internal", "message": "m"}}),
        httpx.Response(502, content=b"<html>"),
        httpx.Response(503, json={"error": {"code": "exchange_is_paused", "message": "m"}}),
        httpx.Response(504),
        httpx.Response(302, headers={"location": "https://elsewhere.example"}),
        httpx.Response(403, content=b"<html>a challenge"),
        httpx.Response(408),
        httpx.Response(409, json={"error": {"code": "a_new_word", "message": "m"}}),
        httpx.Response(201, content=b"{"),
        httpx.Response(201, json={}),
        httpx.Response(200, json={**CREATED, "order_id": ""}),
        httpx.Response(200, json={"error": {"code": "deprecated_v1_order_endpoint"}}),
        httpx.Response(201, json={**CREATED, "client_order_id": "another"}),
    ],
    ids=repr,
)
def test_what_leaves_doubt_is_unknown_and_is_never_sent_again(written: httpx.Response | Exception) -> None:
    answers = Answers(written)
    came = submit(answers)
    assert isinstance(came, Unknown)
    assert came.landing is Landing.PERHAPS
    assert answers.writes == 1


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (error(400, "insufficient_balance"), Reason.FUNDS),
        (error(400, "invalid_price"), Reason.PRICE),
        (error(400, "invalid_order", "post only cross"), Reason.WOULD_CROSS),
        (error(400, "invalid_order"), Reason.OTHER),
        (error(400, "a_new_word"), Reason.OTHER),
        (error(404, "user_not_found_1234"), Reason.FUNDS),
        (error(401, "authentication_error", "INCORRECT_API_KEY_SIGNATURE"), Reason.NOT_ALLOWED),
        (error(403, "a_new_word"), Reason.NOT_ALLOWED),
        (error(409, "trading_is_paused"), Reason.PAUSED),
        (error(409, "exchange_is_paused"), Reason.PAUSED),
        (error(409, "MARKET_INACTIVE"), Reason.CLOSED),
        (error(409, "fill_or_kill_insufficient_resting_volume"), Reason.NO_FILL),
        (error(410, "deprecated_v1_order_endpoint"), Reason.OTHER),
        (httpx.Response(429, json={"error": "too many requests"}), Reason.RATE_LIMITED),
        (httpx.Response(400, json={"code": "bad_request", "message": "bad", "details": "json"}), Reason.OTHER),
        (httpx.Response(400, json={"msg": "parameter"}), Reason.OTHER),
    ],
    ids=repr,
)
def test_what_is_refused_for_certain_is_told_by_its_code(written: httpx.Response, reason: Reason) -> None:
    answers = Answers(written)
    came = submit(answers)
    assert isinstance(came, Rejected)
    assert came.reason is reason
    assert answers.writes == 1


def test_an_answer_that_cannot_be_about_this_order_means_that_it_is_there() -> None:
    for counts in ({"fill_count": "11.00"}, {"remaining_count": "-1.00"}):
        came = submit(Answers(httpx.Response(201, json=CREATED | counts)))
        assert isinstance(came, Unknown)
        assert came.landing is Landing.SURELY


def test_an_id_that_is_known_already_is_looked_up() -> None:
    scripted, made = exchange()
    assert isinstance(made.venue.submit(ORDER), Accepted)
    again = made.venue.submit(ORDER)
    assert again == Accepted("order-1", Count(0), Count.whole(10))
    assert len(scripted.books.orders) == 1
    scripted.books.orders["order-1"] |= {"status": "canceled", "remaining": 0}
    scripted._keep()
    assert made.venue.submit(ORDER) == Accepted("order-1", Count(0), Count(0))


def test_an_id_that_is_known_and_not_found_is_there_all_the_same() -> None:
    came = submit(Answers(error(409, "order_already_exists")))
    assert isinstance(came, Unknown)
    assert came.landing is Landing.SURELY


@pytest.mark.parametrize("terms", [{"lifetime": Lifetime.FILL_OR_KILL}, {"crossing": Crossing.POSTS_ONLY}])
def test_an_id_may_be_spent_by_an_order_that_was_killed(terms: dict[str, Any]) -> None:
    killed = replace(ORDER, terms=replace(ORDER.terms, **terms))
    came = submit(Answers(error(409, "order_already_exists")), killed)
    assert isinstance(came, Unknown)
    assert came.landing is Landing.PERHAPS


def test_with_a_clock_that_is_off_nothing_is_sent_and_a_cancel_is_tried_all_the_same() -> None:
    answers = Answers(httpx.Response(200, json={"order_id": "order-1", "reduced_by": "10.00", "ts_ms": 1}))
    made = desk(answers, ManualClock())
    date = format_datetime(ManualClock().now() - timedelta(seconds=9))
    made.venue.http.watch.see(date, sent_at=ManualClock().now(), received_at=ManualClock().now())
    came = made.venue.submit(ORDER)
    assert isinstance(came, Rejected)
    assert came.reason is Reason.CLOCK
    assert answers.asked == []
    assert made.venue.cancel(tracked()) == Gone(Heard.CANCELED)


def test_a_request_that_cannot_be_signed_here_is_raised() -> None:
    with pytest.raises(UsageError):
        submit(Answers(httpx.UnsupportedProtocol("u")))
    assert PRODUCTION.rest.startswith("https://")


def test_a_cancel_names_its_market() -> None:
    scripted, made = exchange()
    made.venue.submit(ORDER)
    assert made.venue.cancel(tracked()) == Gone(Heard.CANCELED)
    request = scripted.asked[-1]
    assert (request.method, request.url.path) == ("DELETE", "/trade-api/v2/portfolio/events/orders/order-1")
    assert request.url.params["market_ticker"] == TICKER


def test_a_404_is_gone_only_as_the_list_tells() -> None:
    scripted, made = exchange()
    made.venue.submit(ORDER)
    order = scripted.books.orders["order-1"]
    elsewhere = tracked(Order(ORDER.client_id, replace(ORDER.terms, ticker="KXTSAW-26APR26-A2.50")))
    came = made.venue.cancel(elsewhere)
    assert isinstance(came, Unknown)
    order["ticker"], scripted.on_order = TICKER, lambda _: None
    scripted.effect = lambda request: (
        error(404, "not_found") if request.method == "DELETE" else ScriptedExchange.effect(scripted, request)
    )
    still = made.venue.cancel(tracked())
    assert isinstance(still, Rejected)
    assert still.reason is Reason.UNCHANGED
    order |= {"status": "executed", "remaining": 0, "filled": order["initial"]}
    scripted._keep()
    assert made.venue.cancel(tracked()) == Gone(Heard.EXECUTED)


def test_a_cancelled_order_that_still_shows_as_resting_is_looked_at_again() -> None:
    scripted, made = exchange()
    scripted.lag = 0.5
    made.venue.submit(ORDER)
    made.venue.cancel(tracked())
    assert made.venue.cancel(tracked()) == Gone(Heard.CANCELED)


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.DROPPED, Fault.ERROR_AFTER, Fault.ERROR_BEFORE])
def test_a_cancel_without_an_answer_is_unknown(fault: Fault) -> None:
    scripted, made = exchange()
    made.venue.submit(ORDER)
    scripted.fault = lambda request: fault if request.method == "DELETE" else Fault.NONE
    assert isinstance(made.venue.cancel(tracked()), Unknown)


def test_a_cancel_whose_answer_tells_nothing_is_looked_at() -> None:
    scripted, made = exchange()
    made.venue.submit(ORDER)
    scripted.fault = lambda request: Fault.GARBAGE if request.method == "DELETE" else Fault.NONE
    assert made.venue.cancel(tracked()) == Gone(Heard.CANCELED)
    second = an_order("d2")
    made.venue.submit(second)
    scripted.fault = lambda request: Fault.EMPTY if request.method == "DELETE" else Fault.NONE
    came = made.venue.cancel(tracked(second, "order-2"))
    assert isinstance(came, Unknown)


def test_a_cancel_that_is_refused_leaves_the_order_resting() -> None:
    came = desk(Answers(error(409, "MARKET_INACTIVE")), ManualClock()).venue.cancel(tracked())
    assert isinstance(came, Rejected)
    assert came.reason is Reason.CLOSED


def test_a_look_that_fails_leaves_doubt() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return error(404, "not_found") if request.method == "DELETE" else httpx.Response(500)

    assert isinstance(desk(handle, ManualClock()).venue.cancel(tracked()), Unknown)


def test_an_order_without_the_exchanges_id_cannot_be_cancelled() -> None:
    _, made = exchange()
    with pytest.raises(ValueError, match="before the exchange's id is known"):
        made.venue.cancel(tracked(order_id=""))
