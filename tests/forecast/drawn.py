"""Worlds drawn from the structural model itself: histories whose truth is known."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from paxline.counts.calendar import Week, nominal_release
from paxline.counts.history import History, Reading, Vintage
from paxline.forecast import kernels
from paxline.forecast.design import Design
from paxline.forecast.kernels import Floats, Parameters

START = date(2023, 1, 2)


def design(n: int, *, ahead: int = 0, start: date = START, restated: int = 0) -> Design:
    """``n`` rows that wait for figures, the first ``restated`` of them restated, and ``ahead`` days to forecast."""
    days = start.toordinal() + np.arange(n + ahead, dtype=np.int64)
    logs = np.concatenate([np.zeros(n), np.full(ahead, np.nan)])
    return Design(days, logs, np.arange(n + ahead) < restated)


def covariance(of: Design, at: Parameters) -> Floats:
    """The full prior covariance of the rows, noise included."""
    lags = np.abs(np.subtract.outer(of.days, of.days))
    return kernels.lag_table(int(lags.max()), at)[lags] + of.sparse(at).dense()


def log_counts(of: Design, at: Parameters, *, seed: int) -> Floats:
    """Log counts of every row drawn from the prior."""
    triangle = np.linalg.cholesky(covariance(of, at))
    return of.mean(at) + triangle @ np.random.default_rng(seed).standard_normal(len(of))


def filled(of: Design, logs: Floats) -> Design:
    """The design with its observed rows filled from ``logs``."""
    return Design(of.days, np.where(np.isnan(of.log_counts), np.nan, logs), of.restated, of.shocks)


def readings(n: int, *, seed: int, at: Parameters | None = None, start: date = START) -> list[Reading]:
    """Published readings of ``n`` days drawn from the prior, known by the timetable."""
    of = design(n, start=start)
    counts = np.exp(log_counts(of, at or Parameters(), seed=seed)).round().astype(int)
    days = [start + timedelta(days=i) for i in range(n)]
    return [
        Reading(day, int(count), nominal_release(day), Vintage.PUBLISHED, "drawn")
        for day, count in zip(days, counts, strict=True)
    ]


def history(of: Sequence[Reading]) -> History:
    """Everything the readings say, as of the last of them."""
    return History.of(of, known_by=max(reading.known_at for reading in of))


def week_of(day: int) -> Week:
    """The contract week that holds the ``day``-th day from the start."""
    return Week.holding(START + timedelta(days=day))
