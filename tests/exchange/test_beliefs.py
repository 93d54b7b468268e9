from datetime import timedelta

import numpy as np
import pytest
from tests.exchange.day import OPEN, WEEK

from paxline.counts.calendar import nominal_release
from paxline.exchange.beliefs import MARKET_SD, HiddenWeek, Skill, hidden_week
from paxline.market.contract import closes_at

DRAWN = [hidden_week(WEEK, average=2_400_000, seed=seed) for seed in range(2_000)]
KNOWN = range(len(MARKET_SD))


def coverage(skill: Skill, known: int) -> float:
    """How often the truth lies in the middle half of a view."""
    return float(np.mean([0.25 < float(drawn.view(skill, known).cdf(drawn.truth)) < 0.75 for drawn in DRAWN]))


def test_the_same_seed_draws_the_same_week_and_another_seed_another() -> None:
    assert hidden_week(WEEK, average=2_400_000, seed=1) == DRAWN[1]
    assert DRAWN[1] != DRAWN[2]


@pytest.mark.parametrize("known", KNOWN)
def test_the_market_errs_as_widely_as_it_is_said_to(known: int) -> None:
    errors = np.array([drawn.market_errors[known] for drawn in DRAWN])
    # Student's t with four degrees of freedom: half of all lies within .741 scales.
    assert float(np.median(np.abs(errors))) == pytest.approx(0.741 * MARKET_SD[known] / np.sqrt(2), rel=0.08)
    assert abs(float(np.median(errors))) < 0.06 * MARKET_SD[known]


@pytest.mark.parametrize("skill", [Skill(0.6), Skill(1, 0), Skill(1.5, -0.3)])
@pytest.mark.parametrize("known", [0, 2, 4])
def test_every_view_is_calibrated(skill: Skill, known: int) -> None:
    assert coverage(skill, known) == pytest.approx(0.5, abs=0.04)


def test_what_becomes_known_is_independent_of_what_was_erred_by() -> None:
    errors = np.array([drawn.market_errors for drawn in DRAWN])
    learned = errors[:, 0] - errors[:, 1]
    # Signs, because one draw stretches both alike.
    assert abs(float(np.mean(np.sign(learned) * np.sign(errors[:, 1])))) < 0.06


def test_a_view_that_sees_just_what_the_market_sees_is_the_market() -> None:
    assert DRAWN[3].view(Skill(1, 1), 2) == DRAWN[3].market(2)


def test_a_better_view_is_nearer_to_the_truth() -> None:
    def off(skill: Skill) -> float:
        return float(np.mean([abs(drawn.view(skill, 1).loc - drawn.truth) for drawn in DRAWN]))

    assert off(Skill(0.5)) < off(Skill(1)) < off(Skill(2))


def test_days_become_known_by_the_page_s_timetable_and_the_weekend_s_never_while_it_trades() -> None:
    drawn: HiddenWeek = DRAWN[0]
    tuesday = nominal_release(WEEK.monday)
    assert drawn.known(OPEN) == 0
    assert drawn.known(tuesday - timedelta(seconds=1)) == 0
    assert drawn.known(tuesday) == 1
    assert drawn.known(closes_at(WEEK)) == 4
    assert drawn.known(closes_at(WEEK) + timedelta(days=3)) == 4


@pytest.mark.parametrize("bad", [(), (1.0, 2.0), (1.0, 0.0)])
def test_knowing_more_never_makes_wider(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="standard deviations"):
        hidden_week(WEEK, average=2_400_000, seed=1, market_sd=bad)


@pytest.mark.parametrize(("ratio", "correlation"), [(0, 0), (1, 1.1)])
def test_an_impossible_skill_is_refused(ratio: float, correlation: float) -> None:
    with pytest.raises(ValueError, match="skill"):
        Skill(ratio, correlation)
