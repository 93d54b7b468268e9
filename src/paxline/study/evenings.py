"""What a week's ladder showed at the close of each of its days, from daily candles.

Candles are sparse: a rung without one has not changed, and its last quote is carried on. The book is cleared as
trading ends, so that Sunday's candle closes on nothing; Sunday is read from its last trades instead, and a rung that
did not trade keeps Saturday's quote.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from paxline.counts.calendar import ONE_DAY, Week, eastern, eastern_day
from paxline.market.book import Quote, SeenQuote
from paxline.market.candle import Candle
from paxline.market.contract import Contract, Ladder
from paxline.units import Price

CLOSE: Final = time(23, 59)
"""The Eastern time of day that stands for a day's close; a candle ends a minute later."""

_DAILY: Final = 1440

_AROUND: Final = 100
"""One cent: a last trade is read as a quote that far either side, so that one at the tick is a bound and no value."""

_DOLLAR: Final = 10_000


@dataclass(frozen=True, slots=True)
class Evening:
    """A ladder at the close of one day.

    Attributes:
        week: The contract week.
        day: The day that closed, one of the week's.
        as_of: The UTC instant of the close.
        quotes: The newest quote of each rung, lowest strike first; on Sunday last trades as quotes.
        mids: Raw middles in dollars, an absent side taken as 0 or 1; on Sunday the last trade itself.
    """

    week: Week
    day: date
    as_of: datetime
    quotes: tuple[SeenQuote, ...]
    mids: tuple[float, ...]

    @property
    def ladder(self) -> Ladder:
        """The rungs that were quoted."""
        return Ladder(self.week, tuple(seen.contract for seen in self.quotes))


def evenings(week: Week, candles: Iterable[Candle]) -> tuple[Evening, ...]:
    """Every day of ``week`` that closed on a quoted ladder, Monday first; candles shorter than a day are left aside."""
    daily = [candle for candle in candles if candle.minutes == _DAILY]
    shown: dict[Contract, tuple[SeenQuote, float]] = {}
    found: list[Evening] = []
    for day in week.days:
        today = [candle for candle in daily if eastern_day(candle.ends_at) == day + ONE_DAY]
        for candle in today:
            read = _last_trade(candle) if day == week.sunday else _close(candle)
            if read is not None:
                shown[candle.contract] = read
        if today and shown:
            rungs = [shown[contract] for contract in sorted(shown)]
            quotes, mids = tuple(seen for seen, _ in rungs), tuple(mid for _, mid in rungs)
            found.append(Evening(week, day, eastern(day, CLOSE), quotes, mids))
    return tuple(found)


def _close(candle: Candle) -> tuple[SeenQuote, float] | None:
    mid = (candle.bid.close.dollars + candle.ask.close.dollars) / 2
    return SeenQuote(candle.contract, candle.closing, candle.ends_at, candle.source), mid


def _last_trade(candle: Candle) -> tuple[SeenQuote, float] | None:
    if candle.traded is None:
        return None
    last = candle.traded.close.ten_thousandths
    quote = _quote(last - _AROUND, last + _AROUND)
    return SeenQuote(candle.contract, quote, candle.ends_at, "last trade"), candle.traded.close.dollars


def _quote(bid: int, ask: int) -> Quote:
    """Best bid and ask in ten-thousandths; the ends of the scale are nobody."""
    return Quote(bid=Price(bid) if bid > 0 else None, ask=Price(ask) if ask < _DOLLAR else None)
