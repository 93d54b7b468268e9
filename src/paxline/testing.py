"""Helpers for tests of paxline and of what is built on it: a clock moved by hand, builders of values."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from paxline.counts.calendar import nominal_release
from paxline.counts.history import History, Reading, Vintage


@dataclass
class ManualClock:
    """A clock that moves only when told to, or when somebody sleeps on it.

    Attributes:
        instant: What ``now`` answers.
        slept: Every wait asked for, in seconds, in order.
    """

    instant: datetime = datetime(2026, 4, 27, 13, 5, tzinfo=UTC)
    slept: list[float] = field(default_factory=list[float])

    def now(self) -> datetime:
        """The instant set or slept to."""
        return self.instant

    def sleep(self, seconds: float) -> None:
        """Move the clock instead of waiting."""
        self.slept.append(seconds)
        self.instant += timedelta(seconds=seconds)


def reading(
    day: date, passengers: int, *, known_at: datetime | None = None, vintage: Vintage = Vintage.PUBLISHED
) -> Reading:
    """A reading known by the page's timetable unless said otherwise."""
    return Reading(day, passengers, known_at or nominal_release(day), vintage, "made for a test")


def history(start: date, counts: list[int]) -> History:
    """Published counts of consecutive days from ``start``, known by the timetable; all of them are known."""
    readings = [reading(start + timedelta(days=i), count) for i, count in enumerate(counts)]
    return History.of(readings, known_by=max(r.known_at for r in readings))
