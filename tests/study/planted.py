"""Records made by hand: forecasters whose faults are known because they were put there."""

from collections.abc import Callable
from datetime import date

import numpy as np

from paxline.counts.calendar import Week
from paxline.counts.history import Settlement
from paxline.forecast.distribution import Distribution, Normal
from paxline.forecast.weekly import Origin, WeekForecast
from paxline.market.contract import opens_at
from paxline.study.record import Case, Record
from paxline.study.walkforward import Issue, score

FIRST = Week(date(2024, 1, 1))
CENTRE = 2_400_000.0
SPREAD = 30_000.0

Telling = Callable[[float], Distribution]
"""What a forecaster says of a week that will come out at so much."""


def honest(_: float) -> Distribution:
    """The distribution that ``outcomes`` are drawn from."""
    return Normal(CENTRE, SPREAD)


def too_sure(_: float) -> Distribution:
    """A third of the spread that there is."""
    return Normal(CENTRE, SPREAD / 3)


def knowing(outcome: float) -> Distribution:
    """The outcome itself, nearly."""
    return Normal(outcome, 100.0)


def outcomes(n: int) -> list[float]:
    """The quantiles of ``honest`` at the middles of ``n`` equal steps: as flat a pit histogram as there can be."""
    of = honest(0.0).quantile((np.arange(n) + 0.5) / n)
    # Neighbouring weeks differ, so that blocks of them hold large and small alike.
    return of[np.random.default_rng(1).permutation(n)].tolist()


def record(
    telling: Telling,
    actuals: list[float],
    *,
    model: str = "planted",
    known: tuple[int, ...] = (0,),
    first: Week = FIRST,
) -> Record:
    """The record of a forecaster on consecutive weeks that came out at ``actuals``."""
    cases = [
        case(telling(actual), actual, week=first.plus(i), known=days)
        for i, actual in enumerate(actuals)
        for days in known
    ]
    return Record(model, tuple(cases))


def case(told: Distribution, actual: float, *, week: Week = FIRST, known: int = 0) -> Case:
    """One forecast held against what came."""
    as_of = opens_at(week)
    issue = Issue(Origin(week, as_of), known, Settlement(week, actual, as_of, stands_in=False))
    return Case(score(WeekForecast(week, as_of, "planted", {}, told, ()), issue), told)
