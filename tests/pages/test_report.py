import re
from dataclasses import replace

from paxline.pages.report import week_report
from paxline.pages.week import WeekPage


def test_the_report_is_one_file_that_asks_nobody_for_anything(page: WeekPage) -> None:
    html = week_report(page)
    assert html.startswith("<!doctype html>")
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="', html)
    assert "@import" not in html
    assert "default-src 'none'" in html
    assert len(html.encode()) < 500_000


def test_every_rung_and_day_is_in_a_semantic_table(page: WeekPage) -> None:
    html = week_report(page)
    assert html.count('<th scope="row"') == len(page.valuation.rungs) + 7
    assert html.count("<table>") == 2
    assert page.origin in html
    assert 'lang="en"' in html


def test_text_from_outside_stays_text(page: WeekPage, doubtful: WeekPage) -> None:
    html = week_report(replace(doubtful, origin='<img src=x onerror="alert(1)">'))
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert "prefers-color-scheme: dark" in week_report(page)
