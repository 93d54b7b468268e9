"""A stream that is listened to in a thread of its own: signed, counted, resumed, and never believed beyond reason.

It begins anew after every break: fresh signature, fresh subscriptions, fresh snapshots; nothing is replayed. Fills and
orders carry no numbers, so what was missed of them is told by the account alone (``run.recover``).
"""

import threading
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from urllib.parse import urlsplit

import numpy as np
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import connect

from paxline.edge.kalshi.http import Patience
from paxline.edge.kalshi.mirror import Broken, Mirror, NoBook
from paxline.edge.kalshi.sign import Credential, signed_headers
from paxline.edge.kalshi.wire import stream as wire
from paxline.errors import SourceError, Unreachable, WireError
from paxline.market.book import Book
from paxline.run.ports import Clock

BOOKS: Final = "orderbook_delta"

PRIVATE: Final[tuple[wire.Channel, ...]] = ("fill", "user_orders", "market_positions")
"""What is told of our own account."""

_PUBLIC: Final = frozenset({"ticker", "trade"})

_LOOK: Final = 0.2
"""Seconds between looks at whether to end or to ask for a snapshot."""

_PING: Final = 10.0
_TOO_MANY: Final = 27
"""The one error after which the subscription goes on (AsyncAPI 2.0.0)."""


_PAUSES: Final = Patience(first_wait=0.5, longest_wait=30.0)


class Line(Protocol):
    """One open connection."""

    def recv(self, timeout: float | None = None) -> str | bytes:
        """The next message; ``TimeoutError`` where none comes in so many seconds, ``ConnectionClosed`` at the end."""
        ...

    def send(self, message: str) -> None:
        """Send one message."""
        ...


Dial = Callable[[str, Mapping[str, str]], AbstractContextManager[Line]]
"""Opens a connection to an address with some headers, closed by its block's end.

Raises ``OSError`` or websockets' exceptions.
"""


@dataclass(frozen=True, slots=True)
class Trust:
    """How far a stream is believed.

    Attributes:
        late: How old a message may be when it comes, by its own account.
        quiet: How long the listening thread may not have looked; pings end a dead connection sooner.
        resync: How long a snapshot that was asked for may take before the connection is given up.
        patience: Pauses between connections.
    """

    late: timedelta = timedelta(seconds=5)
    quiet: timedelta = timedelta(seconds=30)
    resync: timedelta = timedelta(seconds=5)
    patience: Patience = _PAUSES


@dataclass(frozen=True, slots=True)
class StreamedBook:
    """One market's book.

    Attributes:
        book: As of the last message.
        heard_at: When we last listened to a living connection (UTC): the book was so then.
    """

    book: Book
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """What came so far.

    Attributes:
        messages: By their ``type``.
        connections: Opened.
        lost: Ended though nobody wanted that, and attempts that failed.
        unreadable: Messages that could not be read.
        breaks: Times that a book was put away: gaps and nonsense.
        old: Messages whose number had passed already.
    """

    messages: Mapping[str, int]
    connections: int
    lost: int
    unreadable: int
    breaks: int
    old: int


def dial(address: str, headers: Mapping[str, str]) -> AbstractContextManager[Line]:
    """Connect: 5 s to open, a ping every 10 s, and the end of a connection that does not answer one for 10 s."""
    return connect(
        address, additional_headers=headers, open_timeout=5, ping_interval=_PING, ping_timeout=_PING, close_timeout=2
    )


def unheard(_message: wire.Message) -> None:
    """Nobody listens."""


