"""A paper bot that lives for weeks in one process, with a look at the process and its files every so often.

The world is within the process; the clock goes from stop to stop, some twenty-six a day, at each of which the bot does
whatever is due, as it would then.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

from tests.simulation.lives import stops
from tests.simulation.month import Striding, World

from paxline.counts.calendar import ONE_DAY, eastern_day
from paxline.edge.controls import FileControl
from paxline.edge.settings import Settings
from paxline.run.control import Ask
from paxline.wiring.bot.instruments import open_instruments
from paxline.wiring.bot.oversight import overseen, run_overseen
from paxline.wiring.bot.paper import open_paper
from paxline.wiring.home import Home

MONDAY = date(2026, 2, 9)


@dataclass(frozen=True, slots=True)
class Look:
    """The process and its files at one instant.

    Attributes:
        at: The bot's instant (UTC).
        resident: Bytes of memory.
        descriptors: Open files and sockets.
        threads: Of the process.
        store: Bytes of the home's database; the other files likewise.
        seconds: Of the processor so far.
    """

    at: datetime
    resident: int
    descriptors: int
    threads: int
    store: int
    journal: int
    backups: int
    logs: int
    seconds: float

    @property
    def line(self) -> str:
        return (
            f"{self.at:%Y-%m-%d}: {self.resident / 1e6:,.0f} MB, {self.descriptors} descriptors, "
            f"{self.seconds:,.0f} s of the processor"
        )


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

    def __init__(
        self, start: datetime, ahead: Callable[[datetime], datetime], take: Callable[[datetime], Look], every: timedelta
    ) -> None:
        super().__init__(start, self._passed, ahead)
        self._take, self._every, self._next = take, every, start + every
        self.looks: list[Look] = []

    def _passed(self, now: datetime) -> None:
        if now >= self._next:
            self.looks.append(self._take(now))
            self._next += self._every


def unsaid(_look: Look) -> None:
    """Nobody is told."""


def live(room: Path, weeks: int, model: str, every: timedelta, tell: Callable[[Look], None] = unsaid) -> list[Look]:
    """So many weeks in the home ``room``, with a look after each ``every`` while the bot runs."""
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

    def take(now: datetime) -> Look:
        taken = look(home, now)
        tell(taken)
        return taken

    clock = Looking(start, ahead, take, every)
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
    return clock.looks
