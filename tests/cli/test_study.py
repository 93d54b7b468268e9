import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Run = Callable[..., Result]
WINDOW = ("--start", "2026-02-02", "--end", "2026-03-30")


def test_a_walk_has_a_row_for_each_week_and_number_of_days(run: Run, world_home: Path) -> None:
    walk = ("study", "walkforward", *WINDOW, "--known", "1-2", "--model", "ratio")
    said = json.loads(run(*walk, "--json", home=world_home).stdout)
    assert len(said["rows"]) == 9 * 2
    assert [summary["known"] for summary in said["summary"]] == [1, 2]
    assert said["seconds"] >= 0
    table = run(*walk, home=world_home).stdout
    assert "MAE" in table
    assert "18 forecasts in" in table


def test_no_forecast_changes_with_its_future(run: Run, world_home: Path) -> None:
    look = ("study", "lookahead", *WINDOW, "--checks", "5", "--model", "ratio")
    result = run(*look, "--json", home=world_home)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["checked"] == 5
    assert json.loads(result.stdout)["changed"] == 0
    assert "5 instants checked, 0 forecasts changed" in run(*look, home=world_home).stdout


def test_a_walk_ends_with_the_last_settled_week(run: Run, world_home: Path) -> None:
    walk = ("study", "walkforward", "--start", "2026-03-30", "--known", "2", "--model", "ratio", "--json")
    said = json.loads(run(*walk, home=world_home).stdout)
    assert said["rows"][-1]["week_end"] == "2026-04-26"
    assert said["left_out"] == []


def test_a_walk_of_a_newcomer_is_marked(run: Run, world_home: Path) -> None:
    walk = ("study", "walkforward", *WINDOW, "--known", "2", "--model", "ratio", "--history", "restated", "--json")
    assert json.loads(run(*walk, home=world_home).stdout)["model"] == "ratio, past years restated"


def test_a_window_that_ends_before_it_starts_is_wrong_usage(run: Run, world_home: Path) -> None:
    result = run("study", "walkforward", "--start", "2030-01-07", home=world_home)
    assert "before it starts" in str(result.exception)


def test_without_a_settled_week_there_is_nothing_to_walk(run: Run) -> None:
    assert "paxline ingest" in str(run("study", "walkforward").exception)
