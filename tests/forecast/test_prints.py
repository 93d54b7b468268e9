import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.forecast import prints
from paxline.forecast.distribution import Pooled, StudentT, exceedance

RNG = np.random.default_rng(3)


def logs(n: int, *, sd: float, correlation: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    mean = np.log(2.4e6) + 0.1 * RNG.standard_normal(n)
    return mean, sd**2 * (correlation + (1 - correlation) * np.eye(n))


@pytest.mark.parametrize(("n", "sd"), [(7, 0.03), (7, 0.08), (3, 0.03), (1, 0.15)])
def test_quantiles_agree_with_draws(n: int, sd: float) -> None:
    mean, covariance = logs(n, sd=sd)
    known = (7 - n) * 2.3e6
    median, half = prints.print_quantiles(known, mean, covariance)
    draws = np.exp(RNG.multivariate_normal(mean, covariance, size=200_000)).sum(axis=1)
    low, middle, high = np.quantile((known + draws) / 7, [0.16, 0.5, 0.84])
    assert float(median) == pytest.approx(middle, abs=0.02 * float(half))
    assert float(half) == pytest.approx((high - low) / 2, rel=0.02)


def test_day_moments_agree_with_draws() -> None:
    mean, covariance = logs(3, sd=0.05)
    counts, of_counts = prints.day_moments(mean, covariance)
    draws = np.exp(RNG.multivariate_normal(mean, covariance, size=200_000))
    np.testing.assert_allclose(counts, draws.mean(axis=0), rtol=1e-3)
    np.testing.assert_allclose(of_counts, np.cov(draws.T), rtol=0.03)


def test_the_t_has_the_central_width_of_the_normal_and_fatter_tails() -> None:
    t = prints.tailed(np.array([2.4e6]), np.array([3e4]), np.array([1.0]))
    np.testing.assert_allclose(t.quantile([0.16, 0.5, 0.84]), [2.37e6, 2.4e6, 2.43e6], atol=1.0)
    assert exceedance(t, 2.4e6 + 3.5 * 3e4) > 3e-4


@given(st.lists(st.floats(0.01, 1.0), min_size=2, max_size=5))
def test_members_pool_quantile_by_quantile(raw: list[float]) -> None:
    weights = np.array(raw, dtype=np.float64) / sum(raw)
    medians = np.linspace(2.4e6, 2.45e6, len(raw), dtype=np.float64)
    halves = np.linspace(2e4, 3e4, len(raw), dtype=np.float64)
    each = [prints.tailed(medians[i : i + 1], halves[i : i + 1], np.ones(1)) for i in range(len(raw))]
    pool = Pooled(tuple(each), tuple((weights / weights.sum()).tolist()))
    levels = np.array([0.01, 0.16, 0.5, 0.8, 0.99])
    np.testing.assert_allclose(prints.tailed(medians, halves, weights).quantile(levels), pool.quantile(levels))


def test_a_published_week_stands_unless_it_is_corrected() -> None:
    settled = prints.published(7 * 2.4e6)
    assert float(settled.quantile(0.5)) == pytest.approx(2.4e6, abs=1.0)
    outside = float(exceedance(settled, 2.4e6 + 20_000.0))
    assert 0.0 < outside < prints.CORRECTION_SHARE / 2


def test_scale_is_never_zero() -> None:
    t = prints.tailed(np.array([2.4e6]), np.array([0.0]), np.array([1.0]))
    assert t == StudentT(2.4e6, prints.SMALLEST_SCALE, prints.TAIL_DF)
