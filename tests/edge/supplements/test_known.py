from datetime import UTC, date, datetime

from paxline.edge.supplements.known import holiday_known_at, index_known_at, trend_known_at, weather_known_at


def test_the_index_of_a_week_is_known_on_the_thursday_after_its_saturday() -> None:
    assert index_known_at(date(2024, 1, 6)) == datetime(2024, 1, 11, 16, 30, tzinfo=UTC)
    assert index_known_at(date(2024, 7, 13)) == datetime(2024, 7, 18, 15, 30, tzinfo=UTC)


def test_a_holiday_on_the_thursday_delays_the_index_by_a_day() -> None:
    assert index_known_at(date(2023, 11, 18)) == datetime(2023, 11, 24, 16, 30, tzinfo=UTC)
    assert index_known_at(date(2024, 6, 29)) == datetime(2024, 7, 5, 15, 30, tzinfo=UTC)


def test_a_week_of_searches_is_known_three_days_after_its_saturday_ended() -> None:
    assert trend_known_at(date(2024, 1, 7)) == datetime(2024, 1, 17, 5, 0, tzinfo=UTC)


def test_weather_is_known_the_next_morning_and_a_holiday_long_before() -> None:
    assert weather_known_at(date(2024, 1, 7)) == datetime(2024, 1, 8, 11, 0, tzinfo=UTC)
    assert holiday_known_at(date(2024, 12, 25)) == datetime(2023, 1, 1, 5, 0, tzinfo=UTC)
