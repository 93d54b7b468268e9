"""How every chart is drawn: values to Vega-Lite, and Vega-Lite to SVG, in one grammar.

Colours are named, not fixed: the SVG refers to the page's own custom properties, so that one drawing serves light
and dark. Ink is a published fact, blue is ours, amber the market's, violet the pool of both; green and red are money.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import vl_convert

from paxline.pages import grammar as vl

INK: Final = "#010101"
OURS: Final = "#010102"
MARKET: Final = "#010103"
POOLED: Final = "#010104"
QUIET: Final = "#010105"
LINE: Final = "#010106"
GAIN: Final = "#010107"
LOSS: Final = "#010108"
"""Placeholder colours, replaced by the page's custom properties."""

PROPERTIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        INK: "var(--ink)",
        OURS: "var(--ours)",
        MARKET: "var(--market)",
        POOLED: "var(--pooled)",
        QUIET: "var(--quiet)",
        LINE: "var(--line)",
        GAIN: "var(--gain)",
        LOSS: "var(--loss)",
    }
)

_REMEMBERED: Final = 64
_FONT: Final = "system-ui, sans-serif"
CARD: Final = 520
BROAD: Final = 1200
"""Pixels of a drawing's plot: in a card, and across two; pages scale them."""

_AXIS: Final = MappingProxyType(
    {
        "labelColor": QUIET,
        "titleColor": QUIET,
        "domainColor": LINE,
        "tickColor": LINE,
        "gridColor": LINE,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        # On a phone the stylesheet writes larger inside a drawing that is scaled down: room for that.
        "labelFlush": False,
        "labelPadding": 6,
        "titlePadding": 12,
    }
)
_ROOM: Final = MappingProxyType({"left": 4, "right": 16, "top": 10, "bottom": 8})
"""Pixels around a plot and its axes."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn chart.

    Attributes:
        question: What the chart answers; its heading.
        svg: The drawing, self-contained, coloured by custom properties.
        summary: The same in one or two sentences, for readers who do not see it.
    """

    question: str
    svg: str
    summary: str


def data(values: Sequence[Row]) -> vl.Spec:
    """The rows as a chart takes them."""
    # As one text, which nothing copies or checks row by row on the way to the renderer.
    return {"values": json.dumps([dict(value) for value in values]), "format": {"type": "json"}}


def said_above(words: str) -> vl.Axis:
    """A vertical axis whose title is a line of words above it, which a phone has room for."""
    return vl.Axis(title=words, titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-40, titleY=-20)


def svg(chart: vl.Spec, *, height: int, width: int = CARD) -> str:
    """Draw a chart, as wide as a card unless said otherwise; the same chart gives the same text."""
    return _drawn(vl.sized(chart, width=width, height=height))


def stacked(charts: Sequence[tuple[vl.Spec, int]], *, width: int = CARD) -> str:
    """Draw charts under each other, each of its height, on one horizontal scale, so that the eye can go down."""
    sized = (vl.sized(chart, width=width, height=height) for chart, height in charts)
    return _drawn(vl.below(*sized, spacing=10))


def panels(chart: vl.Spec) -> str:
    """Draw small charts of the same kind side by side, each of the size it has."""
    return _drawn(chart)


def _drawn(chart: vl.Spec) -> str:
    config: dict[str, Any] = {
        "view": {"stroke": None},
        "font": _FONT,
        "padding": dict(_ROOM),
        "axis": dict(_AXIS),
        "axisX": {"labelSeparation": 26},
        "axisY": {"minExtent": 40},
        "header": {"labelColor": INK, "labelFontSize": 12, "labelFontWeight": "bold", "titleColor": QUIET},
        "legend": {"labelColor": QUIET, "labelFontSize": 11},
    }
    return _rendered(json.dumps({**chart, "background": "transparent", "config": config}, sort_keys=True))


@lru_cache(maxsize=_REMEMBERED)
def _rendered(spec: str) -> str:
    """The drawing of a specification; the renderer takes long, and most charts stay as they are from page to page."""
    drawn = vl_convert.vegalite_to_svg(spec)
    for placeholder, name in PROPERTIES.items():
        drawn = drawn.replace(placeholder, name)
    return drawn
