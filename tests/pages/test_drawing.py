from xml.etree import ElementTree as ET

from paxline.pages import grammar as vl
from paxline.pages.drawing import INK, PROPERTIES, data, svg


def drawn() -> str:
    rows = [{"x": 1.0, "y": 2.0}, {"x": 2.0, "y": 3.0}]
    chart = vl.layer(vl.Chart(data(rows)).mark("line", color=INK).encode(x="x:Q", y="y:Q"))
    return svg(chart, height=100)


def test_a_drawing_is_whole_and_asks_the_page_for_its_colours() -> None:
    assert ET.fromstring(drawn()).tag.endswith("svg")  # noqa: S314 - our own drawing
    assert "var(--ink)" in drawn()
    assert "var(--quiet)" in drawn()
    assert not any(placeholder in drawn() for placeholder in PROPERTIES)


def test_the_same_chart_draws_the_same_bytes() -> None:
    assert drawn() == drawn()


def test_every_property_named_has_its_own_placeholder() -> None:
    assert len(set(PROPERTIES.values())) == len(PROPERTIES)
    assert all(len(placeholder) == len("#000000") for placeholder in PROPERTIES)
