"""The journals of a home, to look at: one for each world orders were sent to."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from paxline.desk.ledger import Event
from paxline.edge.store.journal import SqliteJournal
from paxline.errors import MissingData, UsageError
from paxline.wiring.home import Home

_PREFIX: Final = "journal-"


def journals(home: Home) -> Mapping[str, Path]:
    """Every journal's file by the name of its world."""
    return {path.stem.removeprefix(_PREFIX): path for path in sorted(home.folder.glob(f"{_PREFIX}*.sqlite"))}


def paper_events(home: Home, *, as_of: datetime) -> tuple[Event, ...]:
    """What had happened on paper by an instant (UTC); nothing where nothing was ever traded on paper."""
    if not home.paper_journal.exists():
        return ()
    with SqliteJournal.open_to_read(home.paper_journal) as journal:
        return tuple(event for event in journal.events() if event.at <= as_of)


def journal_events(home: Home, name: str | None) -> tuple[str, tuple[Event, ...]]:
    """A journal's name and events; without a name, those of the only one there is.

    ``MissingData`` where there is none, ``UsageError`` where several could be meant or none has that name.
    """
    kept = journals(home)
    if not kept:
        raise MissingData("no order was ever written down here, so there is no journal; `paxline run` keeps one")
    if name is None and len(kept) > 1:
        raise UsageError(f"there are journals of {', '.join(kept)}; name one with --journal")
    chosen = name or next(iter(kept))
    if chosen not in kept:
        raise UsageError(f"there is no journal of {chosen!r}; there are {', '.join(kept)}")
    with SqliteJournal.open_to_read(kept[chosen]) as journal:
        return chosen, journal.events()
