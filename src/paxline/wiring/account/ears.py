"""The exchange's stream of one ladder and of our own fills, listened to for what asks for a look."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

from paxline.edge.kalshi.mirror import NoBook
from paxline.edge.kalshi.stream import KalshiStream, Tally, Trust
from paxline.edge.kalshi.wire.stream import Delta, Fill, Message, Snapshot
from paxline.edge.store.closing import Closing
from paxline.market.contract import Ladder
from paxline.run.arming import World
from paxline.run.stirs import Stirs
from paxline.wiring.account.world import Line


class Ears(Closing):
    """A stream that is begun anew with each week's ladder, in a thread of its own.

    A stream that cannot be had is tried again by itself and holds up nothing. ``count`` is told what came so far.
    """

    def __init__(self, line: Line, stirs: Stirs) -> None:
        self.count: Callable[[Tally], None] = _uncounted
        self._line = line
        self._stirs = stirs
        self._stack = ExitStack()
        self._tickers: tuple[str, ...] = ()
        self._stream: KalshiStream | None = None

    def follow(self, ladder: Ladder | None) -> None:
        """Listen to this ladder from now on, and tell what came; without one, to what was listened to before."""
        tickers = tuple(rung.ticker for rung in ladder.rungs) if ladder else self._tickers
        if tickers != self._tickers:
            self.close()
            self._tickers = tickers
            # Where time runs at a pace of its own a message is late by any clock of ours.
            trust = Trust(late=timedelta.max) if self._line.world is World.REHEARSAL else Trust()
            self._stream = KalshiStream(
                self._line.known_by, self._line.wall, tickers=tickers, channels=("fill",), hear=self._hear, trust=trust
            )
            self._stack.enter_context(self._stream.listening())
        if self._stream is not None:
            self.count(self._stream.tally)

    def close(self) -> None:
        """Stop listening; a connection that is being opened is waited for."""
        self._stack.close()

    def _hear(self, message: Message) -> None:
        match message:
            case Fill():
                self._stirs.filled()
            case Delta() | Snapshot() if self._stream is not None:
                shown = self._stream.book(message.msg.market_ticker)
                if not isinstance(shown, NoBook):
                    self._stirs.quoted(message.msg.market_ticker, shown.book.quote)
            case _:
                pass


def _uncounted(_tally: Tally) -> None:
    """Nobody counts."""
