import numpy as np
import pytest
from scoringrules import crps_normal
from tests.forecast import drawn
from tests.forecast.test_factor import grown, world

from paxline.forecast.kernels import Parameters
from paxline.forecast.scores import complete_weeks, normal_crps, prefix_crps, week_pieces, weekly_errors


def test_only_whole_weeks_since_then_are_complete() -> None:
    of = world(31)
    weeks = complete_weeks(of, since=drawn.START)
    assert weeks.tolist() == [0, 7, 14, 21]
    assert complete_weeks(of, since=drawn.week_of(7).monday).tolist() == [7, 14, 21]
    gap = np.delete(np.arange(31), 10)
    holed = type(of)(of.days[gap], of.log_counts[gap], of.restated[gap])
    assert complete_weeks(holed, since=drawn.START).tolist() == [0, 13, 20]


def test_normal_crps_agrees_with_a_reference() -> None:
    error, sd = np.array([-2.0, 0.0, 0.3]), np.array([1.0, 2.0, 0.5])
    np.testing.assert_allclose(normal_crps(error, sd), crps_normal(0.0, error, sd))


@pytest.mark.parametrize("known", [0, 2, 4])
def test_weekly_errors_are_those_of_the_posterior(known: int) -> None:
    of, at = world(84), Parameters()
    made = grown(of)
    error, variance = weekly_errors(*week_pieces(made.lower, made.whitened, made.extra, of, np.array([77])))
    n, rows = 77 + known, np.arange(77 + known, 84)
    panel = made.lower[rows, :n]
    mean = of.mean(at)[rows] + panel @ made.whitened[:n]
    covariance = drawn.covariance(of, at)[np.ix_(rows, rows)] - panel @ panel.T
    shares = np.exp(of.log_counts[rows]) / 7
    assert error[0, known] == pytest.approx(shares @ (of.log_counts[rows] - mean))
    assert variance[0, known] == pytest.approx(shares @ covariance @ shares)


def test_scores_fall_as_days_become_known() -> None:
    of = world(364)
    crps = prefix_crps(grown(of), of, complete_weeks(of, since=drawn.week_of(100).monday)).mean(axis=0)
    assert np.all(np.diff(crps) < 0)
