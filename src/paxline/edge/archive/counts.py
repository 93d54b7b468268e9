"""The folder's counts: which figure of a day was known from which instant.

Rules (the folder's README, "When each figure was known"):

- as published: the first sighting where it came within three days, else the release timetable;
- restated, where it differs: 9:00 ET on 15 January of the following year; the days before anything was recorded as
  published (2019, January and February 2020): 9:00 ET on the day after the day itself;
- a day nobody recorded: the restated figure stands in, known by the timetable;
- a correction: the instant at which it was seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from paxline.counts.calendar import ONE_DAY, RELEASE_TIME, eastern, eastern_day, nominal_release
from paxline.counts.history import Reading, Rejected, Vintage
from paxline.edge.archive.table import Row, Rows, Table, day_of, instant_of, read_rows, whole_of
from paxline.errors import MissingData

DAILY: Final = Table("tsa_daily.csv", day="date", value="passengers")
PUBLISHED: Final = Table(
    "tsa_as_published.csv", day="date", value="passengers_as_published", others=("passengers_final", "source")
)
FIRST_SEEN: Final = Table("tsa_first_seen.csv", day="date", value="passengers_first_seen", others=("first_seen_utc",))
VINTAGES: Final = Table(
    "tsa_vintages.csv", day="date", value="passengers", others=("observed_at_utc", "kind", "source")
)

RECORDED_SINCE: Final = date(2020, 3, 1)
"""The first day of which the folder has an as-published figure."""

LONGEST_SIGHTING: Final = timedelta(days=3)
"""A first sighting later than this after the day tells of the scraper's schedule, not of the TSA's."""


class _Daily(NamedTuple):
    day: date
    passengers: int


class _Published(NamedTuple):
    day: date
    passengers: int
    final: int | None
    source: str


class _Sighting(NamedTuple):
    day: date
    instant: datetime


class _Correction(NamedTuple):
    day: date
    passengers: int
    instant: datetime
    source: str


_Counted = TypeVar("_Counted", _Daily, _Published)


@dataclass(frozen=True, slots=True)
class Counts:
    """The readings of a folder in the order of their knowledge, with what was not taken in and why."""

    readings: tuple[Reading, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]


def read_counts(folder: Path) -> Counts:
    """Every figure of the TSA in ``folder``; without any table of counts it raises ``MissingData``."""
    daily = read_rows(folder, DAILY, _daily)
    published = read_rows(folder, PUBLISHED, _published)
    if not daily.values and not published.values:
        raise MissingData(f"{folder} has no counts: neither {DAILY.name} nor {PUBLISHED.name} could be read")
    sightings = read_rows(folder, FIRST_SEEN, _sighting)
    corrections = read_rows(folder, VINTAGES, _correction)
    first, twice = _distinct(published, PUBLISHED)
    shown, again = _distinct(daily, DAILY)
    final = {day: row.passengers for day, row in shown.items()} or {
        day: row.final for day, row in first.items() if row.final is not None
    }
    seen = {row.day: row.instant for row in reversed(sightings.values)}
    readings = [_as_published(row, seen.get(row.day)) for row in first.values()]
    readings += _of_the_archive_page(final, first)
    readings, refused = _corrected(readings, corrections.values)
    tables = (daily, published, sightings, corrections)
    notes = [table.note for table in tables if table.note]
    if not first:
        notes.append(f"no as-published figures: restated ones stand in for every day since {RECORDED_SINCE}")
    return Counts(
        readings=tuple(sorted(readings, key=lambda reading: reading.order)),
        rejected=(
            *(rejected for table in tables for rejected in table.rejected),
            *twice,
            *again,
            *refused,
            *_unexplained(final, readings),
        ),
        notes=tuple(notes),
    )


def _daily(row: Row) -> _Daily:
    return _Daily(day_of(row["date"]), whole_of(row["passengers"]))


def _published(row: Row) -> _Published:
    final = whole_of(row["passengers_final"]) if row["passengers_final"] else None
    return _Published(day_of(row["date"]), whole_of(row["passengers_as_published"]), final, row["source"])


def _sighting(row: Row) -> _Sighting | None:
    sighting = _Sighting(day_of(row["date"]), instant_of(row["first_seen_utc"]))
    lag = eastern_day(sighting.instant) - sighting.day
    if lag < ONE_DAY:
        raise ValueError("seen before the day was over")
    return sighting if lag <= LONGEST_SIGHTING else None


def _correction(row: Row) -> _Correction | None:
    if row["kind"] != "revision":
        return None
    instant = instant_of(row["observed_at_utc"])
    return _Correction(day_of(row["date"]), whole_of(row["passengers"]), instant, row["source"])


def _distinct(rows: Rows[_Counted], table: Table) -> tuple[dict[date, _Counted], list[Rejected]]:
    """The first row of each day, and the later ones that say otherwise."""
    first: dict[date, _Counted] = {}
    refused: list[Rejected] = []
    for row in rows.values:
        kept = first.setdefault(row.day, row)
        if kept.passengers != row.passengers:
            reason = f"{table.name}: {row.day} stands twice; the first figure, {kept.passengers}, is kept"
            refused.append(Rejected(row.day, str(row.passengers), reason))
    return first, refused


def _as_published(row: _Published, seen: datetime | None) -> Reading:
    known_at = nominal_release(row.day) if seen is None else seen
    return Reading(row.day, row.passengers, known_at, Vintage.PUBLISHED, f"as published, {row.source}")


def _of_the_archive_page(final: Mapping[date, int], first: Mapping[date, _Published]) -> list[Reading]:
    """What today's pages add to the figures as published."""
    restated_years = {day.year for day, row in first.items() if row.final is not None}
    last_year = max(final, default=date.min).year
    source = f"restated, {DAILY.name}"
    readings: list[Reading] = []
    for day, passengers in final.items():
        restated = day.year < last_year or day.year in restated_years
        if day in first:
            if restated and passengers != first[day].passengers:
                known_at = eastern(date(day.year + 1, 1, 15), RELEASE_TIME)
                readings.append(Reading(day, passengers, known_at, Vintage.RESTATED, source))
        elif day < RECORDED_SINCE:
            known_at = eastern(day + ONE_DAY, RELEASE_TIME)
            readings.append(Reading(day, passengers, known_at, Vintage.RESTATED, source))
        elif restated:
            stand_in = f"restated in place of a published figure, {DAILY.name}"
            readings.append(Reading(day, passengers, nominal_release(day), Vintage.STAND_IN, stand_in))
        else:
            # The pages show a year as published until the following January.
            shown = f"as published, {DAILY.name}"
            readings.append(Reading(day, passengers, nominal_release(day), Vintage.PUBLISHED, shown))
    return readings


