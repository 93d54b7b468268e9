import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.desk.utility import Utility

fractions = st.sampled_from([0.05, 0.25, 0.5, 0.9, 1.0])


def test_full_kelly_is_the_logarithm() -> None:
    wealth = np.array([0.5, 1.0, 2.0])
    assert Utility(1.0).of(wealth) == pytest.approx(np.log(wealth))
    assert Utility(1.0).certain_growth(0.3) == 0.3


@given(fractions, st.floats(0.5, 2))
def test_sure_wealth_is_worth_its_own_growth(fraction: float, wealth: float) -> None:
    utility = Utility(fraction)
    growth = utility.certain_growth(float(utility.of(np.array([wealth]))[0]))
    assert growth == pytest.approx(np.log(wealth), abs=1e-8)


@given(fractions, st.floats(0.2, 5))
def test_the_slope_is_the_derivative(fraction: float, wealth: float) -> None:
    utility, h = Utility(fraction), 1e-6 * wealth
    low, high = utility.of(np.array([wealth - h, wealth + h]))
    assert utility.slope(np.array([wealth]))[0] == pytest.approx((high - low) / (2 * h), rel=1e-4)


def test_a_bound_above_every_utility_bounds_nothing() -> None:
    assert Utility(0.25).certain_growth(0.5) == np.inf


def test_a_small_even_bet_is_a_fraction_of_kellys() -> None:
    # Growth of b (edge) - a b^2 / 2 is greatest at b = edge / a.
    utility, edge = Utility(0.25), 0.01
    bets = np.linspace(0.0, 0.02, 2001)
    wins, loses = utility.of(1 + bets), utility.of(1 - bets)
    best = bets[np.argmax((0.5 + edge / 2) * wins + (0.5 - edge / 2) * loses)]
    assert best == pytest.approx(0.25 * edge, rel=0.02)


@pytest.mark.parametrize("fraction", [0.0, -0.5, 1.5, float("nan")])
def test_a_fraction_lies_between_nothing_and_kelly(fraction: float) -> None:
    with pytest.raises(ValueError, match="fraction of Kelly"):
        Utility(fraction)


def test_a_fraction_bounds_the_chance_of_a_fall() -> None:
    # Bets that keep E w^(1 - a) at 1: the worst that the promise allows.
    aversion, rng = 4.0, np.random.default_rng(7)
    up, down = 1.02, 0.98
    p = (down ** (1 - aversion) - 1) / (down ** (1 - aversion) - up ** (1 - aversion))
    steps = np.where(rng.random((2000, 2000)) < p, np.log(up), np.log(down))
    lowest = np.cumsum(steps, axis=1).min(axis=1)
    fell = (lowest <= np.log(0.5)).mean()
    assert fell <= 0.5 ** (aversion - 1) + 0.02
    assert fell > 0.08
