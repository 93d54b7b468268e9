"""The counts as one array by day, and estimates with their intervals: what every look at the past starts from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from paxline.counts.history import History
from paxline.errors import MissingData
from paxline.forecast.kernels import COVID

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEVEL: Final = 0.95
"""The probability that every interval of the exploration is made for."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """What stands where the history holds too little to answer.

    Attributes:
        reason: What is missing, one sentence for a person.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with the interval that Student's t gives it.

    Attributes:
        mean: The mean of the values, in their unit.
        low: The lower end of the 95 % interval; ``None`` where one value tells no spread.
        high: Its upper end.
        n: How many values, at least 1.
    """

    mean: float
    low: float | None
    high: float | None
    n: int


def estimate(values: Iterable[float]) -> Estimate:
    """The mean of independent ``values`` with its 95 % t-interval; without any value it raises ``ValueError``."""
    array = np.array(list(values), dtype=np.float64)
    if not array.size:
        raise ValueError("the mean of nothing is not known")
    mean = float(array.mean())
    if array.size == 1:
        return Estimate(mean, None, None, 1)
    half = float(student.ppf((1 + LEVEL) / 2, array.size - 1) * array.std(ddof=1) / np.sqrt(array.size))
    return Estimate(mean, mean - half, mean + half, int(array.size))


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The logarithm of the count of each day.

    Attributes:
        first: The ordinal of the first day.
        log: Natural logarithms of passengers, one per day; NaN where no count (or 0) is known.
    """

    first: int
    log: Floats

    @property
    def days(self) -> Ints:
        """The ordinals of the days, ascending."""
        return np.arange(self.first, self.first + self.log.size, dtype=np.int64)

    @property
    def last(self) -> int:
        """The ordinal of the last day."""
        return self.first + self.log.size - 1

    def at(self, days: Ints) -> Floats:
        """The logarithms of ``days`` (ordinals) in the same shape; NaN outside."""
        place = days - self.first
        inside = (place >= 0) & (place < self.log.size)
        return np.where(inside, self.log[np.where(inside, place, 0)], np.nan)

    def without_covid(self) -> "Series":
        """The same with the days of the pandemic's own level (``forecast.kernels.COVID``) not known."""
        days = self.days
        return Series(self.first, np.where((days >= COVID[0]) & (days <= COVID[1]), np.nan, self.log))


def series(history: History) -> Series:
    """The published count of each day where there is one, else the restated; without any it raises ``MissingData``."""
    counts = {day.toordinal(): reading.passengers for day, reading in history.comparable.items()}
    if not counts:
        raise MissingData("no counts are known, so there is nothing to explore; run `paxline ingest` first")
    first, last = min(counts), max(counts)
    log = np.full(last - first + 1, np.nan)
    for day, passengers in counts.items():
        if passengers > 0:
            log[day - first] = np.log(passengers)
    return Series(first, log)


def trailing_mean(values: Floats, days: int) -> Floats:
    """The mean of each value and the ``days - 1`` before it, in the same shape; NaN where one of them is not known."""
    means = np.full(values.size, np.nan)
    if values.size >= days:
        means[days - 1 :] = np.lib.stride_tricks.sliding_window_view(values, days).mean(axis=1)
    return means


def day_of(ordinal: int | np.int64) -> date:
    """The date of an ordinal."""
    return date.fromordinal(int(ordinal))
