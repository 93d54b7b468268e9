from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.counts.calendar import Holiday
from paxline.forecast import kernels
from paxline.forecast.kernels import STATIONARY, Parameters, Part
from paxline.forecast.shipped import SHIPPED
from paxline.forecast.windows import windows

DAYS = np.arange(date(2021, 6, 1).toordinal(), date(2024, 6, 1).toordinal())
EVERY = [Parameters(), *(fit.parameters for fit in SHIPPED)]
NAMES = ["defaults", *(str(fit.trained_through) for fit in SHIPPED)]


def smallest(matrix: np.ndarray) -> float:
    return float(np.linalg.eigvalsh(matrix)[0])


@pytest.mark.parametrize("part", STATIONARY)
@pytest.mark.parametrize("at", EVERY, ids=NAMES)
def test_every_stationary_part_is_positive_semidefinite(part: Part, at: Parameters) -> None:
    lags = np.abs(np.subtract.outer(DAYS, DAYS)).astype(float)
    covariance = STATIONARY[part](lags, at)
    assert smallest(covariance) > -1e-9 * covariance[0, 0]


@pytest.mark.parametrize("at", EVERY, ids=NAMES)
def test_every_holidays_block_is_positive_semidefinite(at: Parameters) -> None:
    for window in windows(DAYS):
        block = kernels.holiday(window, at)
        assert smallest(block) > -1e-12
        np.testing.assert_allclose(block, block.T)


def test_covid_and_bridge_are_positive_definite() -> None:
    assert smallest(kernels.covid(DAYS[:80], Parameters())) > 0
    assert smallest(kernels.bridge(DAYS[100:400], Parameters())) > 0


def test_the_table_is_the_sum_of_the_parts() -> None:
    table = kernels.lag_table(800, Parameters())
    lags = np.arange(801.0)
    np.testing.assert_allclose(table, sum(part(lags, Parameters()) for part in STATIONARY.values()))


@given(st.integers(1, 3000))
def test_weekday_effects_are_shared_by_the_same_weekday_only(lag: int) -> None:
    shared = kernels.weekday(np.array([float(lag)]), Parameters())[0]
    assert (shared > 0) == (lag % 7 == 0)


def test_the_year_comes_round_and_never_fades() -> None:
    at = Parameters()
    four_years = kernels.annual(np.array([0.0, 1461.0, 14610.0]), at)
    np.testing.assert_allclose(four_years, at.annual_sd**2, rtol=1e-2)


def test_memory_returns_after_364_days_and_not_between() -> None:
    at = Parameters()
    near, between, back = kernels.memory(np.array([0.0, 180.0, 364.0]), at)
    assert between < 1e-6 * near
    assert back == pytest.approx(at.memory_share * near)


def test_a_level_twice_as_fast_drifts_twice_as_far() -> None:
    at = Parameters()
    fast = replace(at, level_innovation=2 * at.level_innovation)

    def drift(p: Parameters) -> float:
        here, later = kernels.level(np.array([0.0, 30.0]), p)
        return float(np.sqrt(2 * (here - later)))

    assert drift(at) == pytest.approx(at.level_innovation * np.sqrt(30), rel=0.01)
    assert drift(fast) == pytest.approx(2 * drift(at))


def test_core_days_have_a_wide_prior_of_their_own() -> None:
    at = Parameters()
    (window,) = [w for w in windows(DAYS[-400:]) if w.holiday is Holiday.THANKSGIVING]
    variances = np.diag(kernels.holiday(window, at))
    assert np.all(np.sqrt(variances[window.core]) > at.core_sd)
    assert np.all(np.sqrt(variances[~window.core]) < at.core_sd)


def test_effects_are_shared_across_years_and_swings_are_not() -> None:
    at = replace(Parameters(), holiday_sd=0.05, swing_sd=0.02, core_sd=0.1)
    (window,) = [w for w in windows(DAYS) if w.holiday is Holiday.MEMORIAL]
    block = kernels.holiday(window, at)
    day = np.flatnonzero(window.offset == 0)
    assert len(day) >= 2
    first, second = day[:2]
    assert block[first, second] == pytest.approx(0.05**2 + 0.1**2)
    assert block[first, first] == pytest.approx(0.05**2 + 0.1**2 + 0.02**2)


def test_noise_is_larger_in_january_and_february() -> None:
    at = replace(Parameters(), winter_factor=2.0)
    days = np.array([date(2024, 2, 29).toordinal(), date(2024, 3, 1).toordinal()])
    winter, spring = kernels.noise_variance(days, at)
    assert winter == pytest.approx(4 * spring)


def test_covid_days_end_with_august_2021() -> None:
    days = np.array([date(2019, 7, 1).toordinal(), date(2021, 8, 31).toordinal(), date(2021, 9, 1).toordinal()])
    assert kernels.in_covid(days).tolist() == [False, True, False]
    assert kernels.years(days).tolist() == [2019, 2021, 2021]
