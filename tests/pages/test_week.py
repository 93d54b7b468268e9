from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from paxline.counts.calendar import eastern
from paxline.counts.history import History
from paxline.desk.appraisal import Side
from paxline.market.contract import OPEN_TIME
from paxline.pages import week as view
from paxline.pages.week import WeekPage
from paxline.testing import NOW, WEEK

MakePage = Callable[..., WeekPage]


def test_published_days_are_facts_and_the_rest_are_expected(page: WeekPage) -> None:
    rows = view.day_rows(page)
    assert [row.day for row in rows] == list(WEEK.days)
    assert [row.sd is None for row in rows] == [True, True, True, False, False, False, False]
    for row in rows:
        before = page.history.comparable[row.day - view.YEAR].passengers
        assert row.year_earlier == before
        assert row.change == pytest.approx(row.passengers / before - 1)
        published = page.history.published.get(row.day)
        assert published is None or row.passengers == published.passengers


def test_the_heading_lines_name_week_interval_and_what_comes_next(page: WeekPage) -> None:
    assert view.title(page) == "Week ending Sun 26 Apr 2026"
    assert "80 %" in view.headline(page)
    assert "80 %" in view.market_line(page)
    assert view.status(page) == (
        "3 of 7 days published · next count about Fri 24 Apr 2026 9:00 EDT · trades until Sun 26 Apr 2026 23:59 EDT"
    )


def test_before_the_opening_and_after_the_close_the_page_says_so(make_page: MakePage) -> None:
    early = make_page(as_of=eastern(WEEK.monday, OPEN_TIME) - timedelta(hours=1))
    assert "opens Mon 20 Apr 2026 10:00 EDT" in view.status(early)
    assert view.verdict(early) == "No quotes were known at this instant, so there is nothing to compare with."
    late = make_page(as_of=eastern(WEEK.plus(1).monday, OPEN_TIME))
    assert view.status(late).startswith("7 of 7 days published")
    assert "no longer trades" in view.status(late)
    assert "next count" not in view.status(late)


def test_a_late_count_is_called_late(page: WeekPage) -> None:
    readings = tuple(r for r in page.history.readings if r.day < WEEK.days[2])
    late = replace(page, history=History(page.as_of + timedelta(hours=3), readings))
    waiting = replace(
        late,
        valuation=replace(page.valuation, forecast=replace(page.valuation.forecast, as_of=NOW + timedelta(hours=3))),
    )
    assert "the count of Wed 22 Apr is late: it was due Thu 23 Apr 2026 9:00 EDT" in view.status(waiting)
    assert view.notices(waiting)[0].startswith("The count of Wed 22 Apr is late")


def test_a_sound_page_needs_no_notice(page: WeekPage) -> None:
    assert view.notices(page) == ()


def test_suspect_figures_old_quotes_and_missing_markets_are_noticed(
    page: WeekPage, doubtful: WeekPage, make_page: MakePage
) -> None:
    assert any("Suspect figure" in notice and "Mon 20 Apr" in notice for notice in view.notices(doubtful))
    assert any("No market distribution" in notice for notice in view.notices(make_page(quoted="unquoted")))
    old = replace(page, valuation=replace(page.valuation, quoted_at=page.as_of - timedelta(hours=12)))
    assert any("12 hours old" in notice for notice in view.notices(old))


def test_a_history_that_ends_long_before_the_week_is_noticed(page: WeekPage) -> None:
    kept = tuple(r for r in page.history.readings if r.day < WEEK.monday - timedelta(days=30))
    gap = replace(page, history=History(page.as_of, kept))
    assert any("30 days before the week" in notice for notice in view.notices(gap))
    nothing = replace(page, history=History(page.as_of, ()))
    assert "Nothing is published yet." in view.notices(nothing)


def test_the_verdict_names_the_rungs_worth_taking_or_says_there_is_none(page: WeekPage) -> None:
    none = tuple(replace(rung, worth_taking=False) for rung in page.valuation.rungs)
    calm = replace(page, valuation=replace(page.valuation, rungs=none))
    assert view.verdict(calm).startswith("No edge this week for a taker")
    one = (replace(none[10], worth_taking=True, side=Side.NO), *none[11:])
    tempting = replace(page, valuation=replace(page.valuation, rungs=one))
    assert view.verdict(tempting).startswith("Worth a look for a taker, on the pooled value: NO above")
    pooled = replace(page.valuation.pooled, gap=2.0, note="far apart")
    torn = replace(tempting, valuation=replace(tempting.valuation, pooled=pooled))
    assert "look first" in view.verdict(torn)
    assert "Far apart." in view.notices(torn)


def test_what_it_settled_on_is_shown_where_known(page: WeekPage) -> None:
    assert page.settled is not None
    line = view.settled_line(page)
    assert line is not None
    assert f"{page.settled.passengers:,.0f}" in line
    assert view.settled_line(replace(page, settled=None)) is None
    standing = view.settled_line(replace(page, settled=replace(page.settled, stands_in=True)))
    assert standing is not None
    assert "stands in" in standing


def test_recent_days_are_the_last_published(page: WeekPage) -> None:
    recent = view.recent_days(page.history, until=WEEK.days[1], count=5)
    assert [reading.day for reading in recent] == [WEEK.days[1] - timedelta(days=4 - i) for i in range(5)]
