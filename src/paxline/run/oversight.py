"""Told what the loop does: counts and times it, keeps what the owner is to be told of it, and has that delivered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from paxline.run import notices
from paxline.run.alerts import Notice
from paxline.run.delivery import Delivery
from paxline.run.loop import Done
from paxline.run.schedule import Errand

PATIENCE: Final = timedelta(minutes=5)
"""What did not work for so long is told; a single answer that went missing is not."""

JUMP: Final = timedelta(minutes=2)
"""So far the clock may move while nothing was done before that is called a jump; the loop comes round every glance."""

BACK: Final = timedelta(seconds=1)
"""So far it may go back: what a correction by NTP does."""


class Figures(Protocol):
    """Counts and times."""

    def errand(self, name: str, *, outcome: str, seconds: float) -> None:
        """One errand, ``done`` or the name of what ended it."""
        ...

    def release(self, until: str, seconds: float) -> None:
        """From asking for the page that shows a new count to a step after it, such as ``decided``."""
        ...

    def happened(self, what: str, at: datetime) -> None:
        """When something was last so (UTC)."""
        ...


@dataclass
class Oversight:
    """The loop's watcher.

    Attributes:
        tell: Keeps what the owner is to be told; answers how much of it was new.
        figures: Counts and times.
        halted_since: Since when a person's halt stands (UTC), or ``None``.
        delivery: Sends what waits, or ``None`` where nobody is told anything.
        publish: Shows the figures to whoever reads them from outside, at an instant (UTC).
        jump: How far the clock may move between two turns before that is called a jump.
    """

    tell: Callable[[Sequence[Notice]], int]
    figures: Figures
    halted_since: Callable[[], datetime | None]
    delivery: Delivery | None = None
    publish: Callable[[datetime], None] = field(default=lambda _now: None)
    jump: timedelta = JUMP
    _troubles: dict[Errand, datetime] = field(default_factory=dict[Errand, datetime])
    _told: set[Errand] = field(default_factory=set[Errand])
    _halted: str = ""
    _last: datetime | None = None
    _page_asked_at: datetime | None = None

    @property
    def last_turn(self) -> datetime | None:
        """When the loop was last heard of (UTC)."""
        return self._last

    def turned(self, now: datetime) -> None:
        """Notice a clock that jumped, show that the loop lives, and have delivered what waits."""
        if self._last is not None and not -BACK <= now - self._last <= self.jump:
            self.tell([notices.jumped(now - self._last, at=now)])
        self._last = now
        self.figures.happened("heartbeat", now)
        self.publish(now)
        if self.delivery is not None:
            self.delivery.turn(now)

    def heeded(self, halted: str) -> None:
        """Tell of a halt that begins or was lifted."""
        now = self._last
        if halted and not self._halted:
            since = self.halted_since() or now
            if since is not None:
                self.tell([notices.halted(halted, since=since)])
        elif self._halted and not halted and now is not None:
            self.tell([notices.resumed(now)])
        self._halted = halted

    def did(self, done: Done) -> None:
        """Count and time an errand, and tell of trouble that lasts and of its end."""
        seconds = (done.ended - done.started).total_seconds()
        self.figures.errand(done.errand.name, outcome=done.outcome, seconds=seconds)
        self._time_release(done)
        self._last = done.ended
        if done.report.trouble:
            since = self._troubles.setdefault(done.errand, done.started)
            if done.ended - since >= PATIENCE and done.errand not in self._told:
                words = done.report.trouble
                self.tell([notices.trouble(done.errand.value, words, since=since, at=done.ended)])
                self._told.add(done.errand)
        elif done.outcome == "done" and done.errand in self._troubles:
            since = self._troubles.pop(done.errand)
            if done.errand in self._told:
                self.tell([notices.over(done.errand.value, since=since, at=done.ended)])
                self._told.discard(done.errand)

    def _time_release(self, done: Done) -> None:
        if done.errand is Errand.READ_PAGE and Errand.DECIDE in done.report.news:
            self._page_asked_at = done.started
            self.figures.release("read", (done.ended - done.started).total_seconds())
        elif done.errand is Errand.DECIDE and self._page_asked_at is not None:
            self.figures.release("decided", (done.ended - self._page_asked_at).total_seconds())
            self._page_asked_at = None
