import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]
ASKED = ("--week", "2026-04-26", "--as-of", "2026-04-23T13:05Z")


def test_the_screen_and_the_report_show_the_same_week(run: Run, world_home: Path, tmp_path: Path) -> None:
    report = tmp_path / "week.html"
    result = run("week", *ASKED, "--report", str(report), home=world_home)
    assert result.exit_code == 0
    assert "Week ending Sun 26 Apr 2026 · as of Thu 23 Apr 2026 9:05 EDT" in result.stdout
    assert "Week ending Sun 26 Apr 2026" in report.read_text(encoding="utf-8")


def test_as_json_each_rung_has_its_value_quote_and_reason(run: Run, world_home: Path) -> None:
    said = json.loads(run("week", *ASKED, "--json", home=world_home).stdout)
    assert said["week_end"] == "2026-04-26"
    assert said["settled"] is not None
    assert said["market_median"] is not None
    for rung in said["rungs"]:
        assert rung["reason"]
        assert 0 <= rung["pooled"] <= 1
        assert rung["bid"] is None or 0 < float(rung["bid"]) < 1


def test_today_on_collected_data_says_so_first_and_writes_the_report(run: Run, world_folder: Path) -> None:
    result = run("today", "--archive", str(world_folder), "--no-open")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Collected data from {world_folder}"[:60])
    assert "nobody quotes this rung" in result.stdout
    told = " ".join(result.stdout.split())
    assert "The desk would not trade: it has no decision without the order books" in told
    assert told.index("The desk would not trade") < told.index("the whole report: ")
    assert f"Each rung's reason: paxline decide --archive {world_folder}" in told


def test_today_in_a_made_up_world_says_that_nothing_is_real(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "today.html"
    result = run("today", "--simulated", "--no-open", "--report", str(report))
    assert result.exit_code == 0
    assert "none of these figures is real" in " ".join(result.stdout.splitlines()[:2])
    assert "none of these figures is real" in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["today", "decide"])
def test_settings_that_are_refused_are_refused_before_the_work(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "paxline.toml").write_text("[desk]\ncapital = much\n", encoding="utf-8")
    done = run(command, "--simulated", "--home", str(tmp_path))
    assert "line 2: the value of `capital` cannot be read" in str(done.exception)
    assert not done.stdout
