"""How far our clock is off the exchange's, told from the ``Date`` of its answers.

The exchange refuses what was signed too early or too late: skews of up to 10 s passed and 60 s did not (production,
2026-10-06); 30 s did not on demo (2026-06-11). A ``Date`` has whole seconds and comes from somewhere between sending
and receiving, so each answer bounds the skew from both sides, and only what lies beyond both bounds is believed.
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

WARN: Final = 2.0
"""Seconds from which somebody should look at the clock."""

REFUSE: Final = 5.0
"""Seconds beyond which nothing is sent."""


@dataclass(frozen=True, slots=True)
class Skew:
    """By how many seconds our clock is ahead of the exchange's: at least and at most; negative is behind."""

    least: float
    most: float

    @property
    def off(self) -> float:
        """Seconds by which it is off for certain, 0 or more."""
        return max(self.least, -self.most, 0.0)

    @property
    def warns(self) -> bool:
        """Whether somebody should look at the clock."""
        return self.off >= WARN

    @property
    def refuses(self) -> bool:
        """Whether nothing may be sent."""
        return self.off > REFUSE

    def __str__(self) -> str:
        way = "ahead of" if self.least > 0 else "behind"
        return f"our clock is at least {self.off:.1f} s {way} the exchange's" if self.off else "our clock is right"


def skew_of(date: str, *, sent_at: datetime, received_at: datetime) -> Skew | None:
    """What one answer's ``Date`` tells; ``None`` where it is no date.

    A clock that was set while the answer was under way can tell nothing: ``None`` as well.
    """
    try:
        said = parsedate_to_datetime(date)
    except ValueError:
        return None
    if said.utcoffset() is None or received_at < sent_at:
        return None
    return Skew((sent_at - said).total_seconds() - 1.0, (received_at - said).total_seconds())


@dataclass
class ClockWatch:
    """What the latest answer that had a date tells of our clock; ``None`` before the first."""

    latest: Skew | None = None

    def see(self, date: str | None, *, sent_at: datetime, received_at: datetime) -> None:
        """Take in one answer's ``Date``, where it has one."""
        seen = None if date is None else skew_of(date, sent_at=sent_at, received_at=received_at)
        if seen is not None:
            self.latest = seen

    @property
    def refusal(self) -> str:
        """Why nothing may be sent, for a person; empty where it may."""
        return str(self.latest) if self.latest is not None and self.latest.refuses else ""
