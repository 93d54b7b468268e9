"""Order books kept from a stream: snapshots and changes in, books out, and never one that is known to be wrong.

Messages of one subscription are numbered without gaps (``seq``). After a gap nothing that was built before can be
trusted, so every book is put away until a snapshot of it comes. Messages whose number has passed are repeats or
latecomers, and what they told is in the books already; they are passed over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from paxline.edge.kalshi.wire.stream import Delta, DeltaMsg, Message, Snapshot, SnapshotMsg
from paxline.edge.kalshi.wire.trading import PriceLevel
from paxline.market.book import Book, Level
from paxline.units import Count, Price

_NONE: Final = Count(0)


class Taken(Enum):
    """What became of a message."""

    USED = "it is in the books"
    OLD = "its number has passed already"
    FOREIGN = "it belongs to another subscription"


@dataclass(frozen=True, slots=True)
class Broken:
    """Books cannot be trusted any more, and why; ``tickers`` need a snapshot."""

    why: str
    tickers: frozenset[str]


@dataclass(frozen=True, slots=True)
class NoBook:
    """There is no book to show, and why."""

    why: str


@dataclass(slots=True)
class _Sides:
    """One book while it lives: contracts by price, all in YES prices."""

    bids: dict[Price, Count]
    asks: dict[Price, Count]


class Mirror:
    """The books of one subscription, which was made with ``use_yes_price``; one thread at a time.

    ``sid`` is the subscription's id, ``tickers`` are its markets.
    """

    __slots__ = ("_books", "_missing", "_next", "sid", "tickers")

    def __init__(self, sid: int, tickers: Iterable[str]) -> None:
        self.sid = sid
        self.tickers = frozenset(tickers)
        self._next = 1
        self._books: dict[str, _Sides] = {}
        self._missing = dict.fromkeys(self.tickers, "no snapshot has come yet")

    @property
    def missing(self) -> frozenset[str]:
        """The markets that need a snapshot."""
        return frozenset(self._missing)

    def take(self, message: Message) -> Taken | Broken:
        """Take in the next message, of whatever kind; ``Broken`` says that something was missed or makes no sense."""
        if message.sid != self.sid or message.seq is None:
            return Taken.FOREIGN
        if message.seq < self._next:
            return Taken.OLD
        gap = message.seq - self._next
        self._next = message.seq + 1
        broken = (
            self._put_away(self.tickers, f"{gap} messages are missing before number {message.seq}") if gap else None
        )
        match message:
            case Snapshot() if message.msg.market_ticker in self.tickers:
                return self._show(message.msg) or broken or Taken.USED
            case Delta() if message.msg.market_ticker in self._books:
                return self._change(message.msg) or broken or Taken.USED
            case _:
                return broken or Taken.USED

    def distrust(self, why: str) -> Broken:
        """Put every book away: something came that could not even be read."""
        return self._put_away(self.tickers, why)

    def book(self, ticker: str) -> Book | NoBook:
        """One market's book, as of the last message."""
        sides = self._books.get(ticker)
        if sides is None:
            return NoBook(self._missing.get(ticker, "it is not subscribed to"))
        if sides.bids and sides.asks and max(sides.bids) >= min(sides.asks):
            # One action may come in several messages, so this may pass with the next.
            return NoBook("its bid and its ask cross")
        return Book(
            bids=tuple(Level(price, sides.bids[price]) for price in sorted(sides.bids, reverse=True)),
            asks=tuple(Level(price, sides.asks[price]) for price in sorted(sides.asks)),
        )

    def _show(self, told: SnapshotMsg) -> Broken | None:
        sides = _Sides(_by_price(told.yes_dollars_fp), _by_price(told.no_dollars_fp))
        levels = len(told.yes_dollars_fp) + len(told.no_dollars_fp)
        if len(sides.bids) + len(sides.asks) != levels:
            why = f"the snapshot of {told.market_ticker} has a price twice or a size that is not above 0"
            return self._put_away({told.market_ticker}, why)
        self._books[told.market_ticker] = sides
        self._missing.pop(told.market_ticker, None)
        return None

    def _change(self, told: DeltaMsg) -> Broken | None:
        sides = self._books[told.market_ticker]
        side, price = (sides.bids if told.side == "yes" else sides.asks), told.price_dollars
        left = side.get(price, _NONE) + told.delta_fp
        if left < _NONE:
            return self._put_away({told.market_ticker}, f"{told.market_ticker} would have {left} contracts at {price}")
        if left == _NONE:
            side.pop(price, None)
        else:
            side[price] = left
        return None

    def _put_away(self, tickers: Iterable[str], why: str) -> Broken:
        for ticker in tickers:
            self._books.pop(ticker, None)
            self._missing[ticker] = why
        return Broken(why, frozenset(tickers))


def _by_price(levels: tuple[PriceLevel, ...]) -> dict[Price, Count]:
    return {price: count for price, count in levels if count > _NONE}
