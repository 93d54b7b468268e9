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
