import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from paxline.errors import MissingData, UsageError

Run = Callable[..., Result]
MADE_UP = ("study", "sweep", "--worlds", "2", "--jobs", "1", "--set", "desk.kelly=0.1,0.25")


def test_every_setting_has_its_row_and_the_second_time_nothing_is_left_to_do(run: Run, tmp_path: Path) -> None:
    first, second = (run(*MADE_UP, "--json", home=tmp_path) for _ in range(2))
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout
    assert "2 of 2 cells were worked out before" in second.stderr
    told = json.loads(first.stdout)
    assert [one["variant"] for one in told["variants"]] == ["desk.kelly = 0.1", "desk.kelly = 0.25"]
    assert told["tried"] == 2
    shown = run(*MADE_UP, home=tmp_path).stdout
    assert "desk.kelly = 0.25" in shown
    assert "confirmed by other" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "kelly=0.1"), "write SECTION.KEY=A,B"),
        (("--set", "desk.kelly="), "write SECTION.KEY=A,B"),
        (("--set", "desk.kely=0.1"), "was kelly meant"),
        (("--worlds", "1"), "or 2 and more, so that there is an interval"),
    ],
)
def test_what_cannot_be_meant_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    refused = run("study", "sweep", *words).exception
    assert isinstance(refused, UsageError)
    assert said in str(refused)


def test_without_recorded_weeks_it_says_what_brings_some(run: Run) -> None:
    refused = run("study", "sweep").exception
    assert isinstance(refused, MissingData)
    assert "paxline ingest" in str(refused)
