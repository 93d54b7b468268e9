import inspect
import json

import httpx
import pytest
from pydantic import ValidationError

from paxline.edge.kalshi import faults
from paxline.edge.kalshi.wire.listing import Market
from paxline.errors import Blocked, PaxlineError, Unreachable, UsageError, WireError

REQUEST = httpx.Request("GET", "https://exchange.test/trade-api/v2/markets?limit=1")

ROOTS = (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, httpx.StreamError)
EVERY = sorted(
    (e for e in vars(httpx).values() if inspect.isclass(e) and issubclass(e, ROOTS)), key=lambda e: e.__name__
)


def _made(kind: type[Exception]) -> Exception:
    if issubclass(kind, httpx.HTTPStatusError):
        return kind("said so", request=REQUEST, response=httpx.Response(502, request=REQUEST))
    takes_words = "message" in inspect.signature(kind.__init__).parameters
    return kind("said so") if takes_words else kind()


def _response(body: bytes, *, status: int) -> httpx.Response:
    return httpx.Response(status, content=body, request=REQUEST)


def test_the_exceptions_of_httpx_are_found() -> None:
    assert {httpx.HTTPStatusError, httpx.PoolTimeout, httpx.StreamClosed} < set(EVERY)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_every_exception_of_httpx_is_mapped(kind: type[Exception]) -> None:
    mapped = faults.from_httpx(_made(kind))
    assert isinstance(mapped, PaxlineError)
    assert kind.__name__ in str(mapped)


def test_no_answer_is_told_from_a_request_that_cannot_be_sent() -> None:
    assert isinstance(faults.from_httpx(httpx.ReadTimeout("late")), Unreachable)
    assert isinstance(faults.from_httpx(httpx.RemoteProtocolError("cut")), Unreachable)
    assert isinstance(faults.from_httpx(httpx.UnsupportedProtocol("ftp")), UsageError)
    assert isinstance(faults.from_httpx(httpx.InvalidURL("no")), UsageError)
    decoding = faults.from_httpx(httpx.DecodingError("gzip"))
    assert isinstance(decoding, WireError)
    assert decoding.status == 0


def test_other_exceptions_are_not_ours_to_map() -> None:
    with pytest.raises(TypeError, match="KeyError"):
        faults.from_httpx(KeyError("x"))


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"error": {"code": "not_found", "message": "not found"}}, "not_found", "not found"),
        ({"error": {"code": "a", "message": "a", "details": "NOT_FOUND"}}, "a", "a: NOT_FOUND"),
        ({"code": "bad_request", "message": "bad request", "details": "json"}, "bad_request", "bad request: json"),
        ({"msg": "Parameter validation failed"}, "", "Parameter validation failed"),
        ({"error": "too many requests"}, "", "too many requests"),
        ({"error": {"code": "x", "message": "y", "details": {"field": "count"}}}, "x", "x: y"),
        ({"something": "else"}, "", "Bad Request"),
        ([1, 2], "", "Bad Request"),
    ],
)
def test_every_shape_of_error_is_read(body: object, code: str, words: str) -> None:
    error = faults.from_response(_response(json.dumps(body).encode(), status=400))
    assert isinstance(error, WireError)
    assert (error.status, error.code) == (400, code)
    assert words in str(error)
    assert "GET /trade-api/v2/markets" in str(error)
    assert "limit=1" not in str(error)


def test_a_403_in_no_shape_of_the_exchanges_is_a_refusal_in_front_of_it() -> None:
    assert isinstance(faults.from_response(_response(b"<html>Checking your browser</html>", status=403)), Blocked)
    told = faults.from_response(_response(b'{"error": {"code": "forbidden", "message": "no"}}', status=403))
    assert isinstance(told, WireError)


def test_a_body_that_is_no_json_keeps_the_status() -> None:
    error = faults.from_response(_response(b"upstream error", status=503))
    assert isinstance(error, WireError)
    assert error.status == 503


def test_somebody_elses_words_are_shortened_and_made_plain() -> None:
    body = json.dumps({"msg": "\x1b[31m" + "x" * 5_000}).encode()
    text = str(faults.from_response(_response(body, status=400)))
    assert len(text) < 500
    assert "\x1b" not in text


def test_an_unreadable_success_names_the_fields_at_fault_but_not_their_contents() -> None:
    with pytest.raises(ValidationError) as caught:
        Market.model_validate({"ticker": 5, "title": "secret words"})
    error = faults.unreadable(_response(b"", status=200), caught.value)
    assert error.status == 0
    assert "ticker" in str(error)
    assert "secret words" not in str(error)
