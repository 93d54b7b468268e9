"""The ``holidays`` package's holidays of the United States, where that package is installed.

The forecast does not need it: ``counts.calendar`` states its own rules and is compared with the package in the tests.
It is read here so that its one-hot holidays get the same trial as every other series.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from paxline.counts.calendar import Week
from paxline.counts.supplements import Observation, Series
from paxline.edge.supplements.known import holiday_known_at
from paxline.errors import MissingData

NAME: Final = "US holidays in the week"
_MOST_NAME: Final = 80


def holidays_in(week: Week) -> Mapping[date, str]:
    """The package's holidays on the days of ``week``, by day; ``MissingData`` where the package is not installed."""
    known = _package(sorted({day.year for day in week.days}))
    return {day: known[day][:_MOST_NAME] for day in week.days if day in known}


def holiday_series(weeks: Iterable[Week], *, known_by: datetime) -> Series:
    """How many of the package's holidays fall in each week, announced long before; ``MissingData`` as above."""
    observations = [
        Observation(
            NAME, week.monday, week.sunday, float(len(holidays_in(week))), holiday_known_at(week.monday), "holidays"
        )
        for week in weeks
    ]
    return Series.of(NAME, observations, known_by=known_by)


def _package(years: list[int]) -> Mapping[date, str]:
    try:
        import holidays  # noqa: PLC0415 - optional, and slow to import
    except ImportError:
        raise MissingData("the holidays package is not installed; its series is not tried") from None
    return dict(holidays.country_holidays("US", years=years).items())
