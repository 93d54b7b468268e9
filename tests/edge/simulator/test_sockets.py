import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.types import Message
from tests.edge.simulator.served import GENEROUS, KEY_ID, ME, SIGNER, Served
from tests.exchange.day import LOW
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from paxline.edge.clock import SystemClock
from paxline.edge.simulator.application import application
from paxline.edge.simulator.keys import ApiKey, Keyring
from paxline.edge.simulator.serving import serving
from paxline.edge.simulator.sockets import PATH, Outbox, Sockets
from paxline.exchange.requests import Side

SUBSCRIBE = {"id": 1, "cmd": "subscribe", "params": {"channels": ["orderbook_delta"], "market_ticker": LOW}}


class Streamed:
    """A served exchange with its WebSocket."""

    def __init__(self, *, longest: int = 100) -> None:
        self.served = Served()
        keys = Keyring([ApiKey(KEY_ID, ME, SIGNER.public_key())], self.served.clock)
        self.sockets = Sockets(self.served.hub, keys, longest=longest)
        self.app = application(self.served.hub, keys=keys, limits=GENEROUS, extra_routes=[self.sockets.route])


@pytest.fixture
def streamed() -> Streamed:
    return Streamed()


@pytest.fixture
def address(streamed: Streamed) -> Iterator[str]:
    with serving(streamed.app, port=0, clock=SystemClock()) as port:
        yield f"ws://127.0.0.1:{port}{PATH}"


def dial(address: str, streamed: Streamed) -> ClientConnection:
    return connect(address, additional_headers=streamed.served.headers("GET", PATH), proxy=None)


def heard(line: ClientConnection) -> dict[str, Any]:
    return json.loads(line.recv(timeout=5))


def test_a_handshake_that_is_not_signed_is_refused_as_recorded(streamed: Streamed, address: str) -> None:
    with pytest.raises(InvalidStatus) as caught:
        connect(address, proxy=None)
    assert caught.value.response.status_code == 401
    assert json.loads(caught.value.response.body or b"")["error"]["code"] == "signature_is_missing_from_headers"
    assert streamed.sockets.connected == 0


def test_a_signed_connection_hears_the_book_and_every_change_with_the_instant_of_sending(
    streamed: Streamed, address: str
) -> None:
    with dial(address, streamed) as line:
        line.send(json.dumps(SUBSCRIBE))
        assert [heard(line)["type"], heard(line)["type"]] == ["subscribed", "orderbook_snapshot"]
        streamed.served.place(Side.BID, cents=40, size=3)
        told = heard(line)
        assert (told["type"], told["msg"]["delta_fp"]) == ("orderbook_delta", "3.00")
        assert told["sending_ts_ms"] == told["msg"]["ts_ms"]
        line.send(b"no text")
        assert heard(line)["msg"]["code"] == 1
        assert streamed.sockets.connected == 1


def test_when_the_server_ends_every_connection_is_closed(streamed: Streamed) -> None:
    with ExitStack() as stack:
        with serving(streamed.app, port=0, clock=SystemClock()) as port:
            line = stack.enter_context(dial(f"ws://127.0.0.1:{port}{PATH}", streamed))
            line.send(json.dumps(SUBSCRIBE))
            assert [heard(line)["type"], heard(line)["type"]] == ["subscribed", "orderbook_snapshot"]
        with pytest.raises(ConnectionClosed):
            line.recv(timeout=5)
    assert streamed.sockets.connected == 0


async def slow(streamed: Streamed) -> list[Message]:
    """A reader that takes nothing any more once it has subscribed; what it was sent all the same."""
    sent: list[Message] = []
    arrive: asyncio.Queue[Message] = asyncio.Queue()
    stuck = asyncio.Event()

    async def send(message: Message) -> None:
        if message["type"] == "websocket.send":
            stuck.set()
            await asyncio.Event().wait()
        sent.append(message)

    headers = [(k.lower().encode(), v.encode()) for k, v in streamed.served.headers("GET", PATH).items()]
    scope = {"type": "websocket", "path": PATH, "headers": headers, "query_string": b"", "subprotocols": []}
    arrive.put_nowait({"type": "websocket.connect"})
    arrive.put_nowait({"type": "websocket.receive", "text": json.dumps(SUBSCRIBE)})
    served = asyncio.create_task(streamed.app(scope, arrive.get, send))
    await stuck.wait()
    for i in range(30):
        streamed.served.place(Side.BID, cents=10 + i)
    await asyncio.wait_for(served, 10)
    return sent


def test_a_reader_that_is_too_slow_is_dropped() -> None:
    streamed = Streamed(longest=10)
    sent = asyncio.run(slow(streamed))
    assert [message["type"] for message in sent] == ["websocket.accept"]
    assert streamed.sockets.connected == 0


def test_a_queue_that_ran_over_takes_nothing_more() -> None:
    async def run() -> tuple[list[Any], list[Any]]:
        outbox = Outbox(asyncio.get_running_loop(), longest=2)
        outbox.put([{"a": 1}, {"a": 2}])
        first = await outbox.take()
        outbox.put([{"a": 3}] * 3)
        outbox.put([{"a": 4}])
        await outbox.spilled()
        return first, await outbox.take()

    assert asyncio.run(run()) == ([{"a": 1}, {"a": 2}], [])
