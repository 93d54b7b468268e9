"""SECURITY.md names, for each danger that is met, a test that exists."""

import re
from typing import Final

from tests.promises.source import ROOT

TEXT: Final = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED: Final = re.compile(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`")


def absent(text: str) -> list[str]:
    """Every test that ``text`` names and that is not there."""
    found: list[str] = []
    for path, name in NAMED.findall(text):
        file = ROOT / path
        if not file.is_file() or (name and f"def {name}(" not in file.read_text(encoding="utf-8")):
            found.append(f"{path}::{name}" if name else path)
    return found


def test_every_test_that_is_named_exists() -> None:
    assert absent(TEXT) == []


def test_every_danger_that_is_met_names_a_test() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith(("| danger", "| ---"))]
    assert len(rows) >= 20
    assert [row for row in rows if not NAMED.search(row.rpartition(" | ")[2])] == []


def test_the_check_sees_a_test_that_is_not_there() -> None:
    assert absent("`tests/test_units.py::test_nothing_of_the_kind` `tests/none.py` `tests/test_units.py`") == [
        "tests/test_units.py::test_nothing_of_the_kind",
        "tests/none.py",
    ]
