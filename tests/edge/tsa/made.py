"""Pages in every layout, made for tests, with the figures that they show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from paxline.edge.tsa import PLAIN_URL, Page, archive_url

OLD_URL = "https://www.tsa.gov/coronavirus/passenger-throughput"
_OF_WEEK = (1.03, 0.86, 0.93, 1.06, 1.10, 0.84, 1.12)


@dataclass(frozen=True)
class Shown:
    """A page and the figures that stand on it, people by day."""

    page: Page
    figures: Mapping[date, int]

    def changed(self, old: str, new: str) -> Page:
        """The page with the first ``old`` replaced; it is there."""
        assert old in self.text
        return self.with_text(self.text.replace(old, new, 1))

    @property
    def text(self) -> str:
        return self.page.body.decode()

    def with_text(self, text: str) -> Page:
        return self.with_body(text.encode())

    def with_body(self, body: bytes) -> Page:
        return Page(self.page.url, body, self.page.seen_at)


def counts(start: date, days: int, *, level: float = 2_150_000) -> dict[date, int]:
    """Figures with the shape of a week and a little unevenness, never a round number."""
    made: dict[date, int] = {}
    for step in range(days):
        day = start + timedelta(days=step)
        figure = round(level * _OF_WEEK[day.weekday()] * (1 + 0.0007 * ((step * 37) % 41 - 20)))
        made[day] = figure + (figure % 1000 == 0)
    return made


def shown(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def document(title: str, table: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/><title>{title} | Transportation Security '
        f"Administration</title></head><body><main><h1>{title}</h1><div>{table}</div></main></body></html>\n"
    )


def table_of(headings: list[str], rows: list[list[str]], *, attributes: str = "") -> str:
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table{attributes}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def two_columns(figures: Mapping[date, int], days: Iterable[date]) -> list[list[str]]:
    return [[shown(day), f"{figures[day]:,}"] for day in days]


def current_page(days: int = 116) -> Shown:
    figures = counts(date(2026, 1, 1), days)
    last = max(figures)
    table = table_of(
        ["Date", "Numbers"], two_columns(figures, sorted(figures, reverse=True)), attributes=' class="table"'
    )
    seen_at = datetime(last.year, last.month, last.day, 13, 5, tzinfo=UTC) + timedelta(days=1)
    return Shown(Page(PLAIN_URL, document("TSA checkpoint travel numbers", table).encode(), seen_at), figures)


def archive_page(year: int = 2023) -> Shown:
    start = date(year, 1, 1)
    figures = counts(start, (date(year + 1, 1, 1) - start).days)
    table = table_of(["Date", "Numbers"], two_columns(figures, sorted(figures)))
    notice = "<div>Archived Data has been updated including Known Crewmembers and later flight travel numbers.</div>"
    body = document(f"{year} TSA checkpoint travel numbers", notice + table).encode()
    return Shown(Page(archive_url(year), body, datetime(2026, 4, 27, 13, 5, tzinfo=UTC)), figures)


def years_page(days: int = 120) -> Shown:
    figures = counts(date(2022, 1, 1), days, level=1_900_000)
    rows = [
        [shown(day), f"{figures[day]:,}", f"{figures[day] // 2:,}", f"{figures[day] // 3:,}", f"{figures[day] + 9:,}"]
        for day in sorted(figures, reverse=True)
    ]
    headings = ["Date", *(f"{year} Traveler Throughput" for year in (2022, 2021, 2020, 2019))]
    table = table_of(headings, rows, attributes=' class="views-table views-view-table cols-5"')
    title = "TSA checkpoint travel numbers (current year versus prior year(s)/same weekday)"
    seen_at = datetime(2022, 1, 1, 14, 0, tzinfo=UTC) + timedelta(days=days)
    return Shown(Page(OLD_URL, document(title, table).encode(), seen_at), figures)


def total_page(days: int = 100) -> Shown:
    figures = counts(date(2020, 6, 1), days, level=700_000)
    rows = [[shown(day), f"{figures[day]:,}", f"{figures[day] * 4:,}"] for day in sorted(figures, reverse=True)]
    headings = [
        "Date",
        "Total Traveler Throughput",
        "Total Traveler Throughput<br/> (1 Year Ago - Same Weekday)",
    ]
    title = "TSA checkpoint travel numbers for 2020 and 2019"
    seen_at = datetime(2020, 6, 1, 14, 0, tzinfo=UTC) + timedelta(days=days)
    return Shown(Page(OLD_URL, document(title, table_of(headings, rows)).encode(), seen_at), figures)


def every_page() -> dict[str, Shown]:
    return {"current": current_page(), "archive": archive_page(), "years": years_page(), "total": total_page()}
