"""A person's word from another terminal: halt, resume, take everything out, and how things stand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from paxline.desk.ledger import Ledger
from paxline.edge.armings import FileArmings
from paxline.edge.controls import FileControl, FileDiary
from paxline.edge.store.journal import SqliteJournal
from paxline.run.arming import World, newest_arming, standing_words
from paxline.run.paper import take_out
from paxline.run.ports import Clock
from paxline.run.schedule import Errand
from paxline.wiring.account.seen import Kept, is_held, kept_accounts
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
        ledger: What its paper journal comes to, or ``None`` where there is none yet, or it was not asked for.
        done: When each errand was last done on paper (UTC).
        armed: How the arming stands, in one sentence.
        accounts: Every account that was traded on other than on paper.
    """

    state: str
    halted: str
    ledger: Ledger | None
    done: Mapping[Errand, datetime]
    armed: str = ""
    accounts: tuple[Kept, ...] = ()

    @property
    def resting(self) -> int:
        """Orders that may still fill, on paper and elsewhere."""
        return self.on_paper + sum(one.resting for one in self.accounts)

    @property
    def on_paper(self) -> int:
        """Orders that may still fill on paper."""
        return len(self.ledger.working()) if self.ledger else 0

    @property
    def abandoned(self) -> tuple[World, ...]:
        """Where orders may rest that no process looks after."""
        return tuple(one.world for one in self.accounts if one.resting and one.state != "running")


def standing(home: Home, *, now: datetime | None = None) -> Standing:
    """How things stand; how the arming does, at ``now`` (UTC) where it is given."""
    ledger = None
    if home.paper_journal.exists():
        with SqliteJournal.open_to_read(home.paper_journal) as journal:
            ledger = journal.ledger()
    return replace(stance(home, now=now), ledger=ledger)


def stance(home: Home, *, now: datetime | None = None) -> Standing:
    """The same without the paper journal, which takes seconds to read once it is years long."""
    state = "running" if is_held(home.paper_journal) else "not running"
    done = FileDiary(home.folder).done()
    armed = _armed(home, now) if now else ""
    return Standing(state, FileControl(home.folder).halted(), None, done, armed, kept_accounts(home))


def halt(home: Home, why: str, *, clock: Clock) -> Standing:
    """Halt for good, and answer how things stand once nothing rests, or when patience ends."""
    since = clock.now()
    FileControl(home.folder).halt(why)
    return emptied(home, since=since, clock=clock)


def resume(home: Home) -> str:
    """Lift the halt; answers why it stood, or an empty string where none did."""
    control = FileControl(home.folder)
    why = control.halted()
    control.resume()
    return why


def cancel_all(home: Home, *, clock: Clock) -> Standing:
    """Take everything out once, and answer how things stand once nothing rests, or when patience ends."""
    since = clock.now()
    if is_held(home.paper_journal):
        FileControl(home.folder).cancel_all()
    for one in kept_accounts(home):
        if one.state == "running":
            FileControl(home.folder, world=one.world.value).cancel_all()
    return emptied(home, since=since, clock=clock)


def emptied(home: Home, *, since: datetime, clock: Clock) -> Standing:
    """How things stand once nothing rests that somebody looks after, or when patience ends; asked ``since`` (UTC).

    Whoever runs takes the orders out; on paper this process does where nobody runs.
    """
    until = clock.now() + PATIENCE
    while clock.now() < until:
        now = standing(home, now=clock.now())
        waits = [one for one in now.accounts if one.state == "running" and not one.is_empty(since)]
        if now.on_paper and now.state != "running":
            with SqliteJournal.open(home.paper_journal) as journal:
                take_out(journal, clock)
        elif waits or now.on_paper:
            clock.sleep(_GLANCE)
        else:
            break
    return standing(home, now=clock.now())


def _armed(home: Home, now: datetime) -> str:
    said = FileArmings(home.folder).said()
    last = newest_arming(said)
    # A rehearsal's arming ends by the rehearsal's own time, which nobody knows here.
    rehearsed = last is not None and last.asked.world is World.REHEARSAL
    return standing_words(said, now=last.at if rehearsed and last else now)
