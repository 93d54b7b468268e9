import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from paxline.errors import MissingData

Run = Callable[..., Result]


def test_the_report_goes_where_it_is_asked_to_and_json_says_where(run: Run, world_home: Path, tmp_path: Path) -> None:
    target = tmp_path / "look.html"
    result = run("study", "explore", "--report", str(target), "--json", home=world_home)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"report": str(target)}
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.slow
def test_by_default_it_goes_into_the_homes_reports(run: Run, world_home: Path) -> None:
    result = run("study", "explore", home=world_home)
    assert result.stdout.startswith("report: ")
    assert (world_home / "reports" / "explore.html").is_file()


def test_an_empty_home_is_refused_in_plain_words(run: Run) -> None:
    result = run("study", "explore")
    assert isinstance(result.exception, MissingData)
    assert "no counts are stored" in str(result.exception)
