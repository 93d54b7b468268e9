import re

import pytest
from jinja2 import UndefinedError

from paxline.pages.drawing import PROPERTIES, Figure
from paxline.pages.html import coded, figure_cells, render, whole


def test_the_base_defines_every_colour_that_drawings_ask_for_in_light_and_in_dark() -> None:
    html = render("base.html.j2")
    for name in PROPERTIES.values():
        defined = name.removeprefix("var(").removesuffix(")") + ":"
        assert html.count(defined) == 2
    assert "default-src 'none'" in html
    assert not re.search(r"<script|(?:src|href)=|@import", html)


def test_a_drawing_is_passed_on_as_it_is_and_words_are_not() -> None:
    cells = figure_cells(Figure("Why <b>?", "<svg></svg>", "Because."))
    assert cells["svg"].replace("<", "").startswith("svg")
    assert hasattr(cells["svg"], "__html__")
    assert not hasattr(cells["question"], "__html__")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2.462 M and 80 % of it", "2.462\u00a0M and 80\u00a0% of it"),
        ("2.441 – 2.483 M", "2.441\u00a0–\u2060\u00a02.483\u00a0M"),
        ("worst −$9.06 (−20% ± 10%)", "worst −\u2060$9.06 (−20% ±\u00a010%)"),
        ("2 May, 3 Mondays – 4 in all", "2 May, 3 Mondays – 4 in all"),
    ],
)
def test_no_line_breaks_inside_a_figure(said: str, kept: str) -> None:
    assert whole(said) == kept


def test_what_stands_between_backticks_is_code_and_nothing_else_is_more_than_text() -> None:
    assert coded("`paxline <init>` writes <b>") == "<code>paxline &lt;init&gt;</code> writes &lt;b&gt;"
    assert coded("one ` alone") == "one ` alone"


def test_a_page_with_a_cell_missing_is_not_written() -> None:
    with pytest.raises(UndefinedError):
        render("report.html.j2", title="a week")
