"""How a bot on a real account stands, seen from other processes: its journal, its lock, what its kill switch saw."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from paxline.desk.ledger import Ledger
from paxline.edge.store.journal import SqliteJournal
from paxline.edge.store.lock import Lock
from paxline.errors import StoreError
from paxline.run.arming import World
from paxline.run.watching import Sight
from paxline.wiring.home import Home


@dataclass(frozen=True, slots=True)
class Kept:
    """One world's account.

    Attributes:
        world: Where.
        state: ``running`` or ``not running``.
        ledger: What its journal comes to.
        sight: What its kill switch saw last; ``None`` where it told nothing.
    """

    world: World
    state: str
    ledger: Ledger
    sight: Sight | None

    @property
    def resting(self) -> int:
        """Orders that may still fill, as far as the journal has heard."""
        return len(self.ledger.working()) + len(self.ledger.unresolved())

    def is_empty(self, since: datetime) -> bool:
        """Whether nothing rests, by the journal or by what the kill switch saw at ``since`` (UTC) or later."""
        seen = self.sight is not None and self.sight.confirmed and self.sight.at >= since
        return not self.resting or (seen and self.state == "running")


def kept_accounts(home: Home) -> tuple[Kept, ...]:
    """Every account that was ever traded on here."""
    found: list[Kept] = []
    for world in World:
        if journal_path(home, world).exists():
            with SqliteJournal.open_to_read(journal_path(home, world)) as journal:
                ledger = journal.ledger()
            state = "running" if is_held(journal_path(home, world)) else "not running"
            found.append(Kept(world, state, ledger, sight_of(home, world)))
    return tuple(found)


def journal_path(home: Home, world: World) -> Path:
    """The journal of one world's account."""
    return home.folder / f"journal-{world.value}.sqlite"


def is_held(journal: Path) -> bool:
    """Whether a process writes to a journal; a dead one does not count."""
    if not journal.exists():
        return False
    try:
        Lock.take(journal).close()
    except StoreError:
        return True
    return False


def sight_of(home: Home, world: World) -> Sight | None:
    """What the kill switch of a world saw last, as it told; ``None`` where it told nothing that can be read."""
    try:
        kept = json.loads(_path(home, world).read_text(encoding="utf-8"))
        return Sight(datetime.fromisoformat(kept["at"]), kept["why"], kept["resting"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def tell_sight(home: Home, world: World, sight: Sight) -> None:
    """Write down what the kill switch saw, for other processes; raises ``StoreError``."""
    path = _path(home, world)
    draft = path.with_name(f"{path.name}.draft")
    plain = {"at": sight.at.isoformat(), "why": sight.why, "resting": sight.resting}
    try:
        draft.write_text(json.dumps(plain), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error


def _path(home: Home, world: World) -> Path:
    return home.folder / f"watch-{world.value}.json"
