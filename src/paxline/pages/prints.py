"""The scale of prints that the density, the ladder and the profit of one week share, and the density on it."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from paxline.forecast.distribution import Distribution, median
from paxline.market.implied import ImpliedMarket
from paxline.pages import grammar as vl
from paxline.pages.drawing import LINE, MARKET, OURS, Row, data
from paxline.pages.week import WeekPage

_POINTS: Final = 161
_TAIL: Final = 0.004


def print_range(page: WeekPage) -> tuple[float, float]:
    """The prints drawn, millions: nearly all of both distributions, and a strike on either side where there is one."""
    of: list[Distribution] = [page.valuation.forecast.settlement]
    if isinstance(page.valuation.market, ImpliedMarket):
        of.append(page.valuation.market.distribution)
    low = min(float(each.quantile(_TAIL)) for each in of)
    high = max(float(each.quantile(1 - _TAIL)) for each in of)
    strikes = [rung.contract.strike for rung in page.valuation.rungs]
    below = [strike for strike in strikes if strike < low]
    above = [strike for strike in strikes if strike > high]
    # A hair beyond the strike, so that its tick is not the frame.
    room = (high - low) * 0.02
    low = min(low, max(below) - room) if below else low
    high = max(high, min(above) + room) if above else high
    return low / 1e6, high / 1e6


def print_axis(heading: str | None, low: float, high: float, *, field: str = "x") -> vl.Spec:
    """The horizontal axis of prints, millions; without a heading it has no labels, as its neighbour below has them."""
    bare = vl.Axis(labels=False, ticks=False, grid=False)
    axis = bare if heading is None else vl.Axis(format=".2f", grid=False, tickCount=6)
    return vl.shown(f"{field}:Q", title=heading, scale=vl.Scale(domain=[low, high], nice=False, padding=0), axis=axis)


def density(page: WeekPage, heading: str | None) -> vl.Spec:
    """Our distribution filled, the market's as a line, the strikes as ticks."""
    ours = page.valuation.forecast.settlement
    curves = [("ours", ours, OURS)]
    if isinstance(page.valuation.market, ImpliedMarket):
        curves.append(("market", page.valuation.market.distribution, MARKET))
    low, high = print_range(page)
    rows = [row for name, of, _ in curves for row in _curve(name, of, low, high)]
    x = print_axis(heading, low, high)
    y = vl.shown("density:Q", axis=None)
    colour = vl.shown("who:N", legend=None, scale=vl.Scale(domain=[c[0] for c in curves], range=[c[2] for c in curves]))
    labels = [
        vl.Chart(data([_label_point(name, of, low, high, side=side)]))
        .mark("text", dx=8 * side, align="left" if side > 0 else "right", fontSize=12, fontWeight="bold")
        .encode(x=x, y=y, text="who:N", color=colour)
        for (name, of, _), side in zip(curves, _sides([of for _, of, _ in curves]), strict=True)
    ]
    area = vl.Chart(data([r for r in rows if r["who"] == "ours"])).mark("area", color=OURS, opacity=0.28, line=False)
    return vl.layer(
        strike_rules(page, low, high).encode(x=x),
        area.encode(x=x, y=y),
        vl.Chart(data(rows)).mark("line", strokeWidth=2).encode(x=x, y=y, color=colour),
        *labels,
    )


def strike_rules(page: WeekPage, low: float, high: float) -> vl.Chart:
    """A thin rule at each strike that is drawn; its column is ``x``, millions."""
    strikes = (rung.contract.strike / 1e6 for rung in page.valuation.rungs)
    rows: list[Row] = [{"x": strike} for strike in strikes if low <= strike <= high]
    return vl.Chart(data(rows)).mark("rule", color=LINE, strokeWidth=1)


def _curve(who: str, of: Distribution, low: float, high: float) -> list[dict[str, object]]:
    edges = np.linspace(low, high, _POINTS + 1)
    heights = np.diff(of.cdf(edges * 1e6))
    middle = (edges[:-1] + edges[1:]) / 2
    return [{"who": who, "x": round(float(x), 5), "density": float(d)} for x, d in zip(middle, heights, strict=True)]


def _label_point(who: str, of: Distribution, low: float, high: float, *, side: int) -> dict[str, object]:
    """The point of a curve at two thirds of its height, on one side of its peak (-1 left, 1 right)."""
    curve = _curve(who, of, low, high)
    heights = np.array([row["density"] for row in curve], dtype=float)
    above = np.flatnonzero(heights >= heights.max() * 2 / 3)
    return curve[int(above[-1] if side > 0 else above[0])]


def _sides(of: Sequence[Distribution]) -> list[int]:
    """On which side of its peak each curve is labelled, so that two labels never meet."""
    if len(of) == 1:
        return [1]
    return [1, -1] if median(of[0]) >= median(of[1]) else [-1, 1]
