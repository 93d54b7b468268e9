from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.forecast.counterpart import ALIGNED, Alignment, counterparts


def of(day: date, alignment: Alignment) -> date:
    return date.fromordinal(int(counterparts(np.array([day.toordinal()]), alignment)[0]))


@given(st.dates(date(2019, 1, 1), date(2035, 12, 31)))
def test_52_weeks_back_is_the_same_weekday_and_a_year_back_is_not(day: date) -> None:
    assert of(day, Alignment.WEEKDAY).weekday() == day.weekday()
    assert (day - of(day, Alignment.WEEKDAY)).days == 364
    assert (day - of(day, Alignment.DATE)).days == 365


@given(st.dates(date(2019, 1, 1), date(2035, 12, 31)))
def test_an_aligned_day_is_about_a_year_back(day: date) -> None:
    assert 364 - 36 <= (day - of(day, Alignment.HOLIDAY)).days <= 364 + 36


@pytest.mark.parametrize(
    ("day", "counterpart", "why"),
    [
        (date(2025, 11, 26), date(2024, 11, 27), "the eve of Thanksgiving, a week later in 2024"),
        (date(2025, 12, 25), date(2024, 12, 25), "Christmas, by its date"),
        (date(2025, 12, 30), date(2024, 12, 30), "nearer to New Year than to Christmas"),
        (date(2026, 1, 2), date(2025, 1, 2), "New Year, into the year before"),
        (date(2025, 7, 7), date(2024, 7, 7), "three days after July 4"),
        (date(2025, 4, 20), date(2024, 3, 31), "Easter Sunday"),
        (date(2025, 5, 26), date(2024, 5, 27), "Memorial Day"),
        (date(2025, 8, 13), date(2024, 8, 14), "no holiday near: 364 days"),
    ],
)
def test_a_day_near_a_holiday_is_matched_by_its_place_around_it(day: date, counterpart: date, why: str) -> None:
    assert of(day, Alignment.HOLIDAY) == counterpart, why


def test_every_window_holds_its_holiday() -> None:
    assert all(first <= 0 <= last for first, last in ALIGNED.values())
