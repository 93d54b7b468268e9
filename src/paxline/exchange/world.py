"""A made-up world: daily counts and a ladder of quotes, all from one seed.

For demonstrations where neither the network nor a folder of data is at hand, and for tests. The counts have the
rough shape of the real ones (level, growth, season, weekday, holidays, noise) and none of their figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from paxline.counts.calendar import Holiday, Week, nominal_release, travel_holidays
from paxline.counts.history import History, Reading, Vintage
from paxline.forecast.distribution import StudentT, exceedance
from paxline.market.book import Quote, SeenQuote
from paxline.market.contract import Ladder, opens_at, usual_ladder
from paxline.units import Count, Price

YEARS: Final = 4
SOURCE: Final = "simulated world"

_LEVEL: Final = 2_400_000.0
_GROWTH_PER_YEAR: Final = 0.015
_WEEKDAY: Final = (1.03, 0.89, 0.95, 1.05, 1.08, 0.92, 1.08)
_SEASON: Final = 0.08
_SUMMER_PEAK_DAY: Final = 196
_DAY_NOISE: Final = 0.018
_SWING: Final = 0.012
_SWING_DAYS: Final = 20.0
_HOLIDAY_EFFECTS: Final = (
    (Holiday.THANKSGIVING, {-2: 0.05, -1: 0.14, 0: -0.38, 1: -0.15, 2: 0.05, 3: 0.20}),
    (Holiday.CHRISTMAS, {-3: 0.08, -2: 0.06, -1: -0.16, 0: -0.24, 1: 0.08, 2: 0.10}),
    (Holiday.INDEPENDENCE, {-2: 0.06, -1: 0.04, 0: -0.20, 1: 0.02, 2: 0.06}),
    (Holiday.MEMORIAL, {-3: 0.08, -1: -0.10, 0: -0.03}),
    (Holiday.LABOR, {-3: 0.07, -1: -0.12, 0: -0.02}),
)

_MARKET_DF: Final = 4.0
_MARKET_SCALE: Final = (38_000.0, 34_000.0, 30_000.0, 25_000.0, 18_000.0)
"""People; how widely the made-up market believes when so many days are known."""


@dataclass(frozen=True, slots=True)
class World:
    """What was known in the made-up world at one instant.

    Attributes:
        history: Counts published by then.
        ladder: The rungs of the week.
        quotes: The market's quotes at that instant; none before the week opens.
    """

    history: History
    ladder: Ladder
    quotes: tuple[SeenQuote, ...]


def make_world(week: Week, *, as_of: datetime, seed: int) -> World:
    """The world in which ``week`` trades, seen at ``as_of`` (UTC); the same arguments make the same world."""
    rng = np.random.default_rng(seed)
    counts = _counts(date(week.monday.year - YEARS, 1, 1), until=week.sunday, rng=rng)
    readings = [Reading(day, n, nominal_release(day), Vintage.PUBLISHED, SOURCE) for day, n in counts.items()]
    history = History.of(readings, known_by=as_of)
    truth = float(np.mean([counts[day] for day in week.days]))
    scale = _MARKET_SCALE[min(len(history.known_days(week)), len(_MARKET_SCALE) - 1)]
    belief = StudentT(truth + rng.normal(0, scale), scale, _MARKET_DF)
    ladder = usual_ladder(week, truth)
    quotes = tuple(_quotes(ladder, belief, as_of=as_of, rng=rng)) if as_of >= opens_at(week) else ()
    return World(history, ladder, quotes)


def _counts(start: date, *, until: date, rng: np.random.Generator) -> dict[date, int]:
    days = [start + timedelta(days=i) for i in range((until - start).days + 1)]
    n = len(days)
    decay = np.exp(-1 / _SWING_DAYS)
    kicks = rng.normal(0, _SWING * np.sqrt(1 - decay**2), n)
    swing = np.zeros(n)
    for i in range(1, n):
        swing[i] = decay * swing[i - 1] + kicks[i]
    ordinal = np.arange(n)
    day_of_year = np.array([day.timetuple().tm_yday for day in days])
    log = np.log(_LEVEL) + _GROWTH_PER_YEAR * ordinal / 365.25
    log += _SEASON * np.cos(2 * np.pi * (day_of_year - _SUMMER_PEAK_DAY) / 365.25)
    log += np.log([_WEEKDAY[day.weekday()] for day in days])
    effects = dict(_effects({day.year for day in days}))
    log += np.array([effects.get(day, 0.0) for day in days])
    log += swing + rng.normal(0, _DAY_NOISE, n)
    return dict(zip(days, np.rint(np.exp(log)).astype(int).tolist(), strict=True))


def _effects(years: set[int]) -> Iterator[tuple[date, float]]:
    for year in sorted(years):
        dates = travel_holidays(year)
        for holiday, offsets in _HOLIDAY_EFFECTS:
            yield from ((dates[holiday] + timedelta(days=offset), effect) for offset, effect in offsets.items())


def _quotes(ladder: Ladder, belief: StudentT, *, as_of: datetime, rng: np.random.Generator) -> Iterator[SeenQuote]:
    worth = exceedance(belief, np.asarray(ladder.strikes, dtype=float))
    for contract, value in zip(ladder.rungs, worth, strict=True):
        half = 0.01 + 0.02 * rng.uniform() * 4 * value * (1 - value)
        bid, ask = int(np.floor((value - half) * 100)), int(np.ceil((value + half) * 100))
        sizes = [Count.whole(int(lot)) for lot in rng.integers(5, 200, 2)]
        quote = Quote(
            bid=Price.cents(bid) if bid >= 1 else None,
            ask=Price.cents(ask) if ask <= 99 else None,
            bid_size=sizes[0] if bid >= 1 else None,
            ask_size=sizes[1] if ask <= 99 else None,
        )
        yield SeenQuote(contract, quote, as_of, SOURCE)