class KalshiStream:
    """The books of some markets, and whatever else is told on the way, in one thread.

    ``hear`` is called with every message, in that thread; it must be quick. ``channels`` are told beside the books:
    public ones of the same markets, private ones of all.
    """

    def __init__(  # noqa: PLR0913 - all but the first three may be left out
        self,
        known_by: Credential,
        clock: Clock,
        *,
        tickers: tuple[str, ...],
        channels: tuple[wire.Channel, ...] = PRIVATE,
        hear: Callable[[wire.Message], None] = unheard,
        trust: Trust | None = None,
        dial: Dial = dial,
    ) -> None:
        self._known_by = known_by
        self._clock = clock
        self._tickers = tickers
        self._channels = channels
        self._hear = hear
        self._trust = trust or Trust()
        self._dial = dial
        self._rng = np.random.default_rng(int(clock.now().timestamp()))
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._mirror: Mirror | None = None
        self._why = "the stream has not begun"
        self._looked_at = clock.now()
        self._lag = timedelta(0)
        self._asked_at: datetime | None = None
        self._missing_since: datetime | None = None
        self._messages: Counter[str] = Counter()
        self._told: Counter[str] = Counter()
        self._commands = 0

    def book(self, ticker: str) -> StreamedBook | NoBook:
        """One market's book, or why there is none that can be believed; from any thread."""
        now = self._clock.now()
        with self._lock:
            if self._mirror is None:
                return NoBook(self._why)
            if self._lag > self._trust.late:
                return NoBook(f"messages come {self._lag.total_seconds():.1f} s late")
            if now - self._looked_at > self._trust.quiet:
                return NoBook(f"nobody has listened since {self._looked_at:%H:%M:%S} UTC")
            found = self._mirror.book(ticker)
            return found if isinstance(found, NoBook) else StreamedBook(found, self._looked_at)

    @property
    def tally(self) -> Tally:
        """What came so far; from any thread."""
        with self._lock:
            told = self._told
            return Tally(
                messages=dict(self._messages),
                connections=told["connections"],
                lost=told["lost"],
                unreadable=told["unreadable"],
                breaks=told["breaks"],
                old=told["old"],
            )

    @contextmanager
    def listening(self) -> Generator["KalshiStream"]:
        """Listen until the end of the block, which waits for the thread."""
        thread = threading.Thread(target=self.run, name="kalshi-stream", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.end()
            thread.join()

    def end(self) -> None:
        """Stop listening, soon."""
        self._ending.set()

    def run(self) -> None:
        """Connect, listen, and connect again with growing pauses, until ``end``."""
        failures = 0
        while not self._ending.is_set():
            try:
                with self._connected() as line:
                    self._subscribe(line)
                    self._listen(line)
            except SourceError as error:
                failures = 1 if self._was_whole() else failures + 1
                self._lose(str(error))
                self._pause(self._trust.patience.wait(min(failures, 16), float(self._rng.random())))
        self._forget("the stream has ended")

    def _connected(self) -> AbstractContextManager[Line]:
        address = self._known_by.environment.stream
        headers = signed_headers(self._known_by, "GET", urlsplit(address).path, at=self._clock.now())
        try:
            line = self._dial(address, headers)
        except InvalidStatus as error:
            status = error.response.status_code
            raise WireError(f"the stream's handshake was answered {status}", status=status) from error
        except (OSError, WebSocketException) as error:
            raise Unreachable(f"the stream cannot be reached ({type(error).__name__}: {error})") from error
        with self._lock:
            self._told["connections"] += 1
            self._why = "the subscription is not confirmed yet"
        return line

    def _subscribe(self, line: Line) -> None:
        public: list[wire.Channel] = [channel for channel in self._channels if channel in _PUBLIC]
        others: list[wire.Channel] = [channel for channel in self._channels if channel not in _PUBLIC]
        wanted = [wire.SubscribeParams(channels=(BOOKS,), market_tickers=self._tickers, use_yes_price=True)]
        if public:
            wanted.append(wire.SubscribeParams(channels=tuple(public), market_tickers=self._tickers))
        if others:
            wanted.append(wire.SubscribeParams(channels=tuple(others)))
        self._missing_since = self._asked_at = self._clock.now()
        for params in wanted:
            self._send(line, wire.Subscribe(id=self._number(), params=params))

    def _listen(self, line: Line) -> None:
        while not self._ending.is_set():
            try:
                text = line.recv(timeout=_LOOK)
            except TimeoutError:
                text = None
            except (ConnectionClosed, OSError) as error:
                raise Unreachable(f"the stream broke ({error})") from error
            with self._lock:
                self._looked_at = self._clock.now()
                message = None if text is None else self._take(text)
            if message is not None:
                self._hear(message)
            self._resync(line)

    def _take(self, text: str | bytes) -> wire.Message | None:
        try:
            message = wire.read(text)
        except WireError as error:
            self._told["unreadable"] += 1
            if self._mirror is not None:
                self._broke(self._mirror.distrust(str(error)))
            return None
        self._messages[message.type] += 1
        self._mark(message)
        match message:
            case wire.Subscribed() if message.msg.channel == BOOKS:
                self._mirror = Mirror(message.msg.sid, self._tickers)
            case wire.Fault() if message.msg.code != _TOO_MANY:
                raise WireError(f"the stream says {message.msg.code}: {message.msg.msg}", status=0)
            case _ if self._mirror is not None:
                took = self._mirror.take(message)
                if isinstance(took, Broken):
                    self._broke(took)
                elif took is took.OLD:
                    self._told["old"] += 1
            case _:
                pass
        return message

    def _mark(self, message: wire.Message) -> None:
        """How late messages come, by the exchange's own account of when it happened or was sent."""
        happened = message.msg.ts_ms if isinstance(message, wire.Delta) else None
        said_at = happened or message.sending_ts_ms
        if said_at is not None:
            self._lag = max(self._looked_at - said_at, timedelta(0))
        elif isinstance(message, wire.Snapshot):
            self._lag = timedelta(0)

    def _broke(self, broken: Broken) -> None:
        self._told["breaks"] += 1
        self._asked_at = None
        self._why = broken.why

    def _resync(self, line: Line) -> None:
        """Ask for snapshots that are missing, or of everything where messages come late.

        At once, and then no more often than they may take to come.
        """
        mirror, now = self._mirror, self._clock.now()
        late = self._lag > self._trust.late
        if mirror is not None and not mirror.missing:
            self._missing_since = None
            if not late:
                self._asked_at = None
                return
        else:
            self._missing_since = self._missing_since or now
            if now - self._missing_since > 2 * self._trust.resync:
                raise Unreachable("no snapshot came for a book that needs one")
        if mirror is not None and (self._asked_at is None or now - self._asked_at > self._trust.resync):
            self._asked_at = now
            wanted = tuple(sorted(mirror.missing or mirror.tickers))
            params = wire.UpdateParams(sid=mirror.sid, action="get_snapshot", market_tickers=wanted)
            self._send(line, wire.Update(id=self._number(), params=params))

    def _send(self, line: Line, command: wire.Body) -> None:
        try:
            line.send(command.written().decode())
        except (ConnectionClosed, OSError) as error:
            raise Unreachable(f"the stream broke ({error})") from error

    def _number(self) -> int:
        self._commands += 1
        return self._commands

    def _was_whole(self) -> bool:
        return self._mirror is not None and not self._mirror.missing

    def _lose(self, why: str) -> None:
        with self._lock:
            self._told["lost"] += 1
        self._forget(why)

    def _forget(self, why: str) -> None:
        with self._lock:
            self._mirror, self._why = None, why

    def _pause(self, seconds: float) -> None:
        """Wait, but not beyond the end."""
        while seconds > 0 and not self._ending.is_set():
            self._clock.sleep(min(seconds, _LOOK))
            seconds -= _LOOK
