"""What every forecaster promises, whichever it is."""

import pytest
from tests.forecast.made_up import DAYS, day, past

from paxline.counts.calendar import Week
from paxline.forecast.baselines import BASELINES
from paxline.forecast.weekly import DayForecast, Forecaster, Origin, WeekForecast

FORECASTERS: list[Forecaster] = list(BASELINES.values())
WEEK = Week(day(DAYS - 14))
EVERY = pytest.mark.parametrize("forecaster", FORECASTERS, ids=lambda f: f.name)


def told(forecaster: Forecaster, known: int) -> WeekForecast:
    return forecaster.forecast(past().as_of(past().published[day(DAYS - 15 + known)].known_at), WEEK)


@EVERY
@pytest.mark.parametrize("known", range(5))
def test_every_day_of_the_week_is_either_known_or_forecast(forecaster: Forecaster, known: int) -> None:
    forecast = told(forecaster, known)
    assert [*forecast.known_days, *(one.day for one in forecast.days)] == list(WEEK.days)
    assert len(forecast.known_days) == known


@EVERY
def test_a_forecast_is_signed_and_dated(forecaster: Forecaster) -> None:
    forecast = told(forecaster, 2)
    assert forecast.model == forecaster.name
    assert forecast.as_of == past().published[WEEK.days[1]].known_at
    assert all(reading.known_at <= forecast.as_of for reading in forecast.known_days.values())


@EVERY
def test_a_forecast_equals_itself_made_again(forecaster: Forecaster) -> None:
    assert told(forecaster, 3) == told(forecaster, 3)
    assert told(forecaster, 3) != told(forecaster, 4)


@EVERY
def test_nothing_asked_nothing_told(forecaster: Forecaster) -> None:
    assert list(forecaster.walk(past(), [])) == []


def test_values_compare_by_what_they_say() -> None:
    assert DayForecast(day(0), 1.0, 2.0) == DayForecast(day(0), 1.0, 2.0)
    assert len({Origin(WEEK, past().known_by), Origin(WEEK, past().known_by)}) == 1
