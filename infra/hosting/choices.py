"""What the owner chooses, and how the choices are read from the context of the program."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Final, Self

ZONE: Final = "America/New_York"
"""The zone of every schedule: the TSA and the exchange keep Eastern time, through daylight saving."""

WATCH_FROM: Final = 30
"""Minutes after waking from which a missing heartbeat is told."""

WATCH_TO: Final = 20
"""Minutes before sleeping at which the watch ends; the day's last backup is made then."""

LEAST_HOURS: Final = 2
"""Hours awake that make sense."""

_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What differs between owners.

    Attributes:
        mail: Where alarms and the morning's brief go.
        wake: Eastern time at which the machine starts, each day.
        sleep: Eastern time at which it stops, later on the same day.
        instance: An arm64 instance type.
        disk: Size of the data volume in GB.
        budget: Dollars a month past which a mail is sent.
    """

    mail: str
    wake: time = time(8)
    sleep: time = time(19)
    instance: str = "t4g.micro"
    disk: int = 4
    budget: int = 10

    def __post_init__(self) -> None:
        if not _MAIL.fullmatch(self.mail):
            raise ValueError(f"mail is an address, not {self.mail!r}")
        if minutes(self.sleep) - minutes(self.wake) < LEAST_HOURS * 60:
            raise ValueError(f"the machine wakes at {self.wake} and sleeps {LEAST_HOURS} hours later or more")
        if not re.fullmatch(r"[a-z]\d+g[a-z]*\.\w+", self.instance):
            raise ValueError(f"{self.instance} is no arm64 instance")
        if self.disk < 1 or self.budget < 1:
            raise ValueError("disk and budget are 1 or more")

    @classmethod
    def read(cls, context: Mapping[str, object]) -> Self:
        """The choices in a context; what is missing takes its default. Raises ``ValueError``."""
        found: dict[str, object] = {"mail": str(context.get("mail") or "")}
        found |= {name: _time(str(context[name])) for name in ("wake", "sleep") if context.get(name)}
        found |= {name: int(str(context[name])) for name in ("disk", "budget") if context.get(name)}
        found |= {name: str(context[name]) for name in ("instance",) if context.get(name)}
        return cls(**found)

    @property
    def hours_a_month(self) -> float:
        """Hours awake in an average month."""
        return (minutes(self.sleep) - minutes(self.wake)) / 60 * 365.25 / 12


def minutes(of: time) -> int:
    """Minutes since midnight."""
    return of.hour * 60 + of.minute


def later(of: time, by: int) -> time:
    """A time of the same day, ``by`` minutes later or, where negative, earlier."""
    hour, minute = divmod(minutes(of) + by, 60)
    return time(hour, minute)


def _time(text: str) -> time:
    if not _TIME.fullmatch(text):
        raise ValueError(f"a time is written as 08:00, not {text!r}")
    return time.fromisoformat(text)
