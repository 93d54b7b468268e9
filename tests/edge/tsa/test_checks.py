import csv
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.edge.tsa.made import (
    OLD_URL,
    Shown,
    counts,
    current_page,
    document,
    every_page,
    shown,
    table_of,
    two_columns,
    years_page,
)

from paxline.counts.history import Vintage
from paxline.edge.tsa import PLAIN_URL, Page, archive_url, read_page
from paxline.edge.tsa.checks import _in_every_longest_run

RECORDED = {
    "passenger-volumes_current_rebuilt_2026-04-27.html": (
        PLAIN_URL,
        datetime(2026, 4, 27, 13, 5, tzinfo=UTC),
        ("tsa_as_published.csv", "passengers_as_published"),
        Vintage.PUBLISHED,
    ),
    "passenger-volumes_2023_archive_rebuilt.html": (
        archive_url(2023),
        datetime(2026, 4, 27, 13, 5, tzinfo=UTC),
        ("tsa_daily.csv", "passengers"),
        Vintage.RESTATED,
    ),
    "coronavirus_passenger-throughput_2021-05_rebuilt.html": (
        OLD_URL,
        datetime(2021, 5, 27, 13, 5, tzinfo=UTC),
        ("tsa_as_published.csv", "passengers_as_published"),
        Vintage.PUBLISHED,
    ),
}


def collected(folder: Path, name: str, column: str) -> dict[date, int]:
    with (folder / name).open(encoding="utf-8") as lines:
        return {date.fromisoformat(row["date"]): int(row[column]) for row in csv.DictReader(lines)}


