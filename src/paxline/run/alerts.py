"""What the owner is told, and how often: alerts wait until they are delivered, and many become one message.

Nothing is dropped: an alert that comes too soon after another of its kind waits for the next message of that kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Final, Protocol


class Kind(Enum):
    """What an alert is about, most urgent first."""

    HALTED = "halted"
    DIFFERENCE = "the exchange's figures are not ours"
    RULES = "the contract or its fees changed"
    DRAWDOWN = "drawdown"
    TROUBLE = "something does not answer"
    SUSPECT = "a figure is suspect"
    LATE = "a count is late"
    FILL = "filled"
    SETTLED = "settled"
    BRIEF = "the morning's brief"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a message: the content id by which its HTML refers to it, and the bytes of a PNG."""

    cid: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell, before it is in the outbox.

    Attributes:
        cause: Names the fact that it comes from; the same cause is told once.
        at: When it arose (UTC).
        kind: What it is about.
        title: One line, for a phone's screen.
        text: Plain text, several lines.
        html: The same for mail; empty where the text is enough.
        pictures: What the HTML refers to.
    """

    cause: str
    at: datetime
    kind: Kind
    title: str
    text: str = ""
    html: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell, in the outbox.

    Attributes:
        number: Its place in the outbox, rising with time.
        at: When it arose (UTC).
        kind: What it is about.
        title: One line, for a phone's screen.
        text: Plain text, several lines.
        html: The same for mail; empty where the text is enough.
        pictures: What the HTML refers to.
        doubted_at: When it was last sent without anybody knowing what came of it (UTC); ``None`` where never.
    """

    number: int
    at: datetime
    kind: Kind
    title: str
    text: str
    html: str = ""
    pictures: tuple[Picture, ...] = ()
    doubted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """An alert and what came of it.

    Attributes:
        alert: It, without its pictures.
        tried_at: When it was last sent (UTC); ``None`` where it waits still.
        failed: Why nobody took it then, or an empty string.
    """

    alert: Alert
    tried_at: datetime | None
    failed: str

    @property
    def state(self) -> str:
        """``waiting``, ``sent`` or ``failed``, which is tried again."""
        if self.tried_at is None:
            return "waiting"
        return "failed" if self.failed else "sent"


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: one alert, or several of a kind together.

    Attributes:
        alerts: The numbers of the alerts in it.
        kind: Their kind.
        title: One line.
        text: Plain text.
        html: For mail; empty where the text is enough.
        pictures: What the HTML refers to.
    """

    alerts: tuple[int, ...]
    kind: Kind
    title: str
    text: str
    html: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A message that was tried.

    Attributes:
        at: When (UTC).
        kind: Its kind.
        failed: Why it was not delivered, or an empty string.
    """

    at: datetime
    kind: Kind
    failed: str = ""


class Notifier(Protocol):
    """Where messages go."""

    def send(self, message: Message) -> str:
        """Send it, once; answers why it was not delivered, or an empty string. Never raises, never tells a secret."""
        ...


class Outbox(Protocol):
    """Where alerts wait, and what came of sending them; every method raises ``StoreError``."""

    def waiting(self) -> Sequence[Alert]:
        """What no channel is known to have taken, oldest first."""
        ...

    def attempts(self) -> Sequence[Attempt]:
        """What was tried of late, oldest first."""
        ...

    def begin(self, message: Message, *, at: datetime) -> int:
        """Write down that a message is about to be sent at ``at`` (UTC); answers its number."""
        ...

    def end(self, number: int, failed: str, *, at: datetime) -> None:
        """Write down what came of it: why nobody took it, or an empty string."""
        ...


PAUSES: Final[Mapping[Kind, timedelta]] = MappingProxyType(
    {
        Kind.HALTED: timedelta(0),
        Kind.DIFFERENCE: timedelta(0),
        Kind.RULES: timedelta(0),
        Kind.DRAWDOWN: timedelta(hours=1),
        Kind.TROUBLE: timedelta(minutes=30),
        Kind.SUSPECT: timedelta(minutes=30),
        Kind.LATE: timedelta(hours=2),
        Kind.FILL: timedelta(minutes=10),
        Kind.SETTLED: timedelta(0),
        Kind.BRIEF: timedelta(0),
    }
)
"""Between two messages of a kind."""

RETRIES: Final = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
"""Pauses after the first, second, third and every later failure in a row."""

SHOWN: Final = 20
"""Alerts listed in one message; the rest are counted in it."""


def messages(waiting: Sequence[Alert], attempts: Sequence[Attempt], *, now: datetime) -> tuple[Message, ...]:
    """What to send at ``now`` (UTC), most urgent first.

    ``waiting`` are the alerts not yet delivered, ``attempts`` what was tried of late, both oldest first.
    """
    kinds = (kind for kind in Kind if any(alert.kind is kind for alert in waiting))
    return tuple(
        _together([alert for alert in waiting if alert.kind is kind])
        for kind in kinds
        if _may_go([attempt for attempt in attempts if attempt.kind is kind], PAUSES[kind], now)
    )


def _may_go(attempts: Sequence[Attempt], pause: timedelta, now: datetime) -> bool:
    failures = 0
    for attempt in reversed(attempts):
        if not attempt.failed:
            break
        failures += 1
    if failures:
        return now - attempts[-1].at >= RETRIES[min(failures, len(RETRIES)) - 1]
    return not attempts or now - attempts[-1].at >= pause


def _together(alerts: Sequence[Alert]) -> Message:
    """One message of alerts of one kind."""
    first, *others = alerts
    numbers = tuple(alert.number for alert in alerts)
    again = _again(alerts)
    if not others:
        text = f"{first.text}\n\n{again}".strip() if again else first.text
        return Message(numbers, first.kind, first.title, text, first.html, first.pictures)
    shown = [f"{alert.title}\n{alert.text}".rstrip() for alert in alerts[-SHOWN:]]
    if len(alerts) > SHOWN:
        shown.insert(0, f"{len(alerts) - SHOWN} earlier ones are told by `paxline alerts`.")
    shown += [again] if again else []
    return Message(numbers, first.kind, f"{len(alerts)} × {first.kind.value}", "\n\n".join(shown))


def _again(alerts: Sequence[Alert]) -> str:
    """Which of them may have arrived before, for the reader."""
    doubted = [alert for alert in alerts if alert.doubted_at is not None]
    if not doubted:
        return ""
    what = "This" if len(doubted) == len(alerts) else "; ".join(alert.title for alert in doubted)
    at = max(alert.doubted_at for alert in doubted if alert.doubted_at is not None)
    return f"{what} may have reached you before: it was being sent at {at:%Y-%m-%d %H:%M} UTC when paxline ended."
