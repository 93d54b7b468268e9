import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]


@pytest.mark.slow
def test_the_six_weeks_are_replayed(run: Run, shared_data: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run("ingest", "--archive", str(shared_data), home=home)
    said = json.loads(run("study", "warned", "--json", home=home).stdout)
    assert {row["week_end"] for row in said["rows"]} >= {"2024-10-13", "2026-01-25"}
    assert len(said["shocks"]) == 5
