"""A bot that has warmed up pauses no more: what it built for its first decision is here to stay.

A collection of garbage that looks through a warm model takes a tenth of a second, and comes whenever it likes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from paxline.edge import machine
from paxline.run.loop import Done, Watcher
from paxline.run.schedule import Errand


@dataclass
class Settling:
    """A watcher that has the process settle after the first decision, and tells everything to the watcher behind it.

    Attributes:
        watcher: Behind it.
        settle: What settling is.
    """

    watcher: Watcher
    settle: Callable[[], None] = field(default=machine.settle)
    _settled: bool = False

    def turned(self, now: datetime) -> None:
        """Hand it on."""
        self.watcher.turned(now)

    def heeded(self, halted: str) -> None:
        """Hand it on."""
        self.watcher.heeded(halted)

    def did(self, done: Done) -> None:
        """Settle after the first decision, and hand it on."""
        if done.errand is Errand.DECIDE and not self._settled:
            self.settle()
            self._settled = True
        self.watcher.did(done)
