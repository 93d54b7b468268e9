import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from paxline.cli import app
from paxline.errors import UsageError
from paxline.study.worlds import Life, Lived

runner = CliRunner()
WEEK = Lived(4, 1000.0, 1010.0, 10.0, 0.5, odds=1.0, weight=0.5, drawn_down=False, breaches=())


def run(*words: str) -> Any:
    return runner.invoke(app, ["study", "worlds", *words])


def test_two_weeks_are_lived_and_told_as_json_and_as_a_page(tmp_path: Path) -> None:
    page = tmp_path / "worlds.md"
    words = ("--weeks", "2", "--skill", "0.6", "--first-seed", "4", "--jobs", "1", "--json", "--markdown", str(page))
    done = run(*words)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert [one["model"] for one in told["models"]] == ["0.6", "0.6, flipped"]
    assert told["models"][0]["growth"]["n"] == 2
    assert "paxline study worlds --weeks 2 --first-seed 4 --skill 0.6 " in page.read_text(encoding="utf-8")


def test_a_skill_that_is_none_is_refused_with_an_example() -> None:
    for wrong in ("good", "-1"):
        done = run("--weeks", "2", "--skill", wrong)
        assert isinstance(done.exception, UsageError)
        assert "such as 0.6, or same, or none" in str(done.exception)


def test_a_limit_that_was_passed_is_named_by_its_seed_and_exits_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_options: object) -> list[tuple[Life, ...]]:
        return [(Life("none", (WEEK, replace(WEEK, seed=5, breaches=("too much",)))),)]

    monkeypatch.setattr("paxline.wiring.simulated.worlds.lives", broken)
    done = run("--weeks", "2", "--skill", "none")
    assert done.exit_code == 1
    assert "model none, seed 5: too much" in done.stderr
