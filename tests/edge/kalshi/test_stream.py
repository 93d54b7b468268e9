"""The client's stream: played from a script, and against the served exchange over the loopback."""

import json
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from socket import SHUT_RDWR
from typing import Any

import pytest
from tests.edge.kalshi.test_mirror import delta, snapshot
from tests.edge.simulator.served import GENEROUS, KEY_ID, ME, SIGNER, Served
from tests.exchange.day import HIGH, LOW, OPEN
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.http11 import Response
from websockets.sync.client import ClientConnection, connect

from paxline.edge.clock import SystemClock
from paxline.edge.kalshi.http import Environment, Patience
from paxline.edge.kalshi.mirror import NoBook
from paxline.edge.kalshi.sign import Credential, SigningKey
from paxline.edge.kalshi.stream import KalshiStream, StreamedBook, Trust
from paxline.edge.kalshi.wire import stream as wire
from paxline.edge.simulator.application import application
from paxline.edge.simulator.faults import FaultPlan, Profile, TwistedFrames
from paxline.edge.simulator.keys import ApiKey, Keyring
from paxline.edge.simulator.serving import serving
from paxline.edge.simulator.sockets import PATH, Sockets, Twist, untwisted
from paxline.edge.simulator.wire import Json
from paxline.exchange.requests import Side
from paxline.testing import ManualClock

HERE = Environment("simulated", "http://127.0.0.1/trade-api/v2", f"ws://127.0.0.1{PATH}", "made for a test")
CREDENTIAL = Credential(HERE, KEY_ID, SigningKey(SIGNER))
SUBSCRIBED = json.dumps({"type": "subscribed", "id": 1, "msg": {"channel": "orderbook_delta", "sid": 1}})
EMPTY = snapshot(1, yes=[["0.4000", "1.00"]], no=[])
HUSH = object()
"""Nothing comes for a while."""


@dataclass
class Script:
    """Plays connections: each a list of what comes, after whose end the connection breaks; at the very end, stops.

    Attributes:
        headers: Of every handshake.
        sent: Every command.
        shown: What the stream shows after each message.
    """

    connections: list[list[Any] | Exception]
    clock: ManualClock = field(default_factory=lambda: ManualClock(OPEN))
    headers: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])
    sent: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    shown: list[StreamedBook | NoBook] = field(default_factory=list[StreamedBook | NoBook])
    stream: KalshiStream = field(init=False)
    playing: list[Any] = field(default_factory=list[Any])

    def __post_init__(self) -> None:
        self.stream = KalshiStream(CREDENTIAL, self.clock, tickers=(LOW,), dial=self.dial)

    def play(self) -> list[str]:
        """What is shown after each message: the size of the best bid, or why there is no book."""
        self.stream.run()
        return [
            one.why if isinstance(one, NoBook) else str(one.book.bids[0].count if one.book.bids else "empty")
            for one in self.shown
        ]

    def dial(self, _address: str, headers: Mapping[str, str]) -> AbstractContextManager["Script"]:
        self.headers.append(headers)
        script = self.connections.pop(0)
        if isinstance(script, Exception):
            raise script
        self.playing = list(script)
        return nullcontext(self)

    def recv(self, timeout: float | None = None) -> str | bytes:
        self.shown.append(self.stream.book(LOW))
        if not self.playing:
            if not self.connections:
                self.stream.end()
                raise TimeoutError
            raise ConnectionClosedError(None, None)
        said = self.playing.pop(0)
        if said is HUSH:
            self.clock.sleep(6.0)
            raise TimeoutError
        return said

    def send(self, message: str) -> None:
        self.sent.append(json.loads(message))


def test_it_subscribes_and_shows_the_book_as_it_changes() -> None:
    script = Script([[SUBSCRIBED, EMPTY, delta(2, "yes", "0.4000", "2.00")]])
    assert script.play()[1:] == ["no snapshot has come yet", "1.00", "3.00"]
    assert script.sent[0] == {
        "id": 1,
        "cmd": "subscribe",
        "params": {"channels": ["orderbook_delta"], "market_tickers": [LOW], "use_yes_price": True},
    }
    assert script.sent[1]["params"] == {"channels": ["fill", "user_orders", "market_positions"]}
    assert script.stream.book(LOW) == NoBook("the stream has ended")
    assert script.stream.tally.messages == {"subscribed": 1, "orderbook_snapshot": 1, "orderbook_delta": 1}


def test_a_gap_hides_the_book_and_asks_for_a_snapshot_at_once() -> None:
    script = Script(
        [[SUBSCRIBED, EMPTY, delta(3, "yes", "0.4000", "2.00"), snapshot(4, yes=[["0.40", "7.00"]], no=[])]]
    )
    assert script.play()[3:] == ["1 messages are missing before number 3", "7.00"]
    assert script.sent[-1]["params"] == {"sid": 1, "action": "get_snapshot", "market_tickers": [LOW]}
    assert script.stream.tally.breaks == 1


