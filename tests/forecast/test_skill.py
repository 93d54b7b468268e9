from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.forecast.skill import BLOCK_WEEKS, paired_skill

MONDAY = date(2025, 1, 6)


def weeks(n: int, *, issues: int = 1) -> list[date]:
    return [MONDAY + timedelta(weeks=i) for i in range(n) for _ in range(issues)]


def test_the_difference_and_the_skill_are_those_of_the_means() -> None:
    found = paired_skill([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], weeks=weeks(3), seed=1)
    assert (found.rows, found.weeks) == (3, 3)
    assert found.difference == -2.0
    assert found.skill == found.skill_low == found.skill_high == 0.5
    assert found.low <= found.difference <= found.high


@given(st.lists(st.floats(0.0, 1e5), min_size=1, max_size=60), st.integers(0, 2**31))
def test_a_forecaster_is_no_better_than_itself(scores: list[float], seed: int) -> None:
    found = paired_skill(scores, scores, weeks=weeks(len(scores)), seed=seed)
    assert (found.difference, found.low, found.high, found.skill) == (0.0, 0.0, 0.0, 0.0)


def test_the_same_seed_gives_the_same_interval_and_the_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(4)
    ours, theirs, when = rng.uniform(size=50), rng.uniform(size=50), weeks(10, issues=5)
    first = paired_skill(ours, theirs, weeks=when, seed=9)
    assert first == paired_skill(ours, theirs, weeks=when, seed=9)
    assert first != paired_skill(ours, theirs, weeks=when, seed=10)
    shuffled = np.arange(50).reshape(10, 5)[::-1].ravel()
    again = paired_skill(ours[shuffled], theirs[shuffled], weeks=[when[i] for i in shuffled], seed=9)
    assert again.low == pytest.approx(first.low)
    assert again.high == pytest.approx(first.high)


def test_issue_times_that_repeat_a_week_add_no_certainty() -> None:
    rng = np.random.default_rng(4)
    once = rng.normal(size=80)
    single = paired_skill(once, np.zeros(80) + 1.0, weeks=weeks(80), seed=3)
    fivefold = paired_skill(np.repeat(once, 5), np.zeros(400) + 1.0, weeks=weeks(80, issues=5), seed=3)
    assert fivefold.high - fivefold.low == pytest.approx(single.high - single.low)


@pytest.mark.slow
def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(8)
    held = 0
    for seed in range(200):
        found = paired_skill(rng.normal(0.3, 1.0, 100), np.zeros(100), weeks=weeks(100), seed=seed)
        held += found.low <= 0.3 <= found.high
    assert 0.88 <= held / 200 <= 0.99


def test_neighbouring_weeks_that_err_together_widen_the_interval() -> None:
    rng = np.random.default_rng(8)
    runs = np.repeat(rng.normal(size=30), BLOCK_WEEKS)
    together = paired_skill(runs, np.zeros(120), weeks=weeks(120), seed=1)
    apart = paired_skill(rng.permutation(runs), np.zeros(120), weeks=weeks(120), seed=1)
    assert together.high - together.low > 1.4 * (apart.high - apart.low)


@pytest.mark.parametrize(
    ("ours", "theirs", "when"), [([], [], []), ([1.0], [1.0, 2.0], weeks(1)), ([1.0, 2.0], [1.0, 2.0], weeks(1))]
)
def test_scores_that_do_not_pair_are_refused(ours: list[float], theirs: list[float], when: list[date]) -> None:
    with pytest.raises(ValueError, match="as many scores"):
        paired_skill(ours, theirs, weeks=when, seed=1)
