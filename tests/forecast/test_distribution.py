import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from paxline.forecast.distribution import (
    Distribution,
    Mixture,
    Moved,
    Normal,
    Pooled,
    Sample,
    StudentT,
    Widened,
    exceedance,
    median,
    sample,
)

LEVELS = np.linspace(0.002, 0.998, 250)

locs = st.floats(-1e6, 4e6)
scales = st.floats(1.0, 3e5)
normals = st.builds(Normal, locs, scales)
students = st.builds(StudentT, locs, scales, st.floats(2.5, 60.0))
samples = st.lists(st.integers(-(10**6), 4 * 10**6), min_size=2, max_size=60, unique=True).map(
    lambda draws: Sample(tuple(draw / 7.0 for draw in draws))
)


def pooled_by(
    family: Callable[[tuple[Distribution, ...], tuple[float, ...]], Distribution],
) -> st.SearchStrategy[Distribution]:
    def build(parts: list[Distribution], raw: list[float]) -> Distribution:
        weights = np.array(raw[: len(parts)])
        return family(tuple(parts), tuple((weights / weights.sum()).tolist()))

    raw_weights = st.lists(st.floats(0.05, 1.0), min_size=4, max_size=4)
    return st.builds(build, st.lists(st.one_of(normals, students), min_size=1, max_size=4), raw_weights)


smooth = st.one_of(normals, students, pooled_by(Mixture), pooled_by(Pooled))
families = st.one_of(smooth, samples)


@given(smooth)
def test_the_cdf_undoes_the_quantile(of: Distribution) -> None:
    np.testing.assert_allclose(of.cdf(of.quantile(LEVELS)), LEVELS, atol=1e-7)


@given(samples)
def test_a_sample_s_cdf_undoes_its_quantile_between_the_outermost_draws(of: Sample) -> None:
    n = len(of.draws)
    inside = np.linspace(0.5 / n, 1.0 - 0.5 / n, 50)[1:-1]
    np.testing.assert_allclose(of.cdf(of.quantile(inside)), inside, atol=1e-6)


@given(families)
def test_quantiles_rise_with_the_probability_and_cdfs_with_the_number(of: Distribution) -> None:
    quantiles = of.quantile(LEVELS)
    slack = 1e-9 * (1.0 + np.abs(quantiles).max())
    assert np.all(np.diff(quantiles) >= -slack)
    x = np.linspace(quantiles[0] - of.sd, quantiles[-1] + of.sd, 300)
    f = of.cdf(x)
    assert np.all(np.diff(f) >= -1e-12)
    assert np.all((f >= 0.0) & (f <= 1.0))


@given(families)
def test_strictly_above_and_at_most_share_the_probability(of: Distribution) -> None:
    x = of.quantile(np.array([0.1, 0.5, 0.9]))
    np.testing.assert_allclose(exceedance(of, x) + of.cdf(x), 1.0)


@given(families)
def test_answers_have_the_shape_of_the_question(of: Distribution) -> None:
    assert np.shape(of.cdf(1.0)) == ()
    assert of.cdf(np.ones((2, 3))).shape == (2, 3)
    assert of.quantile(np.full((3, 1), 0.4)).shape == (3, 1)
    assert median(of) == pytest.approx(float(of.quantile(0.5)))


@given(families)
def test_every_family_is_a_distribution(of: Distribution) -> None:
    assert isinstance(of, Distribution)
    assert math.isfinite(of.mean)
    assert of.sd >= 0.0


MADE = [
    Normal(2.4e6, 4e4),
    StudentT(2.4e6, 4e4, 8.0),
    Mixture((Normal(2.3e6, 3e4), StudentT(2.5e6, 5e4, 9.0)), (0.3, 0.7)),
    Pooled((Normal(2.3e6, 3e4), StudentT(2.5e6, 5e4, 9.0)), (0.3, 0.7)),
    Sample(tuple(np.random.default_rng(3).normal(2.4e6, 4e4, 500).tolist())),
]


@pytest.mark.parametrize("of", MADE, ids=lambda of: type(of).__name__)
def test_moments_are_those_of_many_draws(of: Distribution) -> None:
    drawn = sample(of, 20_000, seed=5)
    assert drawn.mean() == pytest.approx(of.mean, abs=6 * of.sd / math.sqrt(len(drawn)))
    assert drawn.std() == pytest.approx(of.sd, rel=0.02)


@pytest.mark.parametrize("of", MADE, ids=lambda of: type(of).__name__)
def test_the_same_seed_draws_the_same_numbers(of: Distribution) -> None:
    np.testing.assert_array_equal(sample(of, 50, seed=1), sample(of, 50, seed=1))
    assert not np.array_equal(sample(of, 50, seed=1), sample(of, 50, seed=2))


