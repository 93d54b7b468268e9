from math import log

import numpy as np
import pytest
from tests.study.planted import case, honest, outcomes, record, too_sure

from paxline.forecast.distribution import Normal, StudentT, median
from paxline.study.calibration import Verdict
from paxline.study.strikes import claims, normal_tailed, strike_losses, strike_shares, strikes_near


def test_strikes_are_the_ladders_five_steps_either_way() -> None:
    strikes = strikes_near(2_412_000.0)
    assert strikes[0] == 2_150_000
    assert strikes[5] == 2_400_000
    assert strikes[-1] == 2_650_000
    assert len(strikes) == 11


def test_normal_tails_keep_the_median_and_the_middle_two_thirds() -> None:
    fat = StudentT(2_400_000.0, 30_000.0, 4.0)
    thin = normal_tailed(fat)
    assert thin.loc == pytest.approx(median(fat))
    assert thin.quantile((0.16, 0.84)).tolist() == pytest.approx(fat.quantile((0.16, 0.84)).tolist())
    assert thin.quantile(0.001) > fat.quantile(0.001)


def test_a_claim_is_what_was_said_and_what_came() -> None:
    said = claims([case(Normal(2_400_000.0, 50_000.0), 2_425_000.0)])
    assert said.happened.tolist() == [1] * 6 + [0] * 5
    assert said.stated[5] == pytest.approx(0.5)
    assert said.stated[6] == pytest.approx(0.1587, abs=1e-4)
    assert len(said.weeks) == 11


def test_an_honest_forecasters_strikes_pay_as_often_as_stated() -> None:
    for found in strike_shares(claims(record(honest, outcomes(400)).cases)):
        assert found.happened == pytest.approx(found.claimed, abs=0.01)
        assert found.verdict is Verdict.AS_CLAIMED
        assert found.weeks <= 400


def test_an_overconfident_ones_long_shots_pay_too_often() -> None:
    # The far strikes are stated at next to nothing and pay one time in twenty.
    lowest, *_ = strike_shares(claims(record(too_sure, outcomes(400)).cases))
    assert lowest.claimed < 0.001
    assert lowest.happened > 0.005


def test_a_certain_strike_belongs_to_the_last_step() -> None:
    found = strike_shares(claims([case(Normal(2_400_000.0, 1.0), 2_400_010.0)]))
    assert [round(one.claimed, 3) for one in found] == [0.0, 0.5, 1.0]
    assert [one.n for one in found] == [5, 1, 5]


def test_a_strikes_loss_is_the_log_of_what_was_given_to_what_came() -> None:
    even = case(Normal(2_400_000.0, 1.0), 2_400_010.0)
    (loss,) = strike_losses([even.settlement], [even])
    # Ten strikes are sure and cost a millionth; the one at the money is even.
    assert loss == pytest.approx((log(2) + 10e-6) / 11, rel=1e-4)


def test_a_rival_answers_the_same_questions() -> None:
    ours = case(Normal(2_400_000.0, 20_000.0), 2_410_000.0)
    mine, theirs = (strike_losses([of], [ours])[0] for of in (ours.settlement, Normal(2_900_000.0, 20_000.0)))
    assert theirs > mine
    # Far off, all strikes above the print are taken as sure to pay: five of them, at the dearest.
    assert theirs == pytest.approx(5 * -log(1e-6) / 11, rel=1e-3)


def test_losses_come_in_the_order_of_cases() -> None:
    cases = record(honest, outcomes(8)).cases
    together = strike_losses([one.settlement for one in cases], cases)
    apart = [strike_losses([one.settlement], [one])[0] for one in cases]
    assert np.allclose(together, apart)
