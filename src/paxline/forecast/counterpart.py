"""Which day of last year a day is compared with.

Days are proleptic ordinals here (``date.toordinal``), so that they index arrays.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from paxline.counts.calendar import Holiday, travel_holidays

Ints = NDArray[np.int64]

DAYS_52_WEEKS: Final = 364
DAYS_A_YEAR: Final = 365

ALIGNED: Final[Mapping[Holiday, tuple[int, int]]] = MappingProxyType(
    {
        Holiday.NEW_YEAR: (-7, 7),
        Holiday.MLK: (-5, 4),
        Holiday.PRESIDENTS: (-6, 4),
        Holiday.EASTER: (-10, 9),
        Holiday.MEMORIAL: (-6, 4),
        Holiday.INDEPENDENCE: (-7, 7),
        Holiday.LABOR: (-6, 5),
        Holiday.COLUMBUS: (-5, 4),
        Holiday.THANKSGIVING: (-10, 8),
        Holiday.CHRISTMAS: (-7, 7),
    }
)
"""First and last offset, in days, at which a day is matched by its place around the holiday, not by its weekday."""


class Alignment(Enum):
    """How last year's counterpart of a day is found."""

    WEEKDAY = "same weekday"
    """364 days earlier."""

    DATE = "same date"
    """365 days earlier: the same date (but for leap days), on another weekday."""

    HOLIDAY = "same place around the holiday"
    """As far from last year's holiday as the day is from this year's; 364 days earlier where no holiday is near."""


def counterparts(days: Ints, alignment: Alignment) -> Ints:
    """Last year's counterpart of each of ``days``, in the same shape."""
    if alignment is Alignment.WEEKDAY:
        return days - DAYS_52_WEEKS
    if alignment is Alignment.DATE:
        return days - DAYS_A_YEAR
    return np.array([_around_the_holiday(int(day)) for day in days], dtype=np.int64)


@cache
def _around_the_holiday(day: int) -> int:
    """The counterpart by the nearest holiday whose window (``ALIGNED``) holds ``day``; of two as near, the earlier."""
    best = min(_near(day), default=None)
    return day - DAYS_52_WEEKS if best is None else best[1]


def _near(day: int) -> Iterator[tuple[int, int]]:
    """Distance and counterpart for each holiday whose window holds ``day``."""
    year = date.fromordinal(day).year
    for of in (year - 1, year, year + 1):
        for holiday, (first, last) in ALIGNED.items():
            offset = day - travel_holidays(of)[holiday].toordinal()
            if first <= offset <= last:
                yield abs(offset), travel_holidays(of - 1)[holiday].toordinal() + offset
