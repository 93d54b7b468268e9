"""A plan of faults carried out in front of an ASGI application."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from paxline.edge.simulator.faults import Asked, Fault, FaultPlan, of_another

LAG: Final = "paxline.lag"
"""Where a request's ASGI scope says how many seconds ago the answer shall be of."""

HOLD: Final = 30.0
"""Seconds for which a connection hangs before it breaks: longer than clients wait."""

_PIECE: Final = 64
"""Bytes in a piece of a slow answer."""

_REFUSED: Final = {
    Fault.ERROR_BEFORE: (500, b'{"error":{"code":"internal_server_error","message":"internal server error"}}'),
    Fault.TOO_MANY: (429, b'{"error":"too many requests"}'),
    Fault.EMPTY: (200, b"{}"),
}
_IN_FRONT: Final = (502, b"<html><body>Bad Gateway</body></html>")


class Faulty:
    """An ASGI application whose requests meet the faults of a plan; other traffic passes.

    ``wait`` sleeps, ``hold`` is for how long an answer that does not come lets its client wait, in seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        plan: FaultPlan,
        *,
        wait: Callable[[float], Awaitable[None]],
        hold: float = HOLD,
    ) -> None:
        self._app = app
        self._plan = plan
        self._hold = hold
        self._wait = wait
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as the plan has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        fault = self._plan.draw(Asked.READ if scope["method"] in {"GET", "HEAD"} else Asked.WRITE)
        match fault:
            case Fault.NONE:
                await self._app(scope, receive, send)
            case Fault.STALE:
                await self._app({**scope, LAG: self._plan.staleness()}, receive, send)
            case Fault.ERROR_BEFORE | Fault.TOO_MANY | Fault.EMPTY:
                status, body = _REFUSED[fault]
                await _answer(send, status, body)
            case Fault.DROPPED:
                await self._break(send)
            case Fault.LATE:
                later = asyncio.ensure_future(self._land(scope, await _body(receive), self._plan.lateness()))
                self._late.add(later)
                later.add_done_callback(self._late.discard)
                await self._break(send)
            case _:
                await self._spoil(fault, scope, receive, send)

    async def _spoil(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it take effect, and do something to the answer."""
        body = await _body(receive)
        answer = await self._effect(scope, body)
        match fault:
            case Fault.TWICE:
                for message in await self._effect(scope, body):
                    await send(message)
            case Fault.ERROR_AFTER:
                await _answer(send, *_IN_FRONT)
            case Fault.GARBAGE:
                await _answer(send, int(answer[0]["status"]), b'{"order_id": 7,')
            case Fault.ANOTHER:
                await _of_another(answer, send)
            case Fault.CUT:
                await _cut(send, int(answer[0]["status"]))
            case Fault.SLOW:
                await self._slowly(answer, send)
            case _:
                await self._break(send)

    async def _effect(self, scope: Scope, body: bytes) -> list[Message]:
        """What the application would have answered."""
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._app(scope, _given(body), keep)
        return answer

    async def _land(self, scope: Scope, body: bytes, seconds: float) -> None:
        await self._wait(seconds)
        await self._effect(scope, body)

    async def _break(self, send: Send) -> None:
        """Let the client wait, then break the connection."""
        await self._wait(self._hold)
        await _cut(send, 200)

    async def _slowly(self, answer: list[Message], send: Send) -> None:
        for message in answer:
            body: bytes = message.get("body", b"")
            pieces = [body[i : i + _PIECE] for i in range(0, len(body), _PIECE)] or [b""]
            if message["type"] != "http.response.body":
                await send(message)
                continue
            for piece in pieces:
                await self._wait(0.02)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body


def _given(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _of_another(answer: list[Message], send: Send) -> None:
    told = b"".join(message.get("body", b"") for message in answer)
    other = of_another(told)
    if other != told:
        await _answer(send, int(answer[0]["status"]), other)
        return
    for message in answer:
        await send(message)


async def _cut(send: Send, status: int) -> None:
    """Begin an answer and leave it there: the server closes the connection, and the client sees it broken."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
