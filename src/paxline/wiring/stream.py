"""A signed stream of one environment's books, and a book from it or, where it cannot be believed, from a question."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from paxline.edge.kalshi.mirror import NoBook
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.kalshi.sign import Credential
from paxline.edge.kalshi.stream import KalshiStream, Trust, unheard
from paxline.edge.kalshi.wire.stream import Message
from paxline.market.book import Book
from paxline.market.contract import Contract
from paxline.run.ports import Clock


@contextmanager
def open_stream(
    known_by: Credential,
    *,
    clock: Clock,
    tickers: tuple[str, ...],
    hear: Callable[[Message], None] = unheard,
    trust: Trust | None = None,
) -> Generator[KalshiStream]:
    """The books of these markets as they change, and what is told of our account, listened to until the block ends.

    ``hear`` is called with every message, in the stream's thread.
    """
    with KalshiStream(known_by, clock, tickers=tickers, hear=hear, trust=trust).listening() as stream:
        yield stream


def book_now(contract: Contract, *, stream: KalshiStream, reader: KalshiReader) -> Book:
    """A market's book: the stream's where it can be believed, else asked for; raises ``SourceError`` then."""
    shown = stream.book(contract.ticker)
    return reader.books([contract])[contract] if isinstance(shown, NoBook) else shown.book