def test_what_cannot_be_read_hides_the_book_too() -> None:
    script = Script([[SUBSCRIBED, EMPTY, '{"type": "orderbook_delta", "sid": 1}', snapshot(3, yes=[], no=[])]])
    shown = script.play()
    assert shown[3].startswith("a message of the stream cannot be read")
    assert shown[4] == "empty"
    assert script.stream.tally.unreadable == 1


def test_after_a_break_everything_begins_anew_with_a_fresh_signature_and_growing_pauses() -> None:
    refused = InvalidStatus(Response(401, "Unauthorized", Headers()))
    script = Script([[SUBSCRIBED, EMPTY], OSError("no route"), refused, [SUBSCRIBED, snapshot(1, yes=[], no=[])]])
    shown = script.play()
    assert shown[-1] == "empty"
    stamps = [headers["KALSHI-ACCESS-TIMESTAMP"] for headers in script.headers]
    assert len(set(stamps)) == 4
    waits = [int(after) - int(before) for before, after in pairwise(stamps)]
    assert 250 <= waits[0] <= 500 <= waits[1] <= 1000 <= waits[2] <= 2000
    assert (script.stream.tally.connections, script.stream.tally.lost) == (2, 3)


@pytest.mark.parametrize("code", [10, 25])
def test_an_error_that_ends_a_subscription_ends_the_connection(code: int) -> None:
    error = json.dumps({"type": "error", "sid": 1, "msg": {"code": code, "msg": "over"}})
    script = Script([[SUBSCRIBED, EMPTY, error, EMPTY], [SUBSCRIBED, snapshot(1, yes=[], no=[])]])
    assert script.play()[-1] == "empty"
    assert len(script.headers) == 2


def test_too_many_commands_do_not_end_it() -> None:
    error = json.dumps({"type": "error", "id": 3, "msg": {"code": 27, "msg": "slowly"}})
    script = Script([[SUBSCRIBED, EMPTY, error]])
    assert script.play()[-1] == "1.00"


def test_a_snapshot_that_does_not_come_is_asked_for_again_and_then_the_connection_is_given_up() -> None:
    script = Script([[SUBSCRIBED, HUSH, HUSH, HUSH, HUSH], [SUBSCRIBED, EMPTY]])
    assert script.play()[-1] == "1.00"
    assert [one["params"].get("action") for one in script.sent if one["cmd"] == "update_subscription"] == [
        "get_snapshot"
    ]
    assert len(script.headers) == 2


def aged(seq: int, seconds: int) -> str:
    told = json.loads(delta(seq, "yes", "0.4000", "1.00"))
    told["msg"]["ts_ms"] = int((OPEN - timedelta(seconds=seconds)).timestamp() * 1000)
    return json.dumps(told)


def test_messages_that_come_too_late_hide_the_book_until_a_fresh_one_comes() -> None:
    fresh = json.dumps({**json.loads(snapshot(4, yes=[["0.4000", "9.00"]], no=[])), "sending_ts_ms": 1781532000000})
    script = Script([[SUBSCRIBED, EMPTY, aged(2, 1), aged(3, 60), fresh]])
    shown = script.play()
    assert shown[3:] == ["2.00", "messages come 60.0 s late", "9.00"]
    assert script.sent[-1]["params"]["action"] == "get_snapshot"


def test_a_thread_that_listens_no_more_is_not_believed() -> None:
    script = Script([[SUBSCRIBED, EMPTY]])
    heard: list[StreamedBook | NoBook] = []

    def later(message: wire.Message) -> None:
        if isinstance(message, wire.Snapshot):
            script.clock.sleep(31.0)
            heard.append(script.stream.book(LOW))

    script.stream._hear = later
    script.play()
    assert heard == [NoBook(f"nobody has listened since {OPEN:%H:%M:%S} UTC")]


