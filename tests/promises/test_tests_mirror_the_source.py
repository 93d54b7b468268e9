"""Whoever reads a module finds its tests at the same path under ``tests/``, and the other way round."""

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.promises.source import PACKAGE, ROOT, parse

CROSSING: Final = {
    "promises": "what the whole house keeps",
    "contracts": "what the outside world is held to",
    "simulation": "many modules over simulated time",
    "browser": "pages as a browser shows them",
    "docs": "the documentation's own examples",
    "infra": "the machines it is deployed on, outside the package",
    "benchmarks": "the programs under benchmarks/",
}
"""Folders of tests that mirror no module, and what they test instead."""


def has_code(tree: ast.Module) -> bool:
    """Whether there is more in a module than its docstring, imports and the names it passes on."""
    return not all(
        isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"])
        for node in tree.body
    )


def mirrored(module: Path) -> Path:
    """Where the tests of the module at ``module`` (relative to the package) stand, relative to ``tests/``."""
    return module.with_name(f"test_{module.stem.strip('_')}.py")


def untested(sources: Iterable[Path], tests: Iterable[Path]) -> list[str]:
    there = set(tests)
    return sorted(str(source) for source in sources if mirrored(source) not in there)


def homeless(sources: Iterable[Path], tests: Iterable[Path]) -> list[str]:
    mirrors = {mirrored(source) for source in sources}
    return sorted(str(test) for test in tests if test.parts[0] not in CROSSING and test not in mirrors)


def all_sources() -> list[Path]:
    return [path.relative_to(PACKAGE) for path in sorted(PACKAGE.rglob("*.py"))]


def all_tests() -> list[Path]:
    return [path.relative_to(ROOT / "tests") for path in sorted((ROOT / "tests").rglob("test_*.py"))]


def test_every_module_with_code_has_its_tests() -> None:
    with_code = [source for source in all_sources() if has_code(parse(PACKAGE / source))]
    assert untested(with_code, all_tests()) == []


def test_every_test_has_its_module() -> None:
    assert homeless(all_sources(), all_tests()) == []


def test_the_check_sees_what_is_missing_on_either_side() -> None:
    sources = [Path("units.py"), Path("counts/calendar.py"), Path("cli/__init__.py")]
    tests = [Path("test_units.py"), Path("cli/test_init.py"), Path("counts/test_gone.py"), Path("promises/test_x.py")]
    assert untested(sources, tests) == ["counts/calendar.py"]
    assert homeless(sources, tests) == ["counts/test_gone.py"]


def test_the_check_knows_code_from_a_list_of_names() -> None:
    assert not has_code(ast.parse('"""Doc."""\nfrom a import b\n__all__ = ["b"]'))
    assert has_code(ast.parse("from a import b\nc = b()"))
    assert has_code(ast.parse("def f(): ..."))
