"""`paxline forecast` answers at once: it loads numpy and what it is written with, nothing that takes longer than it."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from paxline.edge.store import Store
from paxline.exchange.world import make_world
from paxline.testing import NOW, WEEK

LARGE: Final = frozenset(
    ("altair", "httpx", "numpy.f2py", "numpy.ma", "pandas", "rich.console", "scipy", "scoringrules", "structlog")
)

LOADED: Final = """
import sys
from paxline.cli import app
app(sys.argv[1:], standalone_mode=False)
sys.stderr.write("loaded: " + " ".join(sys.modules))
"""


def loaded(home: Path, *words: str) -> set[str]:
    """Every module that a command has loaded when it is done, in a process of its own."""
    done = subprocess.run(  # noqa: S603 - the words are this test's own
        [sys.executable, "-c", LOADED, *words],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PAXLINE_HOME": str(home)},
    )
    assert done.stdout
    return set(done.stderr.partition("loaded: ")[2].split())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    with Store.open(folder / "paxline.sqlite") as store:
        store.add_readings(make_world(WEEK, as_of=NOW + timedelta(days=7), seed=7).history.readings)
    return folder


def test_a_forecast_loads_no_large_library(home: Path) -> None:
    modules = loaded(home, "forecast", "--week", "2026-04-26", "--as-of", "2026-04-23T13:05Z", "--json")
    assert "numpy" in modules
    assert modules & LARGE == set()


def test_the_check_sees_a_command_that_does(home: Path) -> None:
    modules = loaded(home, "forecast", "--week", "2026-04-26", "--as-of", "2026-04-23T13:05Z")
    assert "rich.console" in modules
