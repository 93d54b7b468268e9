"""Supplementary data for the study that tries them: a folder's files, holidays, and weather warnings as kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from paxline.counts.calendar import Week
from paxline.counts.history import Rejected
from paxline.counts.supplements import Series
from paxline.edge.store import Store
from paxline.edge.supplements import read_supplements
from paxline.edge.supplements.alerts import Sighting, alert_series, read_alerts
from paxline.edge.supplements.fetch import ALERTS_URL, fetch_alerts
from paxline.edge.supplements.holidays import holiday_series
from paxline.errors import MissingData, SourceError
from paxline.run.ports import Clock


@dataclass(frozen=True, slots=True)
class Gathered:
    """The series there are to try, what was not taken in, and what a person should know."""

    series: tuple[Series, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]


def gather(store: Store, folder: Path, *, weeks: Sequence[Week], known_by: datetime) -> Gathered:
    """Every series of ``folder``, the holidays of ``weeks``, and the warnings kept in ``store``.

    Raises ``MissingData`` where there is no such folder; what else is absent becomes a note.
    """
    read = read_supplements(folder, known_by=known_by)
    series, rejected, notes = list(read.series.values()), list(read.rejected), list(read.notes)
    try:
        series.append(holiday_series(weeks, known_by=known_by))
    except MissingData as absence:
        notes.append(str(absence))
    sightings: list[Sighting] = []
    for page in store.pages():
        if page.url == ALERTS_URL and page.seen_at <= known_by:
            try:
                sightings.append(read_alerts(page.content, seen_at=page.seen_at))
            except SourceError as error:
                notes.append(f"the warnings of {page.seen_at:%Y-%m-%d %H:%M}Z: {error}")
    if sightings:
        series += alert_series(sightings, known_by=known_by)
        rejected += (one for sighting in sightings for one in sighting.rejected)
    else:
        notes.append("no weather warnings are kept; --alerts keeps those in force")
    return Gathered(tuple(series), tuple(rejected), tuple(notes))


def keep_alerts(store: Store, *, client: httpx.Client, clock: Clock) -> Sighting:
    """Fetch the warnings in force and keep the page's raw bytes; a page that cannot be read is kept too, then raises.

    Raises the ``SourceError`` of a page that cannot be had or read.
    """
    page = fetch_alerts(client=client, clock=clock)
    store.add_page(page.url, page.body, seen_at=page.seen_at)
    return read_alerts(page.body, seen_at=page.seen_at)
