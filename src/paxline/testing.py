"""Helpers for tests of paxline and of what is built on it: a clock moved by hand, builders of values."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import ceil, floor
from typing import Final

from paxline.counts.calendar import Week, nominal_release
from paxline.counts.history import History, Reading, Vintage
from paxline.forecast.distribution import Distribution, Normal, exceedance
from paxline.forecast.weekly import DayForecast, WeekForecast
from paxline.market.book import Quote, SeenQuote
from paxline.market.contract import Ladder
from paxline.units import Price

WEEK: Final = Week(date(2026, 4, 20))
"""A week to test with."""

NOW: Final = datetime(2026, 4, 23, 13, 5, tzinfo=UTC)
"""An instant in it: Thursday 9:05 ET, when three of its days are known."""


@dataclass
class ManualClock:
    """A clock that moves only when told to, or when somebody sleeps on it.

    Attributes:
        instant: What ``now`` answers.
        slept: Every wait asked for, in seconds, in order.
    """

    instant: datetime = datetime(2026, 4, 27, 13, 5, tzinfo=UTC)
    slept: list[float] = field(default_factory=list[float])

    def now(self) -> datetime:
        """The instant set or slept to."""
        return self.instant

    def sleep(self, seconds: float) -> None:
        """Move the clock instead of waiting."""
        self.slept.append(seconds)
        self.instant += timedelta(seconds=seconds)


def reading(
    day: date, passengers: int, *, known_at: datetime | None = None, vintage: Vintage = Vintage.PUBLISHED
) -> Reading:
    """A reading known by the page's timetable unless said otherwise."""
    return Reading(day, passengers, known_at or nominal_release(day), vintage, "made for a test")


def history(start: date, counts: list[int]) -> History:
    """Published counts of consecutive days from ``start``, known by the timetable; all of them are known."""
    readings = [reading(start + timedelta(days=i), count) for i, count in enumerate(counts)]
    return History.of(readings, known_by=max(r.known_at for r in readings))


def seen_quote(strike: int, *, bid: int | None, ask: int | None, known_at: datetime = NOW) -> SeenQuote:
    """A quote of one rung of ``WEEK`` in whole cents; ``None`` where nobody stands."""
    quote = Quote(bid=Price.cents(bid) if bid is not None else None, ask=Price.cents(ask) if ask is not None else None)
    return SeenQuote(Ladder.of(WEEK, (strike,)).rungs[0], quote, known_at, "made for a test")


def quotes_around(
    belief: Distribution, *, half_spread: float, strikes: range = range(1_900_000, 2_900_000, 50_000)
) -> list[SeenQuote]:
    """A ladder of ``WEEK`` quoted around a belief, rounded outward to whole cents; dead sides are empty."""
    quotes: list[SeenQuote] = []
    for strike in strikes:
        value = float(exceedance(belief, strike))
        bid, ask = floor((value - half_spread) * 100), ceil((value + half_spread) * 100)
        quotes.append(seen_quote(strike, bid=bid if bid >= 1 else None, ask=ask if ask <= 99 else None))
    return quotes


def week_forecast(*, as_of: datetime = NOW, known: int = 3, settlement: Distribution | None = None) -> WeekForecast:
    """A forecast of ``WEEK`` with its first days published."""
    published = {day: reading(day, 2_400_000) for day in WEEK.days[:known]}
    return WeekForecast(
        week=WEEK,
        as_of=as_of,
        model="made for a test",
        known_days=published,
        settlement=settlement or Normal(2_420_000, 25_000),
        days=tuple(DayForecast(day, 2_430_000, 60_000) for day in WEEK.days[known:]),
    )
