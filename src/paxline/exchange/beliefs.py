"""A hidden week: its true average, and what a market and an outside model of known skill believe of it.

Everybody's error shrinks as days become known, along one path of surprises: what the market errs by with so many days
known is what it errs by with one more, and an independent surprise besides. One draw a week stretches all surprises
alike, which gives each error Student's t with four degrees of freedom, and makes every belief here calibrated: the
truth lies where the belief says as often as it says.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

import numpy as np

from paxline.counts.calendar import Week, nominal_release
from paxline.forecast.distribution import StudentT

DF: Final = 4.0
"""Degrees of freedom of every error: mean absolute errors are about 1.6 times the median ones."""

MARKET_SD: Final = (52_000.0, 31_000.0, 24_000.0, 17_000.0, 15_000.0)
"""People; the standard deviation of the market's error with 0 to 4 days known. The market's median was off by 37,000
people on average at Monday's close, then 22,000, 17,000 and 12,000 (spring 2026); of Student's t with four degrees of
freedom the standard deviation is 1.41 times that. The last is a guess."""

_STRETCH: Final = float(np.sqrt(DF / (DF - 2)))
"""Standard deviation of Student's t over its scale."""


@dataclass(frozen=True, slots=True)
class Skill:
    """How good an outside model is beside the market.

    Attributes:
        ratio: Its standard deviation over the market's; 1 is equal, above 0.
        correlation: Of its surprises with the market's, in [-1, 1].
    """

    ratio: float
    correlation: float = 0.5

    def __post_init__(self) -> None:
        if not self.ratio > 0 or not -1 <= self.correlation <= 1:
            raise ValueError(f"a skill has a ratio above 0 and a correlation within [-1, 1], not {self}")


@cache
def _releases(week: Week) -> tuple[datetime, ...]:
    """When each of a week's counts appears; asked for at every look of the maker."""
    return tuple(nominal_release(day) for day in week.days)


@dataclass(frozen=True, slots=True)
class HiddenWeek:
    """A week nobody knows yet; ``hidden_week`` makes it.

    Attributes:
        week: Which.
        truth: Its average, in people.
        market_sd: Of the market's error by days known, never rising.
        market_errors: The market's centre less the truth, by days known.
        other_errors: The same of somebody as good who sees quite other things.
    """

    week: Week
    truth: float
    market_sd: tuple[float, ...]
    market_errors: tuple[float, ...]
    other_errors: tuple[float, ...]

    def known(self, at: datetime) -> int:
        """How many of the week's days are published at ``at`` (UTC), by the page's timetable."""
        return min(sum(release <= at for release in _releases(self.week)), len(self.market_sd) - 1)

    def market(self, known: int) -> StudentT:
        """What the market comes to believe with ``known`` days published."""
        return StudentT(self.truth + self.market_errors[known], self.market_sd[known] / _STRETCH, DF)

    def view(self, skill: Skill, known: int) -> StudentT:
        """What an outside model of such a skill believes with ``known`` days published."""
        ours, others = self.market_errors[known], self.other_errors[known]
        error = skill.correlation * ours + np.sqrt(1 - skill.correlation**2) * others
        scale = skill.ratio * self.market_sd[known] / _STRETCH
        return StudentT(self.truth + skill.ratio * float(error), scale, DF)


def hidden_week(week: Week, *, average: float, seed: int, market_sd: tuple[float, ...] = MARKET_SD) -> HiddenWeek:
    """The hidden week that ``seed`` draws around a truth of ``average`` people.

    ``market_sd`` has one standard deviation (people) for each number of days known from 0 on, never rising, the last
    above 0; else ``ValueError``.
    """
    scales = np.asarray(market_sd, dtype=float) / _STRETCH
    if not len(scales) or np.any(np.diff(scales) > 0) or not scales[-1] > 0:
        raise ValueError(f"standard deviations fall as days become known and stay above 0, not {market_sd}")
    rng = np.random.default_rng(seed)
    stretch = 1 / np.sqrt(rng.chisquare(DF) / DF)
    # Seen from the end: the last error first, and before it each earlier surprise.
    surprises = np.sqrt(-np.diff(scales**2, append=0.0))
    paths = np.cumsum((surprises * rng.normal(size=(2, len(scales))))[:, ::-1], axis=1)[:, ::-1] * stretch
    ours, others = (tuple(path.tolist()) for path in paths)
    return HiddenWeek(week, average, tuple(market_sd), ours, others)
