"""Which days lie in the window of a travel holiday, and where in it.

A window is a run of whole-day offsets from the holiday itself (offset 0). Its core days are those on which
travel changes by tens of percent, so that no ordinary prior holds there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from paxline.counts.calendar import Holiday, travel_holidays

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WINDOWS: Final[Mapping[Holiday, tuple[int, int]]] = MappingProxyType(
    {
        Holiday.NEW_YEAR: (-4, 8),
        Holiday.MLK: (-5, 4),
        Holiday.SUPER_BOWL: (-2, 3),
        Holiday.PRESIDENTS: (-6, 4),
        Holiday.EASTER: (-10, 9),
        Holiday.MEMORIAL: (-6, 4),
        Holiday.JUNETEENTH: (-4, 4),
        Holiday.INDEPENDENCE: (-7, 7),
        Holiday.LABOR: (-6, 5),
        Holiday.COLUMBUS: (-5, 4),
        Holiday.HALLOWEEN: (-2, 2),
        Holiday.VETERANS: (-4, 4),
        Holiday.THANKSGIVING: (-10, 8),
        Holiday.CHRISTMAS: (-8, 5),
    }
)
"""First and last offset, in days, at which each holiday is taken to move travel."""

CORE: Final[Mapping[Holiday, tuple[int, int]]] = MappingProxyType(
    {
        Holiday.NEW_YEAR: (-2, 3),
        Holiday.MEMORIAL: (-3, 1),
        Holiday.INDEPENDENCE: (-2, 3),
        Holiday.LABOR: (-3, 1),
        Holiday.THANKSGIVING: (-2, 4),
        Holiday.CHRISTMAS: (-3, 3),
    }
)
"""First and last offset of the days whose effect gets a wide prior of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The rows of a design that lie in one holiday's window; all arrays have the same length.

    Attributes:
        holiday: Whose window it is.
        rows: Positions in the design.
        offset: Days from the holiday.
        year: The year of the holiday, which for a New Year's window may differ from the day's own.
        weekday: Weekday of the holiday itself, Monday 0.
        core: Whether the day has a wide prior of its own.
    """

    holiday: Holiday
    rows: Ints
    offset: Ints
    year: Ints
    weekday: Ints
    core: Bools


def windows(days: Ints) -> tuple[Window, ...]:
    """The holiday windows that touch ``days`` (proleptic ordinals), one per holiday that does."""
    if not len(days):
        return ()
    years = range(date.fromordinal(int(days.min())).year - 1, date.fromordinal(int(days.max())).year + 2)
    found = (_window(holiday, days, years) for holiday in Holiday)
    return tuple(window for window in found if len(window.rows))


def _window(holiday: Holiday, days: Ints, years: Iterable[int]) -> Window:
    first, last = WINDOWS[holiday]
    core_first, core_last = CORE.get(holiday, (1, 0))
    columns: list[tuple[Ints, Ints, Ints, Ints]] = []
    for year in years:
        day = travel_holidays(year)[holiday]
        offset = days - day.toordinal()
        rows = np.flatnonzero((offset >= first) & (offset <= last))
        columns.append((rows, offset[rows], np.full_like(rows, year), np.full_like(rows, day.weekday())))
    rows, offset, year_of, weekday = (np.concatenate(column) for column in zip(*columns, strict=True))
    return Window(holiday, rows, offset, year_of, weekday, (offset >= core_first) & (offset <= core_last))
