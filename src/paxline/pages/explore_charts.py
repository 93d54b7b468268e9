"""The charts of the exploratory report."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np

from paxline.pages import grammar as vl
from paxline.pages.drawing import BROAD, INK, LINE, QUIET, Row, data, panels, svg
from paxline.study.effects import FEW, WINDOWS, HolidayEffect, Season, WeekdayShape
from paxline.study.level import Growth, Overlay, Trend
from paxline.study.residuals import Residuals
from paxline.study.series import Estimate
from paxline.study.vintages import CLASSES, Restatement, Sightings

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_DASHES: Final = ([1, 0], [1, 0], [6, 3], [2, 3])
_OFFSET: Final = "datum.value == 0 ? '0' : format(datum.value, '+d')"
_PERCENT: Final = vl.Axis(labelExpr="datum.value == 0 ? '0%' : format(datum.value, '+.0%')", grid=False, title=None)


def trend_chart(trend: Trend) -> str:
    """Each day's count, and the 7-day mean over it."""
    x = vl.shown("day:T", title=None, axis=vl.Axis(format="%Y", grid=False, tickCount="year"))
    y = vl.shown("millions:Q", title="millions a day", axis=vl.Axis(grid=False))
    chart = vl.layer(
        vl.Chart(data(_dated(trend.days))).mark("line", strokeWidth=0.5, color=QUIET, opacity=0.55).encode(x=x, y=y),
        vl.Chart(data(_dated(trend.week_mean))).mark("line", strokeWidth=1.6, color=INK).encode(x=x, y=y),
    )
    return svg(chart, height=220)


def growth_chart(growth: Growth) -> str:
    """The change of 28 days against a year earlier, over time."""
    rows: list[Row] = [{"day": day.isoformat(), "change": change} for day, change in growth.points]
    x = vl.shown(
        "day:T", title=None, axis=vl.Axis(format="%b %Y", grid=False, tickCount={"interval": "month", "step": 6})
    )
    y = vl.shown("change:Q", axis=_PERCENT)
    chart = vl.layer(
        _zero(),
        vl.Chart(data(rows)).mark("line", strokeWidth=1.6, color=INK).encode(x=x, y=y),
    )
    return svg(chart, height=200)


def overlay_chart(overlay: Overlay) -> str:
    """The last years on one calendar, with the holidays they are matched around."""
    rows: list[Row] = [
        {"day": day.isoformat(), "millions": people / 1e6, "year": str(year)}
        for year, line in overlay.lines
        for day, people in line
    ]
    years = [str(year) for year, _ in overlay.lines]
    x = vl.shown("day:T", title=None, axis=vl.Axis(format="%b", grid=False, tickCount="month"))
    y = vl.shown(
        "millions:Q",
        scale=vl.Scale(zero=False, padding=4),
        title="millions a day",
        axis=vl.Axis(grid=False),
    )
    legend = vl.Legend(title=None, orient="top", direction="horizontal", symbolType="stroke", symbolSize=300)
    colours = [INK, *[QUIET] * (len(years) - 1)]
    holidays: list[Row] = [
        {
            "day": day.isoformat(),
            "name": name.removesuffix(" Day").removesuffix(" Sunday").replace("Martin Luther King Jr.", "King"),
        }
        for name, day in overlay.holidays
    ]
    marks = vl.Chart(data(holidays)).encode(x=x)
    chart = vl.layer(
        marks.mark("rule", color=LINE),
        marks.mark("text", angle=270, align="left", baseline="top", dx=2, dy=2, fontSize=9, color=QUIET).encode(
            y=vl.fixed(250), text="name:N"
        ),
        vl.Chart(data(rows))
        .mark("line")
        .encode(
            x=x,
            y=y,
            color=vl.shown("year:N", scale=vl.Scale(domain=years, range=colours), legend=legend, sort=years),
            strokeDash=vl.shown("year:N", scale=vl.Scale(domain=years, range=list(_DASHES[: len(years)]))),
            strokeWidth=vl.either(f"datum.year == '{years[0]}'", 2.4, 1.2),
        ),
    )
    return svg(chart, height=250, width=BROAD)


