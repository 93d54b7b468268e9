import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from paxline.edge.archive import read_archive
from paxline.edge.store import Store
from paxline.exchange.world import make_world
from paxline.testing import NOW, WEEK

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def young_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose made-up world is so young that a handful of weeks have a year before them."""
    home = tmp_path_factory.mktemp("young")
    late = make_world(WEEK, as_of=NOW + timedelta(days=7), seed=7)
    with Store.open(home / "paxline.sqlite") as store:
        store.add_readings([r for r in late.history.readings if r.day >= date(2025, 1, 20)])
    return home


def test_the_proof_is_written_as_page_document_and_markdown(run: Run, young_home: Path, tmp_path: Path) -> None:
    page, text = tmp_path / "proof.html", tmp_path / "forecast.md"
    files = ("--report", str(page), "--markdown", str(text))
    result = run("study", "proof", *files, "--json", home=young_home)
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["report"] == str(page)
    assert said["summary"]["model"] == "structural"
    assert {score["model"] for score in said["summary"]["scores"]} > {"structural", "ratio", "copy"}
    assert "forecasts with structural" in result.stderr
    assert "How good is the forecast?" in page.read_text(encoding="utf-8")
    assert text.read_text(encoding="utf-8").startswith("# How good the forecast is\n")


def test_in_words_it_says_what_it_found_and_where_the_page_is(run: Run, young_home: Path) -> None:
    result = run("study", "proof", home=young_home)
    assert "missed the print by" in result.stdout
    assert (young_home / "reports" / "proof.html").is_file()


def test_without_a_year_of_counts_there_is_nothing_to_prove(run: Run, tmp_path: Path) -> None:
    late = make_world(WEEK, as_of=NOW, seed=7)
    with Store.open(tmp_path / "paxline.sqlite") as store:
        store.add_readings([r for r in late.history.readings if r.day >= date(2026, 1, 1)])
    result = run("study", "proof", home=tmp_path)
    assert result.exit_code == 1


def test_a_world_without_2021_cannot_give_the_blogs_figures(run: Run, world_home: Path) -> None:
    assert run("study", "author", home=world_home).exit_code == 1


def test_the_blogs_figures_come_out_again(run: Run, shared_data: Path, tmp_path: Path) -> None:
    with Store.open(tmp_path / "paxline.sqlite") as store:
        store.add_readings(read_archive(shared_data).readings)
    last_year, trend = json.loads(run("study", "author", "--json", home=tmp_path).stdout)["models"]
    assert last_year["rmse_reproduced"] == pytest.approx(277_990, abs=10)
    assert trend["rmse_honest"] > 1.5 * trend["rmse_published"]
    table = run("study", "author", home=tmp_path).stdout
    assert "277,990" in table
    assert "honest" in table
