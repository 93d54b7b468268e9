"""The structural model's covariance of log counts: a sum of named parts.

Most parts depend only on the lag between two days, so that they are functions of whole-day lags; the rest (covid
level, holidays, bridge to restated figures, declared shocks) touch few days and come as small blocks. All
covariances are of natural logarithms: a standard deviation of 0.01 is about one percent of a day's count.

Source: Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), chapters 4 and 5, for the kernels and
for sums of them as a decomposition.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from paxline.forecast.windows import Bools, Ints, Window

Floats = NDArray[np.float64]

YEAR_DAYS: Final = 365.2425
"""Mean length of a Gregorian year, in days."""

MEMORY_LAG_DAYS: Final = 364
"""The whole number of weeks nearest to a year, in days."""

COVID: Final = (date(2020, 3, 1).toordinal(), date(2021, 8, 31).toordinal())
"""First and last day on which the covid level stands beside the ordinary one, as proleptic ordinals."""

VAGUE_SD: Final = 1.0
"""Prior sd of an unknown constant: the level's own and the covid level's."""


class Part(Enum):
    """A named part of the covariance."""

    LEVEL = "level"
    COVID = "covid level"
    MEDIUM = "medium swings"
    SHORT = "short swings"
    ANNUAL = "annual shape"
    WEEKDAY = "day of week"
    WEEKDAY_SEASON = "day of week by season"
    HOLIDAY = "holidays"
    MEMORY = "memory of last year"
    BRIDGE = "restated against published"
    SHOCK = "declared shocks"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Hyper-parameters of the covariance; sds are of log counts, times are in days.

    Attributes:
        level_innovation: Sd of the slow level's change over one day, per square root of a day.
        level_days: Time in which the slow level forgets.
        medium_sd: Sd of swings of weeks.
        medium_days: Time in which they fade.
        short_sd: Sd of swings of days.
        short_days: Time in which they fade.
        annual_sd: Sd of the shape of the year.
        annual_length: Its smoothness: the kernel's length on the unit circle; larger is smoother.
        weekday_sd: Sd of a weekday's effect.
        weekday_days: Time in which that fades.
        weekday_season_sd: Sd of a weekday's effect that goes with the season.
        weekday_season_length: Its smoothness over the year, as ``annual_length``.
        holiday_sd: Sd of a holiday's effect at one offset, common to all years.
        holiday_days: Offsets over which that effect is smooth.
        holiday_weekday_sd: Sd of what the weekday of a day near a fixed-date holiday adds.
        holiday_weekday_days: Offsets over which that is smooth.
        core_sd: Sd of the own effect of each core day.
        swing_sd: Sd of the swing common to one holiday in one year.
        swing_days: Offsets over which it is common.
        memory_sd: Sd of what comes back after 364 days.
        memory_days: Days over which that is smooth.
        memory_share: Correlation after 364 days, between 0 and 1.
        covid_sd: Sd of the covid level about its own constant.
        covid_days: Time in which it fades.
        noise_sd: Sd of a single day's noise.
        winter_factor: Factor on ``noise_sd`` in January and February.
        bridge_mean: Mean of log restated minus log published figures.
        bridge_sd: Sd of a year's own offset about that mean.
        restated_noise_sd: Sd of what restating adds to a single day.
    """

    level_innovation: float = 0.0035
    level_days: float = 2000.0
    medium_sd: float = 0.015
    medium_days: float = 50.0
    short_sd: float = 0.010
    short_days: float = 1.3
    annual_sd: float = 0.12
    annual_length: float = 0.5
    weekday_sd: float = 0.08
    weekday_days: float = 2000.0
    weekday_season_sd: float = 0.03
    weekday_season_length: float = 0.6
    holiday_sd: float = 0.05
    holiday_days: float = 1.5
    holiday_weekday_sd: float = 0.06
    holiday_weekday_days: float = 5.0
    core_sd: float = 0.13
    swing_sd: float = 0.012
    swing_days: float = 6.0
    memory_sd: float = 0.012
    memory_days: float = 2.0
    memory_share: float = 0.9
    covid_sd: float = 0.2
    covid_days: float = 60.0
    noise_sd: float = 0.011
    winter_factor: float = 1.2
    bridge_mean: float = 0.003
    bridge_sd: float = 0.005
    restated_noise_sd: float = 0.003


# --- parts that depend on the lag alone; each maps lags in days (any shape) to covariances of the same shape


def level(lag: Floats, at: Parameters) -> Floats:
    """An unknown constant and a mean-reverting walk slow enough to pass for a random walk."""
    walk_variance = at.level_innovation**2 * at.level_days / 2.0
    return VAGUE_SD**2 + walk_variance * _fading(lag, at.level_days)


def medium(lag: Floats, at: Parameters) -> Floats:
    """Swings of some weeks."""
    return at.medium_sd**2 * _fading(lag, at.medium_days)


def short(lag: Floats, at: Parameters) -> Floats:
    """Swings of a day or two."""
    return at.short_sd**2 * _fading(lag, at.short_days)


def annual(lag: Floats, at: Parameters) -> Floats:
    """A shape of the year that never changes (a decay would be a second level innovation in hiding)."""
    return at.annual_sd**2 * _periodic(lag, at.annual_length)


def weekday(lag: Floats, at: Parameters) -> Floats:
    """An effect of each weekday that drifts over the years, as the shape of the week does."""
    return at.weekday_sd**2 * _same_weekday(lag) * _fading(lag, at.weekday_days)