class Loopback:
    """The served exchange with its stream, a client of it, and a way to cut the connection."""

    def __init__(self, twists: Callable[[], Twist] = untwisted) -> None:
        self.served = Served()
        self.clock = self.served.clock
        keys = Keyring([ApiKey(KEY_ID, ME, SIGNER.public_key())], self.clock)
        self.sockets = Sockets(self.served.hub, keys, twists=twists)
        self.app = application(self.served.hub, keys=keys, limits=GENEROUS, extra_routes=[self.sockets.route])
        self.lines: list[ClientConnection] = []
        self.heard: list[wire.Message] = []
        self.news = threading.Condition()

    def dial(self, address: str, headers: Mapping[str, str]) -> ClientConnection:
        line = connect(address, additional_headers=headers, proxy=None, close_timeout=1)
        self.lines.append(line)
        return line

    def hear(self, message: wire.Message) -> None:
        with self.news:
            self.heard.append(message)
            self.news.notify_all()

    @contextmanager
    def listening(self) -> Generator[KalshiStream]:
        with serving(self.app, port=0, clock=SystemClock()) as port:
            here = Environment("simulated", f"http://127.0.0.1:{port}/trade-api/v2", f"ws://127.0.0.1:{port}{PATH}", "")
            stream = KalshiStream(
                Credential(here, KEY_ID, SigningKey(SIGNER)),
                self.clock,
                tickers=(LOW, HIGH),
                hear=self.hear,
                trust=Trust(patience=Patience(first_wait=0.02, longest_wait=0.1)),
                dial=self.dial,
            )
            with stream.listening():
                yield stream

    def true(self, stream: KalshiStream) -> bool:
        """Whether the stream shows what the exchange has."""
        with self.served.hub.held() as exchange:
            books = {ticker: exchange.book(ticker) for ticker in (LOW, HIGH)}
            shown = {ticker: stream.book(ticker) for ticker in books}
        return all(isinstance(one, StreamedBook) and one.book == books[ticker] for ticker, one in shown.items())

    def until(self, done: Callable[[], bool]) -> None:
        """Wait for it, and not for ever."""
        for _ in range(500):
            if done():
                return
            with self.news:
                self.news.wait(0.02)
        raise AssertionError("it did not come")


def trade(loopback: Loopback, *, turns: int) -> None:
    for i in range(turns):
        side = Side.BID if i % 3 else Side.ASK
        loopback.served.place(side, cents=40 + i * 7 % 20, size=1 + i % 4, ticker=(LOW, HIGH)[i % 2])


def test_over_the_loopback_the_book_is_the_exchanges_though_the_connection_is_cut() -> None:
    loopback = Loopback()
    with loopback.listening() as stream:
        loopback.until(lambda: loopback.true(stream))
        trade(loopback, turns=30)
        loopback.until(lambda: loopback.true(stream))
        loopback.lines[0].socket.shutdown(SHUT_RDWR)
        trade(loopback, turns=30)
        loopback.until(lambda: loopback.true(stream) and stream.tally.connections == 2)
        trade(loopback, turns=30)
        loopback.until(lambda: loopback.true(stream))
        assert stream.tally.lost == 1
    assert loopback.sockets.connected == 0
    assert not [thread for thread in threading.enumerate() if thread.name == "kalshi-stream"]


def test_over_a_line_that_loses_doubles_and_swaps_frames_the_book_comes_back() -> None:
    seeds = iter(range(100))

    def twisted() -> Twist:
        frames = TwistedFrames[Json](FaultPlan(Profile(frames=0.1), seed=next(seeds)))
        return frames.out

    loopback = Loopback(twisted)
    with loopback.listening() as stream:
        for _ in range(6):
            trade(loopback, turns=20)
            # A lost last frame shows only with the next.
            for _ in range(100):
                if loopback.true(stream):
                    break
                trade(loopback, turns=2)
                with loopback.news:
                    loopback.news.wait(0.02)
            loopback.until(lambda: loopback.true(stream))
        assert stream.tally.breaks > 0


def test_over_a_line_that_breaks_now_and_then_the_book_comes_back() -> None:
    seeds = iter(range(1_000))
    loopback = Loopback(lambda: TwistedFrames[Json](FaultPlan(Profile(frames=0.02, breaks=0.05), seed=next(seeds))).out)
    with loopback.listening() as stream:
        for _ in range(4):
            trade(loopback, turns=20)
            for _ in range(200):
                if loopback.true(stream):
                    break
                trade(loopback, turns=2)
                with loopback.news:
                    loopback.news.wait(0.05)
            loopback.until(lambda: loopback.true(stream))
        assert stream.tally.lost > 0
        assert stream.tally.connections > 1


def test_what_is_told_of_our_own_orders_is_heard() -> None:
    loopback = Loopback()
    with loopback.listening() as stream:
        loopback.until(lambda: loopback.true(stream))
        loopback.until(lambda: sum(isinstance(m, wire.Subscribed) for m in loopback.heard) == 4)
        loopback.served.place(Side.BID, cents=40, size=2, member=ME)
        loopback.served.place(Side.ASK, cents=40, size=1)
        loopback.until(lambda: any(isinstance(m, wire.Fill) for m in loopback.heard))
        loopback.until(lambda: sum(isinstance(m, wire.UserOrder) for m in loopback.heard) == 2)
