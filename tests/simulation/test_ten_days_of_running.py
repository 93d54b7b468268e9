"""Ten days of the loop by a clock moved by hand: releases early, on time and late; it is killed again and again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from paxline.counts.calendar import ONE_DAY, eastern_day, expected_release
from paxline.run.control import Ask
from paxline.run.loop import Report, run
from paxline.run.schedule import Errand, Standing, withdrawals

START = datetime(2026, 3, 2, 18, tzinfo=UTC)
SPAN = timedelta(days=10)
STRIDE = 20.0
"""Seconds that the clock moves at least: coarser than the loop's glance, so that days are quick."""


class Killed(BaseException):
    """The process is gone, at once."""


class Strides:
    """A clock that moves in strides."""

    def __init__(self) -> None:
        self.instant = START

    def now(self) -> datetime:
        return self.instant

    def sleep(self, seconds: float) -> None:
        self.instant += timedelta(seconds=max(seconds, STRIDE))


@dataclass
class World:
    """What outlives a process: the time, the TSA, the book, the diary; and what was seen to go wrong."""

    seed: int
    clock: Strides = field(default_factory=Strides)
    known: date = date(2026, 3, 1)
    kept: Mapping[Errand, datetime] = field(default_factory=dict[Errand, datetime])
    rests: set[date] = field(default_factory=set[date])
    read: dict[date, datetime] = field(default_factory=dict[date, datetime])
    decided: list[datetime] = field(default_factory=list[datetime])
    wrongs: list[str] = field(default_factory=list[str])
    kills: int = 0
    gone: bool = False

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        days = [self.known + i * ONE_DAY for i in range(1, 40)]
        self.released = {d: expected_release(d) + timedelta(minutes=float(rng.uniform(-20, 180))) for d in days}
        self.rng = rng

    def standing(self) -> Standing:
        return Standing(self.known)

    def do(self, errand: Errand) -> Report:
        now = self.clock.now()
        if self.rng.random() < 0.001:
            self.kills += 1
            self.gone = True
            raise Killed
        match errand:
            case Errand.READ_PAGE:
                awaited = self.known + ONE_DAY
                if self.released[awaited] <= now:
                    self.known = awaited
                    self.read[awaited] = now
                    return Report(news=(Errand.DECIDE,))
            case Errand.DECIDE:
                self.decided.append(now)
                # Whoever decides by the same hours rests something whenever that is allowed.
                if not any(start <= now < end for start, end in withdrawals(now, self.known)):
                    self.rests = {eastern_day(now)}
                else:
                    self.rests = set()
            case Errand.WITHDRAW:
                self.rests = set()
            case _:
                pass
        return Report()

    def withdraw(self, why: str) -> str:
        if not self.gone:
            self.rests = set()
        return why

    def halted(self) -> str:
        return ""

    def asked(self) -> Ask | None:
        now = self.clock.now()
        for start, end in withdrawals(now, self.known):
            # Three strides: one in which it begins, one to look, one to act.
            if self.rests and start + timedelta(seconds=3 * STRIDE) <= now < end and not self.gone:
                self.wrongs.append(f"something rests at {now}, from {start} on nothing may")
        return Ask.STOP if now >= START + SPAN else None

    def answer(self, ask: Ask) -> None:
        del ask

    def done(self) -> Mapping[Errand, datetime]:
        return self.kept

    def keep(self, done: Mapping[Errand, datetime]) -> None:
        self.kept = dict(done)


@pytest.mark.slow
def test_every_release_of_ten_days_is_acted_on_and_nothing_rests_when_nothing_may() -> None:
    world, said = World(seed=11), list[str]()
    while world.clock.now() < START + SPAN:
        try:
            run(world, control=world, clock=world.clock, diary=world, log=said.append)
        except Killed:
            # The supervisor starts it again half a minute later.
            world.clock.instant += timedelta(seconds=30)
            world.gone = False
    assert world.kills > 5
    assert world.wrongs == []
    due = [day for day, at in world.released.items() if at + timedelta(minutes=15) < START + SPAN]
    assert sorted(world.read) == [day for day in sorted(world.read) if day in world.released]
    assert set(due) <= set(world.read)
    for day in due:
        # Released over a weekend, several counts are read one after the other.
        assert any(world.read[day] <= at <= world.read[day] + timedelta(minutes=2) for at in world.decided)
