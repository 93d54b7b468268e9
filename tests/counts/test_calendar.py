from datetime import UTC, date, datetime, time, timedelta

import holidays as reference
import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from paxline.counts.calendar import (
    EASTERN,
    ONE_DAY,
    Holiday,
    Week,
    eastern,
    eastern_day,
    expected_release,
    federal_holidays,
    nominal_release,
    travel_holidays,
)

YEARS = range(2019, 2036)
days = st.dates(date(2019, 1, 1), date(2035, 12, 31))

NAMES = {
    Holiday.NEW_YEAR: "New Year's Day",
    Holiday.MLK: "Martin Luther King Jr. Day",
    Holiday.PRESIDENTS: "Washington's Birthday",
    Holiday.MEMORIAL: "Memorial Day",
    Holiday.INDEPENDENCE: "Independence Day",
    Holiday.LABOR: "Labor Day",
    Holiday.COLUMBUS: "Columbus Day",
    Holiday.VETERANS: "Veterans Day",
    Holiday.THANKSGIVING: "Thanksgiving Day",
    Holiday.CHRISTMAS: "Christmas Day",
}
"""Our name of each federal holiday, and the reference package's. Juneteenth has a test of its own."""

SUPER_BOWLS = {
    2019: date(2019, 2, 3),
    2020: date(2020, 2, 2),
    2021: date(2021, 2, 7),
    2022: date(2022, 2, 13),
    2023: date(2023, 2, 12),
    2024: date(2024, 2, 11),
    2025: date(2025, 2, 9),
    2026: date(2026, 2, 8),
}
"""The games as played (National Football League)."""


def named_days(year: int) -> dict[str, date]:
    return {name: day for day, name in reference.country_holidays("US", years=year, observed=False).items()}


@pytest.mark.parametrize("year", YEARS)
def test_federal_travel_holidays_are_where_the_holidays_package_has_them(year: int) -> None:
    theirs = named_days(year)
    ours = travel_holidays(year)
    assert {holiday: ours[holiday] for holiday in NAMES} == {holiday: theirs[name] for holiday, name in NAMES.items()}


@pytest.mark.parametrize("year", YEARS)
def test_juneteenth_moves_travel_every_year_and_closes_offices_since_it_is_law(year: int) -> None:
    theirs = named_days(year).get("Juneteenth National Independence Day")
    assert travel_holidays(year)[Holiday.JUNETEENTH] == date(year, 6, 19)
    assert theirs == (date(year, 6, 19) if year >= 2021 else None)


@pytest.mark.parametrize("year", YEARS)
def test_offices_close_when_the_holidays_package_says_so(year: int) -> None:
    weekdays = {day for day in reference.country_holidays("US", years=year) if day.weekday() < 5}
    one_off = {day for day in weekdays if reference.country_holidays("US", years=year)[day] not in _ruled(year)}
    assert federal_holidays(year) == weekdays - one_off


def _ruled(year: int) -> set[str]:
    names = {*NAMES.values(), "Juneteenth National Independence Day"}
    return names | {f"{name} (observed)" for name in names}


@pytest.mark.parametrize("year", YEARS)
def test_every_travel_holiday_has_one_day_in_its_year(year: int) -> None:
    assert set(travel_holidays(year)) == set(Holiday)
    assert {day.year for day in travel_holidays(year).values()} == {year}
    assert travel_holidays(year)[Holiday.EASTER] == easter(year)
    assert travel_holidays(year)[Holiday.HALLOWEEN] == date(year, 10, 31)


@pytest.mark.parametrize("year", SUPER_BOWLS)
def test_the_super_bowl_is_where_it_was_played(year: int) -> None:
    assert travel_holidays(year)[Holiday.SUPER_BOWL] == SUPER_BOWLS[year]


def test_a_holiday_has_a_fixed_date_if_it_never_moves() -> None:
    for holiday in Holiday:
        dates = {(travel_holidays(year)[holiday].month, travel_holidays(year)[holiday].day) for year in YEARS}
        assert holiday.fixed_date == (len(dates) == 1), holiday


