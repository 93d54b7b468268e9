"""Find the rows of counts on a page, whichever of the known layouts it has.

==============  ==========================================================  ==================  ============
layout          headings                                                    seen                order
==============  ==========================================================  ==================  ============
current         Date, Numbers                                               since about 2024    newest first
archive         Date, Numbers; the title begins with the year               since about 2024    oldest first
years           Date, "2021 Traveler Throughput" and one column per year    2021 to 2023        newest first
total           Date, "Total Traveler Throughput" and the year before       2020                newest first
==============  ==========================================================  ==================  ============

A layout is known by its headings and title, never by position. In the last two only the newest year's column is
read: the others are aligned by weekday, so that their figures do not belong to the row's date.
Source: pages captured from 2020 to 2026.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from paxline.edge.tsa.page import Page, challenge_in
from paxline.errors import Blocked, UnreadablePage

_MAX_TAGS: Final = 20_000
"""Pages have some 5,000 tags; the parser's time grows with the square of their nesting."""

_MAX_ROWS: Final = 1_200
"""More than three years of rows are not one of these pages."""

_TITLE: Final = re.compile(r"(?:(20[0-9]{2}) )?tsa checkpoint travel numbers\b")
_YEAR_COLUMN: Final = re.compile(r"(20[0-9]{2})(?: traveler throughput| numbers)?")
_TOTAL: Final = "total traveler throughput"
_TOTAL_BEFORE: Final = "total traveler throughput (1 year ago - same weekday)"
_TOTAL_YEAR: Final = 2020

# Marks that may stand around a figure; anything else inside a cell makes it unreadable.
_INLINE: Final = frozenset({"p", "span", "div", "strong", "b", "em", "i", "u", "br", "font", "a", "small"})
_HIDDEN: Final = re.compile(r"display:none|visibility:hidden")


class Layout(Enum):
    """Which of the known pages it is; the table is in the module's docstring."""

    CURRENT = "current"
    ARCHIVE = "archive"
    YEARS = "years"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands on the page.

    Attributes:
        number: Its place in the table's body, from 1.
        date_text: What stands in the date column.
        count_text: What stands in the column of counts.
        problem: Why the row cannot be read at all, or an empty string.
    """

    number: int
    date_text: str
    count_text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RawTable:
    """The rows of one page.

    Attributes:
        layout: Which page it is.
        year: The year that the title, the address or the column names, or ``None``.
        rows: From the top of the page down.
    """

    layout: Layout
    year: int | None
    rows: tuple[RawRow, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    layout: Layout
    year: int | None
    date: int
    count: int
    width: int


def read_table(page: Page) -> RawTable:
    """The rows of ``page``.

    Raises:
        Blocked: When it is a challenge or a refusal.
        UnreadablePage: When its layout is not a known one; the message names the page and what is missing.
    """
    if words := challenge_in(page.body):
        raise Blocked(f"{page.path}: a challenge page instead of the counts ({words!r})")
    if page.body.count(b"<") > _MAX_TAGS:
        raise UnreadablePage(f"{page.path}: more than {_MAX_TAGS} tags, which is none of the known pages")
    tree = LexborHTMLParser(page.body.decode("utf-8", errors="replace"))
    title_year = _title_year(tree, page)
    columns, rows = _table_of_counts(tree, page)
    if not rows:
        raise UnreadablePage(f"{page.path}: the table has its headings but no rows")
    year = _agreed_year(page, columns=columns, title_year=title_year)
    archive = columns.layout is Layout.CURRENT and title_year is not None
    return RawTable(Layout.ARCHIVE if archive else columns.layout, year, _without_torn_end(rows, page))


def _title_year(tree: LexborHTMLParser, page: Page) -> int | None:
    """The year that begins the title; ``UnreadablePage`` where no title speaks of checkpoint travel numbers."""
    titles = [_text(node).casefold() for node in tree.css("title, h1")]
    matches = [match for match in map(_TITLE.match, titles) if match]
    if not matches:
        raise UnreadablePage(f"{page.path}: no title 'TSA checkpoint travel numbers' (found {titles[:1]})")
    years = {int(match[1]) for match in matches if match[1]}
    if len(years) > 1:
        raise UnreadablePage(f"{page.path}: the titles name several years: {sorted(years)}")
    return next(iter(years), None)


def _agreed_year(page: Page, *, columns: _Columns, title_year: int | None) -> int | None:
    """The one year that column, title and address name, if any; ``UnreadablePage`` where they differ."""
    named = {"column": columns.year, "title": title_year, "address": page.year_in_url}
    years = {year for year in named.values() if year is not None}
    if len(years) > 1:
        spoken = ", ".join(f"the {where} {year}" for where, year in named.items() if year is not None)
        raise UnreadablePage(f"{page.path}: it is not clear which year it shows: {spoken}")
    return next(iter(years), None)


def _table_of_counts(tree: LexborHTMLParser, page: Page) -> tuple[_Columns, tuple[RawRow, ...]]:
    """The one table with known headings; the same table twice is one."""
    seen_headings: list[list[str]] = []
    found: list[tuple[_Columns, tuple[RawRow, ...]]] = []
    for table in tree.css("table"):
        lines = list(_lines(table))
        headings = [_text(cell).casefold() for cell in _cells(lines[0])] if lines else []
        seen_headings.append(headings)
        columns = _columns(headings)
        if columns is not None and not _hidden(table):
            found.append((columns, _rows(lines[1:], columns=columns, headings=headings)))
    if not found:
        what = f"the headings are {seen_headings[0]}" if seen_headings else "there is no table"
        raise UnreadablePage(f"{page.path}: no table headed 'Date' and 'Numbers' or one column per year; {what}")
    if any(other != found[0] for other in found[1:]):
        raise UnreadablePage(f"{page.path}: {len(found)} different tables have the headings of the counts")
    return found[0]


def _columns(headings: list[str]) -> _Columns | None:
    """Where date and count stand, by the headings; ``None`` where they are not those of a known layout."""
    if headings.count("date") != 1 or len(headings) < 2:
        return None
    date, width = headings.index("date"), len(headings)
    others = {place: text for place, text in enumerate(headings) if place != date}
    if list(others.values()) == ["numbers"]:
        return _Columns(Layout.CURRENT, None, date, next(iter(others)), width)
    if sorted(others.values()) in ([_TOTAL], [_TOTAL, _TOTAL_BEFORE]):
        count = next(place for place, text in others.items() if text == _TOTAL)
        return _Columns(Layout.TOTAL, _TOTAL_YEAR, date, count, width)
    years = {place: match for place, text in others.items() if (match := _YEAR_COLUMN.fullmatch(text))}
    if len(years) < len(others) or len({match[1] for match in years.values()}) < len(years):
        return None
    newest = max(years, key=lambda place: years[place][1])
    return _Columns(Layout.YEARS, int(years[newest][1]), date, newest, width)


def _lines(table: LexborNode) -> Iterator[LexborNode]:
    """The table's own rows, not those of a table within it."""
    for part in table.iter():
        if part.tag == "tr":
            yield part
        elif part.tag in {"thead", "tbody", "tfoot"}:
            yield from (line for line in part.iter() if line.tag == "tr")


