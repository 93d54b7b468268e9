"""Disruptions that somebody declared: a storm on its way, flights ordered cut, an outage, a shutdown.

A declaration names a run of days, what it is expected to do to their counts, and how sure one is. It is used from
the instant it was declared until it is withdrawn, in replays too; while it stands it moves and widens the days still
to come, and keeps those that have come from teaching anything.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import isfinite, log1p
from typing import Final

MOST_RISE: Final = 1.0
"""No disruption doubles a day's count."""


@dataclass(frozen=True, slots=True)
class Shock:
    """One declaration.

    Attributes:
        first: First day it touches.
        last: Last day it touches.
        effect: Expected relative change of each day's count, above -1: -0.2 is a fifth fewer people.
        spread: Standard deviation of that change, above 0, in the same share of an undisturbed day.
        note: Why, in a person's words.
        declared_at: UTC instant from which it is used.
        withdrawn_at: UTC instant from which it is not used any more, or ``None`` while it stands.
    """

    first: date
    last: date
    effect: float
    spread: float
    note: str
    declared_at: datetime
    withdrawn_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a shock ends on or after the day it begins: {self.first} to {self.last}")
        if not (isfinite(self.effect) and -1 < self.effect <= MOST_RISE):
            raise ValueError(f"an effect lies above -100 % and at most at +100 %, not at {self.effect:.0%}")
        if not (isfinite(self.spread) and 0 < self.spread <= 1):
            raise ValueError(f"a spread lies above 0 % and at most at 100 %, not at {self.spread:.0%}")
        instants = [at for at in (self.declared_at, self.withdrawn_at) if at is not None]
        if any(at.tzinfo is not UTC for at in instants) or instants != sorted(instants):
            raise ValueError("a shock is declared, then withdrawn, at instants in UTC")

    @property
    def log_effect(self) -> float:
        """The expected change of the logarithm of a count."""
        return log1p(self.effect)

    @property
    def log_spread(self) -> float:
        """Standard deviation of the change of the logarithm of a count, to first order."""
        return self.spread / (1 + self.effect)

    def touches(self, day: date) -> bool:
        """Whether it names ``day``."""
        return self.first <= day <= self.last

    def stands_at(self, instant: datetime) -> bool:
        """Whether it is declared and not withdrawn at ``instant``."""
        return self.declared_at <= instant and (self.withdrawn_at is None or instant < self.withdrawn_at)


def read_share(text: str) -> float:
    """A share such as ``-20%`` or ``-0.2`` as a person writes it, else ``ValueError``."""
    digits = text.strip().replace("−", "-")
    try:
        return float(digits.removesuffix("%")) / 100 if digits.endswith("%") else float(digits)
    except ValueError:
        raise ValueError(f"not a share: {text!r}; write it as -20% or -0.2") from None
