import re
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from paxline.counts.shocks import Shock
from paxline.desk.policy import Policy
from paxline.desk.record import Record
from paxline.pages import dashboard
from paxline.pages.dashboard import PAGES, Frame, LadderFigures, Seen, Trading, distance, frame_of, week_figures
from paxline.pages.evidence import Found, evidence_html
from paxline.pages.model import model_figures, model_html
from paxline.pages.operations import Running, operations_html, record_html
from paxline.pages.rungs import one_scale_figure
from paxline.pages.week import WeekPage
from paxline.run.health import Finding, ok
from paxline.testing import NOW, WEEK

HOSTILE = "<script>alert('x')</script> \u202etxet\" ' &" + "x" * 500


def framed(page: WeekPage) -> Frame:
    return frame_of(page, stamp="s", seen=Seen.LIVE, state="paper, running")


BARE = model_figures(None)
NOTHING = Trading(None, None, Policy())


def running(finding: Finding) -> Running:
    log = ({"at": "not an instant", "event": HOSTILE},)
    return Running([finding], (("d", NOW),), 1, {}, None, log, (HOSTILE,), NOW)


def week_of(page: WeekPage, frame: Frame) -> str:
    drawn = week_figures(page, None, skill=None, good="")
    return dashboard.week_html(page, frame, drawn=drawn, decision=None, books=None)


def ladder_of(page: WeekPage, frame: Frame) -> str:
    drawn = LadderFigures(one_scale_figure(page, None), None)
    return dashboard.ladder_html(page, frame, drawn=drawn, decision=None, books=None)


def every_page(page: WeekPage, frame: Frame) -> dict[str, str]:
    shock = Shock(WEEK.monday, WEEK.sunday, -0.2, 0.1, HOSTILE, NOW - timedelta(hours=1))
    record = Record("d", NOW, WEEK, HOSTILE, HOSTILE)
    finding = ok("home", HOSTILE)
    return {
        "/": week_of(page, frame),
        "/ladder": ladder_of(page, frame),
        "/evidence": evidence_html(Found(None, None), frame, drawn=((), ())),
        "/model": model_html(page, frame, shocks={3: shock}, parts=None, drawn=BARE),
        "/desk": dashboard.desk_html(page, frame, NOTHING),
        "/operations": operations_html(running(finding), frame),
        "record": record_html(record, frame, decision=None),
        "said": dashboard.said_html(HOSTILE, frame, here="/", heading="Said"),
    }


def test_every_page_keeps_to_the_strict_policy(page: WeekPage) -> None:
    for html in every_page(page, framed(page)).values():
        assert " style=" not in html
        assert "<style" not in html
        assert " onclick=" not in html
        assert re.findall(r"<script[^>]*>", html) == ['<script src="/static/app.js" defer>']
        assert all(link.startswith(("/", "#", "data:,")) for link in re.findall(r'(?:href|src)="([^"]*)"', html))


def test_every_page_can_be_walked_by_keyboard_and_read_aloud(page: WeekPage) -> None:
    for path, html in every_page(page, framed(page)).items():
        assert 'class="skip" href="#main"' in html
        assert html.count("<h1>") == 1
        assert 'lang="en"' in html
        assert html.count('aria-current="page"') == 1
        if path in dict(PAGES):
            assert f'<a href="{path}" aria-current="page">' in html
        assert html.count('<div class="drawing" aria-hidden="true">') == html.count("<svg")
        assert all(re.match(r'\s*<p class="(sr|quiet)">\S', rest) for rest in html.split("</svg></div>")[1:])


def test_text_from_outside_stays_text(page: WeekPage, doubtful: WeekPage) -> None:
    frame = replace(framed(doubtful), origin=HOSTILE, notices=(HOSTILE,))
    for html in every_page(page, frame).values():
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html


def test_the_week_says_what_comes_next_and_from_when_figures_are(page: WeekPage) -> None:
    html = week_of(page, framed(page))
    assert "Next count <strong>" in html
    assert "The market closes <strong>" in html
    assert re.search(r'data-due="2026-04-\d\dT\d\d:\d\d:00Z"', html)
    assert "Counts are known up to" in html


def test_a_desk_without_a_decision_says_what_fills_it(page: WeekPage) -> None:
    assert "paxline decide" in dashboard.desk_html(page, framed(page), NOTHING)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(0), "due"),
        (timedelta(minutes=59, seconds=59), "in 59 min"),
        (timedelta(hours=14, minutes=5), "in 14 h 5 min"),
        (timedelta(days=3), "in 3 days"),
    ],
)
def test_a_distance_is_told_as_a_person_would(ahead: timedelta, said: str) -> None:
    assert distance(ahead) == said


def test_a_page_of_an_earlier_instant_does_not_count_down(page: WeekPage) -> None:
    frame = frame_of(page, stamp="s", seen=Seen.THEN, state="paper, not running")
    assert 'data-live="no"' in week_of(page, frame)
    assert page.as_of.tzinfo is UTC
