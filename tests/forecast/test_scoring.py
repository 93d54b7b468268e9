import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from paxline.forecast.distribution import Distribution, Mixture, Normal, Pooled, Sample, StudentT
from paxline.forecast.scoring import (
    SMALLEST_PROBABILITY,
    bias,
    brier,
    coverage,
    crps,
    log_loss,
    log_score,
    mae,
    pit,
    rmse,
    within,
)

locs = st.floats(-5.0, 5.0)
scales = st.floats(0.1, 4.0)
normals = st.builds(Normal, locs, scales)
students = st.builds(StudentT, locs, scales, st.floats(2.5, 40.0))
observations = st.floats(-30.0, 30.0)
NARROW_IN_WIDE = Mixture((StudentT(0.0, 1e-3, 5.0), StudentT(0.5, 2.0, 5.0)), (0.5, 0.5))


def by_brute_force(of: Distribution, observed: float) -> float:
    """The defining integral, panel by panel between quantiles."""
    cuts = of.quantile(np.concatenate([[1e-10, 1e-6, 1e-3], np.linspace(0.02, 0.98, 33), [0.999, 1 - 1e-6, 1 - 1e-10]]))
    edges = np.unique(np.append(cuts, observed)).tolist()

    def squared(x: float) -> float:
        return (float(of.cdf(x)) - float(x >= observed)) ** 2

    return sum(quad(squared, low, high, epsabs=1e-11)[0] for low, high in pairwise(edges))


@given(normals, observations)
def test_the_normal_s_crps_is_the_defining_integral(of: Normal, observed: float) -> None:
    assert float(crps(of, observed)) == pytest.approx(by_brute_force(of, observed), rel=1e-6)


@given(students, observations)
def test_student_s_crps_is_the_defining_integral(of: StudentT, observed: float) -> None:
    assert float(crps(of, observed)) == pytest.approx(by_brute_force(of, observed), rel=1e-4)


@given(st.one_of(normals, students), observations)
def test_a_mixture_of_one_scores_as_its_only_part(of: Normal | StudentT, observed: float) -> None:
    assert float(crps(Mixture((of,), (1.0,)), observed)) == pytest.approx(float(crps(of, observed)), rel=1e-6)


@given(st.one_of(normals, students), observations)
def test_a_pool_of_one_scores_as_its_only_part(of: Normal | StudentT, observed: float) -> None:
    assert float(crps(Pooled((of,), (1.0,)), observed)) == pytest.approx(float(crps(of, observed)), rel=1e-6)


@given(normals, normals, st.floats(0.0, 1.0), observations)
def test_a_mixture_of_normals_scores_by_the_textbook(a: Normal, b: Normal, weight: float, observed: float) -> None:
    expected = scoringrules.crps_mixnorm(
        observed, np.array([a.loc, b.loc]), np.array([a.scale, b.scale]), np.array([weight, 1.0 - weight])
    )
    assert float(crps(Mixture((a, b), (weight, 1.0 - weight)), observed)) == pytest.approx(float(expected), rel=1e-6)


@given(normals, st.builds(Normal, locs, scales), st.floats(0.0, 1.0), observations)
def test_averaged_normals_score_as_the_normal_they_are(a: Normal, b: Normal, weight: float, observed: float) -> None:
    same = Normal(weight * a.loc + (1.0 - weight) * b.loc, weight * a.scale + (1.0 - weight) * b.scale)
    pooled = Pooled((a, b), (weight, 1.0 - weight))
    assert float(crps(pooled, observed)) == pytest.approx(float(crps(same, observed)), rel=1e-6)


@pytest.mark.parametrize("observed", [-3.0, 0.0, 1e-4, 2.0, 50.0])
def test_a_needle_in_a_wide_mixture_is_not_missed(observed: float) -> None:
    assert float(crps(NARROW_IN_WIDE, observed)) == pytest.approx(by_brute_force(NARROW_IN_WIDE, observed), rel=1e-6)


@given(st.lists(st.integers(-100, 100), min_size=2, max_size=30), observations)
def test_a_sample_scores_by_its_own_straight_lines(tenths: list[int], observed: float) -> None:
    draws = [tenth / 10.0 for tenth in tenths]
    of = Sample(tuple(draws))
    x = np.unique([*np.linspace(-31.0, 31.0, 50_001), *draws, observed])
    middle = 0.5 * (x[1:] + x[:-1])
    expected = np.sum(np.diff(x) * (of.cdf(middle) - (middle >= observed)) ** 2)
    assert float(crps(of, observed)) == pytest.approx(float(expected), abs=2e-4)


