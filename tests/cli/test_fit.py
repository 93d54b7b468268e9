import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from paxline.edge.store import Store
from paxline.exchange.world import make_world
from paxline.testing import NOW, WEEK

Run = Callable[..., Result]


@pytest.mark.slow
def test_a_fit_is_kept_in_the_home_and_told(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    counts = make_world(WEEK, as_of=NOW, seed=7).history.readings[-170:]
    with Store.open(home / "paxline.sqlite") as store:
        store.add_readings(counts)
    result = run("fit", "--since", "2026-01-01", "--as-of", "2026-04-23T13:05Z", "--json", home=home)
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["trained_through"] == "2026-04-22"
    assert said["mean_crps"] > 0
    assert json.loads((home / "fits.json").read_text(encoding="utf-8"))[0]["trained_through"] == "2026-04-22"
    assert "round 3 of 3" in result.stderr


def test_too_little_to_fit_on_is_refused(run: Run, world_home: Path) -> None:
    result = run("fit", "--since", "2026-04-06", "--as-of", "2026-04-23T13:05Z", home=world_home)
    assert result.exit_code == 1
    assert "at least 4 whole weeks" in str(result.exception)
    assert "name an earlier --since" in str(result.exception)


def test_a_fit_on_an_empty_home_names_what_fills_it(run: Run) -> None:
    result = run("fit")
    assert result.exit_code == 1
    assert str(result.exception) == "no counts are stored; run `paxline ingest` first"
