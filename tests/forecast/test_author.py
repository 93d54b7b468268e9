import numpy as np
import pytest
from tests.forecast.made_up import START, counts, past

from paxline.counts.history import History
from paxline.errors import LookAhead, MissingData
from paxline.forecast.author import HONEST_LAG, Means, author_models, trend_rmse
from paxline.testing import history, reading

LEVELS = np.linspace(2.0e6, 2.5e6, 60)


def test_both_published_figures_come_out_again(real_history: History) -> None:
    last_year, trend = author_models(real_history)
    assert last_year.published == pytest.approx(277_989.85)
    assert last_year.reproduced == pytest.approx(last_year.published, abs=0.01)
    assert last_year.counts_to.isoformat() == "2024-04-15"
    assert trend.published == pytest.approx(43_282.03)
    assert trend.reproduced == pytest.approx(trend.published, abs=1.0)
    assert trend.counts_to.isoformat() == "2024-07-04"


def test_with_what_could_be_known_before_the_week_the_second_is_70_percent_worse(real_history: History) -> None:
    last_year, trend = author_models(real_history)
    assert trend.honest == pytest.approx(74_218, abs=5.0)
    assert last_year.honest == last_year.reproduced


def test_a_steady_trend_is_forecast_without_error_at_any_lag() -> None:
    means = Means(now=1.1 * LEVELS, then=LEVELS, counts_to=START)
    assert trend_rmse(means, lag=HONEST_LAG) == pytest.approx(0.0, abs=1e-6)


def test_gaps_and_a_history_from_before_the_post_are_refused() -> None:
    with pytest.raises(MissingData):
        author_models(past())
    with pytest.raises(MissingData):
        author_models(History.of([reading(START, 1)], known_by=past().known_by))
    with pytest.raises(LookAhead):
        author_models(history(START, counts(100)))
