"""A home on a machine of AWS: its copies, its halt switch and its measurements, joined to the home."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from paxline.desk.snapshot import drawdown
from paxline.edge import machine
from paxline.edge.aws.copies import Shelf
from paxline.edge.aws.measurements import Measurement
from paxline.edge.aws.parameters import Parameters
from paxline.edge.aws.published import Published, Sighting
from paxline.edge.controls import FileControl
from paxline.edge.kalshi.sign import SigningKey
from paxline.edge.store.backup import Backup, back_up, prune, restore
from paxline.errors import MissingData, UsageError
from paxline.market.contract import is_open, trading_week
from paxline.pages.report import week_report
from paxline.pages.words import instant
from paxline.run.arming import World
from paxline.run.ports import Clock
from paxline.run.schedule import Errand
from paxline.wiring.controls import Standing, standing
from paxline.wiring.forecasters import BEST
from paxline.wiring.home import Home
from paxline.wiring.remembered import remembered_forecaster
from paxline.wiring.scene import Scene
from paxline.wiring.week import week_page

FROM_AWS: Final = "AWS: "
"""Begins a halt that came from the parameter, and that the parameter may therefore lift."""

SILENT: Final = timedelta(minutes=12)
"""So long after its last ping a loop counts as hanging: two were missed."""


def keep(home: Home, shelf: Shelf, *, clock: Clock) -> str:
    """Make a checked copy, put it into the bucket, and answer its name; raises ``StoreError`` or ``SourceError``."""
    now = clock.now()
    made = back_up(home.folder, home.backups, at=now)
    name = shelf.put(made.folder)
    prune(home.backups, now=now)
    return name


def bring_back(home: Home, shelf: Shelf, name: str, *, clock: Clock) -> str:
    """Put a copy from the bucket in the place of the home's databases, and answer its name.

    ``newest`` is the newest whole one. Raises ``MissingData`` where there is none, ``StoreError`` where it is damaged.
    """
    names = shelf.names()
    if not names:
        raise MissingData("the bucket holds no whole copy yet; `paxline aws backup` makes one")
    chosen = names[-1] if name == "newest" else name
    home.backups.mkdir(exist_ok=True)
    folder = shelf.get(chosen, home.backups)
    found = Backup.at(folder)
    if found is None:
        raise UsageError(f"{chosen!r} is not the name of a copy; `paxline aws restore` lists them")
    restore(found, home.folder, at=clock.now())
    return chosen


def publish(home: Home, published: Published, *, clock: Clock) -> str:
    """Put new pages and this week's report into the bucket; answers in words what went.

    Raises ``MissingData`` where nothing can be reported yet, after the pages went, and ``SourceError``.
    """
    now = clock.now()
    with home.store() as store:
        pages = published.keep_pages(Sighting(page.seen_at, page.content) for page in store.pages())
        week = trading_week(now)
        by = remembered_forecaster(BEST, home=home, store=store)
        shown = week_page(Scene(store, week, now, f"What is stored, as of {instant(now)}."), forecaster=by, now=now)
    published.keep_report(f"week-{week.sunday}.html", week_report(shown))
    return f"{pages} new pages and the report of the {week}"


def obey(home: Home, parameters: Parameters) -> str:
    """Halt the home where the parameter says so, and lift only a halt of its own; answers what stands then.

    Where the parameter cannot be read nothing changes and ``SourceError`` or ``MissingData`` is raised.
    """
    said, control = parameters.halted(), FileControl(home.folder)
    stands = control.halted()
    if said and not stands:
        control.halt(f"{FROM_AWS}{said}")
    elif not said and stands.startswith(FROM_AWS):
        control.resume()
    return control.halted()


def measured(home: Home, *, clock: Clock) -> Measurement:
    """One look at the home; what cannot be told is left out of it."""
    found = standing(home)
    ledgers = [*([found.ledger] if found.ledger else []), *(account.ledger for account in found.accounts)]
    return Measurement(
        at=clock.now(),
        heartbeat=int(_beats(found, clock)),
        stale_minutes=_stale(home, clock),
        differences=sum(len(ledger.contradictions) for ledger in ledgers),
        drawdown=max((drawdown(ledger) for ledger in ledgers), default=0.0),
        halted=int(bool(found.halted)) + sum(len(ledger.halted) for ledger in ledgers),
        disk_free=machine.free_bytes(home.folder),
    )


def put_key(parameters: Parameters, world: World, *, key_id: str, pem: Path) -> None:
    """Read a key to see that it is one, and keep it; raises ``UsageError`` without telling its text."""
    try:
        text = pem.read_bytes()
    except OSError as error:
        raise UsageError(f"{pem} cannot be read: {error.strerror}") from error
    SigningKey.parse(text)
    if not key_id.strip():
        raise UsageError("the key's id is empty")
    parameters.put_key(world, key_id=key_id.strip(), pem=text.decode("ascii"))


def _beats(found: Standing, clock: Clock) -> bool:
    """Whether the loop has come round of late: its ping is due every few minutes, sent to somebody or not."""
    last = found.done.get(Errand.PING)
    return found.state == "running" and last is not None and clock.now() - last <= SILENT


def _stale(home: Home, clock: Clock) -> float | None:
    now = clock.now()
    week = trading_week(now)
    if not is_open(week, now):
        return 0.0
    if not home.database.exists():
        return None
    with home.store() as store:
        newest = max((quote.known_at for quote in store.quotes(week, now)), default=None)
    return None if newest is None else (now - newest).total_seconds() / 60
