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
class Alert:
    """One thing to tell.

    Attributes:
        number: Its place in the outbox, rising with time.
        at: When it arose (UTC).
        kind: What it is about.
        title: One line, for a phone's screen.
        text: Plain text, several lines.
        html: The same for mail; empty where the text is enough.
    """

    number: int
    at: datetime
    kind: Kind
    title: str
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: one alert, or several of a kind together.

    Attributes:
        alerts: The numbers of the alerts in it.
        kind: Their kind.
        title: One line.
        text: Plain text.
        html: For mail; empty where the text is enough.
    """

    alerts: tuple[int, ...]
    kind: Kind
    title: str
    text: str
    html: str = ""


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
    if not others:
        return Message(numbers, first.kind, first.title, first.text, first.html)
    shown = [f"{alert.title}\n{alert.text}".rstrip() for alert in alerts[-SHOWN:]]
    if len(alerts) > SHOWN:
        shown.insert(0, f"{len(alerts) - SHOWN} earlier ones are in the log.")
    return Message(numbers, first.kind, f"{len(alerts)} × {first.kind.value}", "\n\n".join(shown))
