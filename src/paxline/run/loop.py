"""The running bot: wake when the schedule says, do what is due, and look for a person's word in between.

Nothing here knows the exchange or the TSA: errands are done by whoever is handed in, time passes through the clock
alone, and so a month runs in seconds where the clock is moved by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from paxline.errors import Interrupted, SourceError
from paxline.run.control import Ask, Control
from paxline.run.ports import Clock
from paxline.run.schedule import Errand, Standing, next_wake

GLANCE: Final = 0.25
"""Seconds between two looks for a person's word."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an errand came to.

    Attributes:
        words: For the log; empty where nothing is worth a line.
        news: What has to be done at once because of it.
        trouble: What of the outside did not work, in words; empty where all did.
    """

    words: str = ""
    news: tuple[Errand, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """An errand that was done or tried.

    Attributes:
        errand: Which.
        started: When (UTC).
        ended: When it was over (UTC).
        report: What it came to.
        outcome: ``done``, or the name of the error that ended it.
    """

    errand: Errand
    started: datetime
    ended: datetime
    report: Report
    outcome: str = "done"


class Hands(Protocol):
    """Does the errands."""

    def standing(self) -> Standing:
        """How far the counts and the settlements have come; when errands were done is not told here."""
        ...

    def do(self, errand: Errand) -> Report:
        """Do one errand; ``SourceError`` where the outside does not answer, ``StoreError`` where nothing keeps."""
        ...

    def withdraw(self, why: str) -> str:
        """Take everything out of the book, and answer what came of it."""
        ...


class Watcher(Protocol):
    """Is told what the loop does, and waits for nothing; every method may raise ``StoreError``."""

    def turned(self, now: datetime) -> None:
        """The loop has come round at ``now`` (UTC), several times a second where it has nothing to do."""
        ...

    def heeded(self, halted: str) -> None:
        """A person's word was acted on; why trading is halted now, or an empty string."""
        ...

    def did(self, done: Done) -> None:
        """An errand was done or tried."""
        ...


@dataclass(frozen=True, slots=True)
class Unwatched:
    """Nobody is told."""

    def turned(self, now: datetime) -> None:
        """Nothing comes of it."""

    def heeded(self, halted: str) -> None:
        """Nothing comes of it."""

    def did(self, done: Done) -> None:
        """Nothing comes of it."""


UNWATCHED: Final = Unwatched()


class Diary(Protocol):
    """When each errand was last done; it outlives the process."""

    def done(self) -> Mapping[Errand, datetime]:
        """By errand (UTC); what cannot be read was never done."""
        ...

    def keep(self, done: Mapping[Errand, datetime]) -> None:
        """Keep it; raises ``StoreError``."""
        ...


def undisturbed(_now: datetime) -> tuple[Errand, ...]:
    """Nothing comes but by the schedule."""
    return ()


def run(  # noqa: PLR0913 - the last two may be left out
    hands: Hands,
    *,
    control: Control,
    clock: Clock,
    diary: Diary,
    log: Callable[[str], None],
    watcher: Watcher = UNWATCHED,
    stirred: Callable[[datetime], tuple[Errand, ...]] = undisturbed,
) -> str:
    """Go on until told to stop, and answer why it ended.

    ``stirred`` is asked between the schedule's wakes what else is to be done at once.

    An errand that fails because the outside does not answer is logged and comes again by the schedule; one that a
    person's word interrupts comes again at once after it. Where nothing can be kept any more everything is taken out
    of the book before the ``StoreError`` goes on.
    """
    loop = _Loop(hands, control, clock, diary, log, watcher, stirred)
    try:
        return loop.run()
    except BaseException:
        log(hands.withdraw("paxline ends"))
        raise


@dataclass
class _Loop:
    """One run of the loop."""

    hands: Hands
    control: Control
    clock: Clock
    diary: Diary
    log: Callable[[str], None]
    watcher: Watcher
    stirred: Callable[[datetime], tuple[Errand, ...]]
    halted: str = ""

    def run(self) -> str:
        done, standing = dict(self.diary.done()), self.hands.standing()
        while True:
            ended = self.heed()
            if ended:
                return ended
            now = self.clock.now()
            self.watcher.turned(now)
            wake = next_wake(now, replace(standing, done=done))
            due = wake.errands if wake.at <= now else self.stirred(now)
            if not due:
                self.clock.sleep(min(GLANCE, (wake.at - now).total_seconds()))
                continue
            self.work(list(due), done)
            self.diary.keep(done)
            standing = self.hands.standing()

    def work(self, due: list[Errand], done: dict[Errand, datetime]) -> None:
        """Do what is due, and what comes of it, until a person's word comes."""
        while due:
            errand = due.pop(0)
            if self.control.asked() or (self.control.halted() and not self.halted):
                return
            found = self.do(errand)
            self.watcher.did(found)
            if found.outcome == Interrupted.__name__:
                return
            done[errand] = found.ended
            due += [one for one in found.report.news if one not in due]
            if found.report.words:
                self.log(found.report.words)

    def do(self, errand: Errand) -> Done:
        started = self.clock.now()
        try:
            report = self.hands.do(errand)
        except (SourceError, Interrupted) as error:
            said, outcome = f"{errand.value}: {error}", type(error).__name__
            trouble = "" if isinstance(error, Interrupted) else str(error)
            return Done(errand, started, self.clock.now(), Report(said, trouble=trouble), outcome)
        return Done(errand, started, self.clock.now(), report)

    def heed(self) -> str:
        """Do what a person asks for; answers why to end, or an empty string."""
        why, ask = self.control.halted(), self.control.asked()
        if ask is None and bool(why) == bool(self.halted):
            return ""
        if ask is not None:
            self.log(self.hands.withdraw(ask.value))
            self.control.answer(ask)
        elif why:
            self.log(self.hands.withdraw(why))
        else:
            self.log("trading goes on")
        self.halted = why
        self.watcher.heeded(why)
        return "it was told to stop" if ask is Ask.STOP else ""
