"""A made-up past: counts with weekdays, a season, growth and noise, long enough to learn from."""

from datetime import date, timedelta
from functools import cache

import numpy as np

from paxline.counts.history import History
from paxline.testing import history

START = date(2023, 1, 2)
DAYS = 3 * 364 + 70


def counts(days: int = DAYS, *, growth: float = 0.03, noise: float = 0.03, seed: int = 1) -> list[int]:
    """Daily counts from a Monday on; ``growth`` per year, ``noise`` as a share of the level."""
    t = np.arange(days)
    weekday = np.array([1.05, 0.9, 0.95, 1.08, 1.1, 0.88, 1.04])[t % 7]
    season = 1.0 + 0.1 * np.sin(2.0 * np.pi * t / 364.0)
    shaken = 1.0 + noise * np.random.default_rng(seed).normal(size=days)
    return np.round(2.2e6 * (1.0 + growth) ** (t / 364.0) * weekday * season * shaken).astype(int).tolist()


@cache
def past() -> History:
    """``counts`` as published by the timetable."""
    return history(START, counts())


def day(n: int) -> date:
    """The day ``n`` days after the start."""
    return START + timedelta(days=n)