def corrections(folder: Path) -> dict[date, set[int]]:
    found: dict[date, set[int]] = {}
    with (folder / "tsa_vintages.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["kind"] == "revision" and row["date"].startswith("2021-03"):
                found.setdefault(date.fromisoformat(row["date"]), set()).add(int(row["passengers"]))
    return found


def plain(figures: dict[date, int], seen_at: datetime, *, url: str = PLAIN_URL, title_year: str = "") -> Page:
    table = table_of(["Date", "Numbers"], two_columns(figures, sorted(figures, reverse=True)))
    return Page(url, document(f"{title_year} TSA checkpoint travel numbers".strip(), table).encode(), seen_at)


def with_first_figure(text: str, *, page: Shown | None = None) -> Page:
    made = page or current_page()
    return made.changed(f"<td>{made.figures[max(made.figures)]:,}</td>", f"<td>{text}</td>")


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_page_gives_the_collected_figures(name: str, shared_data: Path) -> None:
    url, seen_at, (file, column), vintage = RECORDED[name]
    read = read_page(Page(url, (shared_data / "tsa_html" / name).read_bytes(), seen_at), known={})
    figures = collected(shared_data, file, column)
    assert read.rejected == ()
    assert len(read.readings) in {116, 120, 365}
    # In March 2021 the page was corrected, after the days were first published.
    corrected = corrections(shared_data) if vintage is Vintage.PUBLISHED else {}
    assert all(
        reading.passengers in {figures[reading.day], *corrected.get(reading.day, ())} for reading in read.readings
    )
    assert {(reading.vintage, reading.known_at) for reading in read.readings} == {(vintage, seen_at)}


@pytest.mark.parametrize("year", range(2019, 2026))
def test_no_true_figure_of_an_archive_page_is_rejected(year: int, shared_data: Path) -> None:
    figures = collected(shared_data, "tsa_daily.csv", "passengers")
    of_year = {day: figure for day, figure in figures.items() if day.year == year}
    page = plain(of_year, datetime(2026, 4, 27, 13, 5, tzinfo=UTC), url=archive_url(year), title_year=str(year))
    read = read_page(page, known={})
    assert read.rejected == ()
    assert {reading.day: reading.passengers for reading in read.readings} == of_year


@pytest.mark.parametrize("year", range(2020, 2027))
def test_no_true_figure_of_a_page_of_its_time_is_rejected(year: int, shared_data: Path) -> None:
    figures = collected(shared_data, "tsa_as_published.csv", "passengers_as_published")
    of_year = {day: figure for day, figure in figures.items() if day.year == year}
    seen_at = datetime.combine(max(of_year) + timedelta(days=1), datetime.min.time(), UTC) + timedelta(hours=15)
    read = read_page(plain(of_year, seen_at), known={})
    assert {reading.day: reading.passengers for reading in read.readings} == of_year
    assert not [rejected for rejected in read.rejected if rejected.value]


@pytest.mark.parametrize(
    ("day", "doubt"),
    [
        (date(2026, 1, 25), "46% below the same weekday"),
        (date(2025, 10, 31), "round figure"),
        (date(2025, 11, 2), "21% below the same weekday around it. A round figure"),
        (date(2024, 2, 26), None),
        (date(2022, 2, 8), None),
        (date(2024, 11, 28), None),
        (date(2024, 12, 25), None),
    ],
)
def test_what_is_odd_but_possible_is_kept_with_its_doubt(day: date, doubt: str | None, shared_data: Path) -> None:
    figures = collected(shared_data, "tsa_as_published.csv", "passengers_as_published")
    upto = {d: f for d, f in figures.items() if d.year == day.year}
    read = read_page(plain(upto, datetime(day.year, 12, 31, 20, tzinfo=UTC)), known={})
    found = next(reading for reading in read.readings if reading.day == day)
    assert found.passengers == figures[day]
    assert (doubt in found.doubt) if doubt else not found.doubt


@pytest.mark.parametrize("name", list(every_page()))
def test_a_made_page_is_read_whole(name: str) -> None:
    made = every_page()[name]
    read = read_page(made.page, known={})
    assert read.rejected == ()
    assert {reading.day: reading.passengers for reading in read.readings} == made.figures
    assert [reading.day for reading in read.readings] == sorted(made.figures)
    assert {reading.source for reading in read.readings} == {made.page.path}
    assert {reading.known_at for reading in read.readings} == {made.page.seen_at}


@pytest.mark.parametrize(
    ("url", "title_year", "seen_at", "figures_of", "vintage"),
    [
        (PLAIN_URL, "", datetime(2026, 4, 20, 14, tzinfo=UTC), 2026, Vintage.PUBLISHED),
        (PLAIN_URL, "", datetime(2027, 1, 4, 14, tzinfo=UTC), 2026, Vintage.PUBLISHED),
        (archive_url(2026), "", datetime(2026, 4, 20, 14, tzinfo=UTC), 2026, Vintage.PUBLISHED),
        (archive_url(2026), "2026", datetime(2026, 4, 20, 14, tzinfo=UTC), 2026, Vintage.PUBLISHED),
        (archive_url(2026), "2026", datetime(2027, 1, 1, 3, tzinfo=UTC), 2026, Vintage.PUBLISHED),
        (archive_url(2026), "2026", datetime(2027, 1, 20, 14, tzinfo=UTC), 2026, Vintage.RESTATED),
        (archive_url(2026), "", datetime(2027, 1, 20, 14, tzinfo=UTC), 2026, Vintage.RESTATED),
    ],
)
def test_the_vintage_follows_page_and_season(
    url: str, title_year: str, seen_at: datetime, figures_of: int, vintage: Vintage
) -> None:
    page = plain(counts(date(figures_of, 1, 1), 100), seen_at, url=url, title_year=title_year)
    assert {reading.vintage for reading in read_page(page, known={}).readings} == {vintage}


def test_the_year_before_does_not_belong_on_the_plain_page_in_summer() -> None:
    page = plain(counts(date(2025, 1, 1), 100), datetime(2026, 7, 1, 14, tzinfo=UTC))
    read = read_page(page, known={})
    assert not read.readings
    assert "does not belong to a page of 2026" in read.rejected[0].reason


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the count is empty"),
        ("0", "zero"),
        ("-2,046,950", "not a whole number"),
        ("n/a", "not a whole number"),
        ("2.046.950", "not a whole number"),
        ("20,46,950", "not a whole number"),
        ("２，０４６，９５０", "not a whole number"),
        ("2046950.0", "not a whole number"),
        ("2,046,95", "not a whole number"),
        ("046,950", "not a whole number"),
        ("246,950", "never happened"),
        ("12,046,950", "outside anything ever counted"),
        ("5,446,950", "never happened"),
        ("2,046", "outside anything ever counted"),
    ],
)
def test_a_bad_figure_names_page_row_and_reason(text: str, why: str) -> None:
    made = current_page()
    read = read_page(with_first_figure(text), known={})
    (rejected,) = read.rejected
    assert rejected.day == max(made.figures)
    assert rejected.value == text
    assert rejected.reason.startswith("/travel/passenger-volumes, row 1: ")
    assert why in rejected.reason
    assert len(read.readings) == len(made.figures) - 1


