import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Run = Callable[..., Result]


def test_the_scoreboard_is_one_document_and_a_page(run: Run, recorded_home: Path, tmp_path: Path) -> None:
    page = tmp_path / "scoreboard.md"
    result = run("study", "scoreboard", "--model", "copy", "--json", "--markdown", str(page), home=recorded_home)
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert [one["n_events"] for one in said["summary"]] == [1] * 7
    assert said["model"] == "copy"
    assert page.read_text(encoding="utf-8").startswith("# Scored against the market")


def test_people_get_the_headline_first(run: Run, recorded_home: Path) -> None:
    result = run("study", "scoreboard", "--model", "copy", home=recorded_home)
    assert result.stdout.startswith("The pool is ")
    assert "winner's curse" in result.stdout or "Running odds" in result.stdout


def test_without_a_recorded_ladder_there_is_nothing_to_score(run: Run, world_home: Path) -> None:
    assert run("study", "scoreboard", "--model", "copy", home=world_home).exit_code == 1
