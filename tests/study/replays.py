"""Recorded weeks made by hand, as the replay wants them."""

from tests.study.ladders import MARKET, PRINT, candles, evening_end

from paxline.counts.calendar import ONE_DAY, Week, eastern_day
from paxline.forecast.distribution import Distribution
from paxline.market.contract import opens_at
from paxline.run.replay import Scenery, Stage, scenery
from paxline.study.evenings import evenings
from paxline.testing import WEEK


def stages(
    ours: Distribution, *, market: Distribution = MARKET, outcome: float = PRINT, week: Week = WEEK
) -> list[Stage]:
    """Monday from its opening, every other day from the close before; ``ours`` never changes."""
    recorded = candles(market, week=week)
    closes = evenings(week, recorded)
    marks = {
        one.day: {seen.contract.ticker: mid for seen, mid in zip(one.quotes, one.mids, strict=True)} for one in closes
    }
    found: list[Stage] = []
    for i, day in enumerate(week.days):
        before = closes[i - 1] if i else None
        found.append(
            Stage(
                week=week,
                day=day,
                as_of=before.as_of if before else opens_at(week),
                hours=15.0 if before else 1.0,
                ladder=closes[0].ladder,
                quotes=before.quotes if before else (),
                ours=ours,
                candles={c.contract.ticker: c for c in recorded if eastern_day(c.ends_at) == day + ONE_DAY},
                marks=marks[day],
                settled=outcome,
            )
        )
    assert found[-1].as_of < evening_end(week, 6)
    return found


def scenes(ours: Distribution, *, weeks: int = 1, outcome: float = PRINT) -> list[Scenery]:
    return [scenery(stage) for i in range(weeks) for stage in stages(ours, outcome=outcome, week=WEEK.plus(i - weeks))]
