"""Homes and folders to run commands in; each holds a made-up world."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.study.ladders import MARKET, candles
from typer.testing import CliRunner, Result

from paxline.cli import app
from paxline.edge.store import Store
from paxline.exchange.world import make_world
from paxline.testing import NOW, WEEK, seen_quote

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def world_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that knows a made-up world until the week after ``WEEK`` has begun."""
    home = tmp_path_factory.mktemp("home")
    late = make_world(WEEK, as_of=NOW + timedelta(days=7), seed=7)
    with Store.open(home / "paxline.sqlite") as store:
        store.add_readings(late.history.readings)
        store.add_quotes(make_world(WEEK, as_of=NOW, seed=7).quotes)
    return home


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same counts as a folder of collected data."""
    folder = tmp_path_factory.mktemp("collected")
    counts = make_world(WEEK, as_of=NOW + timedelta(days=7), seed=7).history.published.values()
    lines = ["date,passengers_as_published,passengers_final,source,quality"]
    lines += [f"{reading.day},{reading.passengers},,made up,daily_scrape" for reading in counts]
    (folder / "tsa_as_published.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def recorded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that knows the candles and a quote of one settled week of a made-up world."""
    home = tmp_path_factory.mktemp("recorded")
    with Store.open(home / "paxline.sqlite") as store:
        store.add_readings(make_world(WEEK, as_of=NOW + timedelta(days=7), seed=7).history.readings)
        store.add_candles(candles(MARKET))
        store.add_quotes([seen_quote(2_400_000, bid=48, ask=52)])
    return home


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command; its home is a fresh folder unless one is named."""

    def run_in(*words: str, home: Path | None = None) -> Result:
        return CliRunner().invoke(app, list(words), env={"PAXLINE_HOME": str(home or tmp_path / "home")})

    return run_in
