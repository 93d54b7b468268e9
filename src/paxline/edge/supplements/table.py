"""One weekly or daily CSV file: its columns as observations, and every row that is none as a ``Rejected``."""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite
from pathlib import Path
from typing import Final

from paxline.counts.history import Rejected
from paxline.counts.supplements import Observation
from paxline.errors import MissingData

_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER: Final = re.compile(r"-?\d{1,12}(\.\d{1,20})?", re.ASCII)
_YEARS: Final = range(2001, 2200)
_MOST_BYTES: Final = 4_000_000
_SHOWN: Final = 80

DATES: Final = ("date", "DATE", "observation_date")
"""Names of the column of dates: the collected files' own, and those of the St. Louis Fed's downloads (FRED)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind of file is read.

    Attributes:
        pattern: Which names in the folder are of this kind (a glob).
        kind: What its series are called: ``kind: column``, or only the kind where it has one column.
        columns: The columns to read; empty for every one not in ``others``.
        others: Columns that are no series.
        weekday: The weekday (Monday is 0) its dates must fall on, or ``None`` for a daily file.
        before: How many days before its date a row's period begins.
        after: How many days after its date it ends.
        known_at: The rule from the date of a row to the instant it could be known.
    """

    pattern: str
    kind: str
    known_at: Callable[[date], datetime]
    columns: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()
    weekday: int | None = None
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """What one file held: observations in the file's order, and what was not taken in, and why."""

    observations: tuple[Observation, ...]
    rejected: tuple[Rejected, ...]


def read_table(path: Path, layout: Layout) -> Read:
    """Read a file of the given layout; one that is too large or cannot be opened raises ``MissingData``."""
    lines = _lines(path)
    columns = _cells(lines[0])
    dated = next((name for name in columns if name in DATES), "")
    series = [name for name in layout.columns or columns if name and name not in (*DATES, *layout.others)]
    if not dated or not series or set(series) - set(columns) or len(set(columns)) < len(columns):
        reason = f"{path.name} line 1: not the columns of {layout.kind}; the file is skipped"
        return Read((), (Rejected(None, lines[0][:_SHOWN], reason),))
    taken: list[Observation] = []
    rejected: list[Rejected] = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            row = _row(columns, line)
            taken += _observations(_day(row[dated]), row, series=series, layout=layout, source=path.name)
        except (ValueError, OverflowError) as fault:
            rejected.append(Rejected(None, line[:_SHOWN], f"{path.name} line {number}: {fault}"))
    return Read(tuple(taken), tuple(rejected))


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise MissingData(f"{path.name} is larger than {_MOST_BYTES} bytes")
        return path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError as refusal:
        raise MissingData(f"{path.name} cannot be read: {refusal.strerror}") from refusal


def _observations(
    day: date, row: Mapping[str, str], *, series: list[str], layout: Layout, source: str
) -> tuple[Observation, ...]:
    if layout.weekday is not None and day.weekday() != layout.weekday:
        raise ValueError(f"{day} is a {day:%A}, on which no row of {layout.kind} falls")
    # The newest week of a download is cut off at the hour of the download.
    if row.get("isPartial", "False") != "False":
        raise ValueError(f"{day} is a partial week")
    start, end = day - timedelta(days=layout.before), day + timedelta(days=layout.after)
    known_at = layout.known_at(day)
    return tuple(
        Observation(_name(layout, column), start, end, _number(row[column]), known_at, source) for column in series
    )


def _name(layout: Layout, column: str) -> str:
    return layout.kind if layout.columns == (column,) else f"{layout.kind}: {column}"


def _day(text: str) -> date:
    if _ISO_DAY.fullmatch(text) is None:
        raise ValueError(f"not a date: {text[:_SHOWN]!r}")
    day = date.fromisoformat(text)
    if day.year not in _YEARS:
        raise ValueError(f"not a day of this century: {text!r}")
    return day


def _number(text: str) -> float:
    if _NUMBER.fullmatch(text) is None or not isfinite(float(text)):
        raise ValueError(f"not a plain decimal number: {text[:_SHOWN]!r}")
    return float(text)


def _cells(line: str) -> list[str]:
    # One line is one row: a stray quote then spoils its own line, not the rest of the file.
    try:
        return next(csv.reader([line.rstrip("\r")], strict=True), [])
    except csv.Error:
        return []


def _row(columns: list[str], line: str) -> Mapping[str, str]:
    cells = _cells(line)
    if len(cells) != len(columns):
        raise ValueError(f"{len(cells)} cells under {len(columns)} columns")
    return dict(zip(columns, cells, strict=True))
