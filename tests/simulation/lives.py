"""A paper bot that lives through a made-up world in one process after another, each killed by the one outside.

Its clock goes from stop to stop: every instant at which something is due once, and some in between. What it did is
written down beside it, so that it can be held against what was due.
"""

import mmap
import multiprocessing
import os
import signal
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Final

import numpy as np
from tests.simulation.month import Rerouted, Striding, World, serving, wires_through

from paxline.counts.calendar import ONE_DAY, Week, eastern, eastern_day
from paxline.desk import hours
from paxline.edge.controls import FileControl
from paxline.edge.settings import Alerts, Settings
from paxline.run.control import Ask
from paxline.run.oversight import Figures
from paxline.run.schedule import Errand
from paxline.wiring.bot.instruments import open_instruments
from paxline.wiring.bot.oversight import overseen, run_overseen
from paxline.wiring.bot.paper import open_paper
from paxline.wiring.home import Home

DOWN: Final = timedelta(seconds=30)
"""From a death to the next life."""

SOON: Final = timedelta(minutes=1)
"""Within which whoever is alive has done what is due: an errand waits for answers and for the exchange's allowance."""

VERIFIED: Final = timedelta(minutes=2)
"""So long a count stands before anything is placed on it."""

LATE_PAUSE: Final = timedelta(minutes=10)
"""Between two looks for a count that is late."""

OLD_PAUSE: Final = timedelta(hours=1)
"""Between two looks for a result that did not come on the day it was due."""

_MOMENT: Final = timedelta(seconds=1)

_DAILY: Final = tuple(
    time(hour, minute)
    for hour, minute in (
        # the night; the copy of the databases; the morning; the book is left, the page is looked at
        *((2, 0), (5, 15), (8, 0), (8, 35), (8, 50), (9, 5), (9, 20)),
        # the brief; the week opens; trading
        *((9, 30), (10, 0), (11, 30), (13, 0), (14, 30), (16, 0), (17, 30), (19, 0), (20, 30)),
        # the night begins, or the week is about to close; it closes
        *((21, 55), (22, 0), (23, 58), (23, 59)),
    )
)
"""Eastern times at which the clock stops each day."""

_THURSDAY: Final = (time(2, 50), time(3, 0), time(5, 0))
"""Around the exchange's maintenance."""

PRELOADED: Final = ("tests.simulation.lives", "tests.simulation.warm", "paxline.pages.charts", "altair", "vl_convert")
"""What every life would load first is loaded once by the process from which they are forked."""


def stops(world: World, first: date, last: date) -> tuple[datetime, ...]:
    """Every instant (UTC) at which the clock stops on Eastern days from ``first`` to ``last``."""
    days = [first + i * ONE_DAY for i in range((last - first).days + 1)]
    found = {eastern(day, at) for day in days for at in _DAILY}
    found |= {eastern(day, at) for day in days if day.weekday() == hours.THURSDAY for at in _THURSDAY}
    after_release = (_MOMENT, VERIFIED + 2 * _MOMENT, LATE_PAUSE + 2 * _MOMENT)
    found |= {at + later for day, at in world.released.items() if day <= last for later in after_release}
    found |= {
        world.settles_at(Week.holding(day)) + later for day in days for later in (_MOMENT, OLD_PAUSE + 2 * _MOMENT)
    }
    return tuple(sorted(found))


class Dial:
    """An instant in a small file that outlives the process that moves it."""

    def __init__(self, file: Path, start: datetime | None = None) -> None:
        if start is not None:
            file.write_bytes(struct.pack("d", start.timestamp()))
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), 8)

    def note(self, instant: datetime) -> None:
        struct.pack_into("d", self._shared, 0, instant.timestamp())

    def read(self) -> datetime:
        return datetime.fromtimestamp(struct.unpack_from("d", self._shared)[0], UTC)


@dataclass(frozen=True, slots=True)
class Deed:
    """An errand that was done or tried, or the beginning of a life.

    Attributes:
        errand: Which; ``None`` for a birth.
        at: When it was over (UTC).
        outcome: ``done``, or the name of the error that ended it.
    """

    errand: Errand | None
    at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class Deeds:
    """A file of deeds, a line each, that outlives who writes it."""

    file: Path

    def note(self, name: str, at: datetime, outcome: str) -> None:
        with self.file.open("ab", buffering=0) as opened:
            opened.write(f"{name} {at.isoformat()} {outcome}\n".encode())

    def read(self) -> tuple[Deed, ...]:
        rows = (line.split() for line in self.file.read_text(encoding="utf-8").splitlines())
        return tuple(Deed(Errand.__members__.get(name), datetime.fromisoformat(at), how) for name, at, how in rows)


