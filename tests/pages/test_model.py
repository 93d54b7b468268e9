from dataclasses import replace
from datetime import timedelta

import numpy as np

from paxline.counts.shocks import Shock
from paxline.forecast.anatomy import Anatomy, ShockDay
from paxline.forecast.kernels import Part
from paxline.pages.dashboard import Frame, Seen, frame_of
from paxline.pages.model import holiday_figure, model_figures, model_html, residual_figure
from paxline.pages.week import WeekPage
from paxline.testing import NOW, WEEK


def framed(page: WeekPage) -> Frame:
    return frame_of(page, stamp="s", seen=Seen.LIVE, state="paper, running")


def around(holiday: float, noise: float) -> Anatomy:
    """Three weeks around Memorial Day, its Monday moved by ``holiday``, its first day's count off by ``noise``."""
    first = WEEK.plus(4).monday
    days = np.array([first.toordinal() + i for i in range(21)])
    holidays, left = np.zeros(21), np.full(21, np.nan)
    holidays[7], left[0], left[1] = holiday, noise, 0.01
    shocks = (ShockDay(first, noise, -6.0),)
    return Anatomy(days, np.full(21, np.log(2e6)), {Part.HOLIDAY: holidays, Part.NOISE: left}, shocks)


def test_a_disruption_that_stands_can_be_withdrawn_and_a_withdrawn_one_cannot(page: WeekPage) -> None:
    shock = Shock(WEEK.monday, WEEK.sunday, -0.2, 0.1, "storm", NOW - timedelta(hours=2))
    gone = replace(shock, withdrawn_at=NOW - timedelta(hours=1))
    html = model_html(page, framed(page), shocks={3: shock, 4: gone}, parts=None, drawn=model_figures(None))
    assert "Withdraw number 3" in html
    assert "Withdraw number 4" not in html


def test_the_parts_of_a_day_are_told_as_changes(page: WeekPage) -> None:
    days = np.array([WEEK.monday.toordinal()])
    told = {Part.LEVEL: np.array([0.1]), Part.NOISE: np.array([np.nan]), Part.HOLIDAY: np.array([0.0])}
    parts = Anatomy(days, np.log(np.array([2e6])), told, ())
    html = model_html(page, framed(page), shocks={}, parts=parts, drawn=model_figures(None))
    assert "+10.5%" in html
    assert "2.000\u00a0M" in html
    assert ">holidays<" not in html


def test_holidays_are_drawn_with_their_names_and_told_in_words() -> None:
    drawn = holiday_figure(around(-0.2, -0.1))
    assert drawn is not None
    assert "Memorial<" in drawn.svg
    assert "Mon 25 May −18.1%" in drawn.summary
    small = holiday_figure(around(-0.005, -0.1))
    assert small is not None
    assert "No holiday moves" in small.summary
    assert holiday_figure(around(0.0, 0.0)) is None


def test_what_nothing_explains_is_drawn_for_days_with_a_count() -> None:
    drawn = residual_figure(around(-0.2, -0.1))
    assert drawn is not None
    assert drawn.summary.startswith("Over 2 published days")
    assert "Mon 18 May (−6.0 sds)" in drawn.summary
    assert "Mon 18 May" in drawn.svg
    bare = replace(around(0.0, 0.0), parts={Part.NOISE: np.full(21, np.nan)})
    assert residual_figure(bare) is None
    assert residual_figure(replace(bare, parts={})) is None
    assert holiday_figure(replace(bare, parts={})) is None


def test_the_page_holds_what_is_drawn(page: WeekPage) -> None:
    drawn = model_figures(around(-0.2, -0.1))
    html = model_html(page, framed(page), shocks={}, parts=None, drawn=drawn)
    assert "What do holidays do" in html
    assert "How far off are the counts" in html
