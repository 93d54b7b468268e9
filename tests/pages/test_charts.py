import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

from paxline.pages.charts import figures
from paxline.pages.drawing import PROPERTIES
from paxline.pages.week import WeekPage
from paxline.testing import NOW


def test_four_figures_each_with_a_question_a_drawing_and_words(page: WeekPage) -> None:
    drawn = figures(page)
    assert [figure.question for figure in drawn] == [
        "What will the week average?",
        "How is the week going?",
        "What is each rung worth?",
        "How does it compare with last year?",
    ]
    for figure in drawn:
        assert ET.fromstring(figure.svg).tag.endswith("svg")  # noqa: S314 - our own drawing
        assert len(figure.summary) > 40
        assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", figure.svg)


def test_colours_are_the_pages_own_properties(page: WeekPage) -> None:
    for figure in figures(page):
        assert not any(placeholder in figure.svg for placeholder in PROPERTIES)
        assert "var(--" in figure.svg


def test_the_same_page_draws_the_same_bytes(page: WeekPage) -> None:
    assert figures(page) == figures(page)


def test_without_quotes_and_with_every_day_known_there_is_still_a_drawing(make_page: Callable[..., WeekPage]) -> None:
    unquoted = figures(make_page(quoted="unquoted"))
    assert ">market<" not in unquoted[0].svg
    assert ">ours<" in unquoted[0].svg
    assert make_page(as_of=NOW) is not None
