"""A flag is forgotten in one place, and that place spends money: a type or two functions say it instead."""

import ast
from typing import Final

import pytest
from tests.promises.source import functions, layer, modules, parameters

FLAGS: Final = {"cli": "typer spells a command's flags as booleans"}
"""Where booleans may be parameters, and why."""


def flags(tree: ast.Module) -> list[str]:
    """Every parameter annotated as a boolean, alone or among others: line, function and name."""
    return [
        f"{parameter.lineno}: {getattr(function, 'name', 'lambda')}({parameter.arg})"
        for function in functions(tree)
        for parameter in parameters(function.args)
        if parameter.annotation and _says_bool(parameter.annotation)
    ]


def _says_bool(annotation: ast.expr) -> bool:
    """Whether a value of the annotation may itself be a boolean; a function or a list of booleans is none."""
    match annotation:
        case ast.Name(id="bool"):
            return True
        case ast.Constant(value=str(text)):
            return _says_bool(ast.parse(text, mode="eval").body)
        case ast.BinOp(op=ast.BitOr()):
            return _says_bool(annotation.left) or _says_bool(annotation.right)
        case ast.Subscript(value=ast.Name(id="Optional" | "Union" | "Annotated"), slice=ast.Tuple(elts=parts)):
            return any(_says_bool(part) for part in parts)
        case ast.Subscript(value=ast.Name(id="Optional" | "Union" | "Annotated"), slice=part):
            return _says_bool(part)
        case _:
            return False


def test_no_parameter_is_a_boolean() -> None:
    found = {name: flags(tree) for name, tree in modules().items() if layer(name) not in FLAGS}
    assert {name: places for name, places in found.items() if places} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "def place(order, dry_run: bool = False): ...",
        "def login(*, use_demo: bool): ...",
        "async def f(a: bool | None): ...",
        "def f(a: 'bool'): ...",
        "def f(a: Optional[bool] = None): ...",
        "def f(*flags: bool): ...",
    ],
)
def test_the_check_sees_a_planted_flag(planted: str) -> None:
    assert flags(ast.parse(planted))


def test_the_check_lets_answers_and_predicates_pass() -> None:
    allowed = "def ok(x: int) -> bool: ...\ndef f(keep: Callable[[int], bool], seen: list[bool]): ..."
    assert flags(ast.parse(allowed)) == []
