"""What import-linter cannot see: the pure layers keep no state between calls, open nothing and print nothing."""

import ast
from collections.abc import Mapping
from typing import Final

import pytest
from tests.promises.source import dotted, layer, modules, origins

PURE: Final = frozenset({"counts", "forecast", "market", "desk", "study", "pages", "units", "errors"})
PURE_MODULES: Final = frozenset({"paxline.exchange.matching", "paxline.exchange.fills"})

VALIDATES: Final = frozenset({"edge", "cli", "wiring", "exchange"})
"""Where data of unknown shape comes in (the simulated exchange speaks the wire's format), so pydantic may be used."""

MAKES_MUTABLE: Final = frozenset(
    {
        "dict",
        "list",
        "set",
        "bytearray",
        "collections.defaultdict",
        "collections.deque",
        "collections.Counter",
        "collections.OrderedDict",
        "itertools.count",
    }
)
OPENS: Final = frozenset(
    {"open", "print", "input", "eval", "exec", "breakpoint", "io.open", "sys.stdout", "sys.stderr"}
)
WRITES: Final = frozenset({"write_text", "write_bytes", "mkdir", "unlink", "touch", "rmdir"})
READS: Final = frozenset({"read_text", "read_bytes"})
OWN_FILES: Final = {"pages": "its templates are part of the package"}
"""Layers that may read, and what."""


def keeps_state(tree: ast.Module) -> list[str]:
    """Every global that can be changed in place, and every function that rebinds one: line and name."""
    names = origins(tree)
    found = [
        f"{node.lineno}: {ast.unparse(node).splitlines()[0]}"
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and _is_mutable(node.value, names)
        if "__all__" not in ast.unparse(node).split("=")[0]
    ]
    rebinding = [node for node in ast.walk(tree) if isinstance(node, ast.Global)]
    return found + [f"{node.lineno}: global {', '.join(node.names)}" for node in rebinding]


def _is_mutable(value: ast.expr, names: Mapping[str, str]) -> bool:
    if isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp):
        return True
    maker = value.func if isinstance(value, ast.Call) else None
    return maker is not None and dotted(maker, names) in MAKES_MUTABLE


def touches(tree: ast.Module, *, banned: frozenset[str]) -> list[str]:
    """Every use of a banned function or method: line and text."""
    names = origins(tree)
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name | ast.Attribute) and dotted(node, names) in banned)
        or (isinstance(node, ast.Attribute) and node.attr in banned & (READS | WRITES))
    ]


def pure_modules() -> dict[str, ast.Module]:
    return {name: tree for name, tree in modules().items() if layer(name) in PURE or name in PURE_MODULES}


def test_the_pure_layers_keep_no_state() -> None:
    found = {name: keeps_state(tree) for name, tree in pure_modules().items()}
    assert {name: places for name, places in found.items() if places} == {}


def test_the_pure_layers_open_and_print_nothing() -> None:
    found: dict[str, list[str]] = {}
    for name, tree in pure_modules().items():
        reads = frozenset[str]() if layer(name) in OWN_FILES else READS
        found[name] = touches(tree, banned=OPENS | WRITES | reads)
    assert {name: places for name, places in found.items() if places} == {}


def test_pydantic_stays_at_the_rim() -> None:
    using = {
        name
        for name, tree in modules().items()
        if any(origin.partition(".")[0].startswith("pydantic") for origin in origins(tree).values())
    }
    assert sorted(name for name in using if layer(name) not in VALIDATES) == []


@pytest.mark.parametrize(
    "planted",
    [
        "cache = {}",
        "SEEN: Final = []",
        "A: set[int] = set()",
        "B = {n: n for n in range(3)}",
        "from collections import defaultdict\nC = defaultdict(list)",
        "import collections\nC = collections.Counter()",
        "n = 0\ndef f():\n    global n\n    n += 1",
    ],
)
def test_the_check_sees_planted_state(planted: str) -> None:
    assert keeps_state(ast.parse(planted))


@pytest.mark.parametrize(
    "allowed",
    [
        "A: Final = (1, 2)",
        "B = frozenset({1})",
        "C = MappingProxyType({1: 2})",
        "__all__ = ['A']",
        "def f():\n    seen = []\n    return seen",
    ],
)
def test_the_check_lets_frozen_globals_and_local_work_pass(allowed: str) -> None:
    assert keeps_state(ast.parse(allowed)) == []


@pytest.mark.parametrize(
    "planted", ["print(1)", "open('f')", "Path('f').read_text()", "here.write_bytes(b'')", "import sys\nsys.stdout"]
)
def test_the_check_sees_planted_output(planted: str) -> None:
    assert touches(ast.parse(planted), banned=OPENS | WRITES | READS)
