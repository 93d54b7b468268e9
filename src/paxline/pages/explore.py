"""The exploratory report: what the history says, one question at a time, as a self-contained HTML file.

Every sentence of finding is computed from the figures it stands beside.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date
from math import expm1
from typing import Final, TypeVar

import numpy as np

from paxline.forecast.counterpart import Alignment
from paxline.pages import explore_charts as charts
from paxline.pages import words
from paxline.pages.drawing import Figure
from paxline.pages.explore_charts import WEEKDAYS
from paxline.pages.explore_vintages import restatement_section, revision_section, sightings_section
from paxline.pages.explore_words import (
    Section,
    Table,
    changed,
    count_of,
    distance,
    effect,
    effect_interval,
    share,
    signed,
)
from paxline.pages.html import figure_cells, render
from paxline.study.effects import FEW, HolidayEffect, Season, WeekdayShape
from paxline.study.explore import Exploration
from paxline.study.level import Growth, Match, Overlay, Trend
from paxline.study.residuals import RESIDUAL, Residuals
from paxline.study.series import Estimate, Lacking

LONG: Final = 14
"""A table with more rows than this is folded away until it is asked for."""

STRONGEST: Final = 3

FAT: Final = 1.8
"""From so many median sizes on, a standard deviation is called that of heavy tails."""

T = TypeVar("T")


def explore_report(exploration: Exploration) -> str:
    """The report of one exploration; everything that came from outside is escaped."""
    of = exploration
    sections = (
        _trend(of.trend),
        _or_lacking("Is it growing?", of.growth, _growth),
        _or_lacking("How does the year run?", of.overlay, _overlay),
        _or_lacking("What does the weekday do?", of.weekdays, _weekdays),
        _or_lacking("What do holidays do?", of.holidays, _holidays),
        _or_lacking("How long does a surprise last?", of.residuals, _residuals),
        _or_lacking("How does the archive differ from what was published?", of.restatement, restatement_section),
        _or_lacking("When do figures appear?", of.sightings, sightings_section),
        revision_section(of.revisions),
    )
    return render(
        "explore.html.j2",
        as_of=words.instant(of.holdings.known_by),
        as_of_iso=of.holdings.known_by.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        holdings=_holdings(of),
        sections=[_section_cells(section) for section in sections],
        long=LONG,
    )


def _section_cells(section: Section) -> dict[str, object]:
    return {
        "question": section.question,
        "figure": figure_cells(section.figure) if section.figure else None,
        "findings": section.findings,
        "tables": section.tables,
        "method": section.method,
        "broad": section.broad,
    }


def _or_lacking(question: str, of: T | Lacking, section: Callable[[str, T], Section]) -> Section:
    if isinstance(of, Lacking):
        return Section(question, None, (of.reason,), (), "")
    return section(question, of)


def _holdings(of: Exploration) -> str:
    held = of.holdings
    text = (
        f"{(held.last - held.first).days + 1 - held.missing:,} days with a count, {words.day_of_year(held.first)} to "
        f"{words.day_of_year(held.last)}; {held.missing:,} missing between. {held.published:,} have a figure as "
        f"published and {held.restated:,} a restated one"
    )
    return f"{text}; for {held.standing_in:,} a restated figure stands in for one nobody recorded."


def _trend(trend: Trend) -> Section:
    question = "How many people fly?"
    if trend.latest is None or trend.highest is None:
        day, people = trend.days[-1]
        newest = f"The newest count is {words.millions(people)} on {words.day_of_year(day)}"
        text = f"{newest}; a 7-day mean needs seven days in a row."
        return Section(question, None, (text,), (), "")
    (last, now), (peak, most) = trend.latest, trend.highest
    finding = (
        f"The seven days to {words.day_of_year(last)} average {words.millions(now)}, "
        f"{share(1 - now / most)} below the highest week known, {words.millions(most)} to {words.day_of_year(peak)}."
    )
    figure = Figure(question, charts.trend_chart(trend), f"Daily counts and their 7-day mean. {finding}")
    method = (
        f"Thin: each day, n = {len(trend.days):,}. Bold: mean of a day and the six before. Published figures, "
        "restated where there are none."
    )
    return Section(question, figure, (finding,), (), method)


def _growth(question: str, growth: Growth) -> Section:
    (day, change), by_week = growth.latest, growth.by_week
    verdict = changed(by_week)
    low, high = growth.lowest, growth.highest
    finding = (
        f"The 28 days to {words.day_of_year(day)} were {signed(change)} against the same weekdays a year before; "
        f"their four weeks average {verdict}."
    )
    zero = by_week.low is not None and by_week.high is not None and by_week.low <= 0 <= by_week.high
    second = (
        f"{'That does not tell growth from decline. ' if zero else ''}"
        f"Since {words.day_of_year(growth.points[0][0])} it ran between {signed(low[1])} "
        f"({words.day_of_year(low[0])}) and {signed(high[1])} ({words.day_of_year(high[0])})."
    )
    figure = Figure(question, charts.growth_chart(growth), f"28-day change on the year before. {finding} {second}")
    method = (
        "28 days against the 28 days 364 days earlier, each as published where known. A holiday that moves between "
        "weeks moves this too."
    )
    return Section(question, figure, (finding, second), (), method)


def _overlay(question: str, overlay: Overlay) -> Section:
    newest, line = overlay.lines[0]
    of_before, before = overlay.lines[1]
    peak, trough = max(before, key=_second), min(before, key=_second)
    finding = (
        f"On the calendar of {newest}, {of_before} is lowest in the week to {words.day(trough[0])} "
        f"({words.millions(trough[1])}) and highest in the week to {words.day(peak[0])} ({words.millions(peak[1])})."
    )
    findings = (finding, _best_match(overlay.matches)) if overlay.matches else (finding,)
    rows = tuple(
        (
            match.alignment.value,
            distance(match.holiday_weeks),
            distance(match.other_weeks),
            "–" if match.alignment is Alignment.WEEKDAY else changed(match.gain),
        )
        for match in overlay.matches
    )
    head = ("last year's counterpart", "off in holiday weeks", "off in other weeks", "closer than same weekday")
    table = Table("How far a week's growth lies from that of the weeks around it", head, rows)
    summary = f"7-day means of {', '.join(str(year) for year, _ in overlay.lines)}. {' '.join(findings)}"
    figure = Figure(question, charts.overlay_chart(overlay), summary)
    known = f"{newest} is known to {words.day(line[-1][0])}. "
    method = (
        f"{known}Earlier years are moved so that each day stands as far from a holiday as it did then. Off: the "
        "absolute distance of a week's log-growth from the median of the 4 weeks before and after. Holiday week: it "
        "holds a holiday or ends before one. The axis does not start at 0."
    )
    return Section(question, figure, findings, (table,) if rows else (), method, broad=True)


def _best_match(matches: Sequence[Match]) -> str:
    of = {match.alignment: match for match in matches}[Alignment.HOLIDAY]
    if of.gain.low is not None and of.gain.high is not None and of.gain.low <= 0 <= of.gain.high:
        tells = "is not told apart from"
    else:
        tells = "matches better than" if of.gain.mean > 0 else "matches worse than"
    return (
        f"In holiday weeks, matching by the place around the holiday {tells} matching by weekday: it is "
        f"{changed(of.gain)} closer."
    )


def _weekdays(question: str, shapes: Sequence[WeekdayShape]) -> Section:
    low, high = min(shapes, key=_ratio), max(shapes, key=_ratio)
    spans = {
        season: max(of) - min(of) for season in Season if (of := [_ratio(s) for s in shapes if s.season is season])
    }
    wide, narrow = max(spans, key=lambda season: spans[season]), min(spans, key=lambda season: spans[season])
    lowest = (
        f"Lowest is {WEEKDAYS[low.weekday]} in {low.season.name.lower()}, {effect(low.ratio)} against its week's "
        f"mean; highest {WEEKDAYS[high.weekday]} in {high.season.name.lower()}, {effect(high.ratio)}."
    )
    findings = [lowest]
    if wide is not narrow:
        findings.append(
            f"The week is widest in {wide.name.lower()} ({share(expm1(spans[wide]))} from its lowest to its highest "
            f"day) and flattest in {narrow.name.lower()} ({share(expm1(spans[narrow]))})."
        )
    weeks = {shape.season: shape.ratio.n for shape in shapes}
    told = "; ".join(f"{season.name.lower()} {count_of(n, 'week')}" for season, n in weeks.items())
    listed = {(shape.season, shape.weekday): effect_interval(shape.ratio) for shape in shapes}
    rows = tuple((day, *(listed[season, i] for season in weeks)) for i, day in enumerate(WEEKDAYS))
    table = Table("Weekday against the week's mean, 95 %", ("", *(season.name.lower() for season in weeks)), rows)
    figure = Figure(question, charts.weekday_chart(shapes), f"Weekdays by season. {' '.join(findings)}")
    method = (
        f"Calm weeks only (seven known days, none near a holiday, none of the pandemic): {told}. Bars are means, lines "
        "95 % intervals."
    )
    return Section(question, figure, tuple(findings), (table,), method, broad=True)


def _ratio(shape: WeekdayShape) -> float:
    return shape.ratio.mean


def _holidays(question: str, effects: Sequence[HolidayEffect]) -> Section:
    told = [e for e in effects if e.effect.low is not None and e.effect.high is not None and e.effect.n >= FEW]
    clear = [e for e in told if abs(e.effect.mean) > _width(e)]
    few = len(effects) - len(told)
    findings: list[str] = []
    if clear:
        by_size = sorted(clear, key=lambda e: -abs(e.effect.mean))[:STRONGEST]
        findings.append(f"Strongest: {'; '.join(f'{_where(e)} {effect(e.effect)}' for e in by_size)}.")
    findings.append(
        f"Of {count_of(len(told), 'place')} around holidays with {FEW} years or more, {len(clear)} differ from an "
        f"ordinary day at 95 % (chance alone would make about {0.05 * len(told):.0f}); {few} more rest on fewer years."
    )
    widths = [[_width(e) for e in told if e.holiday.fixed_date is fixed] for fixed in (True, False)]
    if all(widths):
        fixed, moving = (float(np.median(of)) for of in widths)
        findings.append(
            f"Holidays on a fixed date fall on another weekday each year: their intervals are ±{share(fixed)} wide at "
            f"the median, those on a fixed weekday ±{share(moving)}."
        )
    rows = tuple(
        (
            f"{e.holiday.value} {_offset(e.offset)}",
            effect_interval(e.effect),
            f"{e.effect.n}{' (few)' if e.effect.n < FEW else ''}",
            ", ".join(str(year) for year in e.years),
        )
        for e in effects
    )
    table = Table("Every place around every holiday", ("place, in days", "effect, 95 %", "n", "years"), rows)
    figure = Figure(question, charts.holiday_chart(effects), f"Effects by holiday and day. {' '.join(findings)}")
    method = (
        "A day against the line through the nearest calm days of the same weekday, two before and two after, at most "
        "8 weeks away; mean over years of the log-ratio with a t-interval, shown as a change. Days near two holidays "
        f"go to the nearer. Hollow: fewer than {FEW} years. Each panel has its own axis; an interval that leaves it is "
        "cut."
    )
    return Section(question, figure, tuple(findings), (table,), method, broad=True)


def _where(place: HolidayEffect) -> str:
    if not place.offset:
        return place.holiday.value
    return f"{words.days(abs(place.offset))} {'before' if place.offset < 0 else 'after'} {place.holiday.value}"


def _offset(offset: int) -> str:
    return f"{offset:+d}".replace("-", "−") if offset else "±0"


def _width(place: HolidayEffect) -> float:
    of = place.effect
    return (of.high - of.low) / 2 if of.low is not None and of.high is not None else 0.0


def _residuals(question: str, residuals: Residuals) -> Section:
    by_lag = {one.lag: one.value for one in residuals.lags}
    one, week = by_lag[1], by_lag[7]
    clear = [lag for lag, of in by_lag.items() if of.low is not None and of.low > 0]
    finding = f"The day after a surprise keeps {_correlation(one)}, the same weekday a week later {_correlation(week)}."
    around = max(by_lag[6].mean, by_lag[8].mean)
    second = (
        "The seventh day stands above its neighbours: the shape of the week drifts more than the baseline allows."
        if week.low is not None and week.low > around
        else "No weekly shape is left in the residual."
    )
    fat = residuals.sd > FAT * residuals.median_size
    third = (
        f"{len(clear)} of {len(by_lag)} lags are above 0 at 95 %. The standard deviation is {share(residuals.sd)}, "
        f"{residuals.sd / residuals.median_size:.1f} times the median size of {share(residuals.median_size)} (a normal "
        f"distribution has 1.5): {'a few days are far off' if fat else 'the tails are not heavy'}."
    )
    rows = tuple((words.day_of_year(day), signed(expm1(size))) for day, size in residuals.largest)
    table = Table("The largest residuals", ("day", "against the baseline"), rows)
    figure = Figure(question, charts.lag_chart(residuals), f"Autocorrelation by lag. {finding} {second}")
    method = (
        f"Residual: {RESIDUAL}; n = {residuals.n:,} days. Intervals by leaving out one quarter of a year at a time."
    )
    return Section(question, figure, (finding, second, third), (table,), method)


def _correlation(of: Estimate) -> str:
    """An autocorrelation with its interval, which a block left out at a time always gives."""
    return f"{of.mean:.2f} (95 %: {of.low or 0:.2f} to {of.high or 0:.2f}, n = {of.n:,} pairs)".replace("-", "−")


def _second(point: tuple[date, float]) -> float:
    return point[1]
