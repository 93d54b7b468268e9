from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from scipy import stats

from paxline.counts.history import History, Vintage
from paxline.errors import MissingData
from paxline.forecast.kernels import COVID
from paxline.study.series import Series, estimate, series, trailing_mean
from paxline.testing import history, reading


def test_an_estimate_is_the_mean_with_students_interval() -> None:
    values = [0.1, 0.3, 0.2, 0.5]
    of = estimate(values)
    low, high = stats.t.interval(0.95, 3, loc=np.mean(values), scale=stats.sem(values))
    assert (of.mean, of.low, of.high, of.n) == pytest.approx((0.275, low, high, 4))


def test_one_value_tells_no_interval_and_none_no_mean() -> None:
    assert (estimate([0.1]).low, estimate([0.1]).n) == (None, 1)
    with pytest.raises(ValueError, match="nothing"):
        estimate([])


def test_the_published_figure_goes_before_the_restated_and_gaps_stay_unknown() -> None:
    day = date(2026, 1, 5)
    readings = [
        reading(day, 100),
        reading(day, 200, vintage=Vintage.RESTATED),
        reading(day + timedelta(days=1), 0),
        reading(day + timedelta(days=3), 300, vintage=Vintage.RESTATED),
    ]
    counts = series(History.of(readings, known_by=datetime(2026, 2, 1, tzinfo=UTC)))
    assert counts.first == day.toordinal()
    assert counts.log == pytest.approx([np.log(100), np.nan, np.nan, np.log(300)], nan_ok=True)
    assert counts.at(np.array([counts.first - 1, counts.last, counts.last + 1])) == pytest.approx(
        [np.nan, np.log(300), np.nan], nan_ok=True
    )


def test_without_any_count_there_is_nothing_to_explore() -> None:
    with pytest.raises(MissingData, match="nothing to explore"):
        series(History(datetime(2026, 2, 1, tzinfo=UTC), ()))


def test_the_pandemic_is_left_out_and_nothing_else() -> None:
    counts = series(history(date.fromordinal(COVID[0] - 1), [100] * 3))
    assert np.isfinite(counts.without_covid().log).tolist() == [True, False, False]


def test_a_trailing_mean_needs_all_of_its_days() -> None:
    of = trailing_mean(np.array([1.0, 2.0, 3.0, np.nan, 5.0]), 2)
    assert of == pytest.approx([np.nan, 1.5, 2.5, np.nan, np.nan], nan_ok=True)
    assert np.isnan(trailing_mean(np.array([1.0]), 2)).all()
    assert Series(1, np.array([1.0])).days.tolist() == [1]
