"""The model's page: what each day is made of, what holidays do, how far off it was, what is declared and published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, expm1, isnan
from typing import Final

import numpy as np

from paxline.counts.calendar import travel_holidays
from paxline.counts.shocks import Shock
from paxline.forecast.anatomy import Anatomy
from paxline.forecast.kernels import Part
from paxline.pages import grammar as vl
from paxline.pages import words
from paxline.pages.dashboard import Frame, framed
from paxline.pages.drawing import CARD, INK, LINE, OURS, Figure, Row, data, svg
from paxline.pages.html import figure_cells
from paxline.pages.week import WeekPage, recent_days

BEHIND: Final = timedelta(days=70)
AHEAD: Final = timedelta(days=77)
"""How far back the residuals and how far on the holidays are shown, from the week's Monday."""

_READINGS: Final = 28

_SHOWN: Final = 5e-4
"""Logs of a count under which a part is left out."""

_LABELLED: Final = 2

_NAMED: Final = 0.01
"""Share of a count from which a holiday's days are named in words."""


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """The page's charts.

    Attributes:
        holidays: What holidays do to the days around the week; ``None`` where the model has no such part.
        residuals: By how much recent counts differ from what the named parts explain; ``None`` likewise.
    """

    holidays: Figure | None
    residuals: Figure | None


def model_figures(around: Anatomy | None) -> ModelFigures:
    """Draw them from the anatomy of the days around the week."""
    if around is None:
        return ModelFigures(None, None)
    return ModelFigures(holiday_figure(around), residual_figure(around))


def model_html(
    page: WeekPage, frame: Frame, *, shocks: Mapping[int, Shock], parts: Anatomy | None, drawn: ModelFigures
) -> str:
    """What does the model make of it?"""
    headings, rows = _parts(parts) if parts else ((), ())
    readings = reversed(recent_days(page.history, until=page.as_of.date(), count=_READINGS))
    return framed(
        "dashboard_model.html.j2",
        frame,
        here="/model",
        heading="What does the model make of it?",
        model=page.valuation.forecast.model,
        parts_headings=headings,
        parts_rows=rows,
        holidays=figure_cells(drawn.holidays) if drawn.holidays else None,
        residuals=figure_cells(drawn.residuals) if drawn.residuals else None,
        shocks=[_shock_cells(number, shock, page.as_of) for number, shock in shocks.items()],
        readings=[
            (words.day(r.day), f"{r.passengers:,}", words.instant(r.known_at), r.vintage.value, r.doubt or "–")
            for r in readings
        ],
    )


def holiday_figure(around: Anatomy) -> Figure | None:
    """The change of each day's count that holidays explain, named at the holidays themselves."""
    effects = around.parts.get(Part.HOLIDAY)
    if effects is None or float(np.nan_to_num(np.abs(effects)).max()) <= _SHOWN:
        return None
    days = [date.fromordinal(int(day)) for day in around.days]
    change = {day: expm1(float(effect)) for day, effect in zip(days, effects, strict=True)}
    names = {day: holiday.value for year in {d.year for d in days} for holiday, day in travel_holidays(year).items()}
    rows: list[Row] = [{"day": day.isoformat(), "change": value} for day, value in change.items()]
    marks: list[Row] = [
        {"day": day.isoformat(), "name": _brief(name)}
        for day, name in sorted(names.items())
        if days[0] <= day <= days[-1]
    ]
    x = vl.shown("day:T", title=None, axis=vl.Axis(format="%-d %b", grid=False, tickCount=6))
    low, high = min(change.values()), max(change.values())
    told = f"datum.value > {1.3 * high:.4f} ? '' : datum.value === 0 ? '0%' : format(datum.value, '+.0%')"
    axis = vl.Axis(grid=False, tickCount=6, ticks=False, labelExpr=told)
    # Room above the bars for the names.
    scale = vl.Scale(domain=[low * 1.05, high + 1.2 * (high - low)], nice=False)
    y = vl.shown("change:Q", title=None, axis=axis, scale=scale)
    named = vl.Chart(data(marks)).encode(x=x)
    chart = vl.layer(
        named.mark("rule", color=LINE),
        vl.Chart(data([{"change": 0.0}])).mark("rule", color=LINE).encode(y=y),
        vl.Chart(data(rows)).mark("bar", color=OURS, opacity=0.75, width=2.5).encode(x=x, y=y),
        named.mark("text", angle=270, align="right", dx=-2, dy=-5, fontSize=10).encode(
            y=vl.fixed(0), text="name:N", color=vl.fixed(INK)
        ),
    )
    strongest = sorted((d for d in change if abs(change[d]) >= _NAMED), key=lambda d: -abs(change[d]))[:8]
    listed = ", ".join(f"{words.day(d)} {words.signed_percent(change[d])}" for d in sorted(strongest))
    said = f"Holidays move most: {listed}." if listed else "No holiday moves a day by a hundredth."
    return Figure("What do holidays do to the days around?", svg(chart, height=230, width=CARD), said)


