"""The live world: the TSA's pages and the exchange's quotes, stored as they arrive."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import httpx
import numpy as np

from paxline.counts.calendar import Week, eastern_day
from paxline.counts.history import Reading, Rejected
from paxline.edge.aside import Interruptible, way_to
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import PRODUCTION, KalshiHttp, open_client
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.store import Added, Store
from paxline.edge.store import Page as KeptPage
from paxline.edge.tsa import (
    PLAIN_URL,
    Manners,
    Missed,
    NotModified,
    Page,
    Validators,
    Wanted,
    archive_url,
    fetch_in_turn,
    read_page,
)
from paxline.errors import MissingData, SourceError
from paxline.market.contract import trading_week
from paxline.pages import words
from paxline.run.notices import suspect
from paxline.run.ports import Clock
from paxline.wiring.conditions import Conditions, ask_conditions, usual
from paxline.wiring.home import Home
from paxline.wiring.ingest import Ingested, ingested
from paxline.wiring.scene import Scene
from paxline.wiring.watch import watched

FIRST_YEAR: Final = 2019
"""The first year that the TSA's archive shows."""

RESTATED_BY_MONTH: Final = 2
"""From this month on a past year's page is taken to show its restated figures for good."""

QUICK: Final = Manners(retries=1, first_wait=1.0, timeout=8.0, deadline=30.0)
"""For a person who waits: one retry, no long time-outs."""

PATIENT: Final = Manners()
"""For everybody else."""


def ingest_tsa(
    store: Store,
    *,
    client: httpx.Client,
    clock: Clock,
    progress: Callable[[str], None],
    manners: Manners,
) -> Ingested:
    """Fetch the current page, and every past year's that is not stored for good; keep bytes and readings.

    Raises the ``SourceError`` of the current page where that one cannot be had; a past year's only becomes a note.
    """
    added, rejected, notes = Added(), list[Rejected](), list[str]()
    wanted = _wanted(store, clock.now())
    rng = np.random.default_rng(int(clock.now().timestamp()))
    answers = fetch_in_turn(wanted, client=client, clock=clock, rng=rng, manners=manners)
    progress(f"asking {PLAIN_URL}")
    for place, answer in enumerate(answers, start=1):
        match answer:
            case Missed(url, error) if url == PLAIN_URL:
                raise error
            case Missed(url, error):
                notes.append(f"{url}: {error}")
            case NotModified():
                pass
            case Page():
                page_added, page_rejected = keep_page(store, answer)
                added += page_added
                rejected += page_rejected
        if place < len(wanted):
            progress(f"asking {wanted[place].url} ({place + 1} of {len(wanted)}; a pause between pages)")
    return ingested(store, added, rejected, notes=notes, as_of=clock.now())


def keep_page(store: Store, page: Page) -> tuple[Added, tuple[Rejected, ...]]:
    """Keep a page's bytes and what can be trusted of it, together or not at all.

    A page that cannot be read is kept too, and then raises its ``SourceError``.
    """
    known = {day: reading.passengers for day, reading in store.history(page.seen_at).comparable.items()}
    try:
        read = read_page(page, known=known)
    except SourceError:
        store.add_page(page.url, page.body, seen_at=page.seen_at)
        raise
    with store.transaction():
        number = store.add_page(
            page.url, page.body, seen_at=page.seen_at, etag=page.etag, last_modified=page.last_modified
        )
        added = store.add_readings(read.readings, page=number)
        store.add_rejected(read.rejected, seen_at=page.seen_at)
        store.add_notices(suspect(read.readings, read.rejected, at=page.seen_at))
    return added, read.rejected


