import numpy as np
import pytest
from tests.study.planted import honest, outcomes, record, too_sure

from paxline.study.calibration import Share, Verdict, interval_shares, pit_histogram, share, wilson


def test_a_calibrated_forecaster_has_a_flat_histogram() -> None:
    found = pit_histogram(record(honest, outcomes(100)).rows)
    assert found.shares == pytest.approx((0.1,) * 10)
    assert found.outside == 0
    assert (found.n, found.weeks) == (100, 100)


def test_an_overconfident_forecaster_piles_up_at_both_ends() -> None:
    found = pit_histogram(record(too_sure, outcomes(100)).rows)
    assert min(found.shares[0], found.shares[-1]) > 0.3
    assert max(found.shares[2:-2]) < 0.1
    assert found.outside >= 2


def test_the_band_counts_a_week_once_however_often_it_was_forecast() -> None:
    once = pit_histogram(record(honest, outcomes(100)).rows)
    five = pit_histogram(record(honest, outcomes(100), known=(0, 1, 2, 3, 4)).rows)
    assert five.n == 500
    assert five.band == once.band == pytest.approx((0.1 - 0.0588, 0.1 + 0.0588), abs=1e-4)


def test_intervals_of_a_calibrated_forecaster_hold_as_often_as_they_claim() -> None:
    for found in interval_shares(record(honest, outcomes(1000)).rows):
        assert found.happened == pytest.approx(found.claimed, abs=0.002)
        assert found.verdict is Verdict.AS_CLAIMED


def test_intervals_of_an_overconfident_one_hold_too_seldom() -> None:
    at = {found.claimed: found for found in interval_shares(record(too_sure, outcomes(300)).rows)}
    # A third of the spread: the 80 % interval reaches 0.427 sds and holds 33 %.
    assert at[0.8].happened == pytest.approx(0.33, abs=0.01)
    assert at[0.8].verdict is Verdict.TOO_SELDOM


def test_a_share_above_its_claim_is_too_often() -> None:
    assert share(0.5, 0.9, n=100, weeks=100).verdict is Verdict.TOO_OFTEN
    assert Share(0.5, 0.5, 0.5, 0.5, 1, 1).verdict is Verdict.AS_CLAIMED


def test_wilsons_interval_is_the_textbooks() -> None:
    # 15 of 50, in Newcombe (1998): 0.191 to 0.438.
    assert wilson(0.3, 50) == pytest.approx((0.191, 0.438), abs=5e-4)


@pytest.mark.parametrize("n", [1, 10, 1000])
def test_a_share_of_none_or_all_keeps_room_on_one_side(n: int) -> None:
    low, high = wilson(0.0, n)
    assert low == pytest.approx(0.0, abs=1e-12)
    assert 0.0 < high < 1.0
    assert wilson(1.0, n) == pytest.approx((1 - high, 1.0))


def test_no_interval_leaves_the_unit() -> None:
    ends = np.array([wilson(p, 3) for p in np.linspace(0, 1, 21)])
    assert ends.min() >= 0.0
    assert ends.max() <= 1.0
