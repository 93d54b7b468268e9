import json

import pytest
from tests.pages.conftest import Grammar

from paxline.pages import grammar as vl
from paxline.pages.drawing import data, svg

ROWS = data([{"x": 1.0, "y": 2.0, "who": "ours"}, {"x": 2.0, "y": 3.0, "who": "market"}])


def line() -> vl.Chart:
    return vl.Chart(ROWS).mark("line", strokeWidth=2).encode(x="x:Q", y=vl.shown("y:Q", title=None))


def test_a_chart_is_the_document_that_the_renderer_takes(grammar: Grammar) -> None:
    spec = vl.sized(vl.layer(line()), width=100, height=50)
    assert spec == {
        "layer": [
            {
                "data": ROWS,
                "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {
                    "x": {"field": "x", "type": "quantitative"},
                    "y": {"field": "y", "type": "quantitative", "title": None},
                },
            }
        ],
        "width": 100,
        "height": 50,
    }
    grammar.check(json.dumps(spec))


def test_what_is_added_to_a_chart_leaves_it_as_it_was() -> None:
    plain = line()
    told = plain.encode(color=vl.either("datum.y < 3", "red", "blue")).only("datum.y > 0").only("datum.x > 0")
    assert plain == line()
    assert told.spec["encoding"]["color"] == {"condition": {"test": "datum.y < 3", "value": "red"}, "value": "blue"}
    assert told.spec["transform"] == [{"filter": "datum.y > 0"}, {"filter": "datum.x > 0"}]
    assert told.encode(x="y:N").spec["encoding"]["x"]["type"] == "nominal"


def test_the_far_end_of_a_mark_is_a_field_without_a_kind(grammar: Grammar) -> None:
    bar = line().mark("rule").encode(y2="x:Q", x2=vl.at(3.0), text="who:N")
    assert bar.spec["encoding"]["y2"] == {"field": "x"}
    grammar.check(json.dumps(vl.layer(bar.encode(y=vl.fixed(0)))))


def test_small_charts_hold_their_rows_once(grammar: Grammar) -> None:
    layers = vl.sized(vl.layer(vl.Chart().mark("point").encode(x="x:Q", y="y:Q"), rows=ROWS), width=90, height=40)
    small = vl.apart(vl.facet(layers, vl.shown("who:N", title=None), columns=2))
    assert small["data"] == ROWS
    assert "data" not in json.dumps(small["spec"])
    assert small["resolve"]["scale"] == {"x": "independent", "y": "independent"}
    grammar.check(json.dumps(small))


def test_charts_below_each_other_share_their_scale(grammar: Grammar) -> None:
    both = vl.below(vl.layer(line()), vl.layer(line()), spacing=4)
    assert both["resolve"]["scale"]["x"] == "shared"
    grammar.check(json.dumps(both))


def test_what_is_not_in_the_grammar_fails_the_tests_of_the_pages() -> None:
    chart = vl.layer(vl.Chart(ROWS).mark("line").encode(x={"field": "x", "type": "quantitative", "axes": None}))
    with pytest.raises(AssertionError, match="not in the grammar"):
        svg(chart, height=40)
