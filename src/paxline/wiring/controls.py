"""A person's word from another terminal: halt, resume, take everything out, and how things stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from paxline.desk.ledger import Ledger
from paxline.edge.controls import FileControl, FileDiary
from paxline.edge.store.journal import SqliteJournal
from paxline.edge.store.lock import Lock
from paxline.errors import StoreError
from paxline.run.paper import take_out
from paxline.run.ports import Clock
from paxline.run.schedule import Errand
from paxline.wiring.home import Home

PATIENCE: Final = timedelta(seconds=10)
"""So long a running paxline is waited for."""

_GLANCE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Standing:
    """How the bot of a home stands.

    Attributes:
        state: ``running`` or ``not running``.
        halted: Why trading is halted; empty where it is not.
        ledger: What its paper journal comes to, or ``None`` where there is none yet.
        done: When each errand was last done (UTC).
    """

    state: str
    halted: str
    ledger: Ledger | None
    done: Mapping[Errand, datetime]

    @property
    def resting(self) -> int:
        """Orders that may still fill."""
        return len(self.ledger.working()) if self.ledger else 0


def standing(home: Home) -> Standing:
    """How things stand now."""
    ledger = None
    if home.paper_journal.exists():
        with SqliteJournal.open_to_read(home.paper_journal) as journal:
            ledger = journal.ledger()
    state = "running" if _is_held(home) else "not running"
    return Standing(state, FileControl(home.folder).halted(), ledger, FileDiary(home.folder).done())


def halt(home: Home, why: str, *, clock: Clock) -> Standing:
    """Halt for good, and answer how things stand once nothing rests, or when patience ends."""
    FileControl(home.folder).halt(why)
    return _emptied(home, clock)


def resume(home: Home) -> str:
    """Lift the halt; answers why it stood, or an empty string where none did."""
    control = FileControl(home.folder)
    why = control.halted()
    control.resume()
    return why


def cancel_all(home: Home, *, clock: Clock) -> Standing:
    """Take everything out once, and answer how things stand once nothing rests, or when patience ends."""
    if _is_held(home):
        FileControl(home.folder).cancel_all()
    return _emptied(home, clock)


def _emptied(home: Home, clock: Clock) -> Standing:
    """Whoever runs takes the orders out; where nobody does, this process does."""
    until = clock.now() + PATIENCE
    while (now := standing(home)).resting and clock.now() < until:
        if now.state == "running":
            clock.sleep(_GLANCE)
        else:
            with SqliteJournal.open(home.paper_journal) as journal:
                take_out(journal, clock)
    return now


def _is_held(home: Home) -> bool:
    """Whether a process writes to the paper journal; a dead one does not count."""
    if not home.paper_journal.exists():
        return False
    try:
        Lock.take(home.paper_journal).release()
    except StoreError:
        return True
    return False