def _corrected(readings: list[Reading], corrections: Iterable[_Correction]) -> tuple[list[Reading], list[Rejected]]:
    """``readings`` with the corrections that tell something new, and those that cannot be placed in time."""
    newest = {reading.day: reading for reading in readings if reading.vintage is not Vintage.RESTATED}
    taken = list(readings)
    refused: list[Rejected] = []
    for fix in sorted(corrections, key=lambda fix: (fix.instant, fix.day)):
        known = newest.get(fix.day)
        if known is not None and known.passengers == fix.passengers:
            continue
        if known is not None and fix.instant <= known.known_at:
            reason = f"{VINTAGES.name}: {fix.day} corrected at {fix.instant:%Y-%m-%d %H:%M}Z, before it was known"
            refused.append(Rejected(fix.day, str(fix.passengers), reason))
            continue
        source = f"corrected, {fix.source}"
        newest[fix.day] = Reading(fix.day, fix.passengers, fix.instant, Vintage.PUBLISHED, source)
        taken.append(newest[fix.day])
    return taken, refused


def _unexplained(final: Mapping[date, int], readings: Iterable[Reading]) -> list[Rejected]:
    """Figures of today's pages that no reading holds: a change within the year of which nobody saw the instant."""
    held = {(reading.day, reading.passengers) for reading in readings}
    reason = "differs from the figure as published, and nobody saw when it changed"
    return [
        Rejected(day, str(passengers), f"{DAILY.name}: {day} {reason}")
        for day, passengers in final.items()
        if (day, passengers) not in held
    ]
