"""The room as a whole: whatever becomes of a page, no wrong number is taken in and no foreign exception comes out."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.edge.tsa.made import OLD_URL, Shown, every_page

from paxline.edge.tsa import PLAIN_URL, Page, archive_url, read_page
from paxline.errors import PaxlineError

PAGES = every_page()
ROW = re.compile(r"<tr><td[^>]*>(\d+/\d+/\d+)</td>.*?</tr>")
Corruption = Callable[[str], bytes]


def text_of(change: Callable[[str], str]) -> Corruption:
    return lambda text: change(text).encode()


def rows(text: str) -> list[str]:
    return [match[0] for match in ROW.finditer(text)]


def figure(row: str) -> str:
    """The figure that is read: the second cell."""
    return re.findall(r">([^<>]*)</td>", row)[1]


def in_row(place: float, change: Callable[[str], str]) -> Corruption:
    """Change the row at this share of the page."""

    def corrupt(text: str) -> str:
        row = rows(text)[int(place * (len(rows(text)) - 1))]
        return text.replace(row, change(row), 1)

    return text_of(corrupt)


def in_figure(place: float, change: Callable[[str], str]) -> Corruption:
    return in_row(place, lambda row: row.replace(f">{figure(row)}<", f">{change(figure(row))}<", 1))


def in_every_figure(change: Callable[[str], str]) -> Corruption:
    def corrupt(text: str) -> str:
        return ROW.sub(
            lambda match: match[0].replace(f">{figure(match[0])}<", f">{change(figure(match[0]))}<", 1), text
        )

    return text_of(corrupt)


def swapped(first: int, second: int) -> Corruption:
    def corrupt(text: str) -> str:
        one, other = rows(text)[first], rows(text)[second]
        return text.replace(one, "\0").replace(other, one).replace("\0", other)

    return text_of(corrupt)


def only_dates_swapped(text: str) -> bytes:
    one, other = rows(text)[40], rows(text)[41]
    dates = [re.findall(r">([^<>]*)</td>", row)[0] for row in (one, other)]
    return text.replace(dates[0], "\0").replace(dates[1], dates[0]).replace("\0", dates[1]).encode()


def cells_reversed(text: str) -> bytes:
    def turned(match: re.Match[str]) -> str:
        return "<tr>" + "".join(reversed(re.findall(r"<td[^>]*>[^<]*</td>", match[0]))) + "</tr>"

    return ROW.sub(turned, text).encode()


def columns_reversed(text: str) -> bytes:
    body = cells_reversed(text).decode()
    head = re.search(r"<thead><tr>(.*?)</tr></thead>", body)
    assert head
    return body.replace(head[1], "".join(reversed(re.findall(r"<th[^>]*>.*?</th>", head[1])))).encode()


def wide(text: str) -> str:
    return text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})


def date_as(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda row: re.sub(r">(\d+/\d+/\d+)<", lambda match: f">{change(match[1])}<", row, count=1)


def corruptions() -> Iterator[tuple[str, Corruption]]:
    for percent in range(2, 100, 4):
        yield f"cut at {percent} %", lambda text, share=percent: text.encode()[: len(text.encode()) * share // 100]
    for back in range(1, 60, 3):
        yield f"cut {back} bytes into the last rows", lambda text, n=back: text[: text.index("</tbody>") - n].encode()
    yield "nothing", lambda _: b""
    yield "a challenge", lambda _: b"<html><title>Access Denied</title><h1>Access Denied</h1>Reference #18</html>"
    yield "another challenge", lambda _: b"<title>Just a moment...</title><script>1</script>"
    yield "an empty table", text_of(lambda text: ROW.sub("", text))
    yield "no table", text_of(lambda text: text.replace("<table", "<div").replace("</table", "</div"))
    yield "headings renamed", text_of(lambda text: re.sub(r"Numbers|Throughput", "Visitors", text))
    yield "no headings", text_of(lambda text: re.sub(r"<thead>.*?</thead>", "", text))
    yield "title renamed", text_of(lambda text: text.replace("checkpoint travel numbers", "complaints"))
    yield "neighbours swapped", swapped(30, 31)
    yield "first two swapped", swapped(0, 1)
    yield "last two swapped", swapped(-2, -1)
    yield "far rows swapped", swapped(10, 70)
    yield "dates swapped", only_dates_swapped
    yield "cells reversed under their headings", cells_reversed
    yield "columns reversed with their headings", columns_reversed
    yield "a day missing", in_row(0.5, lambda _: "")
    yield "a day twice with the same figure", in_row(0.5, lambda row: row + row)
    yield "a day twice with another figure", in_row(0.5, lambda row: row + row.replace(figure(row), "1,234,567"))
    yield "the first row again at the end", text_of(lambda text: text.replace("</tbody>", rows(text)[0] + "</tbody>"))
    yield "the table twice", text_of(lambda text: re.sub(r"(<table.*?</table>)", r"\1\1", text, flags=re.DOTALL))
    yield "another such table", text_of(lambda text: text.replace("</table>", "</table>" + other_table(text), 1))
    yield (
        "a table in between",
        text_of(lambda text: text.replace("</td>", "<table><tr><td>5</td></tr></table></td>", 9)),
    )
    yield "rows upside down", text_of(upside_down)
    yield "day before month", text_of(lambda text: re.sub(r">(\d+)/(\d+)/(\d{4})<", r">\2/\1/\3<", text))
    yield "years without century", text_of(lambda text: re.sub(r">(\d+)/(\d+)/\d\d(\d\d)<", r">\1/\2/\3<", text))
    yield "every figure a thousandth", in_every_figure(lambda number: number.rpartition(",")[0])
    yield "every figure without its first digit", in_every_figure(lambda number: number[1:].lstrip(",0"))
    yield "every figure tenfold", in_every_figure(lambda number: f"{int(number.replace(',', '')) * 10:,}")
    yield "every figure with points", in_every_figure(lambda number: number.replace(",", "."))
    yield "every figure wide", in_every_figure(wide)
    yield "every figure bare", in_every_figure(lambda number: number.replace(",", ""))
    for place in (0.0, 0.5, 1.0):
        for name, change in FIGURES.items():
            yield f"{name} at {place}", in_figure(place, change)
        for name, change in ROWS.items():
            yield f"{name} at {place}", in_row(place, change)
    yield "UTF-16", lambda text: text.encode("utf-16")
    yield "UTF-16 without a mark", lambda text: text.encode("utf-16-le")
    yield "UTF-32", lambda text: text.encode("utf-32")
    yield "EBCDIC", lambda text: text.encode("cp037", errors="replace")
    yield "Latin-1 spaces", lambda text: text.replace(",", "\xa0").encode("latin-1", errors="replace")
    yield "NULs everywhere", lambda text: b"\0".join(bytes([byte]) for byte in text.encode())
    yield "bytes of no text", lambda text: text.encode().replace(b"</td>", b"\xff\xfe</td>")
    yield "upper case", text_of(str.upper)
    yield "a huge page", text_of(lambda text: text + "<!-- -->" * 200_000)
    yield "many rows", text_of(lambda text: text.replace("<tbody>", "<tbody>" + rows(text)[0] * 1_500))
    yield "deep nesting", text_of(lambda text: "<div>" * 3_000 + text)
    yield "commented out", text_of(lambda text: text.replace("<table", "<!--<table"))
    yield "in a script", text_of(lambda text: text.replace("<table", "<script><table"))
    yield "no closing tags", text_of(lambda text: re.sub(r"</t[dr]>", "", text))


FIGURES: dict[str, Callable[[str], str]] = {
    "no number": lambda _: "closed",
    "empty": lambda _: "",
    "a dash": lambda _: "\u2014",
    "zero": lambda _: "0",
    "negative": lambda number: "-" + number,
    "in brackets": lambda number: f"({number})",
    "points": lambda number: number.replace(",", "."),
    "lakhs": lambda number: number.replace(",", "")[:2] + "," + number.replace(",", "")[2:4] + "," + number[-3:],
    "spaces": lambda number: number.replace(",", " "),
    "exponent": lambda _: "2.3e6",
    "wide": wide,
    "Arabic digits": lambda _: "\u0662,\u0660\u0664\u0666,\u0669\u0665\u0660",
    "last digit lost": lambda number: number[:-1],
    "first digit lost": lambda number: number[1:],
    "first group lost": lambda number: number.partition(",")[2],
    "last group lost": lambda number: number.rpartition(",")[0],
    "digit lost, groups anew": lambda number: f"{int(number.replace(',', '')[:-1]):,}",
    "digit added at the end": lambda number: number + "7",
    "digit added, groups anew": lambda number: f"{int(number.replace(',', '') + '7'):,}",
    "digit added before": lambda number: "3" + number,
    "NUL within": lambda number: number[:3] + "\0" + number[3:],
    "entity": lambda number: number.replace(",", "&#44;"),
    "entity digit": lambda number: number + "&#49;",
    "footnote": lambda number: number + "<sup>1</sup>",
    "script within": lambda number: number[:3] + "<script>9</script>" + number[3:],
    "struck out": lambda number: f"<del>9{number}</del>{number}",
    "two figures": lambda number: f"{number}<br>{number}",
    "right-to-left mark": lambda number: "\u202e" + number,
    "unit": lambda number: number + " people",
    "millions": lambda _: "2.31M",
    "very long": lambda number: number * 500,
    "tag torn": lambda number: number[:4] + "<" + number[4:],
}

ROWS: dict[str, Callable[[str], str]] = {
    "an extra cell before": lambda row: row.replace("<td", "<td>x</td><td", 1),
    "an extra cell after": lambda row: row.replace("</tr>", "<td>9,999,999</td></tr>"),
    "a cell missing": lambda row: re.sub(r"<td[^>]*>[^<]*</td>", "", row, count=1),
    "a wide cell": lambda row: row.replace("<td", '<td colspan="2"', 1),
    "a tall cell": lambda row: row.replace("<td", '<td rowspan="2"', 1),
    "hidden": lambda row: row.replace("<tr", "<tr hidden", 1),
    "day of the future": date_as(lambda _: "12/31/2099"),
    "day of the past": date_as(lambda _: "1/1/1999"),
    "day that is none": date_as(lambda _: "2/30/2026"),
    "day in words": date_as(lambda _: "April 1"),
    "ISO day": date_as(lambda _: "2026-04-01"),
    "a year off": date_as(lambda day: day[:-1] + "4"),
    "wide day": date_as(wide),
    "empty day": date_as(lambda _: ""),
    "row torn": lambda row: row[: len(row) // 2],
    "no end": lambda row: row.replace("</tr>", ""),
}


def other_table(text: str) -> str:
    table = re.search(r"<table.*?</table>", text, flags=re.DOTALL)
    assert table
    return ROW.sub(lambda match: match[0].replace(figure(match[0]), "1,234,567"), table[0])


def upside_down(text: str) -> str:
    lines = rows(text)
    return text.replace("".join(lines), "".join(reversed(lines)))


CORRUPTIONS = dict(corruptions())


def wrong_numbers(body: bytes, page: Shown) -> dict[date, int]:
    """The readings of a corrupted page that its original does not show."""
    try:
        read = read_page(page.with_body(body), known={})
    except PaxlineError as error:
        assert page.page.path in str(error)  # noqa: PT017 - the message is what is promised
        return {}
    for rejected in read.rejected:
        assert page.page.path in rejected.reason
    return {r.day: r.passengers for r in read.readings if page.figures.get(r.day) != r.passengers}


LONG: Final = {"archive", "years", "total"}
"""Pages whose corruptions take many seconds; those of others are tried in every run."""


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow if name in LONG else ()) for name in PAGES])
def test_a_corrupted_made_page_never_gives_a_wrong_number(name: str) -> None:
    page = PAGES[name]
    found = {how: wrong_numbers(corrupt(page.text), page) for how, corrupt in CORRUPTIONS.items()}
    assert len(found) > 200
    assert {how: wrong for how, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("name", "url", "seen_at"),
    [
        (
            "passenger-volumes_current_rebuilt_2026-04-27.html",
            PLAIN_URL,
            datetime(2026, 4, 27, 13, 5, tzinfo=UTC),
        ),
        pytest.param(
            "passenger-volumes_2023_archive_rebuilt.html",
            archive_url(2023),
            datetime(2026, 4, 27, 13, 5, tzinfo=UTC),
            marks=pytest.mark.slow,
        ),
        ("coronavirus_passenger-throughput_2021-05_rebuilt.html", OLD_URL, datetime(2021, 5, 27, 13, 5, tzinfo=UTC)),
    ],
)
def test_a_corrupted_recorded_page_never_gives_a_wrong_number(
    name: str, url: str, seen_at: datetime, shared_data: Path
) -> None:
    original = Page(url, (shared_data / "tsa_html" / name).read_bytes(), seen_at)
    page = Shown(original, {r.day: r.passengers for r in read_page(original, known={}).readings})
    found = {how: wrong_numbers(corrupt(page.text), page) for how, corrupt in CORRUPTIONS.items()}
    assert {how: wrong for how, wrong in found.items() if wrong} == {}


@given(st.data())
@settings(max_examples=60)
def test_a_page_cut_anywhere_never_gives_a_wrong_number(data: st.DataObject) -> None:
    page = PAGES[data.draw(st.sampled_from(sorted(PAGES)))]
    end = data.draw(st.integers(0, len(page.page.body)))
    assert wrong_numbers(page.page.body[:end], page) == {}


@given(st.binary(max_size=300), st.data())
@settings(max_examples=60)
def test_bytes_of_chance_in_the_page_raise_nothing_foreign(noise: bytes, data: st.DataObject) -> None:
    page = PAGES["current"]
    place = data.draw(st.integers(0, len(page.page.body)))
    wrong_numbers(page.page.body[:place] + noise + page.page.body[place:], page)


@given(st.data(), st.sampled_from(sorted(set(FIGURES))))
@settings(max_examples=60)
def test_any_row_corrupted_costs_only_that_row(data: st.DataObject, how: str) -> None:
    page = PAGES[data.draw(st.sampled_from(sorted(PAGES)))]
    place = data.draw(st.floats(0, 1))
    body = in_figure(place, FIGURES[how])(page.text)
    assert wrong_numbers(body, page) == {}
    if how != "tag torn":
        assert len(read_page(page.with_body(body), known={}).readings) >= len(page.figures) - 1
