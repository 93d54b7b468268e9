"""Notebooks as Python files with ``# %%`` between their cells, run and shown as Markdown or as Jupyter's notebooks.

The form is the one that Jupyter (through jupytext), VS Code and PyCharm open as a notebook. A cell's last expression is
shown where it can draw itself (``_repr_svg_``) or is text; what it prints is shown as it is.
"""

import ast
import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from enum import Enum
from io import StringIO
from pathlib import Path
from typing import Any, Final

MARK: Final = "# %%"


class Kind(Enum):
    """What a cell holds."""

    WORDS = "words"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a notebook.

    Attributes:
        kind: Words or code.
        text: Markdown, or Python.
        line: Where it begins in the file, from 1.
    """

    kind: Kind
    text: str
    line: int


class Form(Enum):
    """How a cell showed something."""

    PRINTED = "printed"
    TEXT = "text/plain"
    FIGURE = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a cell of code showed."""

    form: Form
    text: str


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a notebook: its cells in order, each with what it showed."""

    cells: tuple[tuple[Cell, tuple[Shown, ...]], ...]

    @property
    def figures(self) -> int:
        """How many figures it drew."""
        return sum(one.form is Form.FIGURE for _, shown in self.cells for one in shown)

    @property
    def markdown(self) -> str:
        """All of it as a page."""
        return "\n\n".join(part for cell, shown in self.cells for part in _page(cell, shown)) + "\n"

    @property
    def jupyter(self) -> str:
        """All of it as a Jupyter notebook (format 4.5), with what it showed."""
        count = 0
        made: list[dict[str, Any]] = []
        for number, (cell, shown) in enumerate(self.cells):
            count += cell.kind is Kind.CODE
            made.append(_jupyter(cell, shown, name=f"cell-{number}", count=count))
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        whole = {
            "cells": made,
            "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def cells(text: str) -> Iterator[Cell]:
    """The cells of a notebook's text; what stands before the first mark is none."""
    start, kind, lines = 0, Kind.WORDS, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith(MARK):
            lines.append(line)
            continue
        if start and "".join(lines).strip():
            yield _cell(kind, lines, start)
        start, kind, lines = number + 1, Kind.WORDS if "[markdown]" in line else Kind.CODE, []
    if start and "".join(lines).strip():
        yield _cell(kind, lines, start)


def run(path: Path) -> Ran:
    """Run the notebook at ``path`` from its first cell to its last; what a cell raises ends it, with its line."""
    space: dict[str, Any] = {"__name__": "__main__", "__file__": str(path)}
    sys.path.insert(0, str(path.parent))
    try:
        read = cells(path.read_text(encoding="utf-8"))
        return Ran(tuple((cell, _said(cell, space, path) if cell.kind is Kind.CODE else ()) for cell in read))
    finally:
        sys.path.remove(str(path.parent))


def _cell(kind: Kind, lines: list[str], start: int) -> Cell:
    if kind is Kind.WORDS:
        lines = [line.removeprefix("#").removeprefix(" ") for line in lines]
    return Cell(kind, "\n".join(lines).strip("\n"), start)


def _said(cell: Cell, space: dict[str, Any], path: Path) -> tuple[Shown, ...]:
    """Run a cell of code; what it printed and what it ends with."""
    tree = ast.parse(cell.text, filename=str(path))
    ast.increment_lineno(tree, cell.line - 1)
    last = tree.body[-1] if tree.body else None
    ends = last.value if isinstance(last, ast.Expr) else None
    tree.body = tree.body[:-1] if ends else tree.body
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(tree, str(path), "exec"), space)  # noqa: S102 - a notebook of this repository is code to be run
        value = eval(compile(ast.Expression(ends), str(path), "eval"), space) if ends else None  # noqa: S307 - the same
    shown = [Shown(Form.PRINTED, printed.getvalue())] if printed.getvalue().strip() else []
    draw = getattr(value, "_repr_svg_", None)
    if draw is not None:
        shown.append(Shown(Form.FIGURE, draw()))
    elif value is not None:
        shown.append(Shown(Form.TEXT, str(value)))
    return tuple(shown)


def _page(cell: Cell, shown: tuple[Shown, ...]) -> Iterator[str]:
    yield cell.text if cell.kind is Kind.WORDS else f"```python\n{cell.text}\n```"
    for one in shown:
        figure = one.form is Form.FIGURE
        yield f'<figure class="figure">{one.text}</figure>' if figure else f"```text\n{one.text.rstrip()}\n```"


def _jupyter(cell: Cell, shown: tuple[Shown, ...], *, name: str, count: int) -> dict[str, Any]:
    """A cell as the format has it; ``count`` is its number among those of code."""
    head: dict[str, Any] = {"id": name, "metadata": {}, "source": cell.text.splitlines(keepends=True)}
    if cell.kind is Kind.WORDS:
        return {"cell_type": "markdown", **head}
    said: list[dict[str, Any]] = []
    for one in shown:
        lines = one.text.splitlines(keepends=True)
        if one.form is Form.PRINTED:
            said.append({"output_type": "stream", "name": "stdout", "text": lines})
        else:
            data = {one.form.value: lines, **({"text/plain": ["a figure"]} if one.form is Form.FIGURE else {})}
            said.append({"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": data})
    return {"cell_type": "code", "execution_count": count, **head, "outputs": said}


def main(names: list[str]) -> None:
    """Run each notebook and write it as a Jupyter notebook beside itself."""
    for name in names:
        made = Path(name).with_suffix(".ipynb")
        made.write_text(run(Path(name)).jupyter, encoding="utf-8")
        sys.stdout.write(f"{made}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
