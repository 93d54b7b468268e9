"""A day of the paper bot by the minute: what it leaves on the disk whole, and what is left once it is thinned out.

The made-up world of the simulation tests with a ladder of twenty-two rungs, within the process; the clock goes from
minute to minute. From that follows what a year comes to: the last weeks whole, those before thinned out, and the copies
that are kept of both.
"""

import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from support.data import scratch
from support.table import show

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.simulation.month import SPACING, Striding, World

from paxline.counts.calendar import Week
from paxline.edge.controls import FileControl
from paxline.edge.settings import Settings
from paxline.edge.store import Store
from paxline.edge.store.backup import Backup, back_up, outdated
from paxline.edge.store.journal import SqliteJournal
from paxline.market.contract import Ladder
from paxline.run.control import Ask
from paxline.wiring.bot.instruments import open_instruments
from paxline.wiring.bot.oversight import overseen, run_overseen
from paxline.wiring.bot.paper import open_paper
from paxline.wiring.bot.thinning import WHOLE
from paxline.wiring.home import Home

START = datetime(2026, 2, 9, 18, tzinfo=UTC)
RUNGS = 22
DAY, MINUTE, YEAR = timedelta(days=1), timedelta(minutes=1), 365
MEGA = 1e6
COUNTED = ("decisions", "quotes")


class Wide(World):
    """The made-up world with a ladder as long as the longest on record."""

    def ladder(self, week: Week) -> Ladder:
        middle = round(self.average(week) / SPACING) * SPACING
        return Ladder.of(week, tuple(middle + i * SPACING for i in range(-(RUNGS // 2), RUNGS - RUNGS // 2)))


def next_minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) + MINUTE


def live(home: Home, world: World) -> None:
    """A day in a home, from minute to minute."""
    clock = Striding(START, ahead=next_minute)
    control = FileControl(home.folder, lambda: Ask.STOP if clock.now() >= START + DAY else None)
    settings, wires = Settings(), world.wires(clock)
    with (
        wires.tsa,
        wires.kalshi,
        open_instruments(home, settings, variables={}, clock=clock) as watching,
        open_paper(home, settings=settings, control=control, wires=wires, clock=clock, observe=watching.call) as paper,
        overseen(home, settings=settings, instruments=watching, journal=home.paper_journal) as oversight,
    ):
        clock.watch(oversight)
        run_overseen(paper, oversight=oversight, instruments=watching, settings=settings, log=lambda _: None)


def used(database: Path) -> int:
    """Bytes of the pages that hold something."""
    with closing(sqlite3.connect(database)) as connection:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
    return (pages - free) * size


def packing(home: Home) -> float:
    """The part of the databases' size that a copy of them takes."""
    copy = back_up(home.folder, home.backups, at=START + DAY)
    return copy.size / sum(used(file) for file in home.folder.glob("*.sqlite"))


def counted(database: Path, tables: Sequence[str]) -> tuple[int, ...]:
    with closing(sqlite3.connect(database)) as connection:
        return tuple(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables)  # noqa: S608 - names above


def shelved(days: int) -> list[int]:
    """The ages of the copies, in days, that are there after so many nights."""
    kept: list[Backup] = []
    for day in range(days):
        now = START + day * DAY
        kept.append(Backup(now, Path(str(day))))
        gone = set(outdated(kept, now=now))
        kept = [one for one in kept if one not in gone]
    return [days - 1 - int(one.folder.name) for one in kept]


def main() -> None:
    with scratch() as made:
        home, world = Home(Path(made)), Wide(5, START.date(), 3)
        world.fill(home.folder)
        SqliteJournal.open(home.paper_journal).close()
        stores = [used(home.database)]
        journal = used(home.paper_journal)
        live(home, world)
        seconds, (resident,) = (
            process_time(),
            [
                int(line.split()[1]) * 1024
                for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines()
                if line.startswith("VmRSS")
            ],
        )
        stores.append(used(home.database))
        packed = packing(home)
        journal = used(home.paper_journal) - journal
        before = counted(home.database, COUNTED)
        orders, entries = counted(home.paper_journal, ("intents", "entries"))
        with SqliteJournal.open_to_read(home.paper_journal) as kept, home.store() as store:
            began = perf_counter()
            thin(store, kept)
            took = perf_counter() - began
        stores.append(used(home.database))
        after = counted(home.database, COUNTED)
    whole, thinned = stores[1] - stores[0], stores[2] - stores[0]
    rows = [
        (name, *(f"{n:,}" for n in (*counts, size)))
        for name, counts, size in (("whole", before, whole), ("thinned out", after, thinned))
    ]
    show(
        f"a day by the minute; {seconds:,.0f} s of the processor, {resident / MEGA:,.0f} MB of memory",
        ("", *COUNTED, "bytes"),
        rows,
    )
    print(f"  thinned out in {took:.2f} s; {orders} orders, {entries} entries of the journal in {journal:,} bytes")

    def store_after(days: int) -> int:
        fresh = min(days, 7 * WHOLE)
        return fresh * whole + (days - fresh) * thinned

    copies = [packed * (store_after(YEAR - age) + (YEAR - age) * journal) for age in shelved(YEAR)]
    print(
        f"  after a year at this pace: store {store_after(YEAR) / MEGA:,.0f} MB "
        f"({YEAR * whole / MEGA:,.0f} MB if nothing were thinned out), journal {YEAR * journal / MEGA:,.0f} MB, "
        f"{len(copies)} copies of both {sum(copies) / MEGA:,.0f} MB, each {packed:.0%} of what it copies"
    )


def thin(store: Store, journal: SqliteJournal) -> None:
    store.thin(before=date.max, referred=journal.referred())


if __name__ == "__main__":
    main()
