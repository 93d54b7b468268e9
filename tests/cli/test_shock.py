import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from paxline.edge.store import Store
from paxline.errors import UsageError
from paxline.exchange.world import make_world
from paxline.testing import NOW, WEEK

Run = Callable[..., Result]
STORM = ("shock", "add", "--from", "2026-04-24", "--to", "2026-04-25", "--effect", "-20%", "--spread", "10%")


def test_a_shock_is_declared_listed_and_withdrawn(run: Run) -> None:
    declared = json.loads(run(*STORM, "--note", "ice", "--json").stdout)
    assert (declared["number"], declared["effect"], declared["spread"]) == (1, -0.2, 0.1)
    assert "1  Fri 24 Apr to Sat 25 Apr, −20% ± 10%: ice (declared" in run("shock", "list").stdout
    assert "withdrawn: Fri 24 Apr" in run("shock", "remove", "1").stdout
    assert json.loads(run("shock", "list", "--json").stdout)["shocks"][0]["withdrawn_at"].endswith("Z")
    again = run("shock", "remove", "1")
    assert again.exit_code == 1
    assert isinstance(again.exception, UsageError)


def test_nothing_declared_is_said(run: Run) -> None:
    assert run("shock", "list").stdout == "nothing is declared\n"


def test_it_moves_the_forecast_from_its_declaration_on(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with Store.open(home / "paxline.sqlite") as store:
        store.add_readings(make_world(WEEK, as_of=NOW, seed=7).history.readings[-200:])
    run("shock", "add", "--from", "2026-04-24", "--effect=-0.3", "--spread", "0.1", home=home)
    before = json.loads(
        run("forecast", "--week", "2026-04-26", "--as-of", "2026-04-23T13:05Z", "--json", home=home).stdout
    )
    now = json.loads(run("forecast", "--week", "2026-04-26", "--json", home=home).stdout)
    assert before["shocks"] == []
    assert [shock["effect"] for shock in now["shocks"]] == [-0.3]
    expected = {day["day"]: day["mean"] for day in before["days"]}
    moved = {day["day"]: day["mean"] for day in now["days"]}
    assert moved["2026-04-24"] / expected["2026-04-24"] == pytest.approx(0.7, abs=0.02)
    assert now["inputs_digest"] != before["inputs_digest"]


@pytest.mark.parametrize(
    "wrong", [("--effect", "-120%"), ("--spread", "0"), ("--effect", "lots"), ("--to", "2026-04-01")]
)
def test_what_makes_no_sense_is_refused(run: Run, wrong: tuple[str, str]) -> None:
    result = run(*STORM, *wrong)
    assert isinstance(result.exception, UsageError)
