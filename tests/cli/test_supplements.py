import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]
TRY = ("study", "supplements", "--start", "2025-03-03", "--end", "2026-03-30", "--known", "1", "--model", "ratio")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of one sawtooth."""
    there = tmp_path / "collected"
    there.mkdir()
    saturdays = [date(2024, 12, 7) + timedelta(weeks=i) for i in range(72)]
    lines = ["date,WEI", *(f"{day},{i % 5}.5" for i, day in enumerate(saturdays)), "2026-13-01,1"]
    (there / "wei_made.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return there


def test_every_series_of_a_folder_is_tried(run: Run, world_home: Path, folder: Path) -> None:
    result = run(*TRY, "--folder", str(folder), "--placebos", "1", "--json", home=world_home)
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    tried = {(trial["series"], trial["features"]) for trial in said["trials"]}
    assert ("Weekly Economic Index", "level") in tried
    assert ("US holidays in the week", "the week's own") in tried
    assert said["luck"]["trials"] > 0
    assert any("not taken in" in note for note in said["notes"])


def test_the_table_says_weeks_difference_and_verdict(run: Run, world_home: Path, folder: Path) -> None:
    said = run(*TRY, "--folder", str(folder), "--placebos", "0", home=world_home).stdout
    assert "95 % interval" in said
    assert "Weekly Economic Index" in said
    assert "no file google_trends_*.csv" in said


def test_without_counts_nothing_is_tried(run: Run, folder: Path) -> None:
    result = run(*TRY, "--folder", str(folder))
    assert result.exit_code != 0
    assert "trying" not in result.output