def test_nobody_can_move_a_holiday_for_everybody() -> None:
    with pytest.raises(TypeError):
        travel_holidays(2026)[Holiday.EASTER] = date(2026, 1, 1)  # pyright: ignore[reportIndexIssue] - the point


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (date(2026, 3, 7), 14),  # standard time
        (date(2026, 3, 8), 13),  # clocks went forward at 2:00
        (date(2026, 10, 31), 13),
        (date(2026, 11, 1), 14),  # clocks went back at 2:00
    ],
)
def test_nine_eastern_follows_daylight_saving(day: date, utc_hour: int) -> None:
    assert eastern(day, time(9)) == datetime(day.year, day.month, day.day, utc_hour, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_the_day_of_the_change_is_one_eastern_day_from_midnight_to_midnight(day: date) -> None:
    start, end = eastern(day, time(0)), eastern(day + ONE_DAY, time(0))
    assert end - start == timedelta(hours=23 if day.month == 3 else 25)
    assert eastern_day(start) == eastern_day(end - timedelta(seconds=1)) == day
    assert eastern_day(start - timedelta(seconds=1)) == day - ONE_DAY
    assert eastern_day(end) == day + ONE_DAY


@given(days, st.times().filter(lambda at: at.hour >= 3))
def test_eastern_and_utc_are_the_same_instant(day: date, at: time) -> None:
    instant = eastern(day, at)
    assert instant.tzinfo is UTC
    assert instant.astimezone(EASTERN).replace(tzinfo=None) == datetime.combine(day, at)
    assert eastern_day(instant) == day


@given(days)
def test_every_day_lies_in_one_week(day: date) -> None:
    week = Week.holding(day)
    assert day in week.days
    assert len(set(week.days)) == 7
    assert (week.monday.weekday(), week.sunday.weekday()) == (0, 6)
    assert Week.ending(week.sunday) == week == Week.holding(week.sunday)
    assert day not in week.plus(1).days
    assert day not in week.plus(-1).days


@given(days, st.integers(-60, 60))
def test_weeks_are_counted_both_ways(day: date, n: int) -> None:
    week = Week.holding(day)
    assert week.plus(n).plus(-n) == week
    assert week.plus(n).monday - week.monday == timedelta(weeks=n)
    assert (week.plus(n) > week) == (n > 0)


@pytest.mark.parametrize("offset", range(1, 7))
def test_a_week_starts_on_a_monday_and_ends_on_a_sunday(offset: int) -> None:
    monday = date(2026, 4, 20)
    with pytest.raises(ValueError, match="starts on a Monday"):
        Week(monday + timedelta(days=offset))
    with pytest.raises(ValueError, match="ends on a Sunday"):
        Week.ending(monday + timedelta(days=offset - 1))


def test_a_week_is_printed_by_its_sunday() -> None:
    assert str(Week(date(2026, 4, 20))) == "week ending 2026-04-26"


@pytest.mark.parametrize(
    ("day", "release"),
    [
        (date(2026, 4, 20), date(2026, 4, 21)),  # Monday's figure on Tuesday
        (date(2026, 4, 23), date(2026, 4, 24)),  # Thursday's on Friday
        (date(2026, 4, 24), date(2026, 4, 27)),  # Friday's, Saturday's and Sunday's on Monday
        (date(2026, 4, 25), date(2026, 4, 27)),
        (date(2026, 4, 26), date(2026, 4, 27)),
    ],
)
def test_an_ordinary_week_is_released_by_the_timetable(day: date, release: date) -> None:
    assert nominal_release(day) == expected_release(day) == eastern(release, time(9))


@pytest.mark.parametrize(
    ("day", "nominal", "expected"),
    [
        (date(2026, 5, 22), date(2026, 5, 25), date(2026, 5, 26)),  # Friday before Memorial Day
        (date(2026, 5, 24), date(2026, 5, 25), date(2026, 5, 26)),
        (date(2026, 7, 2), date(2026, 7, 3), date(2026, 7, 6)),  # July 4 observed on a Friday
        (date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)),  # Wednesday before Thanksgiving
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 4)),  # New Year across the year's end
        (date(2027, 12, 30), date(2027, 12, 31), date(2028, 1, 3)),  # New Year 2028 observed in 2027
    ],
)
def test_a_federal_holiday_delays_the_release_we_expect(day: date, nominal: date, expected: date) -> None:
    assert nominal_release(day) == eastern(nominal, time(9))
    assert expected_release(day) == eastern(expected, time(9))


@given(st.dates(date(2019, 1, 1), date(2022, 12, 31)))
def test_before_2023_every_day_was_released_on_the_next(day: date) -> None:
    assert nominal_release(day) == expected_release(day) == eastern(day + ONE_DAY, time(9))


@given(days)
def test_a_figure_comes_after_its_day_and_in_the_order_of_days(day: date) -> None:
    for release in (nominal_release, expected_release):
        assert release(day) > eastern(day + ONE_DAY, time(0))
        assert release(day) <= release(day + ONE_DAY)
    assert nominal_release(day) <= expected_release(day)