@given(locs, scales, st.floats(2.5, 60.0))
def test_the_textbook_families_are_the_textbook_s(loc: float, scale: float, df: float) -> None:
    x = loc + scale * np.linspace(-4.0, 4.0, 9)
    np.testing.assert_allclose(Normal(loc, scale).cdf(x), stats.norm.cdf(x, loc, scale), atol=1e-12)
    np.testing.assert_allclose(StudentT(loc, scale, df).cdf(x), stats.t.cdf(x, df, loc, scale), atol=1e-12)
    assert StudentT(loc, scale, df).sd == pytest.approx(float(stats.t.std(df, loc, scale)))


def test_averaged_quantiles_stay_as_sharp_as_their_parts_and_mixtures_do_not() -> None:
    parts = (Normal(2.3e6, 3e4), Normal(2.5e6, 3e4))
    assert Pooled(parts, (0.5, 0.5)).sd == pytest.approx(3e4, rel=1e-3)
    assert Mixture(parts, (0.5, 0.5)).sd == pytest.approx(math.hypot(3e4, 1e5))
    assert Pooled(parts, (0.5, 0.5)).mean == Mixture(parts, (0.5, 0.5)).mean


@pytest.mark.parametrize(
    "make",
    [
        lambda: Normal(1.0, 0.0),
        lambda: Normal(math.nan, 1.0),
        lambda: Normal(1.0, math.inf),
        lambda: StudentT(1.0, -1.0, 5.0),
        lambda: StudentT(1.0, 1.0, 2.0),
        lambda: Sample((1.0,)),
        lambda: Sample((1.0, math.nan)),
        lambda: Mixture((), ()),
        lambda: Mixture((Normal(0.0, 1.0),), (0.5,)),
        lambda: Mixture((Normal(0.0, 1.0),) * 2, (1.5, -0.5)),
        lambda: Pooled((Normal(0.0, 1.0),), (0.5, 0.5)),
    ],
)
def test_what_is_no_distribution_is_refused(make: Callable[[], Distribution]) -> None:
    with pytest.raises(ValueError, match=r"scale|degrees|draws|weights"):
        make()


def test_a_moved_distribution_keeps_its_shape() -> None:
    still, moved = StudentT(10.0, 2.0, 5.0), Moved(StudentT(10.0, 2.0, 5.0), 3.0)
    assert (moved.mean, moved.sd) == (13.0, still.sd)
    assert float(moved.quantile(0.9)) == pytest.approx(float(still.quantile(0.9)) + 3.0)
    assert float(moved.cdf(14.0)) == pytest.approx(float(still.cdf(11.0)))


OURS = [
    Normal(2.42e6, 3e4),
    StudentT(2.43e6, 2.2e4, 5.0),
    # A week of which all seven days are known.
    Mixture((StudentT(2.41e6, 1.0, 5.0), StudentT(2.41e6, 3e4, 5.0)), (0.985, 0.015)),
    Sample(tuple(np.random.default_rng(5).normal(2.42e6, 3e4, 300).tolist())),
]


@pytest.mark.parametrize("weight", [0.01, 0.2, 0.5, 1.0])
@pytest.mark.parametrize("ours", OURS, ids=lambda of: type(of).__name__)
def test_a_pool_s_cdf_is_its_quantile_function_s_inverse_found_slowly(ours: Distribution, weight: float) -> None:
    pool = Pooled((ours, StudentT(2.42e6, 3e4, 4.0)), (weight, 1 - weight))
    x = np.concatenate([np.arange(2.2e6, 2.7e6, 5e4), ours.quantile(np.array([0.01, 0.4, 0.9]))])
    low, high = np.full_like(x, -30.0), np.full_like(x, 30.0)
    for _ in range(80):
        middle = 0.5 * (low + high)
        below = pool.quantile(1 / (1 + np.exp(-middle))) < x
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    # Where the quantile function is flat, each probability of the flat answers.
    flat = isinstance(ours, Sample) and weight == 1.0
    np.testing.assert_allclose(pool.cdf(x), 1 / (1 + np.exp(-low)), atol=2e-3 if flat else 1e-9)


def test_a_pool_of_three_is_inverted_too() -> None:
    pool = Pooled((Normal(0.0, 1.0), Normal(4.0, 2.0), Normal(-1.0, 3.0)), (0.5, 0.2, 0.3))
    np.testing.assert_allclose(pool.cdf(pool.quantile(LEVELS)), LEVELS, atol=1e-10)
    assert float(pool.quantile(0.5)) == pytest.approx(0.5)


def test_a_widened_distribution_keeps_its_median_and_its_shape() -> None:
    narrow = Sample((1.0, 2.0, 3.0, 4.0, 9.0))
    for of in (StudentT(10.0, 2.0, 5.0), narrow):
        wide, p = Widened(of, 1.5), np.array([0.05, 0.3, 0.5, 0.9])
        assert np.allclose(wide.quantile(p) - median(of), 1.5 * (of.quantile(p) - median(of)))
        assert wide.sd == pytest.approx(1.5 * of.sd)
        assert wide.mean - median(of) == pytest.approx(1.5 * (of.mean - median(of)))
    t = Widened(StudentT(10.0, 2.0, 5.0), 1.5)
    assert np.allclose(t.cdf(t.quantile(np.array([0.1, 0.7]))), [0.1, 0.7])
