"""``docs/runbook.md`` says of every alert and of every check what it means and what to do."""

import ast
import re
from typing import Final

from tests.promises.source import PACKAGE, ROOT, parse

from paxline.run.alerts import Kind

RUNBOOK: Final = ROOT / "docs" / "runbook.md"
CHECKS: Final = (PACKAGE / "run" / "health.py", PACKAGE / "wiring" / "doctor.py")
JUDGED: Final = {"ok", "warning", "bad"}


def rows(text: str, heading: str) -> set[str]:
    """The first cells of the table under a heading."""
    _, _, after = text.partition(f"\n## {heading}\n")
    section, _, _ = after.partition("\n## ")
    found = re.findall(r"^\| ([^|]+) \|", section, flags=re.MULTILINE)
    return set(found[2:])


def checks(tree: ast.Module) -> set[str]:
    """The names under which findings are made, where they are written out."""
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in JUDGED
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def test_every_alert_is_told() -> None:
    assert rows(RUNBOOK.read_text(encoding="utf-8"), "The alerts") == {kind.value for kind in Kind}


def test_every_check_is_told() -> None:
    made = set[str]().union(*(checks(parse(file)) for file in CHECKS))
    # Keys, scopes and files are named after what they are of.
    assert made | {"key", "scopes", "`….sqlite`"} == rows(RUNBOOK.read_text(encoding="utf-8"), "The checks")


def test_a_planted_check_is_seen() -> None:
    assert checks(ast.parse('yield bad("moon", "it is full", remedy="wait")')) == {"moon"}
