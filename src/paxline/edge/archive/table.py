"""One CSV file: its rows as values, and every row that is none as a ``Rejected`` that names file and line."""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, Generic, TypeVar

from paxline.counts.history import Rejected
from paxline.errors import MissingData

_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

# The agency was founded in November 2001; the upper end keeps date arithmetic in range.
_YEARS: Final = range(2001, 2200)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_EPOCH: Final = (datetime(_YEARS.stop, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()

Row = Mapping[str, str]
"""The cells of one row by column."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table:
    """What is read of one file.

    Attributes:
        name: The file's name in the folder.
        day: The column of the day a row is about.
        value: The column of its figure.
        others: The other columns that must be there.
    """

    name: str
    day: str
    value: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """What a file held.

    Attributes:
        values: One per row that could be read, in the file's order.
        rejected: The rows that could not, and a file that is not the table it should be.
        note: Why nothing was read, or an empty string.
    """

    values: tuple[T, ...]
    rejected: tuple[Rejected, ...] = ()
    note: str = ""


def read_rows(folder: Path, table: Table, parse: Callable[[Row], T | None]) -> Rows[T]:
    """Read ``table`` from ``folder``; ``parse`` answers ``None`` for a row that is not wanted.

    A ``ValueError`` or ``ArithmeticError`` of ``parse`` rejects the row. A file that is there but cannot be opened
    raises ``MissingData``.
    """
    path = folder / table.name
    if not path.exists():
        return Rows((), note=f"{table.name} is not there; skipped")
    try:
        lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError as refusal:
        raise MissingData(f"{path} cannot be read: {refusal.strerror}") from refusal
    try:
        columns = _cells(lines[0])
    except ValueError:
        columns = []
    lacking = sorted({table.day, table.value, *table.others} - set(columns))
    if lacking:
        reason = f"{table.name} line 1: no column {', '.join(lacking)}; the file is skipped"
        return Rows((), (Rejected(None, lines[0][:80], reason),))
    values: list[T] = []
    rejected: list[Rejected] = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        row: Row = {}
        try:
            row = _row(columns, line)
            value = parse(row)
        except (ValueError, ArithmeticError) as fault:
            reason = f"{table.name} line {number}: {fault}"
            rejected.append(Rejected(_day_or_none(row.get(table.day, "")), row.get(table.value, line[:80]), reason))
        else:
            if value is not None:
                values.append(value)
    return Rows(tuple(values), tuple(rejected))


def day_of(text: str) -> date:
    """The date that ``text`` (YYYY-MM-DD) names, else ``ValueError``."""
    if _ISO_DAY.fullmatch(text) is None:
        raise ValueError(f"not a date: {text!r}")
    day = date.fromisoformat(text)
    if day.year not in _YEARS:
        raise ValueError(f"not a day of the TSA: {text!r}")
    return day


def whole_of(text: str) -> int:
    """The number that a string of at most 12 plain digits names, else ``ValueError``."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise ValueError(f"not a whole number: {text!r}")
    return int(text)


def instant_of(text: str) -> datetime:
    """The UTC instant that an ISO 8601 text with its offset names, else ``ValueError``."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None or instant.year not in _YEARS:
        raise ValueError(f"not an instant: {text!r}")
    return instant.astimezone(UTC)


def epoch_of(text: str) -> datetime:
    """The UTC instant that whole seconds since 1970 name, else ``ValueError``."""
    seconds = whole_of(text)
    if seconds > _LAST_EPOCH:
        raise ValueError(f"not an instant: {text!r}")
    return _EPOCH + timedelta(seconds=seconds)


def _cells(line: str) -> list[str]:
    # One line is one row: a stray quote then spoils its own line, not the rest of the file.
    try:
        return next(csv.reader([line.rstrip("\r")], strict=True), [])
    except csv.Error as fault:
        raise ValueError(f"not a row: {fault}") from None


def _row(columns: list[str], line: str) -> Row:
    cells = _cells(line)
    if len(cells) != len(columns):
        raise ValueError(f"{len(cells)} cells under {len(columns)} columns")
    return dict(zip(columns, cells, strict=True))


def _day_or_none(text: str) -> date | None:
    try:
        return day_of(text)
    except ValueError:
        return None
