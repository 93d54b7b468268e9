import sys
from datetime import UTC, date, datetime

import pytest

from paxline.counts.calendar import Week, federal_holidays
from paxline.edge.supplements.holidays import NAME, holiday_series, holidays_in
from paxline.errors import MissingData


def test_the_holidays_of_a_week_come_by_day_across_the_turn_of_the_year() -> None:
    assert holidays_in(Week(date(2021, 12, 27))) == {
        date(2021, 12, 31): "New Year's Day (observed)",
        date(2022, 1, 1): "New Year's Day",
    }
    assert holidays_in(Week(date(2024, 3, 4))) == {}


def test_the_package_closes_no_office_that_the_calendar_keeps_open() -> None:
    weeks = [Week(date(2022, 1, 3)).plus(i) for i in range(220)]
    told = {day for week in weeks for day in holidays_in(week) if day.weekday() < 5}
    assert told == {day for week in weeks for day in week.days if day in federal_holidays(day.year)}


def test_a_week_with_a_holiday_is_known_long_before() -> None:
    series = holiday_series([Week(date(2024, 11, 25))], known_by=datetime(2023, 6, 1, tzinfo=UTC))
    assert [(one.series, one.value) for one in series.observations] == [(NAME, 1.0)]


def test_without_the_package_the_series_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(MissingData, match="not installed"):
        holidays_in(Week(date(2024, 3, 4)))
