"""What the README shows is what comes out: its commands run, its figures are those of the measurements."""

import os
import re
import subprocess
from pathlib import Path
from typing import Final

import pytest
from tests.promises.source import ROOT
from tutorial.kit import made_up
from typer.testing import CliRunner, Result

from paxline.cli import app

TEXT: Final = (ROOT / "README.md").read_text(encoding="utf-8")
QUICKSTART: Final = (ROOT / "docs" / "quickstart.md").read_text(encoding="utf-8")
CLI: Final = ROOT / "tests" / "cli"

TRIED: Final = {
    "paxline --help": ("--help",),
    "paxline today --simulated --no-open": ("today", "--simulated", "--no-open"),
    "paxline decide": ("decide", "--simulated"),
    "paxline decide --simulated": ("decide", "--simulated"),
    "paxline step": ("step",),
    "paxline doctor": ("doctor", "--offline"),
    "paxline doctor --offline": ("doctor", "--offline"),
    "paxline halt": ("halt",),
    "paxline exchange serve": ("exchange", "serve", "--for", "0.5"),
    "paxline exchange simulate": ("exchange", "simulate", "--weeks", "1", "--jobs", "1"),
    "paxline shock add": (
        "shock",
        "add",
        "--from",
        "2026-01-24",
        "--to",
        "2026-01-25",
        "--effect",
        "-20%",
        "--spread",
        "10%",
    ),
}
"""Commands that are named, and how each is tried here."""

ELSEWHERE: Final = {
    "paxline serve": "test_serve.py",
    "paxline run": "test_run.py",
    "paxline arm": "test_arm.py",
    "paxline study proof": "test_proof.py",
    "paxline study scoreboard": "test_scoreboard.py",
    "paxline backtest": "test_backtest.py",
    "paxline ingest --market": "test_ingest.py",
    "paxline study lookahead": "test_study.py",
}
"""Commands that need a person, a port or long: the tests of the command line that run them."""


def named(text: str) -> set[str]:
    """Every command of the program in code."""
    found = re.findall(r"(?:`|^)(?:\.venv/bin/)?(paxline [^`\n]+)", text, flags=re.MULTILINE)
    return {one.strip() for one in found}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds made-up counts and one week's quotes."""
    home, folder = tmp_path_factory.mktemp("home"), made_up(tmp_path_factory.mktemp("collected"))
    assert called(("ingest", "--archive", str(folder)), home=home).exit_code == 0
    return home


def called(words: tuple[str, ...], *, home: Path) -> Result:
    return CliRunner().invoke(app, list(words), env={"PAXLINE_HOME": str(home), "COLUMNS": "200"})


def test_every_command_that_is_named_is_tried() -> None:
    both = named(TEXT) | named(QUICKSTART)
    assert both - TRIED.keys() - ELSEWHERE.keys() == set()
    assert len(named(TEXT)) >= 12


@pytest.mark.parametrize("command", sorted(ELSEWHERE))
def test_what_needs_long_or_a_person_is_run_by_its_own_tests(command: str) -> None:
    text = (CLI / ELSEWHERE[command]).read_text(encoding="utf-8")
    words = ", ".join(f'"{word}"' for word in command.split()[1:])
    assert words in text


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(TRIED))
def test_a_command_runs(command: str, home: Path) -> None:
    came = called(TRIED[command], home=home)
    allowed = {0, 1} if "doctor" in command else {0}
    assert came.exit_code in allowed, came.output


@pytest.mark.slow
def test_make_run_shows_and_writes_the_week_of_a_folder(tmp_path: Path) -> None:
    folder = made_up(tmp_path)
    quiet = {"PAXLINE_HOME": str(tmp_path / "home"), "BROWSER": "true", "COLUMNS": "200"}
    words = ["make", "run", f"ARCHIVE={folder}", "WEEK=2026-04-26", "AS_OF=2026-04-23T13:05Z"]
    came = subprocess.run(words, cwd=ROOT, env=os.environ | quiet, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    assert came.returncode == 0, came.stderr
    assert "Week ending Sun 26 Apr 2026 · as of Thu 23 Apr 2026 9:05 EDT" in came.stdout
    assert list((tmp_path / "home" / "reports").glob("*.html"))


def test_make_test_is_what_runs_this() -> None:
    came = subprocess.run(["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607 - whichever make there is
    assert "pytest" in came.stdout


@pytest.mark.slow
def test_the_screen_that_is_shown_is_the_screen_that_comes(shared_data: Path, tmp_path: Path) -> None:
    asked = ("--week", "2026-04-26", "--as-of", "2026-04-22T13:05Z", "--no-open")
    came = called(("today", "--archive", str(shared_data), *asked), home=tmp_path)
    said = " ".join(came.stdout.split())
    shown = next(block for block in re.findall(r"^```\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE) if "ours" in block)
    lines = [" ".join(line.split()) for line in shown.splitlines()[1:] if line.strip() not in {"", "…"}]
    assert len(lines) >= 9
    assert [line for line in lines if line not in said] == []


def figures(text: str) -> list[str]:
    """The cells of every table's rows that hold figures."""
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    cells = [cell.strip() for row in rows for cell in row.split(" | ")[1:]]
    return [figure for cell in cells for figure in re.findall(r"[+−]?\d[\d,.]*\d", cell)]


def test_every_figure_of_its_tables_stands_in_the_measurements() -> None:
    measured = "".join(
        (ROOT / "docs" / "measurements" / name).read_text(encoding="utf-8") for name in ("forecast.md", "scoreboard.md")
    )
    assert len(figures(TEXT)) >= 50
    assert [one for one in figures(TEXT) if one not in measured] == []
    for claim in ("32 % below", "22 % to 41 %", "23 % below", "10 % to 36 %", "CRPS −2.1 (−3.8 to −0.4)", "odds 3.2"):
        assert claim in measured


def test_the_money_it_states_is_the_backtests() -> None:
    measured = (ROOT / "docs" / "measurements" / "backtest.md").read_text(encoding="utf-8")
    assert "No supported profit: 6 events are 6 observations." in measured
    told = re.search(r"the desk: \$(\d+) \(−\$(\d+) to \$(\d+)\) an event at the middle bound", measured)
    assert told is not None
    assert f"${told[1]} a week [−{told[2]}, {told[3]}]" in TEXT
