"""The ``Date`` of every answer: by the clock that signatures are held against, so that a client can compare its own."""

from email.utils import format_datetime
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from paxline.run.ports import Clock

_START: Final = "http.response.start"


class Dated:
    """An ASGI application whose answers say when they were given; whoever serves it adds no ``Date`` of its own."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def dated(message: Message) -> None:
            if message["type"] == _START:
                date = format_datetime(self._clock.now(), usegmt=True).encode("ascii")
                message = {**message, "headers": [*message.get("headers", ()), (b"date", date)]}
            await send(message)

        await self._app(scope, receive, dated)
