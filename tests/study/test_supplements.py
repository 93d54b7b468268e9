import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.study.told import FIRST, LATER, daily, noise, record, weekly

from paxline.counts.history import History
from paxline.counts.supplements import Observation, Series
from paxline.edge.supplements import read_supplements
from paxline.forecast.baselines import RATIO
from paxline.study.features import LATELY, OfWeek, Recent
from paxline.study.supplements import (
    FEWEST_WEEKS,
    Candidate,
    Kind,
    Luck,
    Verdict,
    candidates_of,
    corrections,
    document,
    examine,
    forecasted,
    try_out,
)
from paxline.study.walkforward import WINDOW_A, origins, walk_forward

LEVEL = (Recent("level"),)
WEEKS = 120
ERRORS = noise(WEEKS, seed=3)
RECORD = record(ERRORS)


def planted(*, share: float) -> Series:
    """A series that tells a share of each week's error beforehand."""
    other = noise(WEEKS, seed=9)
    return weekly([share * error + (1 - share) * extra for error, extra in zip(ERRORS, other, strict=True)])


def test_a_series_that_tells_the_errors_beforehand_is_found() -> None:
    trial = try_out(Candidate(planted(share=0.7), LEVEL), RECORD, refit_weeks=52, seed=1)
    assert trial.verdict is Verdict.BETTER
    assert trial.overall is not None
    assert trial.overall.high < 0
    assert trial.overall.difference < -0.2 * trial.baseline
    assert [known for known, _ in trial.by_known] == [0, 3]
    assert trial.weeks == WEEKS - FEWEST_WEEKS


def test_in_noise_nothing_is_found() -> None:
    trials = [
        try_out(Candidate(weekly(noise(WEEKS, seed=seed)), LEVEL), RECORD, refit_weeks=52, seed=1)
        for seed in range(20, 40)
    ]
    assert sum(trial.verdict is Verdict.BETTER for trial in trials) <= 1
    assert sum(trial.overall.difference > 0 for trial in trials if trial.overall) > 10


def test_a_series_known_a_week_too_late_tells_nothing() -> None:
    late = Series.of("late", [replace(o, series="late") for o in weekly([0.0, *ERRORS]).observations], known_by=LATER)
    assert try_out(Candidate(late, LEVEL), RECORD, refit_weeks=52, seed=1).verdict is not Verdict.BETTER


def test_a_fit_sees_only_weeks_that_had_settled() -> None:
    features = np.array([[one.error] for one in RECORD])
    before = corrections(RECORD, features, refit_weeks=1)
    cut = 2 * 80
    strange = tuple(replace(one, error=9.0) if one.issue.origin.week >= FIRST.plus(79) else one for one in RECORD)
    after = corrections(strange, features, refit_weeks=1)
    # A week settles five minutes before the next one is first forecast.
    assert np.array_equal(before[:cut], after[:cut], equal_nan=True)
    assert before[cut] != after[cut]


def test_a_fit_is_kept_until_the_next_is_due() -> None:
    rows = record(ERRORS, known=(0,))
    features = np.array([[error] for error in ERRORS])
    yearly, weekly_fit = (corrections(rows, features, refit_weeks=weeks) for weeks in (52, 1))
    assert np.isnan(yearly[:FEWEST_WEEKS]).all()
    assert yearly[FEWEST_WEEKS] == weekly_fit[FEWEST_WEEKS]
    slopes = np.diff(yearly[FEWEST_WEEKS : FEWEST_WEEKS + 52]) / np.diff(features[FEWEST_WEEKS : FEWEST_WEEKS + 52, 0])
    assert np.allclose(slopes, slopes[0])
    assert yearly[FEWEST_WEEKS + 60] != weekly_fit[FEWEST_WEEKS + 60]


def test_a_feature_that_never_moves_moves_nothing() -> None:
    moved = corrections(RECORD, np.ones((len(RECORD), 1)), refit_weeks=52)
    assert set(moved[np.isfinite(moved)].tolist()) == {0.0}


def test_too_few_weeks_give_no_verdict() -> None:
    trial = try_out(Candidate(planted(share=0.7), LEVEL), RECORD[: 2 * (2 * FEWEST_WEEKS - 1)], refit_weeks=52, seed=1)
    assert (trial.verdict, trial.overall, trial.by_known) == (Verdict.TOO_SHORT, None, ())
    empty = try_out(Candidate(weekly([]), LEVEL), RECORD, refit_weeks=52, seed=1)
    assert (empty.weeks, empty.first, empty.baseline) == (0, None, 0.0)