def weekday_chart(shapes: Sequence[WeekdayShape]) -> str:
    """Each weekday against its week's mean, one panel a season."""
    rows: list[Row] = [
        {"season": shape.season.value, "weekday": WEEKDAYS[shape.weekday], **_interval(shape.ratio)} for shape in shapes
    ]
    x = vl.shown("weekday:N", sort=list(WEEKDAYS), title=None, axis=vl.Axis(labelAngle=0, domain=False, ticks=False))
    base = vl.Chart().encode(x=x)
    layers = vl.layer(
        vl.Chart().mark("rule", color=LINE).encode(y=vl.at(0)),
        base.mark("bar", size=20, color=INK, opacity=0.35).encode(y=vl.shown("mean:Q", axis=_PERCENT)),
        base.mark("rule", color=INK, strokeWidth=2).encode(y=vl.shown("low:Q", axis=_PERCENT), y2="high:Q"),
        rows=data(rows),
    )
    seasons = [season.value for season in Season]
    return panels(vl.facet(vl.sized(layers, width=260, height=130), _panel("season", seasons), columns=4))


def holiday_chart(effects: Sequence[HolidayEffect]) -> str:
    """The effect of each offset with its interval, one panel a holiday; hollow points are from few years."""
    rows: list[Row] = []
    for holiday in WINDOWS:
        of = [effect for effect in effects if effect.holiday is holiday]
        # One storm in one of three years must not flatten a panel: intervals end a little beyond its estimates.
        reach = max((abs(float(np.expm1(effect.effect.mean))) for effect in of), default=0.0) + 0.06
        for effect in of:
            shown = {name: float(np.clip(value, -reach, reach)) for name, value in _interval(effect.effect).items()}
            few = "few" if effect.effect.n < FEW else "enough"
            rows.append({"holiday": holiday.value, "offset": effect.offset, "few": few, **shown})
    x = vl.shown(
        "offset:Q",
        title=None,
        scale=vl.Scale(padding=8, nice=False),
        axis=vl.Axis(grid=False, tickMinStep=1, tickCount=6, labelExpr=_OFFSET),
    )
    base = vl.Chart().encode(x=x)
    layers = vl.layer(
        vl.Chart().mark("rule", color=LINE).encode(y=vl.at(0)),
        base.mark("rule", color=INK, strokeWidth=2, opacity=0.45).encode(
            y=vl.shown("low:Q", axis=_PERCENT), y2="high:Q"
        ),
        base.mark("point", size=26, color=INK, opacity=1, strokeWidth=1.5).encode(
            y=vl.shown("mean:Q", axis=_PERCENT),
            fill=vl.shown("few:N", scale=vl.Scale(domain=["enough", "few"], range=[INK, "transparent"]), legend=None),
        ),
        rows=data(rows),
    )
    names = [holiday.value for holiday in WINDOWS if any(effect.holiday is holiday for effect in effects)]
    faceted = vl.facet(vl.sized(layers, width=245, height=110), _panel("holiday", names), columns=4)
    return panels(vl.apart(faceted))


def lag_chart(residuals: Residuals) -> str:
    """The autocorrelation at each lag with its interval."""
    rows: list[Row] = [
        {"lag": one.lag, "mean": one.value.mean, "low": one.value.low, "high": one.value.high} for one in residuals.lags
    ]
    x = vl.shown("lag:Q", title="days apart", axis=vl.Axis(grid=False, values=[1, *range(7, 29, 7)]))
    base = vl.Chart(data(rows)).encode(x=x)
    y = vl.shown("low:Q", title="autocorrelation", axis=vl.Axis(grid=False, format=".1f"))
    chart = vl.layer(
        _zero(),
        base.mark("rule", color=INK, strokeWidth=4, opacity=0.35).encode(y=y, y2="high:Q"),
        base.mark("point", filled=True, size=40, color=INK, opacity=1).encode(y=vl.shown("mean:Q")),
    )
    return svg(chart, height=200)


