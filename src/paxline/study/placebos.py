"""Series that can know nothing, in the shape of one that might: what they come to in a trial is luck."""

from dataclasses import replace

import numpy as np

from paxline.counts.supplements import Series
from paxline.forecast.distribution import Floats


def shuffled(series: Series, *, seed: int) -> Series:
    """The series with its figures dealt out anew over its periods: its distribution without its order."""
    values = np.array([one.value for one in series.observations])
    return _with_values(series, np.random.default_rng(seed).permutation(values))


def wandered(series: Series, *, seed: int) -> Series:
    """A random walk over the series' periods, with steps as large as the series' own."""
    values = np.array([one.value for one in series.observations])
    steps = np.random.default_rng(seed).normal(0.0, max(float(np.std(np.diff(values))), 1e-9), len(values))
    return _with_values(series, steps.cumsum())


def _with_values(series: Series, values: Floats) -> Series:
    pairs = zip(series.observations, values.tolist(), strict=True)
    placed = tuple(replace(one, value=value) for one, value in pairs)
    return Series(series.name, series.known_by, placed)
