"""What the exchange tells by itself, as a reason to look before the next look is due.

Nothing told here is traded on: a look asks for books and account anew. A message that is lost, late or wrong costs at
most a look too few or too many.
"""

from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from paxline.market.book import Quote
from paxline.units import Price

MOVE: Final = Price.cents(3)
"""A best price that moved so far since the last look is worth another."""

PAUSE: Final = timedelta(seconds=5)
"""The shortest time between two looks; our own orders move quotes too."""


class Stirs:
    """Told by whoever listens, in any thread; asked by the loop."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stirred = False
        self._looked_at: datetime | None = None
        self._quotes: dict[str, Quote] = {}
        self._seen: dict[str, Quote] = {}

    def filled(self) -> None:
        """One of our orders was filled."""
        with self._lock:
            self._stirred = True

    def quoted(self, ticker: str, quote: Quote) -> None:
        """A market's best prices are these now."""
        with self._lock:
            self._quotes[ticker] = quote
            if _moved(self._seen.setdefault(ticker, quote), quote):
                self._stirred = True

    def waits(self, now: datetime) -> bool:
        """Whether something was told since the last look, and that is long enough ago."""
        with self._lock:
            return self._stirred and (self._looked_at is None or abs(now - self._looked_at) >= PAUSE)

    def looked(self, now: datetime) -> None:
        """A look begins at ``now`` (UTC) and sees what was told so far."""
        with self._lock:
            self._stirred, self._looked_at, self._seen = False, now, dict(self._quotes)


def _moved(before: Quote, after: Quote) -> bool:
    return _far(before.bid, after.bid) or _far(before.ask, after.ask)


def _far(before: Price | None, after: Price | None) -> bool:
    """Whether a side came, went, or moved by ``MOVE`` or more."""
    if before is None or after is None:
        return before is not after
    return abs(after.ten_thousandths - before.ten_thousandths) >= MOVE.ten_thousandths
