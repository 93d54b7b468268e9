"""Warnings of the National Weather Service: the bytes of a page of active alerts as dated values.

Everything in a page is a stranger's text: it is read through a schema, cut to length, and cleaned of what a terminal
or a page could take for an instruction. What a page does not say clearly is rejected with a reason.

Source: api.weather.gov/openapi.json (alerts as GeoJSON of the Common Alerting Protocol 1.2), 2026.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from paxline.counts.calendar import ONE_DAY, eastern_day
from paxline.counts.history import Rejected
from paxline.counts.supplements import Observation, Series
from paxline.edge.supplements.hubs import hubs_within
from paxline.errors import UnreadablePage

DAYS_AHEAD: Final = 7
"""Days about which one page says something, the day it was seen on being the first."""

LONGEST: Final = timedelta(days=21)
"""A warning that claims to last longer is not believed."""

_MOST_ALERTS: Final = 5_000
_SHOWN: Final = 80


class Hazard(Enum):
    """A kind of warning or watch that stops flights, by the service's own name for it."""

    WINTER_STORM = "Winter Storm Warning"
    WINTER_STORM_WATCH = "Winter Storm Watch"
    BLIZZARD = "Blizzard Warning"
    ICE_STORM = "Ice Storm Warning"
    HURRICANE = "Hurricane Warning"
    HURRICANE_WATCH = "Hurricane Watch"
    TROPICAL_STORM = "Tropical Storm Warning"


class Family(Enum):
    """The hazards that make one series, by the series' name."""

    WINTER = "hubs warned of winter storms"
    TROPICAL = "hubs warned of tropical storms"


_TROPICAL: Final = frozenset({Hazard.HURRICANE, Hazard.HURRICANE_WATCH, Hazard.TROPICAL_STORM})


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning in force or announced.

    Attributes:
        name: The service's identifier, cleaned.
        hazard: What is warned of.
        onset: When it is expected to begin (UTC).
        ends: When it is expected to end (UTC), after ``onset``.
        areas: Names of the areas, cleaned, as many as fit.
        hubs: The large hubs whose county is named.
    """

    name: str
    hazard: Hazard
    onset: datetime
    ends: datetime
    areas: tuple[str, ...]
    hubs: frozenset[str]

    @property
    def family(self) -> Family:
        """The series it counts for."""
        return Family.TROPICAL if self.hazard in _TROPICAL else Family.WINTER

    def touches(self, day: date) -> bool:
        """Whether it is in force at some time of ``day`` (Eastern)."""
        return eastern_day(self.onset) <= day <= eastern_day(self.ends)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one page said.

    Attributes:
        seen_at: The UTC instant at which the page was there.
        alerts: The warnings of the kinds in ``Hazard``, as the page lists them.
        rejected: What was not understood, and why.
    """

    seen_at: datetime
    alerts: tuple[Alert, ...]
    rejected: tuple[Rejected, ...]

    def observations(self) -> tuple[Observation, ...]:
        """How many large hubs each family warns of on each of the next days, zeros among them; known when seen."""
        today = eastern_day(self.seen_at)
        days = [today + ahead * ONE_DAY for ahead in range(DAYS_AHEAD)]
        return tuple(
            Observation(family.value, day, day, float(len(self._warned(family, day))), self.seen_at, "api.weather.gov")
            for family in Family
            for day in days
        )

    def _warned(self, family: Family, day: date) -> frozenset[str]:
        touching = (one.hubs for one in self.alerts if one.family is family and one.touches(day))
        return frozenset[str]().union(*touching)


_Code = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class _Geocode(BaseModel):
    SAME: tuple[_Code, ...] = Field(default=(), max_length=4_000)


class _Properties(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    id: str = Field(min_length=1, max_length=400)
    event: str = Field(max_length=200)
    status: str = Field(max_length=40)
    message_type: str = Field(alias="messageType", max_length=40)
    onset: datetime | None = None
    effective: datetime | None = None
    ends: datetime | None = None
    expires: datetime | None = None
    area_names: str = Field(default="", alias="areaDesc", max_length=40_000)
    geocode: _Geocode = _Geocode()


def read_alerts(body: bytes, *, seen_at: datetime) -> Sighting:
    """The warnings that a page lists; other kinds of alerts are passed over without a word.

    Raises ``UnreadablePage`` where the page is no GeoJSON collection at all.
    """
    features = _features(body)
    alerts: dict[str, Alert] = {}
    rejected: list[Rejected] = []
    for place, feature in enumerate(features[:_MOST_ALERTS], start=1):
        try:
            alert = _alert(feature)
        except ValidationError as fault:
            first = fault.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            rejected.append(Rejected(None, "", f"alert {place}: {cleaned(where)}: {cleaned(first['msg'])}"))
        except (ValueError, OverflowError) as fault:
            rejected.append(Rejected(None, "", f"alert {place}: {cleaned(str(fault))}"))
        else:
            if alert is not None:
                alerts[alert.name] = alert
    if len(features) > _MOST_ALERTS:
        rejected.append(Rejected(None, "", f"{len(features) - _MOST_ALERTS} alerts after the {_MOST_ALERTS}th"))
    return Sighting(seen_at, tuple(alerts.values()), tuple(rejected))


def cleaned(text: str) -> str:
    """A stranger's text as one short line of printable characters."""
    return "".join(sign if sign.isprintable() else " " for sign in text[: 4 * _SHOWN]).strip()[:_SHOWN]


def alert_series(sightings: Iterable[Sighting], *, known_by: datetime) -> tuple[Series, ...]:
    """One series for each family from every page seen, as far as ``known_by`` (UTC) could know."""
    observations = [one for sighting in sightings for one in sighting.observations()]
    return tuple(
        Series.of(family.value, (one for one in observations if one.series == family.value), known_by=known_by)
        for family in Family
    )


def _features(body: bytes) -> list[object]:
    try:
        page: object = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadablePage("the weather service's answer is not JSON") from None
    features = page.get("features") if isinstance(page, dict) else None
    if not isinstance(features, list):
        raise UnreadablePage("the weather service's answer lists no alerts")
    return features


def _alert(feature: object) -> Alert | None:
    """The warning, ``None`` for another kind of alert; ``ValueError`` for one that is not clear."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if isinstance(properties, dict) and properties.get("event") not in {hazard.value for hazard in Hazard}:
        return None
    told = _Properties.model_validate(properties)
    match told.status, told.message_type:
        case "Actual", "Alert" | "Update":
            pass
        case (("Exercise" | "System" | "Test" | "Draft"), _):
            return None
        case _, ("Cancel" | "Ack" | "Error"):
            return None
        case status, kind:
            raise ValueError(f"an unknown status or kind of message: {status} {kind}")
    onset, ends = told.onset or told.effective, told.ends or told.expires
    if onset is None or ends is None:
        raise ValueError("it does not say when it begins or ends")
    if onset.tzinfo is None or ends.tzinfo is None:
        raise ValueError("its instants have no zone")
    if not timedelta(0) <= ends - onset <= LONGEST:
        raise ValueError("it ends before it begins, or lasts too long to be believed")
    return Alert(
        name=cleaned(told.id),
        hazard=Hazard(told.event),
        onset=onset.astimezone(UTC),
        ends=ends.astimezone(UTC),
        areas=tuple(cleaned(area) for area in told.area_names.split(";")[:400] if cleaned(area)),
        hubs=hubs_within(frozenset(told.geocode.SAME)),
    )
