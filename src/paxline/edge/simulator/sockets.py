"""The exchange's WebSocket: a signed handshake, commands in, and messages out through a queue that has an end.

A reader that is slower than its queue is long is told so where it still can be, and dropped: what it missed could not
be made good. Pings are the server's to send (``uvicorn`` by ``ws_ping_interval``); their body is not ``heartbeat``.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Final

from starlette.responses import Response
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from paxline.edge.simulator import wire
from paxline.edge.simulator.channels import Line, overflow
from paxline.edge.simulator.feed import Feed
from paxline.edge.simulator.hub import Hub
from paxline.edge.simulator.keys import Keyring
from paxline.edge.simulator.refusals import Refusal, Reply
from paxline.edge.simulator.wire import Json
from paxline.exchange.answers import Event

PATH: Final = "/trade-api/ws/v2"
"""Where it is; the handshake signs it after ``GET``."""

LONGEST_QUEUE: Final = 4_096
"""Messages that wait for one reader before it is dropped."""

_TOO_SLOW: Final = 1013
_BROKEN: Final = 1011
_GOODBYE: Final = 1.0


Twist = Callable[[Json], Iterable[Json]]
"""What goes out, in order, when one message is due: more or fewer where a stream shall go wrong.

It raises ``ConnectionResetError`` where the connection shall break.
"""


def untwisted() -> Twist:
    """Every message goes out as it is."""
    return lambda told: (told,)


class Outbox:
    """Messages on their way to one connection; filled from any thread, emptied by the loop's."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, longest: int) -> None:
        self._loop = loop
        self._longest = longest
        self._lock = Lock()
        self._waiting: deque[Json] = deque()
        self._news = asyncio.Event()
        self._spilled = asyncio.Event()
        self.overflowed = False

    def put(self, told: Iterable[Json]) -> None:
        """Let messages wait; once there are too many none are taken any more."""
        with self._lock:
            if self.overflowed:
                return
            self._waiting.extend(told)
            if len(self._waiting) > self._longest:
                self._waiting.clear()
                self.overflowed = True
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    async def take(self) -> list[Json]:
        """All messages that wait, at least one, unless there were too many."""
        while True:
            await self._news.wait()
            with self._lock:
                self._news.clear()
                taken = list(self._waiting)
                self._waiting.clear()
            if taken or self.overflowed:
                return taken

    async def spilled(self) -> None:
        """Return once there were too many, though messages of before are still being sent."""
        await self._spilled.wait()

    def _wake(self) -> None:
        self._news.set()
        if self.overflowed:
            self._spilled.set()


class Sockets:
    """All connections to one hub; ``Sockets(…).route`` goes into the application's routes.

    ``twists`` makes what goes wrong on each new connection.
    """

    def __init__(
        self, hub: Hub, keys: Keyring, *, longest: int = LONGEST_QUEUE, twists: Callable[[], Twist] = untwisted
    ) -> None:
        self._hub = hub
        self._keys = keys
        self._longest = longest
        self._twists = twists
        self._open: dict[Line, Outbox] = {}
        self._feed: Feed | None = None
        self.route = WebSocketRoute(PATH, self._serve)

    @property
    def connected(self) -> int:
        """How many connections there are."""
        return len(self._open)

    def _heard(self, feed: Feed, at: datetime, events: Sequence[Event]) -> None:
        batch = feed.batch(at, events)
        for line, outbox in tuple(self._open.items()):
            told = line.tell(batch)
            if told:
                outbox.put(told)

    async def _serve(self, socket: WebSocket) -> None:
        try:
            key = self._keys.signer(socket.headers, method="GET", path=PATH)
        except Refusal as refusal:
            await socket.send_denial_response(_written(refusal.reply))
            return
        await socket.accept()
        line, outbox = Line(key.member), Outbox(asyncio.get_running_loop(), longest=self._longest)
        feed = self._begun(line, outbox)
        jobs = [
            asyncio.create_task(job)
            for job in (self._read(socket, line, outbox, feed), self._write(socket, outbox), outbox.spilled())
        ]
        try:
            await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open.pop(line, None)
            for job in jobs:
                job.cancel()
            ended = await asyncio.gather(*jobs, return_exceptions=True)
        if outbox.overflowed:
            await _drop(socket)
        for how in ended:
            if isinstance(how, Exception) and not isinstance(how, WebSocketDisconnect):
                raise how

    def _begun(self, line: Line, outbox: Outbox) -> Feed:
        """Let a connection hear what happens from now on; the first one begins the feed, which then runs for ever."""
        with self._hub.held() as exchange:
            if self._feed is None:
                self._feed = Feed(exchange)
                self._hub.listen(partial(self._heard, self._feed))
            self._open[line] = outbox
            return self._feed

    async def _read(self, socket: WebSocket, line: Line, outbox: Outbox, feed: Feed) -> None:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            with self._hub.held():
                # Within the lock, so that a snapshot comes before everything that happens after it.
                outbox.put(line.hear(text if isinstance(text, str) else "", feed))

    async def _write(self, socket: WebSocket, outbox: Outbox) -> None:
        twist = self._twists()
        while True:
            for due in await outbox.take():
                try:
                    going = twist(due)
                except ConnectionResetError:
                    await socket.close(_BROKEN)
                    return
                for told in going:
                    stamped = {**told, "sending_ts_ms": wire.millis(self._hub.clock.now())}
                    await socket.send_text(json.dumps(stamped, separators=(",", ":")))
            if outbox.overflowed:
                return


async def _drop(socket: WebSocket) -> None:
    try:
        async with asyncio.timeout(_GOODBYE):
            await socket.send_text(json.dumps(overflow(), separators=(",", ":")))
            await socket.close(_TOO_SLOW, "too slow")
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        # It reads nothing any more; the server closes what is left when this returns.
        return


def _written(reply: Reply) -> Response:
    content = json.dumps(reply.body, separators=(",", ":")).encode()
    return Response(content, reply.status, media_type="application/json")
