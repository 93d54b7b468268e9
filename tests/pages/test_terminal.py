from io import StringIO

from rich.console import Console

from paxline.pages import words
from paxline.pages.terminal import week_screen
from paxline.pages.week import WeekPage


def rendered(page: WeekPage) -> str:
    out = StringIO()
    Console(file=out, width=150, highlight=False).print(week_screen(page))
    return out.getvalue()


def test_the_screen_shows_every_day_and_every_rung_with_its_reason(page: WeekPage) -> None:
    text = rendered(page)
    for rung in page.valuation.rungs:
        assert words.strike(rung.contract.strike) in text
        assert rung.reason in text
    assert text.count("published") >= 3
    assert text.count("forecast") >= 4
    assert "It settled on" in text
    assert max(len(line) for line in text.splitlines()) <= 150


def test_a_suspect_figure_is_said_twice_and_markup_in_it_stays_text(doubtful: WeekPage) -> None:
    text = rendered(doubtful)
    assert "suspect" in text
    assert "<script>" in text
