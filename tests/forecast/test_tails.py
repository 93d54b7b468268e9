import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from paxline.forecast.tails import normal_cdf, normal_quantile, student_cdf, student_quantile

degrees = st.floats(2.001, 200.0)
numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20).map(np.array)
probabilities = st.lists(st.floats(1e-30, 1.0 - 1e-12), min_size=1, max_size=20).map(np.array)


@given(degrees, numbers)
def test_the_student_cdf_is_scipy_s_far_into_the_tail(df: float, x: np.ndarray) -> None:
    expected = special.stdtr(df, x)
    visible = expected > 1e-280
    np.testing.assert_allclose(student_cdf(df, x)[visible], expected[visible], rtol=2e-12)


@given(degrees, probabilities)
def test_the_student_quantile_undoes_the_cdf_and_is_scipy_s(df: float, p: np.ndarray) -> None:
    quantile = student_quantile(df, p)
    np.testing.assert_allclose(student_cdf(df, quantile), p, rtol=2e-12)
    np.testing.assert_allclose(quantile, special.stdtrit(df, p), rtol=1e-10, atol=1e-10)


@given(st.floats(200.0, 1000.0), probabilities)
def test_many_degrees_of_freedom_cost_some_digits_and_no_more(df: float, p: np.ndarray) -> None:
    np.testing.assert_allclose(student_quantile(df, p), special.stdtrit(df, p), rtol=1e-7, atol=1e-7)


@given(numbers)
def test_the_normal_cdf_is_scipy_s(x: np.ndarray) -> None:
    z = x / 3e4
    np.testing.assert_allclose(normal_cdf(z), special.ndtr(z), rtol=1e-12)


@given(probabilities)
def test_the_normal_quantile_is_scipy_s(p: np.ndarray) -> None:
    np.testing.assert_allclose(normal_quantile(p), special.ndtri(p), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("p", [1e-300, 1e-9, 0.02, 0.3, 0.5])
def test_quantiles_are_mirrored_about_the_median(p: float) -> None:
    assert normal_quantile(0.5) == 0.0
    assert abs(student_quantile(5.0, 0.5)) < 1e-15
    assert np.isfinite(student_quantile(5.0, p))
    if p > 1e-3:
        np.testing.assert_allclose(student_quantile(5.0, 1.0 - p), -student_quantile(5.0, p), atol=1e-12)
        np.testing.assert_allclose(normal_quantile(1.0 - p), -normal_quantile(p), atol=1e-12)


def test_the_normal_s_ends_are_infinite() -> None:
    np.testing.assert_array_equal(normal_quantile([0.0, 1.0]), [-np.inf, np.inf])
    np.testing.assert_array_equal(normal_cdf([-np.inf, np.inf]), [0.0, 1.0])


def test_answers_have_the_shape_of_the_question() -> None:
    for answer in (normal_cdf, normal_quantile, lambda p: student_cdf(5.0, p), lambda p: student_quantile(5.0, p)):
        assert np.shape(answer(0.3)) == ()
        assert np.shape(answer(np.full((2, 3), 0.3))) == (2, 3)
