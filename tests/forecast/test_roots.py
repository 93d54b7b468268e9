import numpy as np
from numpy.typing import NDArray

from paxline.forecast.roots import crossings

Floats = NDArray[np.float64]


def test_smooth_crossings_are_found_to_the_last_digit_in_a_few_steps() -> None:
    asked: list[int] = []
    wanted = np.array([0.1, 1.0, 5.0])

    def gap(x: Floats) -> Floats:
        asked.append(1)
        return np.expm1(x) - wanted

    low, high = crossings(gap, np.zeros(3), np.full(3, 10.0))
    assert np.all((gap(low) <= 0) & (gap(high) >= 0))
    nearest = np.where(np.abs(gap(low)) < np.abs(gap(high)), low, high)
    np.testing.assert_allclose(nearest, np.log1p(wanted), rtol=1e-14)
    assert len(asked) < 40


def test_a_jump_is_closed_in_on_from_both_sides() -> None:
    low, high = crossings(lambda x: np.where(x < 0.3, -1.0, 2.0), np.array([0.0]), np.array([1.0]))
    assert low[0] < 0.3 <= high[0]
    assert high[0] - low[0] < 1e-15


def test_a_crossing_at_an_end_is_that_end() -> None:
    low, high = crossings(lambda x: x, np.array([0.0, -2.0]), np.array([3.0, 0.0]))
    assert low[0] == 0.0
    assert high[1] == 0.0
