"""The charts of the exploratory report."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

import altair as alt
import numpy as np

from paxline.pages.drawing import BROAD, INK, LINE, QUIET, Row, data, panels, svg
from paxline.study.effects import FEW, WINDOWS, HolidayEffect, Season, WeekdayShape
from paxline.study.level import Growth, Overlay, Trend
from paxline.study.residuals import Residuals
from paxline.study.series import Estimate
from paxline.study.vintages import CLASSES, Restatement, Sightings

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_DASHES: Final = ([1, 0], [1, 0], [6, 3], [2, 3])
_OFFSET: Final = "datum.value == 0 ? '0' : format(datum.value, '+d')"
_PERCENT: Final = alt.Axis(labelExpr="datum.value == 0 ? '0%' : format(datum.value, '+.0%')", grid=False, title=None)


def trend_chart(trend: Trend) -> str:
    """Each day's count, and the 7-day mean over it."""
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%Y", grid=False, tickCount="year"))
    y = alt.Y("millions:Q", title="millions a day", axis=alt.Axis(grid=False))
    chart = alt.layer(
        alt.Chart(data(_dated(trend.days))).mark_line(strokeWidth=0.5, color=QUIET, opacity=0.55).encode(x=x, y=y),
        alt.Chart(data(_dated(trend.week_mean))).mark_line(strokeWidth=1.6, color=INK).encode(x=x, y=y),
    )
    return svg(chart, height=220)


