from datetime import date

import numpy as np
import pytest

from paxline.study.residuals import LAGS, Residuals, autocorrelation, residuals
from paxline.study.series import Lacking, series
from paxline.testing import history

RHO = 0.6


def persistent(n: int, *, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = np.zeros(n)
    for i in range(1, n):
        values[i] = RHO * values[i - 1] + rng.normal(0, 0.02)
    return values


def test_a_planted_autocorrelation_is_recovered_with_an_interval_that_covers_it() -> None:
    swing = persistent(6 * 365, seed=3)
    weekday = np.array([0.02, -0.12, -0.06, 0.05, 0.08, -0.07, 0.08])
    days = np.arange(swing.size)
    log = np.log(2.2e6) + 0.02 * days / 365 + weekday[days % 7] + 0.08 * np.cos(2 * np.pi * (days - 196) / 365.25)
    of = residuals(series(history(date(2022, 1, 3), [round(float(n)) for n in np.exp(log + swing)])))
    assert isinstance(of, Residuals)
    assert len(of.lags) == LAGS
    assert of.sd == pytest.approx(0.02 / np.sqrt(1 - RHO**2), rel=0.12)
    for one in of.lags[:3]:
        assert one.value.mean == pytest.approx(RHO**one.lag, abs=0.1)
        assert one.value.low is not None
        assert one.value.high is not None
        assert one.value.low < RHO**one.lag < one.value.high
    assert abs(of.lags[-1].value.mean) < 0.1


def test_white_noise_has_none() -> None:
    values = np.random.default_rng(4).normal(0, 1, 2000)
    inside = [
        of.low <= 0 <= of.high
        for of in (autocorrelation(values, lag) for lag in range(1, LAGS + 1))
        if of.low is not None and of.high is not None
    ]
    assert sum(inside) >= LAGS - 4


def test_gaps_leave_out_pairs_and_nothing_else() -> None:
    values = persistent(1000, seed=5)
    values[100:120] = np.nan
    of = autocorrelation(values, 1)
    assert of.n == 1000 - 1 - 21
    assert of.mean == pytest.approx(RHO, abs=0.12)


def test_a_shock_is_the_largest_residual() -> None:
    rng = np.random.default_rng(6)
    log = np.log(2e6) + rng.normal(0, 0.01, 900)
    log[500] -= 0.5
    of = residuals(series(history(date(2023, 1, 2), [round(float(n)) for n in np.exp(log)])))
    assert isinstance(of, Residuals)
    day, size = of.largest[0]
    assert day == date.fromordinal(date(2023, 1, 2).toordinal() + 500)
    assert size == pytest.approx(-0.5, abs=0.05)
    assert of.n <= 900


def test_less_than_two_years_are_lacking() -> None:
    assert isinstance(residuals(series(history(date(2023, 1, 2), [100] * 700))), Lacking)
