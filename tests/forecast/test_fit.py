from dataclasses import asdict, replace

import numpy as np
import pytest
from tests.forecast import drawn

from paxline.forecast.design import Design
from paxline.forecast.fit import FITTED, Training, cuts, fit, fit_history, loss_and_gradient, weekly_crps
from paxline.forecast.kernels import Parameters


def past(n: int, at: Parameters, *, seed: int) -> Design:
    of = drawn.design(n)
    return drawn.filled(of, drawn.log_counts(of, at, seed=seed))


@pytest.mark.parametrize("name", FITTED)
def test_the_gradient_is_that_of_the_loss(name: str) -> None:
    at = Parameters()
    training = Training.of(past(120, at, seed=2), since=drawn.week_of(28).monday)
    extra = cuts(training.design, at)
    _, slope = loss_and_gradient(training, at, extra)
    step = 1e-4
    here = asdict(at)[name]
    up, down = (loss_and_gradient(training, replace(at, **{name: here * np.exp(s)}), extra)[0] for s in (step, -step))
    assert slope[FITTED.index(name)] == pytest.approx((up - down) / (2 * step), rel=1e-4, abs=1e-5)


@pytest.mark.slow
def test_a_fit_moves_towards_the_truth_and_scores_better() -> None:
    truth = replace(Parameters(), noise_sd=3 * Parameters().noise_sd)
    of = past(250, truth, seed=5)
    since = drawn.week_of(100).monday
    found = fit(of, since=since)
    training = Training.of(of, since=since)
    assert found.parameters.noise_sd > 1.5 * Parameters().noise_sd
    assert found.mean_crps < weekly_crps(training, Parameters()).mean()
    assert found.mean_crps == pytest.approx(weekly_crps(training, found.parameters).mean())
    assert found.trained_through.toordinal() == of.days[-1]


def test_a_history_is_fitted_on_all_it_knows() -> None:
    known = drawn.history(drawn.readings(90, seed=7))
    found = fit_history(known, since=drawn.week_of(49).monday)
    assert found.trained_through == known.latest_day
    assert found.mean_crps > 0
