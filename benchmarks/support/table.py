"""Tables in plain text, and the shortest of several times."""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TypeVar

_T = TypeVar("_T")


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    print(f"\n{title}")
    for row in (head, *rows):
        cells = [
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        print("  " + "  ".join(cells).rstrip())


def timed(work: Callable[[], _T]) -> tuple[float, _T]:
    """Seconds that ``work`` took, and what it answered."""
    started = perf_counter()
    answer = work()
    return perf_counter() - started, answer


def shortest(work: Callable[[], object], *, times: int) -> float:
    """The shortest of several runs, in seconds: what the machine's other users disturbed least."""
    return min(timed(work)[0] for _ in range(times))
