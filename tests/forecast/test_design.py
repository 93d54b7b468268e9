from datetime import UTC, date, datetime

import numpy as np
import pytest
from tests.forecast import drawn

from paxline.counts.shocks import Shock
from paxline.forecast.design import COMMON_SHARE, Design
from paxline.forecast.kernels import Parameters, Part

DECLARED = datetime(2023, 1, 1, tzinfo=UTC)


STORM = Shock(date(2023, 1, 5), date(2023, 1, 7), -0.1, 0.05, "a storm", DECLARED)


def test_the_covariance_of_a_long_mixed_history_is_positive_definite() -> None:
    of = drawn.design(900, start=date(2021, 1, 1), restated=400)
    assert np.linalg.eigvalsh(drawn.covariance(of, Parameters()))[0] > 0


def test_blocks_and_noise_make_up_the_sparse_part() -> None:
    of, at = drawn.design(500, restated=100), Parameters()
    summed = np.zeros((500, 500))
    for blocks in of.blocks(at).values():
        for rows, covariance in blocks:
            summed[np.ix_(rows, rows)] += covariance
    rest = of.sparse(at).dense() - summed
    assert np.all(np.diag(rest) > 0)
    np.testing.assert_allclose(rest - np.diag(np.diag(rest)), 0.0, atol=1e-15)


def test_a_part_of_the_sparse_covariance_is_that_part_of_the_whole() -> None:
    sparse = drawn.design(500, restated=100).sparse(Parameters())
    whole = sparse.dense()
    np.testing.assert_array_equal(whole, whole.T)
    for rows, columns in ((range(64, 500), range(64, 128)), (range(90, 95), range(64)), (range(7), range(7, 7))):
        np.testing.assert_array_equal(
            sparse.part(rows, columns), whole[rows.start : rows.stop, columns.start : columns.stop]
        )


def test_restated_rows_carry_the_bridge() -> None:
    of, at = drawn.design(30, restated=10), Parameters()
    ((rows, covariance),) = of.blocks(at)[Part.BRIDGE]
    assert rows.tolist() == list(range(10))
    assert covariance[0, 1] == pytest.approx(at.bridge_sd**2)
    mean = of.mean(at)
    assert mean[0] - mean[20] == pytest.approx(at.bridge_mean)


def test_a_shock_moves_the_mean_and_widens_only_its_days() -> None:
    plain, at = drawn.design(20), Parameters()
    hit = Design(plain.days, plain.log_counts, plain.restated, (STORM,))
    named = np.zeros(20, dtype=bool)
    named[3:6] = True
    np.testing.assert_allclose(hit.mean(at) - plain.mean(at), np.where(named, STORM.log_effect, 0.0))
    added = hit.sparse(at).dense() - plain.sparse(at).dense()
    np.testing.assert_allclose(np.diag(added), np.where(named, STORM.log_spread**2, 0.0), atol=1e-18)
    assert added[3, 4] == pytest.approx(COMMON_SHARE * STORM.log_spread**2)
    assert added[0, 3] == 0.0


def test_observed_counts_the_rows_with_figures() -> None:
    assert drawn.design(12, ahead=7).observed == 12
