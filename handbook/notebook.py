"""Notebooks as Python files with ``# %%`` between their cells: run one, and show it as Markdown with what it said.

The form is the one that Jupyter (through jupytext), VS Code and PyCharm open as a notebook. A cell's last expression is
shown where it can draw itself (``_repr_svg_``) or is text; what it prints is shown as it is.
"""

import ast
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


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a notebook.

    Attributes:
        markdown: All of it, cell by cell, each with what it showed.
        figures: How many figures it drew.
    """

    markdown: str
    figures: int


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
    parts: list[str] = []
    figures = 0
    sys.path.insert(0, str(path.parent))
    try:
        for cell in cells(path.read_text(encoding="utf-8")):
            if cell.kind is Kind.WORDS:
                parts.append(cell.text)
                continue
            parts.append(f"```python\n{cell.text}\n```")
            shown = _said(cell, space, path)
            figures += sum(one.startswith("<figure") for one in shown)
            parts += shown
    finally:
        sys.path.remove(str(path.parent))
    return Ran("\n\n".join(parts) + "\n", figures)


def _cell(kind: Kind, lines: list[str], start: int) -> Cell:
    if kind is Kind.WORDS:
        lines = [line.removeprefix("#").removeprefix(" ") for line in lines]
    return Cell(kind, "\n".join(lines).strip("\n"), start)


def _said(cell: Cell, space: dict[str, Any], path: Path) -> list[str]:
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
    shown = [_fenced(printed.getvalue())] if printed.getvalue().strip() else []
    draw = getattr(value, "_repr_svg_", None)
    if draw is not None:
        return [*shown, f'<figure class="figure">{draw()}</figure>']
    return shown if value is None else [*shown, _fenced(str(value))]


def _fenced(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"


def main(names: list[str]) -> None:
    """Run each notebook and print what came of it."""
    for name in names:
        sys.stdout.write(run(Path(name)).markdown)


if __name__ == "__main__":
    main(sys.argv[1:])
