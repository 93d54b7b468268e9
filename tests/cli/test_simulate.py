import json
from pathlib import Path
from typing import Any

import pytest
from tests.wiring.on_record import a_store
from typer.testing import CliRunner

from paxline.cli import app
from paxline.wiring.simulated.simulation import Played

runner = CliRunner()


def run(*words: str) -> Any:
    return runner.invoke(app, ["exchange", "simulate", *words])


def test_weeks_are_played_and_summed_up_as_json() -> None:
    done = run("--weeks", "2", "--first-seed", "4", "--jobs", "1", "--json")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert (result["weeks"], result["first_seed"], result["failed"]) == (2, 4, [])
    assert result["tally"]["recoveries"] > 0


def test_one_week_is_told_from_its_beginning_to_its_end() -> None:
    done = run("--seed", "3")
    assert done.exit_code == 0, done.output
    assert "intended by decision" in done.stdout
    assert done.stdout.rstrip().endswith("nothing broken")


def test_a_week_on_record_can_be_played(tmp_path: Path) -> None:
    a_store(tmp_path).close()
    done = run("--seed", "3", "--recorded", "2026-04-26", "--home", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert "KXTSAW-26APR26-A2.4" in done.stdout


def test_a_failure_is_named_by_its_seed_and_exits_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(first_seed: int, weeks: int, *, jobs: int, recorded: None) -> list[Played]:
        assert recorded is None
        return [Played(first_seed + i, ("it broke",) if i == 3 else (), {}) for i in range(weeks + jobs - jobs)]

    monkeypatch.setattr("paxline.wiring.simulated.simulation.play_weeks", broken)
    done = run("--weeks", "1200", "--first-seed", "90")
    assert done.exit_code == 1
    assert "paxline exchange simulate --seed 93" in done.stdout
    assert "seed 93 failed: it broke" in done.stderr
    assert "1,000 of 1,200 weeks" in done.stderr
