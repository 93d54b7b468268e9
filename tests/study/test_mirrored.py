import pytest
from tests.study.ladders import KNOWS, MARKET
from tests.study.replays import stages

from paxline.forecast.distribution import StudentT
from paxline.run.replay import Rule, Stage, scenery
from paxline.study.maker import Centre, PlainMaker
from paxline.study.mirrored import DRAWN, Placebo, mirror, mirrored
from paxline.testing import WEEK


def tried(every: list[Stage], rule: Rule) -> Placebo | None:
    return mirrored(mirror([scenery(stage) for stage in every]), rule, seed=1)


def test_a_model_that_knows_ranks_first_among_all_patterns_of_signs() -> None:
    every = [stage for i in range(3) for stage in stages(KNOWS, week=WEEK.plus(i - 3))[:3]]
    placebo = tried(every, PlainMaker())
    assert placebo is not None
    assert (placebo.patterns, placebo.rank, placebo.p) == (8, 1, 0.125)
    assert placebo.true > placebo.mean


def test_a_model_that_errs_ranks_last() -> None:
    wrong = StudentT(2_360_000.0, 15_000.0, 5.0)
    every = [stage for i in range(2) for stage in stages(wrong, week=WEEK.plus(i - 2))[:3]]
    placebo = tried(every, PlainMaker())
    assert placebo is not None
    assert placebo.rank == placebo.patterns == 4


def test_a_rule_that_ignores_the_model_makes_the_same_under_any_signs() -> None:
    placebo = tried(stages(KNOWS), PlainMaker(Centre.MARKET))
    assert placebo is not None
    assert placebo.true == placebo.mean
    assert placebo.p == 1.0


@pytest.mark.slow
def test_of_many_events_a_sample_of_patterns_is_drawn() -> None:
    every = [stage for i in range(15) for stage in stages(KNOWS, week=WEEK.plus(i - 15))[1:2]]
    placebo = tried(every, PlainMaker())
    assert placebo is not None
    assert placebo.patterns == DRAWN
    assert placebo == tried(every, PlainMaker())


def test_days_without_a_market_have_no_gap_to_mirror() -> None:
    assert tried(stages(MARKET)[:1], PlainMaker()) is None
