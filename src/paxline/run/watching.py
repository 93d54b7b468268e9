"""The kill switch's own eyes: whether anything may rest now, looked at beside the loop and never waiting for it.

It knows the clock, a person's word, the hours and the loop's pulse, and has a line to the exchange of its own. It
writes no journal: what it took out is heard of at the next recovery.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from paxline.desk.reconcile import StatedOrder
from paxline.errors import SourceError
from paxline.run.control import Ask, Control
from paxline.run.live import Pulse
from paxline.run.ports import Clock, Killed, KillSwitch
from paxline.run.schedule import withdrawals

SILENT: Final = timedelta(minutes=3)
"""A loop that is not heard of for so long hangs: the longest look-up of one lost answer takes less than two."""

UNSEEN: Final = timedelta(minutes=1)
"""Eyes that have not looked for so long are shut, and nothing is sent."""

GRACE: Final = timedelta(seconds=2)
"""So long the loop has to leave the book by itself when an hour comes."""

SOON: Final = timedelta(seconds=5)
LATER: Final = timedelta(minutes=1)
"""Between two looks at an empty book, in the first minute and afterwards: an order in flight may land late."""


class Way(KillSwitch, Protocol):
    """The way out, and a look at what rests."""

    def resting(self) -> Sequence[StatedOrder]:
        """Every order of the account that rests; raises ``SourceError``."""
        ...


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen last.

    Attributes:
        at: When, by the wall's clock (UTC).
        why: Why nothing may rest; empty where something may.
        resting: Orders seen resting; ``None`` where nobody looked, or the exchange did not answer.
    """

    at: datetime
    why: str = ""
    resting: int | None = None

    @property
    def confirmed(self) -> bool:
        """Whether nothing may rest and the exchange's own list shows that nothing does."""
        return bool(self.why) and self.resting == 0


class Watch:
    """Looks, and cancels everything where nothing may rest; ``look`` is called again and again, by one thread."""

    def __init__(self, way: Way, *, control: Control, pulse: Pulse, clock: Clock, log: Callable[[str], None]) -> None:
        self._way = way
        self._control = control
        self._pulse = pulse
        self._clock = clock
        self._log = log
        self._wall = pulse.clock
        self._since = self._looked_at = self._wall.now()
        self.sight = Sight(self._since)

    def shut(self) -> str:
        """Why nothing may be sent for want of eyes; empty where they look."""
        unseen = self._wall.now() - self._looked_at > UNSEEN
        return "the kill switch has not looked for a minute" if unseen else ""

    def look(self) -> None:
        """Look once; cancel everything where that is due. Raises nothing for what the exchange does."""
        now = self._wall.now()
        why = self._why(now)
        if not why:
            self.sight = Sight(now)
        elif why != self.sight.why or not self.sight.confirmed:
            self._kill(why, now)
        elif now - self.sight.at >= (SOON if now - self._since < LATER else LATER):
            self._look_again(why, now)
        self._looked_at = self._wall.now()

    def _why(self, now: datetime) -> str:
        """Why nothing may rest, in words that stay the same as long as the reason does."""
        halted, ask = self._control.halted(), self._control.asked()
        if halted or ask:
            return halted or (ask.value if ask else "")
        if now - self._pulse.at > SILENT:
            return "the loop is not heard of any more"
        hour = self._clock.now()
        stretches = withdrawals(hour, self._pulse.latest_day)
        return "nothing may rest now" if any(start + GRACE <= hour < end for start, end in stretches) else ""

    def _kill(self, why: str, now: datetime) -> None:
        if why != self.sight.why:
            self._since = now
        killed = self._way.kill()
        resting = len(killed.resting) if killed.resting or killed.confirmed else None
        before, self.sight = self.sight, Sight(self._wall.now(), why, resting)
        if (before.why, before.resting) != (why, resting):
            self._log(f"{why}: {_said(killed)}")

    def _look_again(self, why: str, now: datetime) -> None:
        try:
            resting = len(self._way.resting())
        except SourceError:
            # What cannot be seen is not confirmed: the next look cancels again.
            self.sight = Sight(now, why)
            return
        self.sight = Sight(now, why, resting)


@dataclass(frozen=True, slots=True)
class Overseen:
    """A person's word, of which shut eyes are a part."""

    control: Control
    watch: Watch

    def halted(self) -> str:
        """Why trading is halted, or an empty string."""
        return self.control.halted() or self.watch.shut()

    def asked(self) -> Ask | None:
        """What is asked for once."""
        return self.control.asked()

    def answer(self, ask: Ask) -> None:
        """It was done."""
        self.control.answer(ask)


def _said(killed: Killed) -> str:
    if killed.confirmed:
        return "the exchange shows that nothing rests"
    if killed.resting:
        return f"{len(killed.resting)} orders still rest"
    return f"the exchange does not show what rests: {'; '.join(killed.unanswered) or 'it was not seen twice'}"
