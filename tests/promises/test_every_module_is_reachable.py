"""Code that nothing calls is not part of the product: every module is imported, directly or not, by the command line
or by the wiring."""

import ast
from collections.abc import Mapping
from typing import Final

from tests.promises.source import modules

EXEMPT: Final = {"paxline.testing": "a kit for the tests of those who build on paxline"}


def imported(tree: ast.Module) -> set[str]:
    """Every dotted name the module asks for, inside functions too; a name may turn out not to be a module."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def with_parents(name: str) -> set[str]:
    """``name`` and the packages that importing it runs."""
    parts = name.split(".")
    return {".".join(parts[: i + 1]) for i in range(len(parts))}


def unreachable(trees: Mapping[str, ast.Module], *, top: str) -> set[str]:
    """The modules that neither ``top``'s command line nor its wiring leads to.

    All modules of the command line are starting points, because commands load their modules when called.
    """
    roots = {name for name in trees if f"{name}.".startswith((f"{top}.cli.", f"{top}.wiring.", f"{top}.__main__."))}
    seen: set[str] = set()
    ahead = set[str]().union(*(with_parents(name) for name in roots))
    while ahead:
        name = ahead.pop()
        seen.add(name)
        wanted = set[str]().union(*(with_parents(one) for one in imported(trees[name])))
        ahead |= wanted & trees.keys() - seen
    return set(trees) - seen


def test_every_module_is_reachable_from_the_command_line_or_the_wiring() -> None:
    assert sorted(unreachable(modules(), top="paxline") - EXEMPT.keys()) == []


def test_every_exemption_is_of_a_module_that_exists() -> None:
    assert EXEMPT.keys() <= modules().keys()


def test_the_check_sees_an_orphan_and_what_only_an_orphan_leads_to() -> None:
    trees = {
        name: ast.parse(text)
        for name, text in {
            "p": "",
            "p.cli": "",
            "p.cli.lazy": "def run():\n    from p.a import b",
            "p.a": "from p import helped",
            "p.a.b": "import p.c.d as d",
            "p.c": "",
            "p.c.d": "",
            "p.helped": "",
            "p.client": "import p.orphan",
            "p.orphan": "",
        }.items()
    }
    assert unreachable(trees, top="p") == {"p.client", "p.orphan"}
