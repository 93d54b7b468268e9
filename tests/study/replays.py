"""Recorded weeks made by hand, as the replay wants them."""

from dataclasses import replace
from datetime import time, timedelta

from tests.study.ladders import MARKET, PRINT, candles, evening_end

from paxline.counts.calendar import ONE_DAY, Week, eastern, eastern_day, nominal_release
from paxline.desk.snapshot import Release
from paxline.forecast.distribution import Distribution
from paxline.forecast.weekly import WeekForecast
from paxline.market.contract import opens_at
from paxline.run.replay import Scenery, Stage, scenery
from paxline.study.evenings import evenings
from paxline.testing import WEEK, reading


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
        as_of = before.as_of if before else opens_at(week)
        begins = eastern(day, time(0, 0)) if before else as_of
        quotes = before.quotes if before else ()
        published = {on: reading(on, 2_400_000) for on in week.days[: min(max(i - 1, 0), 4)]}
        found.append(
            Stage(
                week=week,
                day=day,
                as_of=as_of,
                begins=begins,
                hours=15.0 if before else 1.0,
                ladder=closes[0].ladder,
                quotes=quotes,
                opening=tuple(replace(seen, known_at=begins) for seen in quotes or closes[0].quotes),
                forecast=WeekForecast(week, as_of, "made for a test", published, ours, ()),
                inputs="made for a test",
                release=_release(week, i),
                candles={c.contract.ticker: c for c in recorded if eastern_day(c.ends_at) == day + ONE_DAY},
                marks=marks[day],
                settled=outcome,
                settled_at=nominal_release(week.sunday),
            )
        )
    assert found[-1].as_of < evening_end(week, 6)
    return found


def _release(week: Week, weekday: int) -> Release:
    """The newest count on a day's close: Sunday's until Monday's is out, and so on to Thursday's."""
    latest = week.monday + timedelta(days=min(weekday, 5) - 2 if weekday > 1 else -1)
    return Release(latest, nominal_release(latest))


def scenes(ours: Distribution, *, weeks: int = 1, outcome: float = PRINT) -> list[Scenery]:
    return [scenery(stage) for i in range(weeks) for stage in stages(ours, outcome=outcome, week=WEEK.plus(i - weeks))]
