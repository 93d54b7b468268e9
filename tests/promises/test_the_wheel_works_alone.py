"""The wheel, installed into an empty environment and far from the repository, is the whole program."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

import pytest
from tests.promises.source import ROOT

UV: Final = Path(sys.executable).with_name("uv")

pytestmark = pytest.mark.slow


def done(words: list[str], *, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a program where nothing of the repository is in reach."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PAXLINE"))}
    environment |= {"PAXLINE_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "120"}
    return subprocess.run(words, cwd=cwd, env=environment, check=False, capture_output=True, text=True, timeout=300)  # noqa: S603 - fixed words


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of an environment that holds the wheel and the pinned packages it asks for."""
    folder = tmp_path_factory.mktemp("alone")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - fixed words
    wheel = str(next(folder.glob("*.whl")))
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    pinned = ["--constraint", str(ROOT / "requirements.lock")]
    by_uv = [str(UV), "pip", "install", "--quiet", "--python", str(python), *pinned, wheel]
    by_pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *pinned, wheel]
    for install in (by_uv, by_pip):
        if done(install, cwd=folder, home=folder / "home").returncode == 0:
            return python.with_name("paxline")
    pytest.skip("no package index is in reach")


def test_it_is_not_the_repositorys(installed: Path, tmp_path: Path) -> None:
    where = [str(installed.with_name("python")), "-c", "import paxline; print(paxline.__file__)"]
    told = done(where, cwd=tmp_path, home=tmp_path).stdout
    assert str(installed.parent.parent) in told
    assert str(ROOT) not in told


def test_it_helps(installed: Path, tmp_path: Path) -> None:
    came = done([str(installed), "--help"], cwd=tmp_path, home=tmp_path / "home")
    assert (came.returncode, came.stderr) == (0, "")
    assert "doctor" in came.stdout


def test_the_doctor_looks_at_an_empty_home(installed: Path, tmp_path: Path) -> None:
    came = done([str(installed), "doctor", "--offline", "--json"], cwd=tmp_path, home=tmp_path / "home")
    found = {one["check"]: one["health"] for one in json.loads(came.stdout)["checks"]}
    assert found["time zone"] == "ok"
    assert came.returncode in {0, 1}


def test_a_made_up_week_is_forecast_priced_and_drawn(installed: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    words = [str(installed), "today", "--simulated", "--no-open", "--report", str(report)]
    came = done(words, cwd=tmp_path, home=tmp_path / "home")
    assert came.returncode == 0, came.stderr
    assert "none of these figures is real" in came.stdout
    assert "<svg" in report.read_text(encoding="utf-8")


def test_it_plays_weeks_on_the_simulated_exchange(installed: Path, tmp_path: Path) -> None:
    words = [str(installed), "exchange", "simulate", "--weeks", "2", "--first-seed", "1", "--jobs", "1", "--json"]
    came = done(words, cwd=tmp_path, home=tmp_path / "home")
    assert came.returncode == 0, came.stderr
    told = json.loads(came.stdout)
    assert (told["weeks"], told["failed"]) == (2, [])
