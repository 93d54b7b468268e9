"""Figures other than the counts, each with the period it is about and the instant it could be known.

An index, a share of searches, a weather score, a warning: whatever might say something about travel comes in as an
``Observation`` and is seen only through ``Series.as_of``, as counts are seen through ``History``.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from math import isfinite
from types import MappingProxyType
from typing import Self

from paxline.errors import LookAhead


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure for one period, as one source showed it.

    Attributes:
        series: The name of the series it belongs to.
        period_start: First day it is about (an Eastern date).
        period_end: Last day it is about.
        value: The figure, in the series' own unit, finite.
        known_at: The UTC instant from which it could be known; before its period where it announces something.
        source: Where it comes from, in a few words.
    """

    series: str
    period_start: date
    period_end: date
    value: float
    known_at: datetime
    source: str

    def __post_init__(self) -> None:
        if self.period_end < self.period_start:
            raise ValueError(f"{self.series}: a period ends on or after its first day: {self.period_start}")
        if not isfinite(self.value):
            raise ValueError(f"{self.series} {self.period_start}: a finite figure, not {self.value}")
        if self.known_at.tzinfo is not UTC:
            raise ValueError(f"{self.series} {self.period_start}: known_at is an instant in UTC, not {self.known_at!r}")

    @property
    def period(self) -> tuple[date, date]:
        """First and last day."""
        return (self.period_start, self.period_end)


@dataclass(frozen=True)
class Series:
    """Every observation of one series known by one instant, oldest knowledge first.

    Raises:
        LookAhead: When an observation is known later than ``known_by``.
        ValueError: When observations are out of order or of another series.
    """

    name: str
    known_by: datetime
    observations: tuple[Observation, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if {one.series for one in self.observations} - {self.name}:
            raise ValueError(f"the observations are of {self.name}, and of nothing else")
        known = [one.known_at for one in self.observations]
        if known != sorted(known):
            raise ValueError("observations come in the order of their knowledge")
        if self.observations and self.observations[-1].known_at > self.known_by:
            last = self.observations[-1]
            raise LookAhead(f"{self.name} of {last.period_end} was known at {last.known_at}, after {self.known_by}")

    @classmethod
    def of(cls, name: str, observations: Iterable[Observation], *, known_by: datetime) -> Self:
        """What ``known_by`` sees of ``observations``, whatever their order."""
        seen = (one for one in observations if one.known_at <= known_by)
        return cls(name, known_by, tuple(sorted(seen, key=lambda one: (one.known_at, one.period))))

    def as_of(self, instant: datetime) -> "Series":
        """What was known at an earlier instant; a later one raises ``LookAhead``."""
        if instant > self.known_by:
            raise LookAhead(f"{self.name} ends at {self.known_by}, before {instant}")
        end = bisect_right(self.observations, instant, key=lambda one: one.known_at)
        return Series(self.name, instant, self.observations[:end])

    @cached_property
    def current(self) -> Mapping[tuple[date, date], Observation]:
        """The newest observation of each period."""
        return MappingProxyType({one.period: one for one in self.observations})

    @cached_property
    def by_end(self) -> Mapping[date, Observation]:
        """The newest observation whose period ends on a day, by that day."""
        return MappingProxyType({one.period_end: one for one in self.observations})

    @cached_property
    def latest_end(self) -> date | None:
        """The last day that an observation is about, or ``None`` while there is none."""
        return max(self.by_end, default=None)