def test_figures_without_separators_are_figures() -> None:
    made = current_page()
    figure = made.figures[max(made.figures)]
    assert read_page(with_first_figure(str(figure)), known={}).readings[-1].passengers == figure


def test_a_missing_day_is_reported() -> None:
    made = current_page()
    gone = date(2026, 3, 3)
    read = read_page(made.changed(f"<tr><td>{shown(gone)}</td><td>{made.figures[gone]:,}</td></tr>", ""), known={})
    assert [rejected.day for rejected in read.rejected] == [gone]
    assert read.rejected[0].reason == "/travel/passenger-volumes: there is no row for 2026-03-03."


def test_the_plain_page_starts_in_january_and_an_archive_page_ends_in_december() -> None:
    figures = counts(date(2025, 1, 3), 361)
    page = plain(figures, datetime(2026, 4, 27, tzinfo=UTC), url=archive_url(2025), title_year="2025")
    said = [rejected.reason.partition(": ")[2] for rejected in read_page(page, known={}).rejected]
    assert said == [
        "there are no rows for 2025-01-01 to 2025-01-02.",
        "there are no rows for 2025-12-30 to 2025-12-31.",
    ]


def test_a_day_with_two_figures_is_out_twice() -> None:
    made = current_page()
    day = date(2026, 3, 3)
    line = f"<tr><td>{shown(day)}</td><td>{made.figures[day]:,}</td></tr>"
    read = read_page(made.changed(line, line + line.replace(f"{made.figures[day]:,}", "2,000,001")), known={})
    assert [rejected.day for rejected in read.rejected] == [day, day]
    assert day not in {reading.day for reading in read.readings}


def test_a_day_with_the_same_figure_twice_counts_once() -> None:
    made = current_page()
    line = f"<tr><td>{shown(date(2026, 3, 3))}</td><td>{made.figures[date(2026, 3, 3)]:,}</td></tr>"
    read = read_page(made.changed(line, line + line), known={})
    assert read.rejected == ()
    assert len(read.readings) == len(made.figures)


def test_swapped_rows_are_both_out() -> None:
    made = current_page()
    days = (date(2026, 3, 4), date(2026, 3, 3))
    upper, lower = (f"<tr><td>{shown(day)}</td><td>{made.figures[day]:,}</td></tr>" for day in days)
    read = read_page(made.changed(upper + lower, lower + upper), known={})
    assert sorted(rejected.day for rejected in read.rejected if rejected.day) == sorted(days)
    assert all("order of dates" in rejected.reason for rejected in read.rejected)


def test_a_day_that_is_not_over_is_out() -> None:
    made = current_page()
    seen_at = made.page.seen_at - timedelta(hours=10)
    # It is still the evening of the newest day in Eastern time.
    read = read_page(Page(made.page.url, made.page.body, seen_at), known={})
    assert [rejected.day for rejected in read.rejected] == [max(made.figures)]
    assert "was not over" in read.rejected[0].reason


