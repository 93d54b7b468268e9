from datetime import date, timedelta

import numpy as np

from paxline.counts.calendar import Holiday
from paxline.forecast.windows import CORE, WINDOWS, windows


def days(first: date, last: date) -> np.ndarray:
    return np.arange(first.toordinal(), last.toordinal() + 1)


def test_every_holiday_of_a_year_has_its_window() -> None:
    found = {window.holiday: window for window in windows(days(date(2024, 1, 1), date(2024, 12, 31)))}
    assert set(found) == set(Holiday)
    for holiday, window in found.items():
        first, last = WINDOWS[holiday]
        assert window.offset.min() >= first
        assert window.offset.max() <= last


def test_new_years_window_reaches_back_into_december() -> None:
    span = days(date(2023, 12, 25), date(2024, 1, 5))
    (new_year,) = [window for window in windows(span) if window.holiday is Holiday.NEW_YEAR]
    by_day = {date.fromordinal(int(span[row])): int(o) for row, o in zip(new_year.rows, new_year.offset, strict=True)}
    assert by_day[date(2023, 12, 31)] == -1
    assert by_day[date(2024, 1, 1)] == 0
    assert set(new_year.year.tolist()) == {2024}


def test_thanksgiving_core_runs_from_tuesday_to_monday() -> None:
    span = days(date(2025, 11, 1), date(2025, 12, 15))
    (window,) = [window for window in windows(span) if window.holiday is Holiday.THANKSGIVING]
    core = [date.fromordinal(int(span[row])) for row in window.rows[window.core]]
    assert core == [date(2025, 11, 25) + timedelta(days=i) for i in range(7)]


def test_core_days_lie_inside_their_windows() -> None:
    for holiday, (first, last) in CORE.items():
        assert WINDOWS[holiday][0] <= first <= last <= WINDOWS[holiday][1]


def test_no_days_no_windows() -> None:
    assert windows(np.empty(0, dtype=np.int64)) == ()
