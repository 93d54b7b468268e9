import numpy as np
import pytest
from tests.study.planted import SPREAD, honest, knowing, outcomes, record, too_sure

from paxline.forecast.distribution import Normal, StudentT
from paxline.study.contest import Score, contests, tails
from paxline.study.record import Record

ACTUALS = outcomes(60)


def against(ours: Record, theirs: Record) -> dict[tuple[Score, int | None], float]:
    return {(c.score, c.known): c.skill.skill for c in contests("made", ours, theirs, seed=1)}


def test_who_knows_the_outcome_saves_nearly_everything() -> None:
    found = contests("made", record(knowing, ACTUALS), record(honest, ACTUALS, model="rival"), seed=1)
    assert {c.score for c in found} == set(Score)
    assert all(c.won and c.skill.skill > 0.8 and c.skill.difference < 0 for c in found)
    assert {c.rival for c in found} == {"rival"}


def test_the_other_way_round_the_sign_turns() -> None:
    found = contests("made", record(honest, ACTUALS), record(knowing, ACTUALS), seed=1)
    assert all(not c.won and c.skill.difference > 0 and c.skill.low > 0 for c in found)


def test_equals_are_equal_and_nobody_wins() -> None:
    found = contests("made", record(honest, ACTUALS), record(honest, ACTUALS), seed=1)
    assert all(not c.won and c.skill.difference == 0 for c in found)


def test_false_certainty_costs_in_distribution_but_not_in_error() -> None:
    skill = against(record(too_sure, ACTUALS), record(honest, ACTUALS))
    assert skill[Score.ABSOLUTE_ERROR, None] == pytest.approx(0)
    assert skill[Score.CRPS, None] < 0
    assert skill[Score.STRIKE_LOSS, None] < 0


def test_crps_is_compared_by_days_known_too() -> None:
    known = (0, 3)
    skill = against(record(knowing, ACTUALS, known=known), record(honest, ACTUALS, known=known))
    assert set(skill) == {(score, None) for score in Score} | {(Score.CRPS, 0), (Score.CRPS, 3)}
    assert skill[Score.CRPS, 0] == pytest.approx(skill[Score.CRPS, 3])


def test_normal_tails_are_no_loss_for_a_normal_forecaster() -> None:
    found = tails("made", record(honest, ACTUALS), seed=1)
    assert found.density_skill.difference == pytest.approx(0, abs=1e-9)
    assert found.strike_skill.difference == pytest.approx(0, abs=1e-9)


def test_fat_tails_pay_where_a_storm_comes() -> None:
    stormy = [*ACTUALS, *[2_400_000.0 - 8 * SPREAD] * 4]
    fat = record(lambda _: StudentT(2_400_000.0, SPREAD, 5.0), stormy)
    found = tails("made", fat, seed=1)
    assert found.density_skill.difference < 0
    assert found.strike_skill.difference < 0
    ours, normal = found.density[0]
    assert ours < normal


def test_the_means_by_days_known_are_of_those_alone() -> None:
    found = tails("made", record(lambda actual: Normal(actual, 1_000.0), ACTUALS, known=(1, 2)), seed=1)
    assert set(found.density) == {1, 2}
    # At its centre a normal's log score is the log of its sd times the root of two pi.
    assert found.density[1][0] == pytest.approx(np.log(1_000.0 * np.sqrt(2 * np.pi)))