def growth_chart(growth: Growth) -> str:
    """The change of 28 days against a year earlier, over time."""
    rows: list[Row] = [{"day": day.isoformat(), "change": change} for day, change in growth.points]
    x = alt.X(
        "day:T", title=None, axis=alt.Axis(format="%b %Y", grid=False, tickCount={"interval": "month", "step": 6})
    )
    y = alt.Y("change:Q", axis=_PERCENT)
    chart = alt.layer(
        _zero(),
        alt.Chart(data(rows)).mark_line(strokeWidth=1.6, color=INK).encode(x=x, y=y),
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
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%b", grid=False, tickCount="month"))
    y = alt.Y(
        "millions:Q",
        scale=alt.Scale(zero=False, padding=4),
        title="millions a day",
        axis=alt.Axis(grid=False),
    )
    legend = alt.Legend(title=None, orient="top", direction="horizontal", symbolType="stroke", symbolSize=300)
    colours = [INK, *[QUIET] * (len(years) - 1)]
    holidays: list[Row] = [
        {
            "day": day.isoformat(),
            "name": name.removesuffix(" Day").removesuffix(" Sunday").replace("Martin Luther King Jr.", "King"),
        }
        for name, day in overlay.holidays
    ]
    marks = alt.Chart(data(holidays)).encode(x=x)
    chart = alt.layer(
        marks.mark_rule(color=LINE),
        marks.mark_text(angle=270, align="left", baseline="top", dx=2, dy=2, fontSize=9, color=QUIET).encode(
            y=alt.value(250), text="name:N"
        ),
        alt.Chart(data(rows))
        .mark_line()
        .encode(
            x=x,
            y=y,
            color=alt.Color("year:N", scale=alt.Scale(domain=years, range=colours), legend=legend, sort=years),
            strokeDash=alt.StrokeDash("year:N", scale=alt.Scale(domain=years, range=list(_DASHES[: len(years)]))),
            strokeWidth=alt.condition(f"datum.year == '{years[0]}'", alt.value(2.4), alt.value(1.2)),
        ),
    )
    return svg(chart, height=250, width=BROAD)


def weekday_chart(shapes: Sequence[WeekdayShape]) -> str:
    """Each weekday against its week's mean, one panel a season."""
    rows: list[Row] = [
        {"season": shape.season.value, "weekday": WEEKDAYS[shape.weekday], **_interval(shape.ratio)} for shape in shapes
    ]
    x = alt.X("weekday:N", sort=list(WEEKDAYS), title=None, axis=alt.Axis(labelAngle=0, domain=False, ticks=False))
    base = alt.Chart().encode(x=x)
    layers = alt.layer(
        alt.Chart().mark_rule(color=LINE).encode(y=alt.datum(0)),
        base.mark_bar(size=20, color=INK, opacity=0.35).encode(y=alt.Y("mean:Q", axis=_PERCENT)),
        base.mark_rule(color=INK, strokeWidth=2).encode(y=alt.Y("low:Q", axis=_PERCENT), y2="high:Q"),
        data=data(rows),
    )
    seasons = [season.value for season in Season]
    return panels(layers.properties(width=260, height=130).facet(_panel("season", seasons), columns=4))


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
    x = alt.X(
        "offset:Q",
        title=None,
        scale=alt.Scale(padding=8, nice=False),
        axis=alt.Axis(grid=False, tickMinStep=1, tickCount=6, labelExpr=_OFFSET),
    )
    base = alt.Chart().encode(x=x)
    layers = alt.layer(
        alt.Chart().mark_rule(color=LINE).encode(y=alt.datum(0)),
        base.mark_rule(color=INK, strokeWidth=2, opacity=0.45).encode(y=alt.Y("low:Q", axis=_PERCENT), y2="high:Q"),
        base.mark_point(size=26, color=INK, opacity=1, strokeWidth=1.5).encode(
            y=alt.Y("mean:Q", axis=_PERCENT),
            fill=alt.Fill("few:N", scale=alt.Scale(domain=["enough", "few"], range=[INK, "transparent"]), legend=None),
        ),
        data=data(rows),
    )
    names = [holiday.value for holiday in WINDOWS if any(effect.holiday is holiday for effect in effects)]
    faceted = layers.properties(width=245, height=110).facet(_panel("holiday", names), columns=4)
    return panels(
        faceted.resolve_scale(x="independent", y="independent").resolve_axis(x="independent", y="independent")
    )


def lag_chart(residuals: Residuals) -> str:
    """The autocorrelation at each lag with its interval."""
    rows: list[Row] = [
        {"lag": one.lag, "mean": one.value.mean, "low": one.value.low, "high": one.value.high} for one in residuals.lags
    ]
    x = alt.X("lag:Q", title="days apart", axis=alt.Axis(grid=False, values=[1, *range(7, 29, 7)]))
    base = alt.Chart(data(rows)).encode(x=x)
    y = alt.Y("low:Q", title="autocorrelation", axis=alt.Axis(grid=False, format=".1f"))
    chart = alt.layer(
        _zero(),
        base.mark_rule(color=INK, strokeWidth=4, opacity=0.35).encode(y=y, y2="high:Q"),
        base.mark_point(filled=True, size=40, color=INK, opacity=1).encode(y=alt.Y("mean:Q")),
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
    y = alt.Y(
        "class:N", sort=names, title=None, axis=alt.Axis(domain=False, ticks=False, labelLimit=200, minExtent=110)
    )
    base = alt.Chart(data(rows)).encode(y=y)
    x = alt.X("days:Q", axis=None)
    chart = alt.layer(
        base.mark_bar(color=INK, opacity=0.35).encode(x=x),
        base.mark_text(align="left", dx=4, fontSize=11, color=INK).encode(x=x, text="days:Q"),
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
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    hours = alt.Axis(grid=False, labelExpr="datum.value + ':00'", values=list(range(int(low), int(high) + 1)))

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title="time of day, Eastern", scale=scale, axis=hours)

    years = alt.Axis(domain=False, ticks=False, minExtent=90)
    base = alt.Chart(data(rows)).encode(y=alt.Y("year:N", title=None, axis=years))
    chart = alt.layer(
        alt.Chart(data([{"nine": 9}])).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x=x("nine")),
        base.mark_bar(color=INK, opacity=0.35, size=14).encode(x=x("q1"), x2="q3:Q"),
        base.mark_tick(color=INK, thickness=3, size=18).encode(x=x("median")),
        base.mark_point(color=INK, shape="circle", size=30, opacity=1).encode(x=x("earliest")),
    )
    return svg(chart, height=28 * len(rows) + 20)


def _zero() -> alt.Chart:
    return alt.Chart(data([{"zero": 0}])).mark_rule(color=LINE).encode(y=alt.Y("zero:Q"))


def _panel(field: str, order: list[str]) -> Any:
    return alt.Facet(f"{field}:N", sort=order, title=None, header=alt.Header(labelAnchor="start"))


def _interval(of: Estimate) -> dict[str, float]:
    """An estimated log-ratio as shares; the interval of a single value is the value."""
    low, high = of.low if of.low is not None else of.mean, of.high if of.high is not None else of.mean
    return {"mean": float(np.expm1(of.mean)), "low": float(np.expm1(low)), "high": float(np.expm1(high))}


def _dated(points: Sequence[tuple[date, float]]) -> list[Row]:
    return [{"day": day.isoformat(), "millions": round(people / 1e6, 4)} for day, people in points]