def test_days_still_to_be_published_are_no_news() -> None:
    made = years_page()
    newest = max(made.figures)
    coming = "".join(
        f"<tr><td>{shown(newest + timedelta(days=step))}</td><td></td><td>1,000,001</td><td></td><td>9</td></tr>"
        for step in (3, 2, 1)
    )
    read = read_page(made.changed("<tbody>", "<tbody>" + coming), known={})
    assert read.rejected == ()
    assert {reading.day: reading.passengers for reading in read.readings} == made.figures


def test_an_empty_cell_between_published_days_is_news() -> None:
    made = years_page()
    day = date(2022, 3, 3)
    read = read_page(made.changed(f"<td>{made.figures[day]:,}</td>", "<td></td>"), known={})
    assert [rejected.day for rejected in read.rejected] == [day]


def test_days_of_the_year_before_on_an_old_page_are_not_read_from_the_new_column() -> None:
    made = years_page()
    rows = "".join(
        f"<tr><td>{shown(date(2022, 1, 1) - timedelta(days=step))}</td><td>1,000,00{step % 10}</td><td>2,000,001</td>"
        "<td>1</td><td>2</td></tr>"
        for step in range(1, 200)
    )
    read = read_page(made.changed("</tbody>", rows + "</tbody>"), known={})
    assert {reading.day: reading.passengers for reading in read.readings} == made.figures
    assert len(read.rejected) == 199


def test_a_page_that_is_mostly_broken_is_not_trusted_in_parts() -> None:
    made = current_page()
    figures = dict(made.figures)
    rows = [
        [f"{day.day}/{day.month}/{day.year}", f"{figures[day]:,}"] for day in sorted(figures, reverse=True)
    ]  # day before month
    page = made.with_text(document("TSA checkpoint travel numbers", table_of(["Date", "Numbers"], rows)))
    read = read_page(page, known={})
    assert read.readings == ()
    assert any("not trusted either" in rejected.reason for rejected in read.rejected)


def test_what_is_stored_helps_to_judge_a_short_page() -> None:
    known = counts(date(2025, 11, 1), 61)
    figures = counts(date(2026, 1, 1), 2)
    seen_at = datetime(2026, 1, 3, 14, tzinfo=UTC)
    assert len(read_page(plain(figures, seen_at), known=known).readings) == 2
    slipped = plain({**figures, date(2026, 1, 2): figures[date(2026, 1, 2)] % 1_000_000 + 100_000}, seen_at)
    assert [reading.day for reading in read_page(slipped, known=known).readings] == [date(2026, 1, 1)]


def test_a_first_page_with_one_row_is_doubted() -> None:
    figures = counts(date(2026, 1, 1), 1)
    (reading,) = read_page(plain(figures, datetime(2026, 1, 2, 14, tzinfo=UTC)), known={}).readings
    assert reading.doubt == "Too few days beside it to compare it with."


def test_a_revision_is_kept_and_said_where_it_is_large() -> None:
    made = current_page()
    day = date(2026, 3, 3)
    read = read_page(made.page, known={day: round(made.figures[day] * 0.9)})
    assert "before." in next(reading.doubt for reading in read.readings if reading.day == day)


def test_a_copied_figure_is_kept_with_its_twin_named() -> None:
    made = current_page()
    days = (date(2026, 3, 3), date(2026, 3, 10))
    page = made.changed(f"{made.figures[days[0]]:,}", f"{made.figures[days[1]]:,}")
    doubts = {reading.day: reading.doubt for reading in read_page(page, known={}).readings}
    assert doubts[days[0]] == f"The same figure stands at {days[1]}."


@given(st.permutations(range(7)))
def test_only_rows_of_every_longest_run_stay(order: list[int]) -> None:
    def runs(rest: list[int]) -> list[list[int]]:
        picked = [[place for place in range(len(rest)) if mask >> place & 1] for mask in range(1 << len(rest))]
        return [places for places in picked if all(rest[a] < rest[b] for a, b in pairwise(places))]

    rising = runs(order)
    longest = max(map(len, rising))
    every = [set(places) for places in rising if len(places) == longest]
    expected = [all(place in places for places in every) for place in range(len(order))]
    assert _in_every_longest_run(order) == expected
