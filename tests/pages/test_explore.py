import re
from dataclasses import replace
from datetime import timedelta

import pytest

from paxline.counts.history import History, Vintage
from paxline.exchange.world import make_world
from paxline.pages.explore import explore_report
from paxline.pages.html import whole
from paxline.study.explore import Exploration, explore
from paxline.study.vintages import Revision
from paxline.testing import NOW, WEEK, history, reading


@pytest.fixture(scope="module")
def world() -> History:
    """A made-up world, its first year restated and half a per cent higher."""
    made = make_world(WEEK, as_of=NOW, seed=7).history
    first = made.readings[0].day.year
    restated = [
        reading(r.day, round(r.passengers * 1.005), known_at=NOW - timedelta(days=1), vintage=Vintage.RESTATED)
        for r in made.readings
        if r.day.year == first
    ]
    return History.of([*made.readings, *restated], known_by=NOW)


@pytest.fixture(scope="module")
def explored(world: History) -> Exploration:
    return explore(world)


@pytest.fixture(scope="module")
def html(explored: Exploration) -> str:
    return explore_report(explored)


def test_the_report_is_one_file_that_asks_nobody_for_anything(html: str) -> None:
    assert html.startswith("<!doctype html>")
    assert not re.search(r'<script|(?:src|href)="|@import', html)
    assert "default-src 'none'" in html
    assert "prefers-color-scheme: dark" in html
    assert len(html.encode()) < 800_000


def test_every_heading_is_a_question_and_every_chart_has_its_words(html: str) -> None:
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", html)
    assert len(headings) == 9
    assert all(heading.endswith("?") for heading in headings)
    assert html.count("<svg") == html.count('class="sr"') >= 7


@pytest.mark.slow
def test_findings_are_computed_from_the_figures(html: str, world: History) -> None:
    other = explore_report(explore(make_world(WEEK, as_of=NOW, seed=8).history))
    findings = re.compile(r'<p class="finding">(.*?)</p>')
    assert set(findings.findall(html)) - set(findings.findall(other))
    newest = sum([r.passengers for r in world.published.values()][-7:]) / 7
    assert whole(f"average {newest / 1e6:.3f} M") in html
    assert "−0.50%" in html
    assert "Thanksgiving" in html
    assert "n = " in html


def test_little_data_say_what_is_missing_instead_of_drawing() -> None:
    html = explore_report(explore(history(WEEK.monday, [2_400_000, 2_300_000])))
    assert "<svg" not in html
    assert "a 7-day mean needs seven days in a row" in html
    assert "Growth needs 28 days in a row" in html
    assert "No published figure was seen to change" in html


@pytest.mark.slow
def test_text_from_outside_stays_text(explored: Exploration) -> None:
    bad = Revision(NOW, (WEEK.monday,), 0.01, 0.01, "<script>alert(1)</script>")
    html = explore_report(replace(explored, revisions=(bad,)))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.slow
def test_the_collected_data_are_read_whole(real_history: History) -> None:
    html = explore_report(explore(real_history))
    assert html.count("<svg") == 8
    assert "were seen the next day" in html
