import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.study.ladders import MARKET, candles
from typer.testing import Result

from paxline.edge.store import Store
from paxline.exchange.world import make_world
from paxline.testing import NOW, WEEK, seen_quote

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def recorded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("recorded")
    with Store.open(home / "paxline.sqlite") as store:
        store.add_readings(make_world(WEEK, as_of=NOW + timedelta(days=7), seed=7).history.readings)
        store.add_candles(candles(MARKET))
        store.add_quotes([seen_quote(2_400_000, bid=48, ask=52)])
    return home


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
