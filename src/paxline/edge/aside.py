"""Work in a thread of its own, so that nobody waits for it longer than he wants to."""

import threading
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from typing import Final, TypeVar
from urllib.parse import urlsplit

import httpx

from paxline.errors import Interrupted
from paxline.run.delivery import Look

T = TypeVar("T")

LOOK: Final = 0.05
"""Seconds between two looks whether somebody is pressing."""


def begun(work: Callable[[], T]) -> "Future[T]":
    """Work set going in a thread that does not hold up the end of the process."""
    done: Future[T] = Future()

    def do() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed on to whoever asks for the result
            done.set_exception(error)

    threading.Thread(target=do, name="aside", daemon=True).start()
    return done


def aside(work: Callable[[], str]) -> Look:
    """Sets work going; the answer is ``None`` while it is under way, and the error's name where it raised."""
    done = begun(work)

    def look() -> str | None:
        if not done.done():
            return None
        error = done.exception()
        return done.result() if error is None else f"it failed: {type(error).__name__}"

    return look


def way_to(url: str) -> httpx.HTTPTransport:
    """The network's transport to one address, through the proxy that the environment names for it, if any."""
    parts = urlsplit(url)
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if urllib.request.proxy_bypass(parts.hostname or ""):
        proxy = None
    return httpx.HTTPTransport(proxy=proxy)


class Interruptible(httpx.BaseTransport):
    """A transport that lets go of an answer under way, with ``Interrupted``, as soon as somebody is pressing.

    What was let go of ends by itself within its time-outs and is thrown away, so that only requests that change
    nothing may go through here.
    """

    def __init__(self, inner: httpx.BaseTransport, pressing: Callable[[], bool]) -> None:
        self._inner = inner
        self._pressing = pressing

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The inner transport's answer; raises what it raises, or ``Interrupted``."""
        answer = self._awaited(lambda: self._inner.handle_request(request))
        if not isinstance(answer.stream, httpx.SyncByteStream):
            raise TypeError("the answer has no body that can be read in turn")
        stream = _Pieces(answer.stream, self._awaited)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=stream, extensions=answer.extensions)

    def close(self) -> None:
        """Close the inner transport."""
        self._inner.close()

    def _awaited(self, work: Callable[[], T]) -> T:
        done = begun(work)
        while not done.done():
            wait([done], timeout=LOOK)
            if not done.done() and self._pressing():
                done.add_done_callback(_thrown_away)
                raise Interrupted("a person's word came while an answer was awaited")
        return done.result()


class _Pieces(httpx.SyncByteStream):
    """The pieces of a body, each awaited as the answer was."""

    def __init__(
        self, inner: httpx.SyncByteStream, awaited: Callable[[Callable[[], bytes | None]], bytes | None]
    ) -> None:
        self._inner = inner
        self._awaited = awaited

    def __iter__(self) -> Iterator[bytes]:
        pieces = iter(self._inner)
        while (piece := self._awaited(lambda: next(pieces, None))) is not None:
            yield piece

    def close(self) -> None:
        self._inner.close()


def _thrown_away(done: "Future[T]") -> None:
    """Gives the connection back."""
    if done.exception() is None:
        found = done.result()
        if isinstance(found, httpx.Response):
            found.close()
