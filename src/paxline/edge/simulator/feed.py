"""What happens on the exchange, batch by batch, as everybody who streams hears it: its clock, and changed figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from paxline.edge.simulator import messages
from paxline.edge.simulator.wire import Json
from paxline.exchange.answers import BookChanged, Event, Traded
from paxline.exchange.engine import Exchange
from paxline.units import Count


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that one action of the exchange brought about.

    Attributes:
        exchange: As it stands afterwards.
        events: In order.
        clock: The exchange clock of the action: the same for everybody who hears of it.
        tickers: The markets whose figures changed, with their new figures.
    """

    exchange: Exchange
    events: tuple[Event, ...]
    clock: int
    tickers: tuple[Json, ...]


class Feed:
    """One exchange as it is streamed. It reads the exchange, and must be asked only while nobody moves that."""

    __slots__ = ("_clock", "_clocks", "_last", "_sizes", "exchange")

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self._clock = 0
        self._clocks: dict[str, int] = {}
        self._last: dict[str, Json] = {}
        self._sizes: dict[str, Count] = {}

    def batch(self, at: datetime, events: Sequence[Event]) -> Batch:
        """Take in what happened, done at ``at`` (UTC)."""
        self._clock += 1
        touched: dict[str, None] = {}
        for event in events:
            if isinstance(event, Traded):
                self._sizes[event.ticker] = event.size
            if isinstance(event, BookChanged):
                self._clocks[event.ticker] = self._clock
            if isinstance(event, BookChanged | Traded):
                touched[event.ticker] = None
        changed = tuple(told for name in touched if (told := self._changed(name, at)) is not None)
        return Batch(self.exchange, tuple(events), self._clock, changed)

    def clock_of(self, ticker: str) -> int:
        """The exchange clock of a market's last change; 0 for one without any since the feed began."""
        return self._clocks.get(ticker, 0)

    def figures(self, ticker: str, *, at: datetime | None = None) -> Json:
        """One market in figures, at ``at`` (UTC) or the exchange's last instant."""
        instant = at or self.exchange.now
        if instant is None:
            raise ValueError("an exchange on which nothing has happened has no figures")
        return messages.ticker(self.exchange, ticker, last_size=self._sizes.get(ticker, Count(0)), at=instant)

    def _changed(self, ticker: str, at: datetime) -> Json | None:
        told = self.figures(ticker, at=at)
        if _timeless(told) == _timeless(self._last.get(ticker, {})):
            return None
        self._last[ticker] = told
        return told


def _timeless(figures: Json) -> Json:
    return {name: value for name, value in figures.items() if name not in {"ts", "ts_ms", "time"}}
