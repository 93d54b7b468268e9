import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from paxline.errors import MissingData
from paxline.testing import WEEK

Run = Callable[..., Result]


def test_the_backtest_is_one_document_and_a_page(run: Run, recorded_home: Path, tmp_path: Path) -> None:
    page = tmp_path / "backtest.md"
    result = run("backtest", "--model", "copy", "--json", "--markdown", str(page), home=recorded_home)
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["events"] == 1
    assert said["per_event"][0]["week_end"] == WEEK.sunday.isoformat()
    assert said["rule"] == "the desk"
    assert said["configurations_tried"] == 13
    assert said["plain_maker"]["placebo"]["patterns"] == 2
    assert page.read_text(encoding="utf-8").startswith("# What a maker would have made")


def test_people_get_the_verdict_first(run: Run, recorded_home: Path) -> None:
    result = run("backtest", "--model", "copy", "--start", "2026-04-20", "--end", "2026-04-26", home=recorded_home)
    assert result.stdout.startswith("No supported profit: one event")


def test_weeks_without_candles_cannot_be_replayed(run: Run, recorded_home: Path) -> None:
    assert run("backtest", "--model", "copy", "--end", "2026-04-01", home=recorded_home).exit_code == 1
    backwards = run("backtest", "--model", "copy", "--start", "2026-05-01", "--end", "2026-04-01", home=recorded_home)
    assert backwards.exit_code != 0


def test_without_an_end_it_goes_to_the_last_week_and_says_what_fetches_some(run: Run, recorded_home: Path) -> None:
    result = run("backtest", "--start", "2026-04-27", "--model", "copy", home=recorded_home)
    assert isinstance(result.exception, MissingData)
    assert "lies after 2026-04-27; `paxline ingest --market` fetches some" in str(result.exception)