def test_a_look_ahead_sees_what_a_fair_trial_does_not_and_hindsight_more() -> None:
    # The error of a week shows only in its own days, and nowhere before them.
    days = daily([error for error in ERRORS for _ in range(7)])
    fair, ahead, hindsight = (
        try_out(Candidate(days, (OfWeek(),), kind), RECORD, refit_weeks=52, seed=1) for kind in Kind
    )
    assert fair.verdict is Verdict.TOO_SHORT
    assert ahead.verdict is hindsight.verdict is Verdict.BETTER
    assert ahead.kind is Kind.LOOK_AHEAD
    assert hindsight.weeks == WEEKS


def test_one_or_two_features_are_asked() -> None:
    for features in ((), (*LEVEL, *LEVEL, *LEVEL)):
        with pytest.raises(ValueError, match="one or two"):
            Candidate(weekly([]), features)


def test_what_is_tried_depends_on_what_a_series_tells() -> None:
    assert [candidate.features for candidate in candidates_of(weekly([1, 2]))] == list(LATELY)
    kinds = [candidate.kind for candidate in candidates_of(daily([1, 2]))]
    assert kinds.count(Kind.KNOWABLE) == len(LATELY) + 1
    assert kinds.count(Kind.LOOK_AHEAD) == kinds.count(Kind.HINDSIGHT) == 2
    announced = [
        replace(one, known_at=daily([0]).observations[0].known_at.replace(year=2022))
        for one in weekly([1]).observations
    ]
    (only,) = candidates_of(Series.of("weekly", announced, known_by=LATER))
    assert only.features == (OfWeek(),)
    warned = [Observation("warned", FIRST.sunday, FIRST.sunday, 1.0, announced[0].known_at, "made up")]
    assert len(candidates_of(Series.of("warned", warned, known_by=LATER))) == 2


def test_what_seems_to_help_is_held_against_luck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paxline.study.supplements.OWN_PLACEBOS", 10)
    candidates = [Candidate(planted(share=0.7), LEVEL), Candidate(weekly(noise(WEEKS, seed=20)), LEVEL)]
    evidence = examine(candidates, RECORD, placebos=3, refit_weeks=52, seed=1)
    assert list(evidence.own_luck) == [0]
    assert len(evidence.own_luck[0].differences) == 20
    assert evidence.trials[0].overall is not None
    assert evidence.own_luck[0].as_good(evidence.trials[0].overall.difference) == 0.0
    assert len(evidence.luck.differences) == 2 * 2 * 3
    told = json.loads(json.dumps(document(evidence), allow_nan=False))
    assert told["trials"][0]["verdict"] == "better"
    assert told["trials"][0]["as_good_by_luck"] == 0.0
    assert told["trials"][1]["as_good_by_luck"] is None
    assert told["luck"]["trials"] == 12
    assert told["luck"]["low"] <= told["luck"]["middle"] <= told["luck"]["high"]


def test_without_ignorant_series_there_is_no_luck_to_tell() -> None:
    evidence = examine([Candidate(weekly([]), LEVEL)], RECORD, placebos=0, refit_weeks=52, seed=1)
    told = document(evidence)
    assert told["luck"] == {"trials": 0, "better": 0, "worse": 0, "low": None, "middle": None, "high": None}
    assert told["trials"][0]["overall"] is told["trials"][0]["first"] is None
    assert Luck((), 0, 0).as_good(-1.0) == 1.0


def test_the_record_is_the_walk_forward_s_own(real_history: History) -> None:
    schedule = origins(real_history, WINDOW_A, known=(0, 4))
    ours = forecasted(RATIO, real_history, schedule)
    rows = walk_forward(RATIO, real_history, schedule).rows
    assert [one.crps for one in ours] == [row.crps for row in rows]
    assert [one.median * (1 + one.error) for one in ours] == pytest.approx([row.actual for row in rows])


@pytest.mark.slow
def test_the_collected_series_run_through(shared_data: Path, real_history: History) -> None:
    schedule = origins(real_history, WINDOW_A, known=(0,))
    ours = forecasted(RATIO, real_history, schedule)
    read = read_supplements(shared_data / "supplementary", known_by=real_history.known_by)
    candidates = [one for series in read.series.values() for one in candidates_of(series)]
    trials = [try_out(candidate, ours, refit_weeks=52, seed=1) for candidate in candidates]
    assert len(trials) == 7 * 4 + 4 * 9
    assert all(trial.verdict is Verdict.TOO_SHORT for trial in trials if "Index" in trial.series)
