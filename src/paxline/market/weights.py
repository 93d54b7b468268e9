"""How much of the pool is ours, learned slowly from settled weeks alone.

The weights start at the fixed ones. What settled weeks say moves all days together on the logit scale: a shift with a
normal prior around no shift, its posterior taken on a grid. Only from ``BY_DAY_WEEKS`` weeks on does each day get a
shift of its own, shrunk toward the common one. A week counts once however many of its days are recorded, since they
share one outcome. A model that knows nothing loses its weight over the weeks; one that knows keeps it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

import numpy as np
from scipy.special import expit, logit

from paxline.forecast.distribution import Distribution, Floats

PRIOR_WEIGHTS: Final = (0.5, 0.5, 0.5, 0.5, 0.5, 0.4, 0.2)
"""Weight on ours by Eastern weekday, Monday first; fixed before scoring, after six recorded ladders."""

PRIOR_SD: Final = 1.5
"""Standard deviation of the common shift in logits: from ½, two weeks in three lie between .18 and .82."""

DAY_SD: Final = 0.5
"""Standard deviation of a day's own shift around the common one."""

BY_DAY_WEEKS: Final = 50
"""Settled weeks before which no day is looked at apart."""

_SHIFTS: Final = np.linspace(-8.0, 4.0, 61)
_DAY_SHIFTS: Final = np.linspace(-2.0, 2.0, 21)

_BIN: Final = 50_000.0
"""People; a settled print is scored by the probability of the ladder's bin that holds it."""

_LEAST: Final = 1e-6

_P: Final = expit(np.linspace(-14.0, 14.0, 561))
"""Probabilities on which quantiles are averaged, even in logits."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What both said at one close of a week that has settled since.

    Attributes:
        week: The week, by its Sunday.
        weekday: The Eastern weekday of the close, 0 for Monday.
        ours: Our distribution of the print.
        market: The market's.
        actual: What the week settled on, people.
        known_at: When that was known (UTC).
    """

    week: date
    weekday: int
    ours: Distribution
    market: Distribution
    actual: float
    known_at: datetime
    _quantiles: tuple[Floats, Floats] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A record is scored again each time another week settles.
        object.__setattr__(self, "_quantiles", (self.ours.quantile(_P), self.market.quantile(_P)))

    def log_likelihood(self, weights: Floats) -> Floats:
        """Log probability that the pool gives the ladder's bin of the print, for each weight on ours."""
        ours, market = self._quantiles
        low = np.ceil(self.actual / _BIN) * _BIN - _BIN
        # Above its lower strike, at most its upper one: equality settles below.
        edges = (low, low + _BIN)
        inside: list[float] = []
        for weight in weights:
            at_low, at_high = np.interp(edges, weight * ours + (1.0 - weight) * market, _P)
            inside.append(float(at_high - at_low))
        return np.log(np.maximum(inside, _LEAST))


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight on ours by Eastern weekday.

    Attributes:
        by_weekday: Seven weights between 0 and 1, Monday first.
        weeks: Settled weeks they were learned from.
    """

    by_weekday: tuple[float, ...] = PRIOR_WEIGHTS
    weeks: int = 0

    def __post_init__(self) -> None:
        if len(self.by_weekday) != 7 or not all(0.0 <= weight <= 1.0 for weight in self.by_weekday):
            raise ValueError(f"seven weights between 0 and 1, not {self.by_weekday}")

    def on(self, weekday: int) -> float:
        """The weight on that weekday, 0 for Monday."""
        return self.by_weekday[weekday]


FIXED: Final = Weights()
"""The weights before anything is learned."""


def learned_weights(records: Iterable[Settled], *, as_of: datetime) -> Weights:
    """The weights that the weeks settled by ``as_of`` (UTC) leave; without any, the fixed ones."""
    known = [record for record in records if record.known_at <= as_of]
    weeks = sorted({record.week for record in known})
    if not weeks:
        return FIXED
    surfaces = _surfaces(known)
    common = -0.5 * (_SHIFTS / PRIOR_SD) ** 2 + sum(surface.mean(axis=0) for surface in surfaces.values())
    if len(weeks) < BY_DAY_WEEKS:
        posterior = _normalised(common)
        shifted = [float(posterior @ expit(logit(prior) + _SHIFTS)) for prior in PRIOR_WEIGHTS]
        return Weights(tuple(shifted), len(weeks))
    return Weights(_by_day(known, _normalised(common)), len(weeks))


def _surfaces(records: Sequence[Settled]) -> Mapping[date, Floats]:
    """For each week the log probability of its bin, one row for each of its records, one column for each shift."""
    rows: dict[date, list[Floats]] = {}
    for record in records:
        weights = expit(logit(PRIOR_WEIGHTS[record.weekday]) + _SHIFTS)
        rows.setdefault(record.week, []).append(record.log_likelihood(weights))
    return MappingProxyType({week: np.stack(each) for week, each in rows.items()})


def _by_day(records: Sequence[Settled], common: Floats) -> tuple[float, ...]:
    """Each day's weight, its own shift shrunk toward the mean of the common posterior."""
    centre = float(common @ _SHIFTS)
    found: list[float] = []
    for weekday, prior in enumerate(PRIOR_WEIGHTS):
        weights = expit(logit(prior) + centre + _DAY_SHIFTS)
        score = -0.5 * (_DAY_SHIFTS / DAY_SD) ** 2
        for record in records:
            if record.weekday == weekday:
                score = score + record.log_likelihood(weights)
        found.append(float(_normalised(score) @ weights))
    return tuple(found)


def _normalised(log_weights: Floats) -> Floats:
    mass = np.exp(log_weights - log_weights.max())
    return mass / mass.sum()
