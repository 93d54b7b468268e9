"""What a home has kept of its own doing, as the pages and the brief show it."""

from collections.abc import Iterable
from datetime import datetime

from paxline.counts.calendar import Week
from paxline.desk.again import decided_again
from paxline.desk.decide import Decision
from paxline.desk.policy import Policy
from paxline.desk.record import Record
from paxline.edge.settings import read_settings
from paxline.edge.store import Store
from paxline.edge.store.journal import SqliteJournal
from paxline.pages.books_shown import Books
from paxline.wiring.books import journals
from paxline.wiring.controls import Standing
from paxline.wiring.home import Home
from paxline.wiring.watch import confirmed_policy


def last_decision(home: Home, store: Store, *, week: Week, as_of: datetime) -> Decision | None:
    """The newest decision about a week by ``as_of`` (UTC), made again; ``None`` where no known policy made it."""
    # A week holds ten thousand decisions, of which one is read.
    newest = next(iter(store.decided(week, as_of)), None)
    record = store.decision(newest[0]) if newest else None
    return remade(record, _policies(home, store, as_of=as_of)) if record else None


def remade(record: Record, policies: Iterable[Policy]) -> Decision | None:
    """The kept decision made again by the policy that made it; ``None`` where it is none of these."""
    by = next((policy for policy in policies if repr(policy) == record.policy), None)
    return decided_again(record, by) if by else None


def remade_here(home: Home, store: Store, record: Record) -> Decision | None:
    """A kept decision made again by the policies of this home; ``None`` where it is none of theirs."""
    return remade(record, _policies(home, store, as_of=record.as_of))


def newest_books(home: Home) -> Books | None:
    """The journal that was written to last, folded; ``None`` where nothing was ever traded."""
    kept = journals(home)
    if not kept:
        return None
    newest = max(kept, key=lambda name: kept[name].stat().st_mtime_ns)
    with SqliteJournal.open_to_read(kept[newest]) as journal:
        return Books(newest, journal.ledger())


def state_words(now: Standing) -> str:
    """How the bot stands and whether it is armed, in few words."""
    running = [one.world.value for one in now.accounts if one.state == "running"]
    place = f"{', '.join(running)}, running" if running else f"paper, {now.state}"
    arming = _armed_words(now.armed)
    return " · ".join(filter(None, (f"halted: {now.halted}" if now.halted else place, arming)))


def _armed_words(said: str) -> str:
    """The beginning of a sentence about the arming: whether, for what and until when."""
    short = next((word for word in ("not armed", "disarmed") if said.startswith(word)), "")
    return short or said.partition(";")[0]


def _policies(home: Home, store: Store, *, as_of: datetime) -> tuple[Policy, ...]:
    """The policies that may have decided here: the settings' and the default, with the fees confirmed or not."""
    chosen = (read_settings(home.settings).policy, Policy())
    return (*(confirmed_policy(one, store, as_of=as_of) for one in chosen), *chosen)
