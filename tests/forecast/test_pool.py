import numpy as np
import pytest

from paxline.forecast.pool import HALF_LIFE_WEEKS, KNOWN, TYPICAL_CRPS, learned_weights


def scores(*members: float, weeks: int = 20) -> np.ndarray:
    """CRPS of members that score a constant multiple of what is typical."""
    return np.array(members)[:, None, None] * np.ones((1, weeks, 1)) * TYPICAL_CRPS


def test_without_a_past_all_members_weigh_the_same() -> None:
    weights = learned_weights(np.empty((4, 0, KNOWN)), np.empty(0))
    np.testing.assert_allclose(weights, 0.25)


def test_weights_sum_to_one_and_favour_the_better_member() -> None:
    weights = learned_weights(scores(0.9, 1.0, 1.1), np.arange(20.0))
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    assert np.all(weights[:, 0] > weights[:, 1])
    assert np.all(weights[:, 1] > weights[:, 2])


def test_a_week_counts_half_after_its_half_life() -> None:
    def log_odds(age: float) -> float:
        weights = learned_weights(scores(1.0, 1.5, weeks=1), np.array([age]))[0]
        return float(np.log(weights[0] / weights[1]))

    assert log_odds(0.0) == pytest.approx(0.5)
    assert log_odds(HALF_LIFE_WEEKS) == pytest.approx(0.25)


def test_being_good_at_one_number_of_known_days_weighs_most_there() -> None:
    crps = scores(1.0, 1.0)
    crps[0, :, 0] *= 0.8
    weights = learned_weights(crps, np.zeros(20))
    assert weights[0, 0] > weights[1, 0] > 0.5


def test_no_loss_is_too_large_for_a_weight() -> None:
    weights = learned_weights(scores(1.0, 100.0, weeks=200), np.zeros(200))
    assert np.isfinite(weights).all()
    np.testing.assert_allclose(weights[:, 0], 1.0)
