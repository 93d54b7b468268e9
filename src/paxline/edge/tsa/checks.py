"""Rows of a page → readings that can be trusted, and every other row with the reason why it was not taken in.

A wrong figure does not get in, and does not keep the right ones out. The rules look at the row alone, then at the
rows' dates together, then at the figures together; each leaves its mark on a row once.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from paxline.counts.calendar import eastern_day
from paxline.counts.history import Reading, Rejected, Vintage
from paxline.edge.tsa.layouts import Layout, RawRow, RawTable, read_table
from paxline.edge.tsa.page import Page
from paxline.edge.tsa.plausible import Verdict, gaps, judge

_DATE: Final = re.compile(r"(0?[1-9]|1[0-2])/(0?[1-9]|[12][0-9]|3[01])/(20[0-9]{2})")
_COUNT: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,8}|0")
_FEW_BROKEN: Final = 3
_BROKEN_SHARE: Final = 0.25
"""A page of which more is broken shows something else than it says, and what looks right on it is chance."""


@dataclass(frozen=True, slots=True)
class PageReadings:
    """What one page gave: readings by day ascending, and what was not taken in, in the page's order.

    Attributes:
        readings: The figures taken in, each with ``known_at`` as the page was seen.
        rejected: Rows and missing days, each with a sentence that names page and row.
    """

    readings: tuple[Reading, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row being checked.

    Attributes:
        raw: The row as it stands on the page.
        day: Its date, where it can be read.
        figure: Its count in people, where it can be read.
        fault: Why it is out, or an empty string.
        broken: Whether the fault speaks against the page as a whole.
        silent: Whether the fault is no news to anybody.
    """

    raw: RawRow
    day: date | None = None
    figure: int | None = None
    fault: str = ""
    broken: bool = True
    silent: bool = False

    def out(self, fault: str) -> "_Row":
        return replace(self, fault=fault)


def read_page(page: Page, *, known: Mapping[date, int]) -> PageReadings:
    """The readings of a page and what it shows that is not to be trusted.

    Args:
        page: The page as fetched or stored.
        known: Figures already stored, by day (people); may be empty. They help to tell what is plausible.

    Raises:
        Blocked: When the page is a challenge.
        UnreadablePage: When its layout is not a known one.
    """
    table = read_table(page)
    seen_on = eastern_day(page.seen_at)
    rows = [_parsed(raw) for raw in table.rows]
    rows = [_dated(row, table=table, seen_on=seen_on) for row in rows]
    rows = _without_open_end(rows, table=table)
    rows = _without_contradictions(rows)
    rows = _in_order(rows)
    vintage = _vintage(table, seen_on=seen_on)
    figures = _figures(rows)
    restated = frozenset(figures) if vintage is Vintage.RESTATED else frozenset[date]()
    judged = judge(figures, known=known, restated=restated)
    refused = {day: judgement.reason for day, judgement in judged.items() if judgement.verdict is Verdict.REFUSE}
    rows = _all_or_some([_judged(row, refused) for row in rows])
    readings = [
        Reading(day, figure, page.seen_at, vintage, page.path, judged[day].reason)
        for day, figure in sorted(_figures(rows).items())
    ]
    rejected = [_rejected(row, page) for row in rows if row.fault and not row.silent]
    return PageReadings(
        readings=tuple(readings),
        rejected=(*rejected, *_missing(rows, table=table, page=page)),
    )


def _figures(rows: list[_Row]) -> dict[date, int]:
    """The figures of the rows that stand, by day."""
    return {row.day: row.figure for row in rows if not row.fault and row.day is not None and row.figure is not None}


def _parsed(raw: RawRow) -> _Row:
    """The row with its date and figure, or the reason why they cannot be read."""
    row = _Row(raw, day=_day(raw.date_text))
    if raw.problem:
        return row.out(raw.problem)
    if row.day is None:
        return row.out(f"{raw.date_text!r} is not a date written M/D/YYYY")
    if not raw.count_text:
        return row.out("the count is empty")
    if not _COUNT.fullmatch(raw.count_text):
        return row.out(f"{raw.count_text!r} is not a whole number with its thousands set apart by commas")
    figure = int(raw.count_text.replace(",", ""))
    if figure == 0:
        return row.out("a count of zero, which the airports never had")
    return replace(row, figure=figure)


