"""Contract weeks, travel holidays, the release timetable, and Eastern time.

Days are the TSA's reporting days, which are dates in Eastern time. Instants are aware ``datetime`` values in
UTC. Nothing here reads a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Final, Self
from zoneinfo import ZoneInfo

from dateutil.easter import easter
from dateutil.relativedelta import FR, MO, SU, TH, relativedelta

EASTERN: Final = ZoneInfo("America/New_York")
"""The zone in which the TSA reports and the contract trades."""

RELEASE_TIME: Final = time(9, 0)
"""When the TSA's page says the new figure is there (page text, seen since 2023)."""

WEEKDAYS_ONLY_SINCE: Final = date(2023, 1, 1)
"""From here on the page is updated Monday to Friday only; before, every day (daily scrapes of 2022)."""

ONE_DAY: Final = timedelta(days=1)


def eastern(day: date, at: time) -> datetime:
    """The UTC instant at which clocks in Eastern time show ``at`` on ``day``."""
    return datetime.combine(day, at, tzinfo=EASTERN).astimezone(UTC)


def eastern_day(instant: datetime) -> date:
    """The date that Eastern time shows at ``instant``."""
    return instant.astimezone(EASTERN).date()


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A contract week: Monday to Sunday, named by its Monday. Any other start raises ``ValueError``."""

    monday: date

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise ValueError(f"a contract week starts on a Monday, not {self.monday:%A %Y-%m-%d}")

    @classmethod
    def holding(cls, day: date) -> Self:
        """The week that holds ``day``."""
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def ending(cls, sunday: date) -> Self:
        """The week that ends on ``sunday``; another weekday raises ``ValueError``."""
        if sunday.weekday() != 6:
            raise ValueError(f"a contract week ends on a Sunday, not {sunday:%A %Y-%m-%d}")
        return cls(sunday - timedelta(days=6))

    @property
    def sunday(self) -> date:
        """The last day of the week, which names the exchange's event."""
        return self.monday + timedelta(days=6)

    @property
    def days(self) -> tuple[date, ...]:
        """The seven days, Monday first."""
        return tuple(self.monday + timedelta(days=i) for i in range(7))

    def plus(self, weeks: int) -> Self:
        """The week so many weeks later (earlier where negative)."""
        return type(self)(self.monday + timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"week ending {self.sunday:%Y-%m-%d}"


def nominal_release(day: date) -> datetime:
    """When the page's own timetable shows the count of ``day``: 9:00 ET on the next release day.

    Source: the page's text (Monday to Friday by 9 a.m.) and daily scrapes of 2022, when weekends were updated
    too. Federal holidays and lateness are not in it: see ``expected_release``.
    """
    release = day + ONE_DAY
    if day >= WEEKDAYS_ONLY_SINCE:
        while release.weekday() >= 5:
            release += ONE_DAY
    return eastern(release, RELEASE_TIME)


def expected_release(day: date) -> datetime:
    """When to expect the count of ``day``: the timetable, with federal holidays skipped as weekends are.

    Source: settlements of 2023–26, where weeks before a Monday holiday settled on Tuesday or later; daily scrapes
    of 2022, when holidays were updated too.
    """
    if day < WEEKDAYS_ONLY_SINCE:
        return nominal_release(day)
    release = day + ONE_DAY
    while release.weekday() >= 5 or release in federal_holidays(release.year):
        release += ONE_DAY
    return eastern(release, RELEASE_TIME)


class Holiday(Enum):
    """A day that moves travel, by its usual name. Fixed dates move through the weekdays, the others do not."""

    NEW_YEAR = "New Year's Day"
    MLK = "Martin Luther King Jr. Day"
    SUPER_BOWL = "Super Bowl Sunday"
    PRESIDENTS = "Presidents' Day"
    EASTER = "Easter Sunday"
    MEMORIAL = "Memorial Day"
    JUNETEENTH = "Juneteenth"
    INDEPENDENCE = "Independence Day"
    LABOR = "Labor Day"
    COLUMBUS = "Columbus Day"
    HALLOWEEN = "Halloween"
    VETERANS = "Veterans Day"
    THANKSGIVING = "Thanksgiving"
    CHRISTMAS = "Christmas Day"

    @property
    def fixed_date(self) -> bool:
        """Whether it falls on the same date each year, and so on another weekday."""
        return self in _FIXED


_FIXED: Final = frozenset(
    {
        Holiday.NEW_YEAR,
        Holiday.JUNETEENTH,
        Holiday.INDEPENDENCE,
        Holiday.HALLOWEEN,
        Holiday.VETERANS,
        Holiday.CHRISTMAS,
    }
)

# The Sunday moved when the league's season grew by a game (season of 2021).
_SUPER_BOWL_SECOND_SUNDAY_SINCE: Final = 2022

_FEDERAL: Final = frozenset(Holiday) - {Holiday.SUPER_BOWL, Holiday.EASTER, Holiday.HALLOWEEN}

# Public Law 117-17 of 2021-06-17.
_JUNETEENTH_FEDERAL_SINCE: Final = 2021


@cache
def travel_holidays(year: int) -> Mapping[Holiday, date]:
    """The date of every travel holiday of ``year`` (the day itself, not the day it is observed on)."""
    start = date(year, 1, 1)
    super_bowl = SU(2) if year >= _SUPER_BOWL_SECOND_SUNDAY_SINCE else SU(1)
    return MappingProxyType(
        {
            Holiday.NEW_YEAR: start,
            Holiday.MLK: start + relativedelta(weekday=MO(3)),
            Holiday.SUPER_BOWL: start + relativedelta(month=2, weekday=super_bowl),
            Holiday.PRESIDENTS: start + relativedelta(month=2, weekday=MO(3)),
            Holiday.EASTER: easter(year),
            Holiday.MEMORIAL: start + relativedelta(month=5, day=31, weekday=MO(-1)),
            Holiday.JUNETEENTH: date(year, 6, 19),
            Holiday.INDEPENDENCE: date(year, 7, 4),
            Holiday.LABOR: start + relativedelta(month=9, weekday=MO(1)),
            Holiday.COLUMBUS: start + relativedelta(month=10, weekday=MO(2)),
            Holiday.HALLOWEEN: date(year, 10, 31),
            Holiday.VETERANS: date(year, 11, 11),
            Holiday.THANKSGIVING: start + relativedelta(month=11, weekday=TH(4)),
            Holiday.CHRISTMAS: date(year, 12, 25),
        }
    )


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The days of ``year`` on which federal offices are closed for a holiday, as observed (5 U.S.C. 6103)."""
    closed = (_observed(day) for y in (year, year + 1) for h, day in travel_holidays(y).items() if _is_federal(h, y))
    return frozenset(day for day in closed if day.year == year)


def _is_federal(holiday: Holiday, year: int) -> bool:
    if holiday is Holiday.JUNETEENTH:
        return year >= _JUNETEENTH_FEDERAL_SINCE
    return holiday in _FEDERAL


def _observed(day: date) -> date:
    if day.weekday() == 5:
        return day + relativedelta(weekday=FR(-1))
    if day.weekday() == 6:
        return day + relativedelta(weekday=MO(1))
    return day
