"""From the outside world into the store: collected folders and saved pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from paxline.counts.history import Rejected
from paxline.edge.archive import read_archive
from paxline.edge.store import Added, Store


@dataclass(frozen=True, slots=True)
class Ingested:
    """What taking something in came to.

    Attributes:
        readings: How many figures were new and how many changed.
        rejected: What was not taken in, and why.
        notes: What a person should know besides.
        latest_day: The last day with a published figure, ``None`` while there is none.
        as_of: The UTC instant to which the store is up to date.
    """

    readings: Added
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]
    latest_day: date | None
    as_of: datetime


def ingest_archive(store: Store, folder: Path) -> Ingested:
    """Load a folder of collected data; a second time adds nothing. ``MissingData`` where it holds no counts."""
    archive = read_archive(folder)
    with store.transaction():
        added = store.add_readings(archive.readings)
        store.add_listings(archive.listings)
        store.add_quotes(archive.quotes)
        store.add_candles(archive.candles)
        store.add_rejected(archive.rejected, seen_at=archive.latest_instant)
    return ingested(store, added, archive.rejected, notes=archive.notes, as_of=archive.latest_instant)


def ingested(
    store: Store, added: Added, rejected: Iterable[Rejected], *, notes: Iterable[str], as_of: datetime
) -> Ingested:
    """The account of what was added, with what the store now knows."""
    latest = store.history(as_of).latest_day
    return Ingested(added, tuple(rejected), tuple(notes), latest, as_of)
