from collections import Counter
from pathlib import Path

import pytest
from tests.simulation.worse import WORSE
from tests.wiring.on_record import on_record

from paxline.edge.simulator.faults import PROFILES
from paxline.wiring.simulated.simulation import (
    Played,
    _in_a_file,
    _in_memory,
    play_week,
    play_weeks,
    scene_of,
    summed_up,
)


def test_every_profile_of_trouble_comes_up() -> None:
    names = Counter(scene_of(seed)[0] for seed in range(400))
    assert names.keys() == PROFILES.keys() - {"skewed"}
    assert names.most_common(1)[0][0] == "storm"


def test_the_weeks_of_a_run_are_those_of_their_seeds() -> None:
    played = {one.seed: one for one in play_weeks(20, 3)}
    assert played == {seed: play_week(seed).played for seed in (20, 21, 22)}


def test_a_week_on_record_is_played_with_the_trouble_of_each_seed(tmp_path: Path) -> None:
    again = on_record(tmp_path)
    played = [*play_weeks(3, 4, recorded=again)]
    assert [one.breaches for one in played] == [()] * 4
    assert sum(one.tally["fills"] for one in played) > 0
    assert played[0] == play_week(3, recorded=again).played != play_week(3).played


def test_what_a_client_raises_is_a_breach_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_self: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("paxline.wiring.simulated.play.Play.run", breaks)
    assert play_week(1).played.breaches == ("ZeroDivisionError: by nothing",)


def test_a_broken_promise_is_told_with_its_seed() -> None:
    told = play_week(0, WORSE["writes orders down afterwards"])
    assert told.played.seed == 0
    assert told.played.breaches


def test_weeks_are_summed_up_and_failures_stand_in_the_order_of_their_seeds() -> None:
    weeks = [Played(7, ("late",), {"deaths": 1}), Played(5, (), {"deaths": 2}), Played(3, ("early",), {})]
    result = summed_up(3, weeks)
    assert result.as_json(seconds=1.25) == {
        "first_seed": 3,
        "weeks": 3,
        "seconds": 1.2,
        "failed": [{"seed": 3, "breaches": ["early"]}, {"seed": 7, "breaches": ["late"]}],
        "tally": {"deaths": 3},
    }


def test_a_journal_in_a_file_is_opened_anew_and_gone_afterwards() -> None:
    with _in_a_file() as shelf:
        with shelf() as first:
            path: Path = first._path  # pyright: ignore[reportAttributeAccessIssue] - of the database's journal
        with shelf() as second:
            assert second is not first
        assert path.exists()
    assert not path.exists()


def test_a_journal_in_memory_is_the_same_for_every_process() -> None:
    with _in_memory() as shelf, shelf() as first, shelf() as second:
        assert first is second