def ingest_file(store: Store, file: Path, *, seen_at: datetime) -> Ingested:
    """Take in a saved page as if it had been fetched at ``seen_at`` (UTC); raises the page's ``SourceError``."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise MissingData(f"{file} cannot be read: {error.strerror}") from error
    added, rejected = keep_page(store, Page(f"file:{file.name}", body, seen_at))
    return ingested(store, added, rejected, notes=(), as_of=seen_at)


def rebuild(store: Store, *, now: datetime) -> Ingested:
    """Drop every reading that came from a page and read all stored pages again; a page that cannot be read gives none.

    Readings from elsewhere stay, and where anything fails everything stays as it was.
    """
    known: dict[date, int] = {}
    rejected: list[Rejected] = []

    def derive(kept: KeptPage) -> Iterable[Reading]:
        page = Page(kept.url, kept.content, kept.seen_at, kept.etag, kept.last_modified)
        try:
            read = read_page(page, known=known)
        except SourceError as error:
            rejected.append(Rejected(None, "", f"{page.path}: {error}"))
            return ()
        known.update({reading.day: reading.passengers for reading in read.readings})
        rejected.extend(read.rejected)
        return read.readings

    return ingested(store, store.rebuild_readings(derive), rejected, notes=(), as_of=now)


def _wanted(store: Store, now: datetime) -> list[Wanted]:
    """The current page first, then past years from the newest, each with what is stored of it."""
    today = eastern_day(now)
    urls = [PLAIN_URL]
    for year in range(today.year - 1, FIRST_YEAR - 1, -1):
        stored = store.last_page(archive_url(year))
        if stored is None or (eastern_day(stored.seen_at).year, eastern_day(stored.seen_at).month) < (
            year + 1,
            RESTATED_BY_MONTH,
        ):
            urls.append(archive_url(year))
    return [Wanted(url, _validators(store, url)) for url in urls]


def _validators(store: Store, url: str) -> Validators:
    stored = store.last_page(url)
    return Validators(stored.etag, stored.last_modified) if stored else Validators()


def public_reader(client: httpx.Client, clock: Clock) -> KalshiReader:
    """Asks the exchange over an open connection, within what it allows everybody."""
    rng = np.random.default_rng(int(clock.now().timestamp()))
    return KalshiReader(KalshiHttp(client, clock, rng, Bucket(BASIC_READS, clock)))


def ingest_kalshi(store: Store, week: Week, *, reader: KalshiReader) -> Conditions:
    """Keep the week's listed markets and their quotes as they stand, and answer the terms; raises ``SourceError``."""
    listed = reader.listed(week)
    store.add_listings(one.listing for one in listed)
    store.add_quotes(reader.quotes(one.listing.contract for one in listed))
    return watched(store, ask_conditions(reader, week, listed=listed))


@dataclass(frozen=True, slots=True)
class Wires:
    """The open connections to the world; whoever opened them closes them."""

    tsa: httpx.Client
    kalshi: httpx.Client


@contextmanager
def open_wires() -> Generator[Wires]:
    """Connections to the TSA's site and to the exchange's production side, without a key."""
    with httpx.Client() as tsa, open_client(PRODUCTION) as kalshi:
        yield Wires(tsa, kalshi)


@contextmanager
def open_attentive_wires(pressing: Callable[[], bool]) -> Generator[Wires]:
    """The same; a request under way ends with ``Interrupted`` as soon as ``pressing`` says so."""
    to_tsa, to_kalshi = (Interruptible(way_to(url), pressing) for url in (PLAIN_URL, PRODUCTION.rest))
    with httpx.Client(transport=to_tsa) as tsa, open_client(PRODUCTION, transport=to_kalshi) as kalshi:
        yield Wires(tsa, kalshi)


@contextmanager
def live_scene(
    home: Home,
    *,
    week: Week | None,
    as_of: datetime | None,
    wires: Wires,
    clock: Clock,
    progress: Callable[[str], None],
) -> Generator[Scene]:
    """The live world, as of now unless said otherwise; ``SourceError`` where the TSA's page cannot be had.

    Where only the exchange does not answer, the scene says so and has the quotes stored before.
    """
    home.only_real()
    with home.store() as store:
        ingest_tsa(store, client=wires.tsa, clock=clock, progress=progress, manners=QUICK)
        chosen = week or trading_week(as_of or clock.now())
        progress("asking the exchange for the ladder and its order books")
        conditions, answers = _try_kalshi(store, chosen, client=wires.kalshi, clock=clock)
        instant = as_of or clock.now()
        origin = f"Live: the TSA's page answers{answers}; as of {words.instant(instant)}."
        # What holds now says nothing of an earlier instant.
        yield Scene(store, chosen, instant, origin, conditions if as_of is None else usual(instant))


def _try_kalshi(store: Store, week: Week, *, client: httpx.Client, clock: Clock) -> tuple[Conditions | None, str]:
    """Ask the exchange; its terms, and how that went as the middle of a sentence."""
    try:
        return ingest_kalshi(store, week, reader=public_reader(client, clock)), " and so does the exchange"
    except SourceError as error:
        return None, f", the exchange does not ({error})"
