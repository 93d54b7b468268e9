"""The test of every forecaster's honesty: change all that came after an instant, and nothing said by then may change.

A forecast made on ``history.as_of`` cannot see the future, because the future is not in it. A walk over many origins
holds the whole history in its hands; that is what is tried here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np

from paxline.counts.calendar import eastern_day
from paxline.counts.history import History, Reading
from paxline.forecast.weekly import Forecaster, Origin, WeekForecast
from paxline.study.walkforward import Schedule

PAST: Final = timedelta(days=800)
"""How far back the readings reach that an instant is tried on: enough for a year of a baseline's own errors."""

FUTURE: Final = timedelta(days=45)
"""How far the readings reach beyond it: what a forecaster could peek at."""

LEVELS: Final = np.linspace(0.001, 0.999, 41)
"""Probabilities whose quantiles stand for a distribution whose text may be cut short."""


@dataclass(frozen=True, slots=True)
class Lookahead:
    """What came of it.

    Attributes:
        checked: Instants tried.
        leaks: Origins whose forecast changed with what came after a tried instant at or after them.
    """

    checked: int
    leaks: tuple[Origin, ...]


def sampled(schedule: Schedule, n: int, *, seed: int) -> tuple[Origin, ...]:
    """At most ``n`` different origins of ``schedule``, drawn with ``seed``, in the order of their instants."""
    every = [issue.origin for issue in schedule.issues]
    drawn = np.random.default_rng(seed).permutation(len(every))[:n]
    return tuple(sorted((every[i] for i in drawn), key=lambda origin: (origin.as_of, origin.week)))


def unobserved(_checked: int) -> None:
    """Nobody watches."""


def look_ahead(
    forecaster: Forecaster,
    history: History,
    origins: Sequence[Origin],
    *,
    seed: int,
    observe: Callable[[int], None] = unobserved,
) -> Lookahead:
    """Change every reading known after each origin's instant, forecast again, and compare.

    Each is tried on the readings around it (``PAST``, ``FUTURE``), which is as strict and many times as quick as on
    all; and together with its neighbours in ``origins``: a forecaster may not learn from a later origin either.

    Args:
        forecaster: Whoever is tried.
        history: The readings, both before and after.
        origins: The instants tried, ascending.
        seed: What the changes are drawn with.
        observe: Told after each instant how many are done.
    """
    leaks: dict[Origin, None] = {}
    for i, origin in enumerate(origins):
        around = surroundings(history, origin)
        together = [near for near in origins[max(0, i - 1) : i + 2] if abs(near.as_of - origin.as_of) < FUTURE]
        other = History.of(altered(around.readings, after=origin.as_of, seed=seed + i), known_by=around.known_by)
        before = _said(forecaster, around, together)
        after = _said(forecaster, other, together)
        observe(i + 1)
        made_by_then = [earlier for earlier in together if earlier.as_of <= origin.as_of]
        leaks |= dict.fromkeys(earlier for earlier in made_by_then if before[earlier] != after[earlier])
    return Lookahead(len(origins), tuple(leaks))


def surroundings(history: History, origin: Origin) -> History:
    """The readings of days from ``PAST`` before the origin on that were known by ``FUTURE`` after it."""
    first, until = eastern_day(origin.as_of - PAST), min(origin.as_of + FUTURE, history.known_by)
    return History.of((reading for reading in history.readings if reading.day >= first), known_by=until)


def _said(forecaster: Forecaster, history: History, origins: Sequence[Origin]) -> dict[Origin, bytes]:
    forecasts = forecaster.walk(history, origins)
    return {origin: fingerprint(forecast) for origin, forecast in zip(origins, forecasts, strict=True)}


def altered(readings: Iterable[Reading], *, after: datetime, seed: int) -> Iterator[Reading]:
    """The readings, every one known later than ``after`` changed by between a tenth and a half, up or down."""
    rng = np.random.default_rng(seed)
    for reading in readings:
        if reading.known_at > after:
            factor = 1.0 + rng.uniform(0.1, 0.5) * rng.choice((-1.0, 1.0))
            yield replace(reading, passengers=round(reading.passengers * factor) + 1)
        else:
            yield reading


def fingerprint(forecast: WeekForecast) -> bytes:
    """Everything a forecast says, to the last bit."""
    of = forecast.settlement
    said = (
        forecast.week,
        forecast.as_of,
        forecast.model,
        sorted(forecast.known_days.items()),
        [(day.day, float(day.mean).hex(), float(day.sd).hex()) for day in forecast.days],
        float(of.mean).hex(),
        float(of.sd).hex(),
        of,
    )
    return repr(said).encode() + of.quantile(LEVELS).tobytes()


def document(result: Lookahead) -> dict[str, Any]:
    """``result`` as the command's JSON document: a changed forecast is a failure."""
    return {
        "checked": result.checked,
        "changed": len(result.leaks),
        "leaks": [{"week_end": leak.week.sunday.isoformat(), "as_of": leak.as_of.isoformat()} for leak in result.leaks],
    }