def _day(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        return None


def _dated(row: _Row, *, table: RawTable, seen_on: date) -> _Row:
    """The row, out where the page cannot show its day."""
    if row.day is None:
        return row
    if row.day >= seen_on:
        # The layouts of 2020 to 2023 list days to come with an empty cell.
        to_come = not row.raw.count_text and table.layout in {Layout.YEARS, Layout.TOTAL}
        late = row.out(f"{row.day} was not over when the page was seen on {seen_on} (Eastern time)")
        return replace(late, silent=to_come, broken=not to_come)
    years = _years(table, seen_on=seen_on)
    if row.day.year not in years:
        shown = " or ".join(map(str, sorted(years)))
        # Old pages reach back into the year before, whose figures stand in a column that is not read.
        of_before = table.layout is Layout.YEARS and row.day.year == max(years) - 1
        return replace(row.out(f"{row.day} does not belong to a page of {shown}"), broken=not of_before)
    return row


def _years(table: RawTable, *, seen_on: date) -> set[int]:
    """The years whose days the page may show."""
    if table.year is not None:
        return {table.year}
    # In January the plain page may still show the year before; it moved between 22 December and 17 January.
    return {seen_on.year, seen_on.year - 1} if seen_on.month == 1 else {seen_on.year}


def _without_open_end(rows: list[_Row], *, table: RawTable) -> list[_Row]:
    """The rows, silent about empty cells of days after the newest figure: they are still to be published."""
    if table.layout not in {Layout.YEARS, Layout.TOTAL}:
        return rows
    newest = max((row.day for row in rows if row.day is not None and row.figure is not None), default=date.min)
    return [
        replace(row, silent=True, broken=False)
        if row.day is not None and row.day > newest and not row.raw.count_text and not row.raw.problem
        else row
        for row in rows
    ]


def _without_contradictions(rows: list[_Row]) -> list[_Row]:
    """A day with two texts is out twice; a day with the same text twice counts once, silently."""
    texts: dict[date, set[str]] = {}
    for row in rows:
        if row.day is not None:
            texts.setdefault(row.day, set()).add(row.raw.count_text)
    checked: list[_Row] = []
    taken: set[date] = set()
    for row in rows:
        if row.day is None or row.fault:
            checked.append(row)
        elif len(texts[row.day]) > 1:
            checked.append(row.out(f"{row.day} stands there with different figures"))
        elif row.day in taken:
            checked.append(replace(row, fault=f"{row.day} stands there twice", silent=True, broken=False))
        else:
            taken.add(row.day)
            checked.append(row)
    return checked


def _in_order(rows: list[_Row]) -> list[_Row]:
    """The rows, out where their date is not in the page's order.

    The order is the one that most neighbouring rows have. Of two swapped rows it cannot be told which date or
    figure moved, so both are out: only rows that belong to every longest run in order stay.
    """
    places = [place for place, row in enumerate(rows) if not row.fault and row.day is not None]
    ordinals = [day.toordinal() for place in places if (day := rows[place].day) is not None]
    rising = sum(1 if later > earlier else -1 for earlier, later in pairwise(ordinals))
    sure = _in_every_longest_run(ordinals if rising >= 0 else [-ordinal for ordinal in ordinals])
    astray = {place for place, kept in zip(places, sure, strict=True) if not kept}
    return [
        row.out(f"{row.day} does not stand in the page's order of dates") if place in astray else row
        for place, row in enumerate(rows)
    ]


def _in_every_longest_run(values: Sequence[int]) -> list[bool]:
    """For each value, whether every longest strictly rising subsequence holds it."""
    ends_here = _run_lengths(values)
    starts_here = _run_lengths([-value for value in reversed(values)])[::-1]
    longest = max(ends_here, default=0)
    on_one = [a + b - 1 == longest for a, b in zip(ends_here, starts_here, strict=True)]
    rivals: dict[int, int] = {}
    for length, on in zip(ends_here, on_one, strict=True):
        rivals[length] = rivals.get(length, 0) + on
    return [on and rivals[length] == 1 for length, on in zip(ends_here, on_one, strict=True)]


def _run_lengths(values: Sequence[int]) -> list[int]:
    """For each value, the length of the longest strictly rising subsequence that ends with it."""
    tails: list[int] = []
    lengths: list[int] = []
    for value in values:
        place = bisect_left(tails, value)
        tails[place : place + 1] = [value]
        lengths.append(place + 1)
    return lengths


def _vintage(table: RawTable, *, seen_on: date) -> Vintage:
    """What an archive page of a year gone by shows is restated; everything else is as published."""
    two_columns = table.layout in {Layout.CURRENT, Layout.ARCHIVE}
    gone_by = table.year is not None and table.year < seen_on.year
    return Vintage.RESTATED if two_columns and gone_by else Vintage.PUBLISHED


def _judged(row: _Row, refused: Mapping[date, str]) -> _Row:
    reason = "" if row.fault or row.day is None else refused.get(row.day, "")
    return row.out(reason) if reason else row


def _all_or_some(rows: list[_Row]) -> list[_Row]:
    """The rows; all of them out where so many are broken that the rest cannot be trusted."""
    broken = sum(bool(row.fault) and row.broken for row in rows)
    if broken <= max(_FEW_BROKEN, _BROKEN_SHARE * len(rows)):
        return rows
    why = f"{broken} of the page's {len(rows)} rows are broken, so the others are not trusted either"
    return [row if row.fault else row.out(why) for row in rows]


def _rejected(row: _Row, page: Page) -> Rejected:
    value = row.raw.count_text[:80]
    return Rejected(row.day, value, f"{page.path}, row {row.raw.number}: {row.fault[:300]}.")


def _missing(rows: list[_Row], *, table: RawTable, page: Page) -> list[Rejected]:
    """The days that have no row between the first day the page should show and its newest."""
    standing = _figures(rows)
    if not standing:
        return []
    first, last = min(standing), max(standing)
    if table.layout in {Layout.CURRENT, Layout.ARCHIVE}:
        first = date(first.year, 1, 1)
    if table.layout is Layout.ARCHIVE and table.year is not None and table.year < eastern_day(page.seen_at).year:
        last = date(last.year, 12, 31)
    # A day whose row is out has its own reason already.
    present = sorted({row.day for row in rows if row.day is not None and first <= row.day <= last})
    fence = [first.fromordinal(first.toordinal() - 1), *present, last.fromordinal(last.toordinal() + 1)]
    return [Rejected(start, "", f"{page.path}: {_no_rows(start, end)}.") for start, end in gaps(fence)]


def _no_rows(start: date, end: date) -> str:
    return f"there is no row for {start}" if start == end else f"there are no rows for {start} to {end}"
