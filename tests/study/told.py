"""Issues, forecasts and series made up so that one knows what a study must find."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from paxline.counts.calendar import Week, eastern
from paxline.counts.history import Settlement
from paxline.counts.supplements import Observation, Series
from paxline.forecast.distribution import Normal
from paxline.forecast.scoring import crps
from paxline.forecast.weekly import Origin
from paxline.study.supplements import Forecasted
from paxline.study.walkforward import Issue

FIRST = Week(date(2023, 1, 2))
LATER = datetime(2027, 1, 1, tzinfo=UTC)
LOC = 2_000_000.0


def issue(week: Week, known: int, *, actual: float = LOC) -> Issue:
    """A forecast of ``week`` at the protocol's own instant."""
    settled = eastern(week.sunday + timedelta(days=1), time(9))
    as_of = eastern(week.monday + timedelta(days=known), time(9, 5))
    return Issue(Origin(week, as_of), known, Settlement(week, actual, settled, stands_in=False))


def forecasted(week: Week, known: int, *, error: float) -> Forecasted:
    """A forecast of two millions, which was wrong by the relative ``error``."""
    made = issue(week, known, actual=LOC * (1 + error))
    told = Normal(LOC, 40_000.0)
    return Forecasted(made, told, LOC, error, float(crps(told, made.target.passengers)))


def record(errors: Sequence[float], *, known: Sequence[int] = (0, 3)) -> tuple[Forecasted, ...]:
    """A walk over as many weeks as errors, the same error at each number of days known."""
    return tuple(forecasted(FIRST.plus(i), k, error=error) for i, error in enumerate(errors) for k in known)


def noise(n: int, *, seed: int) -> list[float]:
    """Relative errors of two percent."""
    return np.random.default_rng(seed).normal(0.0, 0.02, n).tolist()


def weekly(values: Sequence[float], *, name: str = "weekly") -> Series:
    """A value for each week from ``FIRST`` on about the week before it, known on the Sunday between."""
    observations = [
        Observation(
            name,
            FIRST.plus(i - 1).monday,
            FIRST.plus(i - 1).sunday,
            value,
            eastern(FIRST.plus(i - 1).sunday, time(12)),
            "made up",
        )
        for i, value in enumerate(values)
    ]
    return Series.of(name, observations, known_by=LATER)


def daily(values: Sequence[float], *, start: date = FIRST.monday, name: str = "daily") -> Series:
    """A value a day from ``start`` on, known on the next morning."""
    days = [start + timedelta(days=i) for i in range(len(values))]
    observations = [
        Observation(name, day, day, value, eastern(day + timedelta(days=1), time(6)), "made up")
        for day, value in zip(days, values, strict=True)
    ]
    return Series.of(name, observations, known_by=LATER)