def weekday_season(lag: Floats, at: Parameters) -> Floats:
    """An effect of each weekday that goes smoothly with the season."""
    return at.weekday_season_sd**2 * _same_weekday(lag) * _periodic(lag, at.weekday_season_length)


def memory(lag: Floats, at: Parameters) -> Floats:
    """What comes back after 364 days, with correlation ``memory_share`` per return."""
    size = np.abs(lag)
    covariance = np.zeros_like(size)
    for returns in range(int(np.max(size, initial=0.0)) // MEMORY_LAG_DAYS + 2):
        near = _fading(size - returns * MEMORY_LAG_DAYS, at.memory_days)
        # The mirrored tooth matters only at lags next to zero, and keeps the sum positive definite.
        mirrored = _fading(size + returns * MEMORY_LAG_DAYS, at.memory_days) if returns else 0.0
        covariance += at.memory_share**returns * (near + mirrored)
    return at.memory_sd**2 * covariance


STATIONARY: Final[Mapping[Part, Callable[[Floats, Parameters], Floats]]] = MappingProxyType(
    {
        Part.LEVEL: level,
        Part.MEDIUM: medium,
        Part.SHORT: short,
        Part.ANNUAL: annual,
        Part.WEEKDAY: weekday,
        Part.WEEKDAY_SEASON: weekday_season,
        Part.MEMORY: memory,
    }
)
"""The parts that depend on the lag alone."""


def lag_table(last_lag: int, at: Parameters) -> Floats:
    """Covariance of all stationary parts together at lags 0 … ``last_lag`` days, shape ``(last_lag + 1,)``."""
    lags = np.arange(last_lag + 1, dtype=np.float64)
    total = np.zeros_like(lags)
    for part in STATIONARY.values():
        total += part(lags, at)
    return total


# --- parts that touch few days; each gives the covariance among the days it touches


def holiday(window: Window, at: Parameters) -> Floats:
    """One holiday's effects among the ``n`` days of its window, shape ``(n, n)``.

    An effect by offset common to all years; for fixed dates, which move through the week, a part by the weekday of
    the day, since a peak hides the ordinary week; a wide own part for core days; and one common swing per year.
    """
    apart = np.abs(np.subtract.outer(window.offset, window.offset)).astype(np.float64)
    covariance = at.holiday_sd**2 * _fading(apart, at.holiday_days)
    if window.holiday.fixed_date:
        weekday_of_day = (window.weekday + window.offset) % 7
        alike = np.equal.outer(weekday_of_day, weekday_of_day)
        covariance += at.holiday_weekday_sd**2 * alike * _fading(apart, at.holiday_weekday_days)
    core = np.logical_and.outer(window.core, window.core)
    covariance += at.core_sd**2 * core * (apart == 0.0)
    same_year = np.equal.outer(window.year, window.year)
    return covariance + at.swing_sd**2 * same_year * _fading(apart, at.swing_days)


def covid(days: Ints, at: Parameters) -> Floats:
    """The covid level among ``n`` covid days: an unknown constant and a fading swing, shape ``(n, n)``."""
    lag = np.subtract.outer(days, days).astype(np.float64)
    return VAGUE_SD**2 + at.covid_sd**2 * _fading(lag, at.covid_days)


def bridge(days: Ints, at: Parameters) -> Floats:
    """What restating adds among ``n`` restated days: each year's offset and each day's own, shape ``(n, n)``."""
    year = years(days)
    same_year, same_day = np.equal.outer(year, year), np.equal.outer(days, days)
    return at.bridge_sd**2 * same_year + at.restated_noise_sd**2 * same_day


def noise_variance(days: Ints, at: Parameters) -> Floats:
    """Variance of each day's noise, shape ``(n,)``."""
    factor = np.where(in_winter(days), at.winter_factor, 1.0)
    return (at.noise_sd * factor) ** 2


def in_winter(days: Ints) -> Bools:
    """Which of ``days`` (proleptic ordinals) lie in January or February."""
    return np.isin(_months(days), (1, 2))


def in_covid(days: Ints) -> Bools:
    """Which of ``days`` (proleptic ordinals) carry the covid level."""
    first, last = COVID
    return (days >= first) & (days <= last)


def years(days: Ints) -> Ints:
    """Calendar year of each proleptic ordinal."""
    return _as_dates(days).astype("datetime64[Y]").astype(np.int64) + 1970


def _months(days: Ints) -> Ints:
    return _as_dates(days).astype("datetime64[M]").astype(np.int64) % 12 + 1


def _as_dates(days: Ints) -> NDArray[np.datetime64]:
    return (days - date(1970, 1, 1).toordinal()).astype("datetime64[D]")


def _fading(lag: Floats, days: float) -> Floats:
    """Correlation of an Ornstein-Uhlenbeck process."""
    return np.exp(-np.abs(lag) / days)


def _periodic(lag: Floats, length: float) -> Floats:
    """Correlation of a periodic shape, once differentiable: Matérn 3/2 of the chord on the unit circle of the year."""
    chord = 2.0 * np.abs(np.sin(np.pi * lag / YEAR_DAYS))
    scaled = np.sqrt(3.0) * chord / length
    return (1.0 + scaled) * np.exp(-scaled)


def _same_weekday(lag: Floats) -> Floats:
    return (np.mod(lag, 7.0) == 0.0).astype(np.float64)
