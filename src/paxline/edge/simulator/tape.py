"""What quotes and trades did in every minute, and candles made of that.

A quote counts as it stands after each request; what came and went within one is not seen. Only periods in which
something happened have a candle. Days end at midnight in New York; minutes and hours are those of UTC.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from paxline.counts.calendar import eastern, eastern_day
from paxline.edge.simulator.hub import Hub
from paxline.edge.simulator.wire import seconds
from paxline.exchange.answers import BookChanged, Event, Traded
from paxline.exchange.engine import Exchange
from paxline.units import Count, Price

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400

_NOTHING: Final = Price(0)
_ALL: Final = Price(10_000)


@dataclass(frozen=True, slots=True)
class Range:
    """How a price moved within a period."""

    open: Price
    low: Price
    high: Price
    close: Price

    @classmethod
    def at(cls, price: Price) -> "Range":
        """One that has not moved."""
        return cls(price, price, price, price)

    def to(self, price: Price) -> "Range":
        """Moved on to ``price``."""
        return Range(self.open, min(self.low, price), max(self.high, price), price)

    def then(self, later: "Range") -> "Range":
        """Both, one after the other."""
        return Range(self.open, min(self.low, later.low), max(self.high, later.high), later.close)


@dataclass(frozen=True, slots=True)
class Candle:
    """One period of one market.

    Attributes:
        ends: Seconds since 1970 at which it ends; what happens then is in the next.
        bid: The best YES bid; 0 where nobody bids.
        ask: The best YES ask; a dollar where nobody offers.
        price: Of trades; ``None`` where there were none.
        value: Price times size of all trades, in millionths.
        previous: The last price before the period.
    """

    ends: int
    bid: Range
    ask: Range
    price: Range | None
    value: int
    volume: Count
    open_interest: Count
    previous: Price | None

    @property
    def mean(self) -> Price | None:
        """The average price by size, to the nearest ten-thousandth."""
        size = self.volume.hundredths
        return Price((2 * self.value + size) // (2 * size)) if size else None

    def then(self, later: "Candle", *, ends: int) -> "Candle":
        """Both as one that ends at ``ends``."""
        both = self.price.then(later.price) if self.price and later.price else self.price or later.price
        return Candle(
            ends=ends,
            bid=self.bid.then(later.bid),
            ask=self.ask.then(later.ask),
            price=both,
            value=self.value + later.value,
            volume=self.volume + later.volume,
            open_interest=later.open_interest,
            previous=self.previous,
        )


class Tape:
    """Every market's minutes since the hub began; ask with the hub held."""

    def __init__(self, hub: Hub) -> None:
        self._minutes: dict[str, list[Candle]] = {}
        # Listened to before anything that is due happens, so that the past is on the tape too.
        self._exchange: Exchange = hub.exchange
        hub.listen(self._hear)

    def candles(self, ticker: str, *, start: int, end: int, period: int) -> list[Candle]:
        """Candles of ``period`` seconds that end within ``start`` and ``end``, both included, oldest first."""
        minutes = self._minutes.get(ticker, [])
        # A period that ends after the start may begin before it.
        first = bisect_right(minutes, start - DAY - HOUR, key=_ends)
        made: list[Candle] = []
        for minute in minutes[first:]:
            ends = period_end(minute.ends - MINUTE, period)
            if made and made[-1].ends == ends:
                made[-1] = made[-1].then(minute, ends=ends)
            else:
                made.append(replace(minute, ends=ends))
        return [candle for candle in made if start <= candle.ends <= end]

    def latest(self, ticker: str, *, before: int) -> Candle | None:
        """The last minute that ended by ``before``, in seconds since 1970."""
        minutes = self._minutes.get(ticker, [])
        end = bisect_right(minutes, before, key=_ends)
        return minutes[end - 1] if end else None

    def volume(self, ticker: str, *, since: int) -> Count:
        """What was traded in the minutes that ended after ``since``."""
        minutes = self._minutes.get(ticker, [])
        later: Iterable[Candle] = minutes[bisect_left(minutes, since + 1, key=_ends) :]
        return Count(sum(minute.volume.hundredths for minute in later))

    def _hear(self, at: datetime, events: Sequence[Event]) -> None:
        touched: dict[str, None] = {}
        for event in events:
            if isinstance(event, Traded):
                self._trade(event)
                touched[event.ticker] = None
            elif isinstance(event, BookChanged):
                touched[event.ticker] = None
        for ticker in touched:
            self._quote(ticker, at)

    def _minute(self, ticker: str, at: datetime) -> Candle:
        """The minute that holds an instant, begun where the last one ended."""
        minutes = self._minutes.setdefault(ticker, [])
        ends = period_end(seconds(at), MINUTE)
        if minutes and minutes[-1].ends >= ends:
            return minutes[-1]
        last = minutes[-1] if minutes else None
        begun = Candle(
            ends=ends,
            bid=Range.at(last.bid.close if last else _NOTHING),
            ask=Range.at(last.ask.close if last else _ALL),
            price=None,
            value=0,
            volume=Count(0),
            open_interest=last.open_interest if last else Count(0),
            previous=(last.price.close if last.price else last.previous) if last else None,
        )
        minutes.append(begun)
        return begun

    def _trade(self, trade: Traded) -> None:
        minute = self._minute(trade.ticker, trade.at)
        self._minutes[trade.ticker][-1] = replace(
            minute,
            price=minute.price.to(trade.price) if minute.price else Range.at(trade.price),
            value=minute.value + trade.price.ten_thousandths * trade.size.hundredths,
            volume=minute.volume + trade.size,
        )

    def _quote(self, ticker: str, at: datetime) -> None:
        quote = self._exchange.book(ticker).quote
        minute = self._minute(ticker, at)
        self._minutes[ticker][-1] = replace(
            minute,
            bid=minute.bid.to(quote.bid if quote.bid is not None else _NOTHING),
            ask=minute.ask.to(quote.ask if quote.ask is not None else _ALL),
            open_interest=self._exchange.market(ticker).open_interest,
        )


def period_end(second: int, period: int) -> int:
    """When the period that holds a second (since 1970) ends."""
    if period < DAY:
        return (second // period + 1) * period
    day = eastern_day(datetime.fromtimestamp(second, UTC))
    return seconds(eastern(day + timedelta(days=1), time(0, 0)))


def _ends(candle: Candle) -> int:
    return candle.ends
