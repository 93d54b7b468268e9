import threading
from collections.abc import Iterator

import httpx
import pytest

from paxline.edge.aside import Interruptible, aside, begun, way_to
from paxline.edge.clock import SystemClock
from paxline.errors import Interrupted
from paxline.run.delivery import Look

URL = "http://a.example/page"


def until(look: Look) -> str:
    """What a look answers once it answers something."""
    for _ in range(200):
        found = look()
        if found is not None:
            return found
        SystemClock().sleep(0.01)
    raise AssertionError("it never answered")


def test_work_aside_answers_when_it_is_done_and_not_before() -> None:
    go = threading.Event()

    def work() -> str:
        go.wait(5)
        return "done"

    look = aside(work)
    assert look() is None
    go.set()
    assert until(look) == "done"


def test_work_that_raises_is_told_by_its_name() -> None:
    def work() -> str:
        raise ValueError("a secret")

    assert until(aside(work)) == "it failed: ValueError"
    with pytest.raises(ValueError, match="a secret"):
        begun(work).result(5)


class Slow(httpx.BaseTransport):
    """Answers when it is let, and its body comes in pieces that wait too."""

    def __init__(self, *, head: threading.Event, body: threading.Event) -> None:
        self.head, self.body, self.closed = head, body, threading.Event()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.head.wait(5)
        return httpx.Response(200, stream=Waiting(self), request=request)


class Waiting(httpx.SyncByteStream):
    def __init__(self, slow: Slow) -> None:
        self.slow = slow

    def __iter__(self) -> Iterator[bytes]:
        yield b"one "
        self.slow.body.wait(5)
        yield b"two"

    def close(self) -> None:
        self.slow.closed.set()


def test_an_answer_comes_through_whole_where_nobody_is_pressing() -> None:
    ready = threading.Event()
    ready.set()
    with httpx.Client(transport=Interruptible(Slow(head=ready, body=ready), lambda: False)) as client:
        assert client.get(URL).text == "one two"


def test_who_is_pressing_waits_for_no_answer_and_its_connection_is_given_back() -> None:
    slow = Slow(head=threading.Event(), body=threading.Event())
    with httpx.Client(transport=Interruptible(slow, lambda: True)) as client:
        with pytest.raises(Interrupted):
            client.get(URL)
        slow.head.set()
        assert slow.closed.wait(5)


def test_who_is_pressing_waits_for_no_body_either() -> None:
    ready, pressing = threading.Event(), threading.Event()
    ready.set()
    slow = Slow(head=ready, body=threading.Event())
    with httpx.Client(transport=Interruptible(slow, pressing.is_set)) as client, client.stream("GET", URL) as answer:
        pieces = answer.iter_bytes()
        assert next(pieces) == b"one "
        pressing.set()
        with pytest.raises(Interrupted):
            next(pieces)
        slow.body.set()


def test_what_the_network_raises_comes_through() -> None:
    def drop(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    with (
        httpx.Client(transport=Interruptible(httpx.MockTransport(drop), lambda: False)) as client,
        pytest.raises(httpx.ConnectError),
    ):
        client.get(URL)


@pytest.mark.parametrize("bypassed", ["", "a.example"])
def test_the_way_leads_through_the_proxy_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, bypassed: str
) -> None:
    seen: list[object] = []

    class Noted(httpx.HTTPTransport):
        def __init__(self, *, proxy: object = None) -> None:
            seen.append(proxy)
            super().__init__()

    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", bypassed)
    monkeypatch.setattr(httpx, "HTTPTransport", Noted)
    way_to(URL)
    assert seen == ([None] if bypassed else ["http://127.0.0.1:9"])
