"""The running bot: wake when the schedule says, do what is due, and look for a person's word in between.

Nothing here knows the exchange or the TSA: errands are done by whoever is handed in, time passes through the clock
alone, and so a month runs in seconds where the clock is moved by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from paxline.errors import SourceError
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
    """

    words: str = ""
    news: tuple[Errand, ...] = ()


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


class Diary(Protocol):
    """When each errand was last done; it outlives the process."""

    def done(self) -> Mapping[Errand, datetime]:
        """By errand (UTC); what cannot be read was never done."""
        ...

    def keep(self, done: Mapping[Errand, datetime]) -> None:
        """Keep it; raises ``StoreError``."""
        ...


def run(hands: Hands, *, control: Control, clock: Clock, diary: Diary, log: Callable[[str], None]) -> str:
    """Go on until told to stop, and answer why it ended.

    An errand that fails because the outside does not answer is logged and comes again by the schedule. Where nothing
    can be kept any more everything is taken out of the book before the ``StoreError`` goes on.
    """
    try:
        return _run(hands, control=control, clock=clock, diary=diary, log=log)
    except BaseException:
        log(hands.withdraw("paxline ends"))
        raise


def _run(hands: Hands, *, control: Control, clock: Clock, diary: Diary, log: Callable[[str], None]) -> str:
    done, standing, halted = dict(diary.done()), hands.standing(), ""
    while True:
        halted, ended = _heed(hands, control, halted, log)
        if ended:
            return ended
        now = clock.now()
        wake = next_wake(now, replace(standing, done=done))
        if wake.at > now:
            clock.sleep(min(GLANCE, (wake.at - now).total_seconds()))
            continue
        due = list(wake.errands)
        while due:
            errand = due.pop(0)
            if control.asked() or (control.halted() and not halted):
                break
            report = _done(hands, errand)
            done[errand] = clock.now()
            due += [one for one in report.news if one not in due]
            if report.words:
                log(report.words)
        diary.keep(done)
        standing = hands.standing()


def _heed(hands: Hands, control: Control, halted: str, log: Callable[[str], None]) -> tuple[str, str]:
    """Do what a person asks for; why trading is halted now, and why to end, each empty where it is not so."""
    why, ask = control.halted(), control.asked()
    if ask is not None:
        log(hands.withdraw(ask.value))
        control.answer(ask)
        if ask is Ask.STOP:
            return why, "it was told to stop"
    elif why and not halted:
        log(hands.withdraw(why))
    elif halted and not why:
        log("trading goes on")
    return why, ""


def _done(hands: Hands, errand: Errand) -> Report:
    try:
        return hands.do(errand)
    except SourceError as error:
        return Report(f"{errand.value}: {error}")