def test_many_draws_score_nearly_as_what_they_were_drawn_from() -> None:
    draws = np.random.default_rng(2).normal(size=5000)
    for observed in (-2.0, 0.1, 4.0):
        mine = float(crps(Sample(tuple(draws.tolist())), observed))
        assert mine == pytest.approx(float(np.asarray(scoringrules.crps_ensemble(observed, draws))), abs=1e-3)
        assert mine == pytest.approx(float(crps(Normal(0.0, 1.0), observed)), abs=0.02)


@given(st.one_of(normals, students), st.lists(observations, min_size=1, max_size=5))
def test_scores_have_the_shape_of_the_observations(of: Distribution, observed: list[float]) -> None:
    for score in (crps, log_score, pit):
        assert score(of, observed).shape == (len(observed),)
        assert score(Mixture((of,), (1.0,)), np.array([observed])).shape == (1, len(observed))
        assert float(score(of, observed[0])) == pytest.approx(float(score(of, observed)[0]))


@pytest.mark.parametrize("score", [crps, log_score])
@pytest.mark.parametrize("other", [Normal(0.4, 1.0), Normal(0.0, 1.5), StudentT(0.0, 1.0, 4.0)])
def test_the_truth_scores_best_on_average(score: Callable[..., Any], other: Distribution) -> None:
    truth = Normal(0.0, 1.0)
    observed = np.random.default_rng(11).normal(size=20_000)
    assert score(truth, observed).mean() < score(other, observed).mean()


@given(st.one_of(normals, students), observations)
def test_the_log_score_is_minus_the_log_of_the_cdf_s_slope(of: Distribution, observed: float) -> None:
    near = 1e-4 * of.sd
    slope = float(of.cdf(observed + near) - of.cdf(observed - near)) / (2.0 * near)
    if slope > 1e-6:
        assert float(log_score(of, observed)) == pytest.approx(-math.log(slope), abs=1e-3)


def test_the_log_score_of_other_families_goes_by_a_narrow_band() -> None:
    a, b = Normal(0.0, 1.0), Normal(2.0, 1.0)
    assert float(log_score(Pooled((a, b), (0.5, 0.5)), 0.3)) == pytest.approx(
        float(log_score(Normal(1.0, 1.0), 0.3)), rel=1e-4
    )
    assert float(log_score(Mixture((a, b), (1.0, 0.0)), 0.3)) == pytest.approx(float(log_score(a, 0.3)))
    assert math.isinf(float(log_score(Sample((0.0, 1.0)), 9.0)))


def test_brier_and_log_loss_of_strikes() -> None:
    np.testing.assert_allclose(brier([0.2, 0.9, 1.0], [0, 1, 1]), [0.04, 0.01, 0.0])
    np.testing.assert_allclose(log_loss([0.2, 0.9], [0, 1]), [-math.log(0.8), -math.log(0.9)])
    assert float(log_loss(0.0, 1)) == pytest.approx(-math.log(SMALLEST_PROBABILITY))
    assert float(log_loss(1.0, 1)) == pytest.approx(SMALLEST_PROBABILITY, rel=1e-3)


@pytest.mark.parametrize("score", [brier, log_loss])
@pytest.mark.parametrize("probability", [-0.01, 1.01, math.nan])
def test_what_is_no_probability_is_refused(score: Callable[..., Any], probability: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        score(probability, 1)


def test_pits_of_a_calibrated_forecast_are_uniform_and_cover_as_they_should() -> None:
    of = StudentT(3.0, 2.0, 5.0)
    pits = pit(of, of.quantile(np.linspace(0.0005, 0.9995, 1000)))
    for level in (0.5, 0.8, 0.95):
        assert coverage(pits, level) == pytest.approx(level, abs=1e-3)
    assert coverage([0.1, 0.9, 0.05, 0.95], 0.8) == 0.5


def test_errors_of_a_point() -> None:
    errors = [30_000.0, -40_000.0, 50_000.0, -60_000.0]
    assert mae(errors) == 45_000.0
    assert rmse(errors) == pytest.approx(math.sqrt(21.5e8))
    assert bias(errors) == -5_000.0
    assert within(errors) == 0.75
    assert within(errors, 35_000.0) == 0.25


@pytest.mark.parametrize("score", [mae, rmse, bias, within, lambda x: coverage(x, 0.5)])
def test_nothing_has_no_average(score: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="nothing"):
        score([])