def residual_figure(around: Anatomy) -> Figure | None:
    """What no named part explains of each published day, and the days that surprised beyond what is learned from."""
    noise = around.parts.get(Part.NOISE)
    if noise is None:
        return None
    told = [
        (date.fromordinal(int(day)), expm1(float(value)))
        for day, value in zip(around.days, noise, strict=True)
        if not isnan(float(value))
    ]
    if not told:
        return None
    shocked = {one.day: one for one in around.shocks}
    largest = sorted((day for day, _ in told if day in shocked), key=lambda day: -abs(shocked[day].sds))[:_LABELLED]
    rows: list[Row] = [
        {"day": day.isoformat(), "left": left, "label": words.day(day) if day in largest else ""} for day, left in told
    ]
    low, high = min(0.0, *(left for _, left in told)), max(0.0, *(left for _, left in told))
    room = 0.12 * (high - low)
    scale = vl.Scale(domain=[low - room, high + room], nice=False)
    y = vl.shown("left:Q", title=None, scale=scale, axis=vl.Axis(format="+.1%", grid=False, tickCount=4, minExtent=62))
    x = vl.shown("day:T", title=None, axis=vl.Axis(format="%-d %b", grid=False, tickCount=6))
    base = vl.Chart(data(rows)).encode(x=x, y=y)
    chart = vl.layer(
        vl.Chart(data([{"left": 0.0}])).mark("rule", color=LINE).encode(y=y),
        base.mark("bar", color=INK, opacity=0.6, width=4),
        *(
            base.mark("text", color=INK, fontSize=10, dy=dy).encode(text="label:N").only(where)
            for where, dy in (("datum.left >= 0", -8), ("datum.left < 0", 10))
        ),
    )
    spread = float(np.std([left for _, left in told]))
    cut = [f"{words.day(day)} ({shocked[day].sds:+.1f} sds)".replace("-", "−") for day, _ in told if day in shocked]
    beyond = f" Surprised beyond what is learned from: {', '.join(cut)}." if cut else ""
    summary = (
        f"Over {len(told)} published days the part that nothing explains has a standard deviation of {spread:.1%}."
        f"{beyond}"
    )
    return Figure("How far off are the counts from what it explains?", svg(chart, height=150, width=CARD), summary)


def _brief(holiday: str) -> str:
    """A holiday's name without what its bar says too."""
    return holiday.removesuffix(" Day").removesuffix(" Sunday").rstrip("'")


def _shock_cells(number: int, shock: Shock, at: datetime) -> dict[str, object]:
    ended = f", withdrawn {words.instant(shock.withdrawn_at)}" if shock.withdrawn_at else ""
    state = f"declared {words.instant(shock.declared_at)}{ended}"
    standing = shock.withdrawn_at is None and shock.declared_at <= at
    return {"number": number, "words": words.shock(shock), "state": state, "stands": standing}


def _parts(of: Anatomy) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headings and rows: each part's change of each day's count."""
    shown = [part for part, values in of.parts.items() if float(np.nan_to_num(np.abs(values)).max()) > _SHOWN]
    days = [date.fromordinal(int(day)) for day in of.days]
    rows = tuple(
        (words.day(day), words.millions(exp(of.mean[i])), *(_change(float(of.parts[p][i])) for p in shown))
        for i, day in enumerate(days)
    )
    return ("day", "from", *(part.value for part in shown)), rows


def _change(log: float) -> str:
    return "–" if isnan(log) else words.signed_percent(expm1(log))
