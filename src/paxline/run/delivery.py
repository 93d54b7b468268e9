"""Delivers what waits in the outboxes, one message at a time and never in anybody's way.

A message is written down, handed to somebody who sends it aside, and written down again when it is known what came of
it. A death in between leaves a message whose end nobody knows: it is sent again, and says that it may have come before.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from paxline.run.alerts import Notifier, Outbox, messages

Look: TypeAlias = Callable[[], str | None]
"""Answers what came of work that was set going, ``None`` while it is under way."""

Aside: TypeAlias = Callable[[Callable[[], str]], Look]
"""Sets work going that answers in words and never raises."""

PAUSE: Final = timedelta(seconds=2)
"""Between two looks into the outboxes."""


def at_once(work: Callable[[], str]) -> Look:
    """Does the work now."""
    came = work()
    return lambda: came


@dataclass
class Delivery:
    """Sends what waits.

    Attributes:
        outboxes: Where alerts wait, those looked into first in front.
        notifier: Sends.
        aside: Sets the sending going.
        failed: Why the last message was not taken, or an empty string.
    """

    outboxes: tuple[Outbox, ...]
    notifier: Notifier
    aside: Aside = at_once
    failed: str = ""
    _under_way: tuple[Outbox, int, Look] | None = None
    _looked_at: datetime | None = field(default=None)

    @property
    def busy(self) -> bool:
        """Whether a message is under way."""
        return self._under_way is not None

    def turn(self, now: datetime) -> None:
        """Do what can be done at ``now`` (UTC) without waiting; raises ``StoreError``."""
        if self._under_way is not None:
            outbox, number, look = self._under_way
            came = look()
            if came is None:
                return
            outbox.end(number, came, at=now)
            self.failed, self._under_way = came, None
        elif self._looked_at is not None and timedelta(0) <= now - self._looked_at < PAUSE:
            return
        self._looked_at = now
        for outbox in self.outboxes:
            for message in messages(outbox.waiting(), outbox.attempts(), now=now)[:1]:
                number = outbox.begin(message, at=now)
                self._under_way = (outbox, number, self.aside(lambda sent=message: self.notifier.send(sent)))
                return
