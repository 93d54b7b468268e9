"""The sections of the exploratory report about when figures are shown and how they change."""

from collections.abc import Sequence
from typing import Final

from paxline.counts.calendar import eastern_day
from paxline.pages import explore_charts as charts
from paxline.pages import words
from paxline.pages.drawing import Figure
from paxline.pages.explore_charts import WEEKDAYS
from paxline.pages.explore_words import Section, Table, count_of, share, signed
from paxline.study.vintages import LATEST_SIGHTING, STRIKE_STEP, DayGap, Restatement, Revision, Sightings

_LAGS: Final = ("1 day", "2 days", "3 days", "4 or more")


def restatement_section(question: str, of: Restatement) -> Section:
    """Published against restated, by year and by day."""
    first, last = of.years[0], of.years[-1]
    close = of.classes[len(of.classes) // 2]
    days = sum(of.classes)
    others = "" if first is last else f", those of {first.year} {_fine(first.mean)} (n = {count_of(first.days, 'day')})"
    finding = (
        f"Published figures of {last.year} average {_fine(last.mean)} against the restated ones "
        f"(n = {count_of(last.days, 'day')}){others}."
    )
    flipped, weeks = sum(year.flipped for year in of.years), sum(year.weeks for year in of.years)
    second = (
        f"{share(close / days)} of {count_of(days, 'day')} lie within 0.1% of their restated figure. In {flipped:,} of "
        f"{count_of(weeks, 'whole week')} a multiple of {STRIKE_STEP:,} lies between the two means: on the "
        "archive such a strike settles otherwise."
    )
    by_year = Table(
        "By year",
        ("year", "days", "changed", "mean", "median", "weeks across a strike"),
        tuple(
            (
                str(year.year),
                f"{year.days:,}",
                f"{year.changed:,}",
                _fine(year.mean),
                _fine(year.median),
                f"{year.flipped} of {year.weeks}",
            )
            for year in of.years
        ),
    )
    by_day = Table(
        "The largest days, by people",
        ("day", "published", "restated", "difference", ""),
        tuple(
            (words.day_of_year(g.day), f"{g.published:,}", f"{g.restated:,}", _people(g), signed(g.relative))
            for g in of.largest
        ),
    )
    figure = Figure(question, charts.restatement_chart(of), f"Days by difference. {finding} {second}")
    method = (
        "Bars count days by published over restated, minus 1: every day of a restated year that has a published "
        "figure, so there is no interval. A day without a restated figure of its own counts as not changed."
    )
    return Section(question, figure, (finding, second), (by_year, by_day), method)


def sightings_section(question: str, of: Sightings) -> Section:
    """First sightings by year and by weekday."""
    timetable = f"Dated by the release timetable alone, which tells nothing of it: {count_of(of.by_timetable, 'day')}."
    later = ""
    if of.loaded_later:
        later = f" Loaded more than {LATEST_SIGHTING.days} days later: {count_of(of.loaded_later, 'day')}."
    if not of.n:
        return Section(question, None, (f"No figure has a real sighting. {timetable}{later}",), (), "")
    next_day = sum(year.lags[0] for year in of.years)
    finding = (
        f"Of {count_of(of.n, 'day')} with a real first sighting, {next_day:,} ({share(next_day / of.n)}) were seen the "
        "next day."
    )
    timed = [(year.earliest, year.year) for year in of.years if year.earliest is not None]
    if timed:
        at, year = min(timed)
        finding += f" The earliest sighting on a release day came at {at.hour}:{at:%M} ET, in {year}."
    by_year = Table(
        "By year",
        ("year", "seen", *_LAGS, "median time", "earliest"),
        tuple(
            (
                str(year.year),
                f"{year.n:,}",
                *(f"{lag:,}" for lag in year.lags),
                _clock(year.quartiles[1]) if year.quartiles else "–",
                f"{year.earliest.hour}:{year.earliest:%M}" if year.earliest else "–",
            )
            for year in of.years
        ),
    )
    by_weekday = Table(
        "By weekday of the day counted: seen after",
        ("", *_LAGS),
        tuple((day, *(f"{lag:,}" for lag in lags)) for day, lags in zip(WEEKDAYS, of.weekdays, strict=True)),
    )
    figure = None
    if timed:
        figure = Figure(question, charts.sightings_chart(of), f"Times of first sightings by year. {finding}")
    method = (
        "A sighting is the moment somebody looked, so the TSA was as early or earlier. Bars: the middle half of the "
        "sightings on the release day itself; stroke: median; ring: earliest; dashed: 9:00."
    )
    return Section(question, figure, (finding, f"{timetable}{later}"), (by_year, by_weekday), method)


def revision_section(of: Sequence[Revision]) -> Section:
    """The corrections seen within the year."""
    question = "Are figures corrected within the year?"
    if not of:
        return Section(question, None, ("No published figure was seen to change within its year.",), (), "")
    days = {day for one in of for day in one.days}
    largest = max(of, key=lambda one: max(abs(one.smallest), abs(one.largest)))
    size = max(largest.smallest, largest.largest, key=abs)
    finding = (
        f"{count_of(len(days), 'day')} changed, seen at {count_of(len(of), 'instant')}; the largest change, "
        f"{signed(size)}, was seen {words.instant(largest.seen_at)}."
    )
    rows = tuple(
        (
            words.day_of_year(eastern_day(one.seen_at)),
            words.day_of_year(one.days[0]) + (f" to {words.day_of_year(one.days[-1])}" if len(one.days) > 1 else ""),
            f"{len(one.days)}",
            _fine(one.smallest) + (f" to {_fine(one.largest)}" if len(one.days) > 1 else ""),
            one.source,
        )
        for one in of
    )
    table = Table("Corrections", ("seen", "days", "n", "change", "source"), rows)
    method = (
        "A published figure that replaced another published figure of the same day. Nobody looked every hour: a "
        "change undone between two looks is not here."
    )
    return Section(question, None, (finding,), (table,), method)


def _fine(change: float) -> str:
    return f"{change:+.2%}".replace("-", "−")


def _people(gap: DayGap) -> str:
    return f"{gap.people:+,}".replace("-", "−")


def _clock(hours: float) -> str:
    minutes = round(hours * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