@dataclass(frozen=True, slots=True)
class Noted:
    """``Figures`` that note each errand, and hand everything on."""

    inner: Figures
    clock: Striding
    deeds: Deeds

    def errand(self, name: str, *, outcome: str, seconds: float) -> None:
        self.deeds.note(name, self.clock.instant, outcome)
        self.inner.errand(name, outcome=outcome, seconds=seconds)

    def release(self, until: str, seconds: float) -> None:
        self.inner.release(until, seconds)

    def happened(self, what: str, at: datetime) -> None:
        self.inner.happened(what, at)


def live(folder: Path, port: int, stopping: Sequence[datetime], until: datetime) -> None:
    """One life of a process: a paper bot in the home, watched, in front of the world at a port, until an instant.

    Its time goes on from where the dial stands.
    """
    dial, deeds = Dial(folder / "dial"), Deeds(folder / "deeds")
    clock = Striding(dial.read(), dial.note, lambda now: min(at for at in stopping if at > now))
    deeds.note("BIRTH", clock.instant, "-")
    control = FileControl(folder, lambda: Ask.STOP if clock.now() >= until else None)
    settings = Settings(alerts=Alerts(channels=(f"json://127.0.0.1:{port}/alerts",)))
    home, to = Home(folder), wires_through(Rerouted(port, clock))
    with (
        to.tsa,
        to.kalshi,
        open_instruments(home, settings, variables={}, clock=clock) as watching,
        open_paper(home, settings=settings, control=control, wires=to, clock=clock, observe=watching.call) as paper,
        overseen(home, settings=settings, instruments=watching, journal=home.paper_journal) as oversight,
    ):
        paper.model = "ratio"
        oversight.figures = Noted(oversight.figures, clock, deeds)
        clock.watch(oversight)
        run_overseen(paper, oversight=oversight, instruments=watching, settings=settings, log=lambda _: None)


@dataclass
class Killer:
    """Ends a process after so many requests, before or after one is answered, or a moment later."""

    rng: np.random.Generator
    most: int
    pid: int = 0
    left: int = 0
    kills: int = 0
    met_in_all: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def met(self, _path: str) -> Callable[[], None]:
        with self.lock:
            self.left -= 1
            self.met_in_all += 1
            due = self.left == 0 and self.kills < self.most
            how = int(self.rng.integers(3)) if due else -1
        if how == 0:
            self.kill(self.pid)
        if how == 1:
            return lambda pid=self.pid: self.kill(pid)
        if how == 2:
            delay = float(self.rng.uniform(0, 0.08))
            return lambda pid=self.pid: threading.Timer(delay, self.kill, [pid]).start()
        return lambda: None

    def kill(self, pid: int) -> None:
        if pid == self.pid:
            os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Span:
    """Which stretch is lived, and how.

    Attributes:
        start: Its first instant (UTC).
        until: The bot is told to stop here.
        kills: How often it is killed.
        longest: Requests in a life, at most; the shortest is ten.
    """

    start: datetime
    until: datetime
    kills: int
    longest: int


def lived(folder: Path, world: World, span: Span) -> tuple[Deed, ...]:
    """The stretch, lived by one process after another; what they did."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    stopping = stops(world, eastern_day(span.start), eastern_day(span.until) + ONE_DAY)
    dial, killer = Dial(folder / "dial", span.start), Killer(np.random.default_rng(17), span.kills)
    with serving(world, killer.met) as port:
        while not _a_life(context, killer, span, (folder, port, stopping, span.until)):
            dial.note(dial.read() + DOWN)
    assert killer.kills == span.kills, f"{killer.met_in_all} requests were too few for {span.kills} kills"
    return Deeds(folder / "deeds").read()


def _a_life(
    context: ForkServerContext, killer: Killer, span: Span, about: tuple[Path, int, Sequence[datetime], datetime]
) -> bool:
    """Whether it ended as told; else it was killed."""
    process = context.Process(target=live, args=about)
    process.start()
    with killer.lock:
        killer.pid, killer.left = process.pid or 0, int(killer.rng.integers(10, span.longest))
    process.join()
    killer.pid = 0
    if process.exitcode == 0:
        return True
    assert process.exitcode == -signal.SIGKILL, f"it ended by itself with {process.exitcode}"
    killer.kills += 1
    return False


def in_time(due: datetime, deeds: Sequence[Deed]) -> datetime:
    """Until when what was due at an instant has to be done: at once, but for the deaths that came between."""
    until = due + SOON
    for birth in (one.at for one in deeds if one.errand is None):
        if due < birth <= until:
            until = birth + SOON
    return until
