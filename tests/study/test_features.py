from datetime import UTC, datetime

import numpy as np
import pytest
from tests.study.told import FIRST, daily, issue, weekly

from paxline.counts.supplements import Series
from paxline.errors import LookAhead
from paxline.study.features import OfWeek, Recent, WorstOfWeek, foreseen, knowable, label

WEEKS = weekly([float(i) for i in range(60)])
"""The value known at the start of a week is the week's number."""


def test_a_level_is_the_last_figure_known_at_the_time() -> None:
    issues = [issue(FIRST.plus(week), 0) for week in (0, 5, 59)]
    assert knowable(WEEKS, [Recent("level")], issues).tolist() == [[0], [5], [59]]


def test_a_change_is_taken_from_the_figure_so_many_weeks_before() -> None:
    issues = [issue(FIRST.plus(week), 4) for week in (3, 4, 53)]
    told = knowable(WEEKS, [Recent("4 weeks", less=4), Recent("year", less=52)], issues)
    assert np.isnan(told[0]).all()
    assert told[1, 0] == 4
    assert np.isnan(told[1, 1])
    assert told[2].tolist() == [4, 52]


def test_a_series_that_ended_says_nothing_after_three_weeks() -> None:
    issues = [issue(FIRST.plus(week), 0) for week in (61, 62)]
    told = knowable(WEEKS, [Recent("level")], issues)
    assert told[0, 0] == 59
    assert np.isnan(told[1, 0])
    assert np.isnan(knowable(Series.of("none", [], known_by=WEEKS.known_by), [Recent("level")], issues)).all()


def test_weather_of_the_week_is_seen_only_as_far_as_it_was_observed() -> None:
    days = daily([1, 2, 3, 4, 5, 6, 9])
    wednesday = [issue(FIRST, 2)]
    assert knowable(days, [Recent("2 days", days=2)], wednesday).tolist() == [[1.5]]
    assert np.isnan(knowable(days, [OfWeek()], wednesday)).all()
    assert foreseen(days, [OfWeek(), WorstOfWeek()], wednesday).tolist() == [[5.4, 9]]


def test_a_series_is_never_asked_beyond_what_it_knows() -> None:
    early = Series.of("weekly", WEEKS.observations, known_by=datetime(2023, 1, 1, tzinfo=UTC))
    with pytest.raises(LookAhead):
        knowable(early, [Recent("level")], [issue(FIRST, 0)])


def test_features_are_named_together() -> None:
    assert label([Recent("level"), OfWeek()]) == "level + the week's own"
