"""Readings of the daily count, each with the day it is about and the instant it could be known.

A revision is a new reading; nothing is overwritten. ``History`` holds what was known by one instant and refuses
anything later, so a forecast that is handed a ``History`` cannot see the future.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, Self

from paxline.counts.calendar import ONE_DAY, RELEASE_TIME, Week, eastern, eastern_day
from paxline.errors import LookAhead


class Vintage(Enum):
    """Which of the TSA's figures for a day a reading is."""

    PUBLISHED = "published"
    """What the page showed in the same year; contracts settle on it."""

    RESTATED = "restated"
    """What the archive page shows after the yearly restatement."""

    STAND_IN = "stand-in"
    """A restated figure in the place of a published one that nobody recorded."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure for one day, as one source showed it.

    Attributes:
        day: The TSA's reporting day (an Eastern date).
        passengers: People counted on that day, at least 0.
        known_at: The UTC instant from which the figure could be known.
        vintage: Published, restated, or a stand-in.
        source: Where it comes from, in a few words.
        doubt: Why the figure is suspect, or an empty string.
    """

    day: date
    passengers: int
    known_at: datetime
    vintage: Vintage
    source: str
    doubt: str = ""

    def __post_init__(self) -> None:
        if self.passengers < 0:
            raise ValueError(f"{self.day}: a count is not negative: {self.passengers}")
        if self.known_at.tzinfo is not UTC:
            raise ValueError(f"{self.day}: known_at is an instant in UTC, not {self.known_at!r}")

    @property
    def order(self) -> tuple[datetime, date]:
        """The key by which readings are replayed: when known, then which day."""
        return (self.known_at, self.day)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A figure that was not taken in, and why, in words that name page and row.

    Attributes:
        day: The day as far as it could be read, else ``None``.
        value: The text that stood where a count should be.
        reason: One sentence for a person.
    """

    day: date | None
    value: str
    reason: str


@dataclass(frozen=True)
class History:
    """Every reading known by one instant, oldest knowledge first.

    Raises:
        LookAhead: When a reading is known later than ``known_by``.
        ValueError: When readings are out of order.
    """

    known_by: datetime
    readings: tuple[Reading, ...] = field(repr=False)

    def __post_init__(self) -> None:
        orders = [reading.order for reading in self.readings]
        if orders != sorted(orders):
            raise ValueError("readings come in the order of their knowledge")
        if self.readings and self.readings[-1].known_at > self.known_by:
            last = self.readings[-1]
            raise LookAhead(f"{last.day} was known at {last.known_at:%Y-%m-%d %H:%M}Z, after {self.known_by}")

    @classmethod
    def of(cls, readings: Iterable[Reading], *, known_by: datetime) -> Self:
        """The history that ``known_by`` sees of ``readings``, whatever their order."""
        seen = (reading for reading in readings if reading.known_at <= known_by)
        return cls(known_by, tuple(sorted(seen, key=lambda reading: reading.order)))

    def grown(self, more: Iterable[Reading], *, known_by: datetime) -> "History":
        """The history at a later instant, with the readings that came besides; it costs what is new.

        Equal to the one made of all readings anew. An earlier instant raises ``LookAhead``.
        """
        news = sorted(more, key=_by_knowledge)
        if known_by < self.known_by:
            raise LookAhead(f"this history ends at {self.known_by}, after {known_by}")
        if not self.readings or (news and (news[0].order < self.readings[-1].order or news[-1].known_at > known_by)):
            return History.of([*self.readings, *news], known_by=known_by)
        later = object.__new__(History)
        later.__dict__.update(known_by=known_by, readings=(*self.readings, *news) if news else self.readings)
        later.__dict__.update(_grown(self.__dict__, news))
        return later

    def as_of(self, instant: datetime) -> "History":
        """What was known at an earlier instant; a later one raises ``LookAhead``."""
        if instant > self.known_by:
            raise LookAhead(f"this history ends at {self.known_by}, before {instant}")
        end = bisect_right(self.readings, instant, key=lambda reading: reading.known_at)
        return History(instant, self.readings[:end])

    @cached_property
    def published(self) -> Mapping[date, Reading]:
        """The newest published figure of each day, or what stands in where there is none, by day ascending."""
        figures = {**self._newest(Vintage.STAND_IN), **self._newest(Vintage.PUBLISHED)}
        return MappingProxyType(dict(sorted(figures.items())))

    @cached_property
    def restated(self) -> Mapping[date, Reading]:
        """The newest restated figure of each day, by day ascending."""
        return self._newest(Vintage.RESTATED)

    @cached_property
    def comparable(self) -> Mapping[date, Reading]:
        """The published figure of each day where there is one, else the restated, by day ascending."""
        return MappingProxyType(dict(sorted({**self.restated, **self.published}.items())))

    def _newest(self, vintage: Vintage) -> Mapping[date, Reading]:
        newest = {reading.day: reading for reading in self.readings if reading.vintage is vintage}
        return MappingProxyType(dict(sorted(newest.items())))

    @cached_property
    def digest(self) -> str:
        """A fingerprint of every reading, in hexadecimal: equal histories have equal ones (SHA-256)."""
        return _digest("", self.readings)

    @property
    def latest_day(self) -> date | None:
        """The last day that has a published figure, or ``None``."""
        return max(self.published, default=None)

    def known_days(self, week: Week) -> Mapping[date, Reading]:
        """The days of ``week`` that have a published figure."""
        return {day: self.published[day] for day in week.days if day in self.published}

    @cached_property
    def _shown(self) -> Mapping[date, tuple[Reading, ...]]:
        """Every published figure of each day, or what stands in, in the order in which they were shown."""
        shown: dict[date, list[Reading]] = {}
        for reading in self.readings:
            newest = self.published.get(reading.day)
            if newest is not None and reading.vintage is newest.vintage:
                shown.setdefault(reading.day, []).append(reading)
        return {day: tuple(readings) for day, readings in shown.items()}

    def settlement(self, week: Week) -> "Settlement | None":
        """What the contract of ``week`` settled on, or ``None`` where that was not known yet.

        The mean of the seven figures that the page showed at the first 9:00 ET at or after the last of them
        appeared (contract rules, 2026-08-30); a later correction does not change it.
        """
        shown = [self._shown.get(day, ()) for day in week.days]
        if not all(shown):
            return None
        expiry = _next_expiry(max(readings[0].known_at for readings in shown))
        if expiry > self.known_by:
            return None
        counted = [max((r for r in readings if r.known_at <= expiry), key=_by_knowledge) for readings in shown]
        return Settlement(
            week=week,
            passengers=sum(reading.passengers for reading in counted) / len(counted),
            known_at=expiry,
            stands_in=any(reading.vintage is Vintage.STAND_IN for reading in counted),
        )


@dataclass(frozen=True, slots=True)
class Settlement:
    """The mean a week's contract settled on.

    Attributes:
        week: The contract week.
        passengers: The arithmetic mean of the seven published counts, not rounded.
        known_at: The contract's expiry: the UTC instant from which the print is final.
        stands_in: Whether a restated figure stands in for a day that nobody recorded.
    """

    week: Week
    passengers: float
    known_at: datetime
    stands_in: bool


_INHERITED: Final = ("published", "restated", "comparable", "digest", "_shown")
"""What a history has worked out and hands on."""


def _grown(known: Mapping[str, Any], news: Sequence[Reading]) -> dict[str, Any]:
    """What a history worked out, for the one with ``news`` besides; what cannot be carried on is left out."""
    kept = {name: known[name] for name in _INHERITED if name in known}
    if not news:
        return kept
    if "digest" in kept:
        kept["digest"] = _digest(kept["digest"], news)
    plain = all(reading.vintage is Vintage.PUBLISHED for reading in news)
    if not plain or "published" not in kept:
        return {"digest": kept["digest"]} if "digest" in kept else {}
    before: Mapping[date, Reading] = kept["published"]
    if any(reading.day in before and before[reading.day].vintage is not Vintage.PUBLISHED for reading in news):
        return {name: kept[name] for name in ("digest", "restated") if name in kept}
    for name in ("published", "comparable"):
        if name in kept:
            kept[name] = _with(kept[name], {reading.day: reading for reading in news})
    if "_shown" in kept:
        shown: dict[date, tuple[Reading, ...]] = dict(kept["_shown"])
        for reading in news:
            shown[reading.day] = (*shown.get(reading.day, ()), reading)
        kept["_shown"] = shown
    return kept


def _with(figures: Mapping[date, Reading], news: Mapping[date, Reading]) -> Mapping[date, Reading]:
    """The figures by day ascending with ``news`` in their places."""
    last = max(figures, default=date.min)
    ends = all(day > last or day in figures for day in news)
    joined = {**figures, **dict(sorted(news.items()))}
    return MappingProxyType(joined if ends else dict(sorted(joined.items())))


def _digest(so_far: str, readings: Iterable[Reading]) -> str:
    """A fingerprint of readings after those of which ``so_far`` is one: each is hashed with the one before."""
    for r in readings:
        line = f"{so_far}|{r.day}|{r.passengers}|{r.known_at.isoformat()}|{r.vintage.value}|{r.doubt}"
        so_far = sha256(line.encode()).hexdigest()
    return so_far


def _by_knowledge(reading: Reading) -> tuple[datetime, date]:
    return reading.order


def _next_expiry(instant: datetime) -> datetime:
    """The first 9:00 ET at or after ``instant``."""
    day = eastern_day(instant)
    expiry = eastern(day, RELEASE_TIME)
    return expiry if expiry >= instant else eastern(day + ONE_DAY, RELEASE_TIME)
