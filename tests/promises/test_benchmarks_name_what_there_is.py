"""What is measured only now and then names nothing of the package that is not there: no type checker looks at it."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.promises.source import ROOT

MEASURED = sorted((ROOT / "benchmarks").glob("*.py"))


def missing(source: str) -> Iterator[str]:
    """Names imported from the package or its tests that are not there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("paxline", "tests")):
            module = importlib.import_module(node.module or "")
            for name in node.names:
                if not hasattr(module, name.name):
                    yield f"{node.module}.{name.name}"


@pytest.mark.parametrize("file", MEASURED, ids=lambda file: file.stem)
def test_a_benchmark_names_only_what_there_is(file: Path) -> None:
    assert [*missing(file.read_text(encoding="utf-8"))] == []


def test_the_check_sees_a_name_that_is_gone() -> None:
    assert [*missing("from paxline.units import Usd, Eur")] == ["paxline.units.Eur"]
