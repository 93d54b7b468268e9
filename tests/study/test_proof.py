import json
from dataclasses import replace
from datetime import date

import pytest
from tests.study.planted import FIRST, honest, knowing, outcomes, record

from paxline.counts.history import History
from paxline.forecast.baselines import COPY, RATIO
from paxline.forecast.distribution import Normal
from paxline.study.contest import Score
from paxline.study.proof import ALL, PROOF_WINDOWS, Subset, document, prove, worst_weeks
from paxline.study.record import judge, schedule_for_all
from paxline.study.walkforward import WINDOW_A, Span, summarise

COUNTS_TO = date(2026, 4, 26)
WHOLE = {
    "whole": Span(FIRST, FIRST.plus(59)),
    "start": Span(FIRST, FIRST.plus(9)),
    "later": Span(FIRST.plus(90), FIRST.plus(91)),
}
OURS = record(honest, outcomes(60), model="ours", known=(0, 4))
BETTER = record(knowing, outcomes(60), model="better", known=(0, 4))


def test_a_proof_holds_every_forecaster_on_every_window_that_has_weeks() -> None:
    proof = prove(OURS, [BETTER], counts_to=COUNTS_TO, seed=1, windows=WHOLE)
    assert proof.windows == ("whole", "start")
    assert (proof.model, proof.rivals) == ("ours", ("better",))
    whole = proof.part("whole", "ours")
    assert whole is not None
    assert whole.summaries == summarise(OURS.rows)
    assert whole.weeks == 60
    assert [(each.known, each.pits.n) for each in proof.pits_by_known] == [(0, 60), (4, 60)]
    assert whole.mean_crps == pytest.approx(sum(s.crps for s in whole.summaries) / 2)
    assert proof.part("later", "ours") is None
    assert {c.window for c in proof.contests} == {c.window for c in proof.calibration} == {"whole", "start"}
    assert proof.contest("whole", "better", Score.CRPS).skill.skill < 0
    assert proof.contest("start", "better", Score.CRPS, 4).known == 4
    with pytest.raises(KeyError):
        proof.contest("whole", "better", Score.ABSOLUTE_ERROR, 4)


def test_subsets_part_the_weeks() -> None:
    proof = prove(OURS, [], counts_to=COUNTS_TO, seed=1, windows=WHOLE)
    weeks = {part.subset: part.weeks for part in proof.parts if part.window == "whole"}
    assert weeks[Subset.HOLIDAY] + weeks[Subset.ORDINARY] == weeks[Subset.ALL] == 60
    # From 2024-01-01 on, 60 weeks: nine of 2024 and eight of 2025 start in January or February.
    assert weeks[Subset.WINTER] == 9 + 7


def test_records_of_other_weeks_are_refused() -> None:
    with pytest.raises(ValueError, match="same weeks"):
        prove(OURS, [record(knowing, outcomes(59))], counts_to=COUNTS_TO, seed=1)
    with pytest.raises(ValueError, match="at least one"):
        prove(replace(OURS, cases=()), [], counts_to=COUNTS_TO, seed=1)


def test_the_worst_weeks_come_first_and_each_once_at_its_worst() -> None:
    errors = [10_000.0, -90_000.0, 40_000.0, 0.0]
    early = record(lambda actual: Normal(actual + errors.pop(0), 30_000.0), [2_400_000.0 + i for i in range(4)])
    late = record(lambda actual: Normal(actual + 20_000.0, 30_000.0), [2_400_000.0 + i for i in range(4)], known=(4,))
    found = worst_weeks(replace(early, cases=early.cases + late.cases), count=3)
    assert [round(miss.error) for miss in found] == [-90_000, 40_000, 20_000]
    assert [miss.known for miss in found] == [0, 0, 4]
    assert [miss.inside for miss in found] == [False, True, True]
    assert found[0].week == FIRST.plus(1)
    assert "Martin Luther King Jr. Day" in found[0].note


def test_the_same_seed_proves_the_same() -> None:
    first, second = (prove(OURS, [BETTER], counts_to=COUNTS_TO, seed=5, windows=WHOLE) for _ in range(2))
    assert document(first) == document(second)


def test_the_document_is_json_without_nan() -> None:
    proof = prove(OURS, [BETTER], counts_to=COUNTS_TO, seed=1, windows=WHOLE)
    said = json.loads(json.dumps(document(proof), allow_nan=False))
    assert said["counts_to"] == "2026-04-26"
    assert {part["model"] for part in said["scores"]} == {"ours", "better"}
    assert said["skill"][0]["against"] == "better"
    assert len(said["worst"]) == 20
    assert set(said["tails"][0]["density"]) == {"0", "4"}


def test_the_windows_are_the_protocols_and_all_of_them_together() -> None:
    assert tuple(PROOF_WINDOWS) == ("A", "B", "C", ALL)


def test_the_ratio_beats_the_copy_on_the_recovery_and_not_the_other_way_round(real_history: History) -> None:
    schedule = schedule_for_all(real_history, Span(WINDOW_A.first.plus(-20), WINDOW_A.first.plus(-1)))
    ours, rival = (judge(model, real_history, schedule) for model in (RATIO, COPY))
    proof = prove(ours, [rival], counts_to=COUNTS_TO, seed=1, windows={"late 2024": Span(FIRST, WINDOW_A.first)})
    contest = proof.contest("late 2024", "copy", Score.CRPS)
    assert contest.won
    assert contest.skill.weeks == 20
    assert any("Milton" in miss.note for miss in proof.worst)