def restatement_chart(restatement: Restatement) -> str:
    """How many days were published how far from what was restated."""
    edges = [f"{edge:+.1%}".replace("-", "−").replace(".0%", "%") for edge in CLASSES]
    names = [
        f"below {edges[0]}",
        *(f"{a} to {b}" for a, b in pairwise(edges)),
        f"{edges[-1]} or more",
    ]
    rows: list[Row] = [{"class": name, "days": n} for name, n in zip(names, restatement.classes, strict=True)]
    y = vl.shown(
        "class:N", sort=names, title=None, axis=vl.Axis(domain=False, ticks=False, labelLimit=200, minExtent=110)
    )
    base = vl.Chart(data(rows)).encode(y=y)
    x = vl.shown("days:Q", axis=None)
    chart = vl.layer(
        base.mark("bar", color=INK, opacity=0.35).encode(x=x),
        base.mark("text", align="left", dx=4, fontSize=11, color=INK).encode(x=x, text="days:Q"),
    )
    return svg(chart, height=230)


def sightings_chart(sightings: Sightings) -> str:
    """By year, the middle half of the times of day at which figures were first seen, the median and the earliest."""
    rows: list[Row] = [
        {
            "year": f"{year.year} (n = {year.punctual})",
            "q1": year.quartiles[0],
            "median": year.quartiles[1],
            "q3": year.quartiles[2],
            "earliest": year.earliest.hour + year.earliest.minute / 60,
        }
        for year in sightings.years
        if year.quartiles is not None and year.earliest is not None
    ]
    low = min(8.0, *(float(np.floor(float(str(row["earliest"])))) for row in rows))
    high = max(10.0, *(float(np.ceil(float(str(row["q3"])))) for row in rows))
    scale = vl.Scale(domain=[low, high], nice=False, zero=False)
    hours = vl.Axis(grid=False, labelExpr="datum.value + ':00'", values=list(range(int(low), int(high) + 1)))

    def x(field: str) -> vl.Spec:
        return vl.shown(f"{field}:Q", title="time of day, Eastern", scale=scale, axis=hours)

    years = vl.Axis(domain=False, ticks=False, minExtent=90)
    base = vl.Chart(data(rows)).encode(y=vl.shown("year:N", title=None, axis=years))
    chart = vl.layer(
        vl.Chart(data([{"nine": 9}])).mark("rule", color=QUIET, strokeDash=[3, 3]).encode(x=x("nine")),
        base.mark("bar", color=INK, opacity=0.35, size=14).encode(x=x("q1"), x2="q3:Q"),
        base.mark("tick", color=INK, thickness=3, size=18).encode(x=x("median")),
        base.mark("point", color=INK, shape="circle", size=30, opacity=1).encode(x=x("earliest")),
    )
    return svg(chart, height=28 * len(rows) + 20)


def _zero() -> vl.Chart:
    return vl.Chart(data([{"zero": 0}])).mark("rule", color=LINE).encode(y=vl.shown("zero:Q"))


def _panel(field: str, order: list[str]) -> vl.Spec:
    return vl.shown(f"{field}:N", sort=order, title=None, header=vl.Header(labelAnchor="start"))


def _interval(of: Estimate) -> dict[str, float]:
    """An estimated log-ratio as shares; the interval of a single value is the value."""
    low, high = of.low if of.low is not None else of.mean, of.high if of.high is not None else of.mean
    return {"mean": float(np.expm1(of.mean)), "low": float(np.expm1(low)), "high": float(np.expm1(high))}


def _dated(points: Sequence[tuple[date, float]]) -> list[Row]:
    return [{"day": day.isoformat(), "millions": round(people / 1e6, 4)} for day, people in points]
