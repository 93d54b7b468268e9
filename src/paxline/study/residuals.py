"""What a simple baseline leaves of each day, and how long it lasts."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from scipy.stats import t as student

from paxline.counts.calendar import Holiday
from paxline.study.effects import place
from paxline.study.series import LEVEL, Estimate, Floats, Ints, Lacking, Series, day_of

LAGS: Final = 28
BLOCK_DAYS: Final = 91
"""Blocks left out one at a time to learn how far an autocorrelation may be off."""

LEAST_DAYS: Final = 2 * 365
LARGEST: Final = 8

RESIDUAL: Final = (
    "log count minus a least-squares baseline: a level that bends at each New Year, three yearly waves, the weekday, "
    "the weekday × the first wave, and one step for each place around a holiday; the pandemic is left out"
)
"""What a residual is, in words."""


@dataclass(frozen=True, slots=True)
class Autocorrelation:
    """How alike residuals are.

    Attributes:
        lag: Days between them.
        value: The autocorrelation with its interval by leaving out one quarter at a time; n counts the pairs.
    """

    lag: int
    value: Estimate


@dataclass(frozen=True, slots=True)
class Residuals:
    """What the baseline leaves.

    Attributes:
        n: Days with a residual.
        sd: Their standard deviation, in log units.
        median_size: The median of their absolute values, in log units.
        lags: The autocorrelation at 1 to 28 days.
        largest: The largest residuals with their days, largest first.
    """

    n: int
    sd: float
    median_size: float
    lags: tuple[Autocorrelation, ...]
    largest: tuple[tuple[date, float], ...]


def residuals(counts: Series) -> Residuals | Lacking:
    """The residuals of ``counts`` (see ``RESIDUAL``); two years of days are the least that tell season from level."""
    usual = counts.without_covid()
    known = np.isfinite(usual.log)
    if known.sum() < LEAST_DAYS:
        return Lacking(f"Residuals need {LEAST_DAYS} days outside the pandemic to tell the season from the level.")
    left = _left(usual.days, usual.log, known)
    told = np.flatnonzero(np.isfinite(left))
    largest = told[np.argsort(-np.abs(left[told]), kind="stable")[:LARGEST]]
    return Residuals(
        n=int(told.size),
        sd=float(left[told].std()),
        median_size=float(np.median(np.abs(left[told]))),
        lags=tuple(Autocorrelation(lag, autocorrelation(left, lag)) for lag in range(1, LAGS + 1)),
        largest=tuple((day_of(usual.first + i), float(left[i])) for i in largest),
    )


def autocorrelation(values: Floats, lag: int) -> Estimate:
    """Correlation of ``values`` (mean 0, NaN where not known) with themselves ``lag`` later, by a block jackknife."""
    products, squares = values[:-lag] * values[lag:], values**2
    block = np.arange(values.size) // BLOCK_DAYS
    groups = int(block[-1]) + 1
    pairs = np.isfinite(products)
    cross = np.bincount(block[:-lag][pairs], products[pairs], groups)
    crosses = np.bincount(block[:-lag][pairs], minlength=groups)
    alone = np.isfinite(squares)
    power = np.bincount(block[alone], squares[alone], groups)
    powers = np.bincount(block[alone], minlength=groups)
    used = powers > 0
    cross, crosses, power, powers = cross[used], crosses[used], power[used], powers[used]
    whole = _ratio(cross.sum(), crosses.sum(), power.sum(), powers.sum())
    without = np.array(
        [
            _ratio(cross.sum() - c, crosses.sum() - nc, power.sum() - p, powers.sum() - np_)
            for c, nc, p, np_ in zip(cross, crosses, power, powers, strict=True)
        ]
    )
    n = without.size
    half = float(student.ppf((1 + LEVEL) / 2, n - 1) * np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum()))
    return Estimate(whole, whole - half, whole + half, int(pairs.sum()))


def _ratio(cross: float, pairs: float, power: float, days: float) -> float:
    return float((cross / pairs) / (power / days))


def _left(days: Ints, log: Floats, known: np.ndarray) -> Floats:
    """What least squares leave of each day; NaN where the day is not known or alone at its place around a holiday."""
    places = [place(int(day)) for day in days]
    counted: dict[tuple[Holiday, int], int] = {}
    for where, there in zip(places, known, strict=True):
        if where is not None and there:
            counted[where] = counted.get(where, 0) + 1
    alone = np.array([where is not None and counted.get(where, 0) < 2 for where in places])
    used = known & ~alone
    steps = {where: i for i, where in enumerate(where for where, n in counted.items() if n >= 2)}
    design = np.hstack([_smooth(days), _steps(places, steps)])[used]
    solution = np.linalg.lstsq(design, log[used], rcond=None)[0]
    left = np.full(days.size, np.nan)
    left[used] = log[used] - design @ solution
    return left


def _smooth(days: Ints) -> Floats:
    """Columns of level, season, weekday, and weekday × first wave; one row per day."""
    dates = [day_of(day) for day in days]
    knots = [date(year, 1, 1).toordinal() for year in range(dates[0].year + 1, dates[-1].year + 1)]
    time = (days - days[0]) / 365.25
    level = [np.ones(days.size), time, *(np.maximum(0.0, (days - knot) / 365.25) for knot in knots)]
    angle = 2 * np.pi * np.array([day.timetuple().tm_yday for day in dates]) / 365.25
    waves = [wave(k * angle) for k in (1, 2, 3) for wave in (np.cos, np.sin)]
    weekday = np.array([day.weekday() for day in dates])
    shape = [(weekday == w) * column for w in range(6) for column in (np.ones(days.size), *waves[:2])]
    return np.column_stack([*level, *waves, *shape])


def _steps(places: list[tuple[Holiday, int] | None], steps: dict[tuple[Holiday, int], int]) -> Floats:
    """One column per place around a holiday."""
    columns = np.zeros((len(places), len(steps)))
    for row, where in enumerate(places):
        if where in steps:
            columns[row, steps[where]] = 1.0
    return columns
