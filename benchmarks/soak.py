"""A year of the paper bot in one process: memory, descriptors, threads, and what it leaves on the disk, month by month.

The made-up world of the simulation tests, within the process; the clock goes from stop to stop, some twenty-six a day,
at each of which the bot does whatever is due, as it would then. The first eight weeks warm it up: the model's workspace
is built, caches fill, and what is thinned out with age has not been yet. ``--weeks N`` lives fewer.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

from support.data import scratch
from support.table import show

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.simulation.lives import stops
from tests.simulation.month import Striding, World

from paxline.counts.calendar import ONE_DAY, eastern_day
from paxline.edge.controls import FileControl
from paxline.edge.settings import Settings
from paxline.run.control import Ask
from paxline.wiring.forecasters import BEST
from paxline.wiring.home import Home
from paxline.wiring.instruments import open_instruments
from paxline.wiring.oversight import overseen, run_overseen
from paxline.wiring.paper import open_paper

MONDAY = date(2026, 2, 9)
WARM = 8
"""Weeks that are lived before anything is held against anything."""

STEP = timedelta(weeks=4)


@dataclass(frozen=True)
class Look:
    """The process and its files at one instant."""

    at: datetime
    resident: int
    descriptors: int
    threads: int
    store: int
    journal: int
    backups: int
    logs: int
    seconds: float


def look(home: Home, at: datetime) -> Look:
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    told = dict(line.split(":", 1) for line in status)
    return Look(
        at=at,
        resident=int(told["VmRSS"].split()[0]) * 1024,
        descriptors=len(os.listdir("/proc/self/fd")),  # noqa: PTH208 - the listing's own descriptor counts each time alike
        threads=int(told["Threads"]),
        store=weight(home.database),
        journal=weight(home.paper_journal),
        backups=sum(file.stat().st_size for file in home.backups.rglob("*") if file.is_file()),
        logs=sum(file.stat().st_size for file in home.logs.rglob("*") if file.is_file()),
        seconds=process_time(),
    )


def weight(database: Path) -> int:
    """Bytes of a database with what lies beside it."""
    return sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*"))


class Looking(Striding):
    """A clock that takes a look whenever so much time has passed."""

    def __init__(self, start: datetime, ahead: Callable[[datetime], datetime], home: Home) -> None:
        super().__init__(start, self._passed, ahead)
        self._home, self._next = home, start
        self.looks: list[Look] = []

    def _passed(self, now: datetime) -> None:
        if now >= self._next:
            self.looks.append(look(self._home, now))
            self._next += STEP
            told = self.looks[-1]
            print(
                f"{now:%Y-%m-%d}: {told.resident / 1e6:,.0f} MB, {told.descriptors} descriptors, "
                f"{told.seconds:,.0f} s of the processor",
                file=sys.stderr,
                flush=True,
            )


def live(room: Path, weeks: int, model: str) -> list[Look]:
    start = datetime(MONDAY.year, MONDAY.month, MONDAY.day, 18, tzinfo=UTC)
    until = start + timedelta(weeks=weeks)
    world, home = World(5, MONDAY, weeks + 2), Home(room)
    world.fill(room)
    stopping = iter(stops(world, eastern_day(start), eastern_day(until) + 2 * ONE_DAY))
    following = [next(stopping)]

    def ahead(now: datetime) -> datetime:
        while following[0] <= now:
            following[0] = next(stopping)
        return following[0]

    clock = Looking(start, ahead, home)
    control = FileControl(room, lambda: Ask.STOP if clock.now() >= until else None)
    settings, wires = Settings(), world.wires(clock)
    with (
        wires.tsa,
        wires.kalshi,
        open_instruments(home, settings, variables={}, clock=clock) as watching,
        open_paper(home, settings=settings, control=control, wires=wires, clock=clock, observe=watching.call) as paper,
        overseen(home, settings=settings, instruments=watching, journal=home.paper_journal) as oversight,
    ):
        paper.model = model
        clock.watch(oversight)
        run_overseen(paper, oversight=oversight, instruments=watching, settings=settings, log=lambda _: None)
        ledger = paper.journal.ledger()
        print(f"{len(ledger.orders):,} orders, {len(ledger.fills):,} fills, cash ${ledger.cash}", file=sys.stderr)
    return [*clock.looks, look(home, until)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--model", default=BEST)
    asked = parser.parse_args()
    with scratch() as made:
        looks = live(Path(made), asked.weeks, asked.model)
    warm = next((one for one in looks if one.at >= looks[0].at + timedelta(weeks=WARM)), looks[0])
    mega = 1_000_000
    rows = [
        (
            f"{one.at:%Y-%m-%d}",
            f"{one.resident / mega:,.0f}",
            f"{one.descriptors}",
            f"{one.threads}",
            f"{one.store / mega:,.1f}",
            f"{one.journal / mega:,.1f}",
            f"{one.backups / mega:,.0f}",
            f"{one.logs / mega:,.1f}",
            f"{one.seconds:,.0f}",
        )
        for one in looks
    ]
    heads = ("until", "memory", "descriptors", "threads", "store", "journal", "backups", "logs", "processor")
    show(f"{asked.weeks} weeks on {asked.model}; megabytes, and seconds of the processor", heads, rows)
    print(
        f"  memory at the end over that after {WARM} weeks: {looks[-1].resident / warm.resident:.3f}; "
        f"descriptors {warm.descriptors} then, {looks[-1].descriptors} at the end"
    )


if __name__ == "__main__":
    main()
