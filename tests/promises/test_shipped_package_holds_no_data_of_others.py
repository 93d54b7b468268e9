"""The package is code and the forms it fills in: a user's history comes from the sources themselves."""

import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Final

import pytest
from tests.promises.source import PACKAGE, ROOT

FORMS: Final = (".py", ".sql", ".html.j2", ".css", ".js")
NAMED: Final = frozenset({"py.typed"})


def data(names: Iterable[PurePosixPath]) -> list[str]:
    """Every name that is neither code nor a form."""
    return sorted(str(name) for name in names if name.name not in NAMED and not name.name.endswith(FORMS))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[PurePosixPath]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - fixed words
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return [PurePosixPath(name) for name in archive.namelist()]


def test_the_source_holds_code_and_forms_only() -> None:
    files = [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_file()]
    ours = [PurePosixPath(path.as_posix()) for path in files if "__pycache__" not in path.parts]
    assert data(ours) == []


def test_the_wheel_holds_the_package_and_nothing_beside_it(wheel: list[PurePosixPath]) -> None:
    about = [name for name in wheel if name.parts[0].endswith(".dist-info")]
    package = [name for name in wheel if name not in about]
    assert {name.parts[0] for name in package} == {"paxline"}
    assert data(package) == []
    assert {name.parts[-1] for name in about} >= {"METADATA", "LICENSE", "entry_points.txt"}


def test_the_wheel_holds_every_file_of_the_source(wheel: list[PurePosixPath]) -> None:
    sources = [Path(path) for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {PurePosixPath(path.relative_to(PACKAGE.parent).as_posix()) for path in sources} <= set(wheel)


@pytest.mark.parametrize("planted", ["tsa_daily.csv", "page.html", "pages/chart.png", "data.json", "store.sqlite"])
def test_the_check_sees_planted_data(planted: str) -> None:
    assert data([PurePosixPath("paxline") / planted, PurePosixPath("paxline/py.typed")]) == [f"paxline/{planted}"]


def test_the_check_lets_code_and_forms_pass() -> None:
    forms = ["a.py", "py.typed", "schema.sql", "report.html.j2", "style.css", "page.js"]
    assert data(PurePosixPath(name) for name in forms) == []
