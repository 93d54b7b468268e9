"""Whether a person's word waits: asked while something else is awaited, so that no answer holds up a halt."""

from dataclasses import dataclass
from datetime import datetime

from paxline.errors import Interrupted
from paxline.run.control import Ask, Control
from paxline.run.loop import GLANCE, Done, Watcher
from paxline.run.ports import Clock


@dataclass
class Attention:
    """A ``Control`` that knows which halt was heeded, and so whether a word is new.

    Attributes:
        control: A person's word.
        heeded: Why trading is halted as far as the loop has acted on it; empty where it is not.
    """

    control: Control
    heeded: str = ""

    def halted(self) -> str:
        """Why trading is halted, or an empty string."""
        return self.control.halted()

    def asked(self) -> Ask | None:
        """What is asked for once."""
        return self.control.asked()

    def answer(self, ask: Ask) -> None:
        """It was done."""
        self.control.answer(ask)

    def pressing(self) -> bool:
        """Whether a word waits that the loop has not acted on."""
        asked: Ask | None = self.control.asked()
        return asked is not None or (bool(self.control.halted()) and not self.heeded)


@dataclass(frozen=True, slots=True)
class Noting:
    """A watcher that tells the attention what was heeded, and everything to the watcher behind it.

    Attributes:
        attention: Whose word it is.
        watcher: Behind it.
    """

    attention: Attention
    watcher: Watcher

    def turned(self, now: datetime) -> None:
        """Hand it on."""
        self.watcher.turned(now)

    def heeded(self, halted: str) -> None:
        """Note it and hand it on."""
        self.attention.heeded = halted
        self.watcher.heeded(halted)

    def did(self, done: Done) -> None:
        """Hand it on."""
        self.watcher.did(done)


@dataclass(frozen=True, slots=True)
class AttentiveClock:
    """A clock whose waits end with ``Interrupted`` where a person's word comes first.

    Attributes:
        clock: The time.
        attention: Knows whether a word waits.
    """

    clock: Clock
    attention: Attention

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return self.clock.now()

    def sleep(self, seconds: float) -> None:
        """Return after so many seconds; raises ``Interrupted``."""
        left = seconds
        while left > 0:
            if self.attention.pressing():
                raise Interrupted("a person's word came first")
            self.clock.sleep(min(left, GLANCE))
            left -= GLANCE
