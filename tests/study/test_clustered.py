import numpy as np
import pytest
from scipy.stats import t

from paxline.study.clustered import clustered


def test_the_interval_is_students_with_one_degree_less_than_events() -> None:
    six = clustered([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert six.high - six.mean == pytest.approx(2.5706 * np.sqrt(3.5 / 6), rel=1e-4)
    assert (six.n, six.mean, six.below, six.lowest, six.highest) == (6, 3.5, 0, 1.0, 6.0)


def test_six_of_one_sign_have_two_chances_in_sixty_four() -> None:
    assert clustered([-1.0, -2.0, -3.0, -4.0, -5.0, -6.0]).p == 2 / 64
    assert clustered([1.0, -1.0]).p == 1.0


def test_many_events_are_judged_by_students_t() -> None:
    each = np.random.default_rng(1).normal(0.3, 1.0, 40)
    statistic = float(each.mean() / each.std(ddof=1) * np.sqrt(40))
    assert clustered(each).p == pytest.approx(2 * float(t.sf(abs(statistic), 39)))
    assert clustered([2.0] * 20).p == 1.0


def test_one_event_has_no_interval_and_none_is_refused() -> None:
    alone = clustered([-3.0])
    assert (alone.low, alone.high, alone.p) == (-3.0, -3.0, 1.0)
    with pytest.raises(ValueError, match="no event"):
        clustered([])


def test_the_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(2)
    held = [one.low <= 0.0 <= one.high for one in (clustered(rng.normal(size=6)) for _ in range(800))]
    assert np.mean(held) == pytest.approx(0.95, abs=0.025)
