"""Evenings made by hand: a market that believes something, a model that believes something else, and an outcome."""

from datetime import datetime, time, timedelta

from tests.market.bands import candle

from paxline.counts.calendar import ONE_DAY, Week, eastern
from paxline.counts.history import Settlement
from paxline.forecast.distribution import Distribution, StudentT, exceedance
from paxline.market.candle import Candle
from paxline.market.contract import Ladder
from paxline.study.evenings import evenings
from paxline.study.scoreboard import Seen
from paxline.testing import WEEK

STRIKES = tuple(range(2_100_000, 2_750_000, 50_000))
MARKET = StudentT(2_400_000.0, 30_000.0, 4.0)
KNOWS = StudentT(2_440_000.0, 15_000.0, 5.0)
PRINT = 2_445_000.0


def candles(belief: Distribution, *, week: Week = WEEK, days: int = 7) -> list[Candle]:
    """Daily candles whose closes stand around ``belief``, two cents either way; Sunday's book is cleared."""
    found: list[Candle] = []
    for i, day in enumerate(week.days[:days]):
        for rung in Ladder.of(week, STRIKES).rungs:
            cents = min(max(round(100 * float(exceedance(belief, rung.strike))), 1), 99)
            bid, ask = max(cents - 2, 0), min(cents + 2, 100)
            closed = (0, 100) if i == 6 else (bid, ask)
            one = candle(
                bid=(bid, min(bid, closed[0]), bid, closed[0]),
                ask=(ask, ask, max(ask, closed[1]), closed[1]),
                traded=(cents, max(cents - 3, 1), min(cents + 3, 99), cents),
                volume=200,
                strike=rung.strike,
                ends_at=evening_end(week, day.weekday()),
            )
            found.append(Candle(rung, one.ends_at, 1440, one.bid, one.ask, one.traded, one.volume, one.source))
    return found


def evening_end(week: Week, weekday: int) -> datetime:
    return eastern(week.days[weekday] + ONE_DAY, time(0, 0))


def seen(
    ours: Distribution, *, market: Distribution = MARKET, outcome: float = PRINT, week: Week = WEEK, days: int = 7
) -> list[Seen]:
    """Every evening of a week on which ``ours`` stood against ``market``."""
    settled = Settlement(week, outcome, evening_end(week, 6) + timedelta(hours=9), stands_in=False)
    return [
        Seen(evening, ours, min(evening.day.weekday(), 4), settled)
        for evening in evenings(week, candles(market, week=week, days=days))
    ]