def _cells(line: LexborNode) -> list[LexborNode]:
    return [cell for cell in line.iter() if cell.tag in {"td", "th"}]


def _rows(lines: list[LexborNode], *, columns: _Columns, headings: list[str]) -> tuple[RawRow, ...]:
    rows: list[RawRow] = []
    for line in lines[:_MAX_ROWS]:
        cells = _cells(line)
        texts = [_text(cell) for cell in cells]
        # Headings repeated within a long table are no row.
        if [text.casefold() for text in texts] == headings:
            continue
        rows.append(_row(line, cells=cells, texts=texts, columns=columns, number=len(rows) + 1))
    if len(lines) > _MAX_ROWS:
        rows.append(RawRow(len(rows) + 1, "", "", f"{len(lines) - _MAX_ROWS} rows more than any known page has"))
    return tuple(rows)


def _row(line: LexborNode, *, cells: list[LexborNode], texts: list[str], columns: _Columns, number: int) -> RawRow:
    date_text = texts[columns.date] if columns.date < len(texts) else ""
    count_text = texts[columns.count] if columns.count < len(texts) else ""
    if len(cells) != columns.width:
        problem = f"it has {len(cells)} cells under {columns.width} headings"
    elif _hidden(line):
        problem = "it is hidden on the page"
    else:
        read = (cells[columns.date], cells[columns.count])
        spans = any(told.get("colspan") or told.get("rowspan") for told in (cell.attributes for cell in cells))
        problem = "its cells span several columns or rows" if spans else next(filter(None, map(_foreign, read)), "")
    return RawRow(number, date_text, count_text, problem)


def _foreign(cell: LexborNode) -> str:
    """What a cell holds besides a text that a reader sees, or an empty string."""
    if _hidden(cell):
        return "a cell is hidden on the page"
    if _holds_text_alone(cell):
        return ""
    for inner in cell.css("*"):
        if inner == cell:
            continue
        if inner.tag not in _INLINE:
            return f"a cell holds a <{inner.tag}>"
        if _hidden(inner):
            return "a cell holds hidden text"
    return ""


def _holds_text_alone(cell: LexborNode) -> bool:
    """Whether nothing needs to be looked for in it, as in every cell of an ordinary page."""
    inside = cell.child
    return inside is not None and inside.is_text_node and inside.next is None


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or bool(_HIDDEN.search("".join((attributes.get("style") or "").lower().split())))


def _text(node: LexborNode) -> str:
    return " ".join(node.text(deep=True).split())


def _without_torn_end(rows: tuple[RawRow, ...], page: Page) -> tuple[RawRow, ...]:
    """The rows, the last one marked where the page breaks off before its table ends."""
    lowered = page.body.lower()
    if lowered.count(b"</table") >= lowered.count(b"<table"):
        return rows
    last = rows[-1]
    torn = RawRow(last.number, last.date_text, last.count_text, "the page breaks off in or after it")
    return (*rows[:-1], torn)
