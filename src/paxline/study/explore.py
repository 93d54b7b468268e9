"""A first look at everything known: the exploration that a person reads before believing any model."""

from dataclasses import dataclass
from datetime import date, datetime

from paxline.counts.history import History, Vintage
from paxline.study.effects import HolidayEffect, WeekdayShape, holiday_effects, weekday_shapes
from paxline.study.level import Growth, Overlay, Trend, growth, overlay, trend
from paxline.study.residuals import Residuals, residuals
from paxline.study.series import Lacking, day_of, series
from paxline.study.vintages import Restatement, Revision, Sightings, restatement, revisions, sightings


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the history holds.

    Attributes:
        known_by: The UTC instant as of which it is read.
        first: The first day with a count.
        last: The last day with a count.
        missing: Days between them without one.
        published: Days with a published figure.
        restated: Days with a restated figure.
        standing_in: Days on which a restated figure stands in for a published one that nobody recorded.
    """

    known_by: datetime
    first: date
    last: date
    missing: int
    published: int
    restated: int
    standing_in: int


@dataclass(frozen=True, slots=True)
class Exploration:
    """Everything the exploratory report says; ``Lacking`` where the history is too short for a question."""

    holdings: Holdings
    trend: Trend
    growth: Growth | Lacking
    overlay: Overlay | Lacking
    weekdays: tuple[WeekdayShape, ...] | Lacking
    holidays: tuple[HolidayEffect, ...] | Lacking
    residuals: Residuals | Lacking
    restatement: Restatement | Lacking
    sightings: Sightings | Lacking
    revisions: tuple[Revision, ...]


def explore(history: History) -> Exploration:
    """Look at all of ``history``; one without any count raises ``MissingData``."""
    counts = series(history)
    of_day = [reading.vintage for reading in history.published.values()]
    return Exploration(
        holdings=Holdings(
            known_by=history.known_by,
            first=day_of(counts.first),
            last=day_of(counts.last),
            missing=counts.log.size - len(history.comparable),
            published=of_day.count(Vintage.PUBLISHED),
            restated=len(history.restated),
            standing_in=of_day.count(Vintage.STAND_IN),
        ),
        trend=trend(counts),
        growth=growth(counts),
        overlay=overlay(counts),
        weekdays=weekday_shapes(counts),
        holidays=holiday_effects(counts),
        residuals=residuals(counts),
        restatement=restatement(history),
        sightings=sightings(history),
        revisions=revisions(history),
    )
