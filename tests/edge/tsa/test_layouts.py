import pytest
from tests.edge.tsa.made import archive_page, current_page, document, every_page, table_of, total_page, years_page

from paxline.edge.tsa import Layout, Page, archive_url, read_table
from paxline.errors import Blocked, UnreadablePage


def test_every_layout_is_known_by_its_headings_and_title() -> None:
    layouts = {name: read_table(shown.page).layout.value for name, shown in every_page().items()}
    assert layouts == {"current": "current", "archive": "archive", "years": "years", "total": "total"}


def test_the_year_is_the_one_that_title_or_column_names() -> None:
    years = {name: read_table(shown.page).year for name, shown in every_page().items()}
    assert years == {"current": None, "archive": 2023, "years": 2022, "total": 2020}


@pytest.mark.parametrize("name", list(every_page()))
def test_rows_come_from_the_top_down(name: str) -> None:
    shown = every_page()[name]
    rows = read_table(shown.page).rows
    assert len(rows) == len(shown.figures)
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert not any(row.problem for row in rows)


@pytest.mark.parametrize("order", [(1, 0), (0, 1)])
def test_columns_are_found_by_heading(order: tuple[int, int]) -> None:
    cells = ("4/26/2026", "2,768,606")
    headings = ("Date", "Numbers")
    table = table_of([headings[place] for place in order], [[cells[place] for place in order]])
    row = read_table(current_page().with_text(document("TSA checkpoint travel numbers", table))).rows[0]
    assert (row.date_text, row.count_text) == cells


def test_only_the_newest_year_is_read() -> None:
    table = table_of(
        ["2019", "Date", "2021 Traveler Throughput", "2022"], [["2,000,001", "1/2/2022", "1,000,001", "1,500,001"]]
    )
    read = read_table(years_page().with_text(document("TSA checkpoint travel numbers", table)))
    assert (read.layout, read.year, read.rows[0].count_text) == (Layout.YEARS, 2022, "1,500,001")


def test_headings_may_be_ordinary_cells() -> None:
    text = total_page().text.replace("<th>", "<td>").replace("</th>", "</td>")
    assert read_table(total_page().with_text(text)).layout is Layout.TOTAL


def test_repeated_headings_are_no_row() -> None:
    shown = current_page()
    text = shown.text.replace("</tr><tr>", "</tr><tr><th>Date</th><th>Numbers</th></tr><tr>", 1)
    assert len(read_table(shown.with_text(text)).rows) == len(shown.figures)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("<th>Numbers</th>", "<th>Travelers</th>", "headings are"),
        ("<th>Date</th>", "<th>Day</th>", "headings are"),
        ("<th>Numbers</th>", "<th>Numbers</th><th>Numbers</th>", "headings are"),
        ("<th>Date</th>", "<th>Date</th><th>Date</th>", "headings are"),
        ("<th>Numbers</th>", "", "headings are"),
        ("<table", "<list", "no table"),
    ],
)
def test_an_unknown_layout_says_what_is_missing(old: str, new: str, why: str) -> None:
    with pytest.raises(UnreadablePage, match=rf"/travel/passenger-volumes: .*{why}"):
        read_table(current_page().changed(old, new))


def test_a_page_without_the_title_is_not_read() -> None:
    shown = current_page()
    with pytest.raises(UnreadablePage, match="no title"):
        read_table(shown.with_text(shown.text.replace("checkpoint travel numbers", "wait times")))


def test_two_titles_of_different_years_are_not_read() -> None:
    with pytest.raises(UnreadablePage, match="several years"):
        read_table(archive_page().changed("<h1>2023", "<h1>2022"))


def test_an_address_of_another_year_is_not_read() -> None:
    page = archive_page(2023).page
    with pytest.raises(UnreadablePage, match="which year"):
        read_table(Page(archive_url(2022), page.body, page.seen_at))


def test_an_empty_table_is_not_a_page() -> None:
    table = table_of(["Date", "Numbers"], [])
    with pytest.raises(UnreadablePage, match="no rows"):
        read_table(current_page().with_text(document("TSA checkpoint travel numbers", table)))


def test_a_challenge_is_not_a_page() -> None:
    with pytest.raises(Blocked, match="challenge"):
        read_table(current_page().with_body(b"<title>Access Denied</title>"))


def test_the_same_table_twice_is_one() -> None:
    shown = current_page()
    table = shown.text[shown.text.index("<table") : shown.text.index("</table>") + 8]
    read = read_table(shown.with_text(shown.text.replace(table, table + table)))
    assert len(read.rows) == len(shown.figures)


def test_two_different_tables_are_not_read() -> None:
    shown = current_page()
    other = table_of(["Date", "Numbers"], [["4/26/2026", "2,000,001"]])
    with pytest.raises(UnreadablePage, match="2 different tables"):
        read_table(shown.changed("</main>", other + "</main>"))


def test_another_table_does_not_disturb() -> None:
    shown = current_page()
    page = shown.changed("<main>", "<main>" + table_of(["Airport", "Wait"], [["ATL", "12"]]))
    assert len(read_table(page).rows) == len(shown.figures)


def test_a_deeply_nested_page_is_not_parsed() -> None:
    with pytest.raises(UnreadablePage, match="20000 tags"):
        read_table(current_page().with_text("<title>TSA checkpoint travel numbers</title><table>" + "<div>" * 30_000))


def test_more_rows_than_any_page_has_are_not_read() -> None:
    shown = archive_page()
    line = "<tr><td>1/1/2023</td><td>2,000,001</td></tr>"
    rows = read_table(shown.changed("<tbody>", "<tbody>" + line * 1500)).rows
    assert "rows more than any known page has" in rows[-1].problem


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("2,0<script>1</script>46,950", "<script>"),
        ("2,046,950<sup>1</sup>", "<sup>"),
        ("<del>2,046,950</del>", "<del>"),
        ("<span hidden>2,</span>046,950", "hidden text"),
        ("<span style='display: none'>2,</span>046,950", "hidden text"),
        ("<table><tr><td>1/1/2026</td><td>2,046,950</td></tr></table>", "<table>"),
    ],
)
def test_a_cell_that_is_more_than_its_text_is_a_problem(cell: str, problem: str) -> None:
    shown = current_page()
    first = f"{shown.figures[max(shown.figures)]:,}"
    assert problem in read_table(shown.changed(f"<td>{first}</td>", f"<td>{cell}</td>")).rows[0].problem


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("<tr><td>", "<tr><td>x</td><td>", "3 cells under 2 headings"),
        ("<tr><td>", '<tr><td colspan="2">', "span"),
        ("<tr><td>", "<tr hidden><td>", "hidden"),
        ("<tr><td>", '<tr><td style="visibility:hidden">', "hidden"),
    ],
)
def test_a_row_of_another_shape_is_a_problem(old: str, new: str, problem: str) -> None:
    assert problem in read_table(current_page().changed(old, new)).rows[0].problem


def test_entities_and_marks_around_a_figure_do_no_harm() -> None:
    shown = current_page()
    first = f"{shown.figures[max(shown.figures)]:,}"
    dressed = "<p>&nbsp;<strong>" + first.replace(",", "&#44;") + "</strong>&nbsp;</p>"
    assert read_table(shown.changed(f"<td>{first}</td>", f"<td>{dressed}</td>")).rows[0].count_text == first
