from datetime import date, timedelta

import numpy as np
import pytest

from paxline.counts.calendar import Holiday, travel_holidays
from paxline.counts.history import History
from paxline.study.effects import (
    FEW,
    HolidayEffect,
    Season,
    WeekdayShape,
    holiday_effects,
    local_baseline,
    place,
    weekday_shapes,
)
from paxline.study.series import Lacking, series
from paxline.testing import history

START = date(2022, 1, 3)
SHAPE = (1.02, 0.88, 0.94, 1.05, 1.09, 0.93, 1.09)
PLANTED = {-1: 0.20, 0: -0.40, 3: 0.15}


def made(*, noise: float, seed: int, days: int = 8 * 364) -> History:
    """Eight years with a weekday shape, growth, and planted effects around Thanksgiving."""
    rng = np.random.default_rng(seed)
    every = [START + timedelta(days=i) for i in range(days)]
    effects = {
        travel_holidays(year)[Holiday.THANKSGIVING] + timedelta(days=offset): effect
        for year in range(2022, 2031)
        for offset, effect in PLANTED.items()
    }
    log = [np.log(2e6 * SHAPE[day.weekday()]) + effects.get(day, 0.0) + 1e-4 * i for i, day in enumerate(every)]
    return history(START, [round(float(np.exp(value))) for value in np.array(log) + rng.normal(0, noise, days)])


def told(of: tuple[HolidayEffect, ...] | Lacking) -> dict[tuple[Holiday, int], HolidayEffect]:
    assert not isinstance(of, Lacking)
    return {(effect.holiday, effect.offset): effect for effect in of}


def test_a_planted_holiday_effect_is_recovered_exactly_where_there_is_no_noise() -> None:
    of = told(holiday_effects(series(made(noise=0, seed=1))))
    for offset in range(-6, 6):
        effect = of[Holiday.THANKSGIVING, offset]
        assert effect.effect.mean == pytest.approx(PLANTED.get(offset, 0.0), abs=1e-5)
        assert effect.effect.n == len(effect.years) >= FEW


def test_the_interval_covers_the_planted_effect_about_as_often_as_it_says() -> None:
    covered = [
        effect.effect.low
        <= (PLANTED.get(offset, 0.0) if holiday is Holiday.THANKSGIVING else 0.0)
        <= effect.effect.high
        for seed in range(3)
        for (holiday, offset), effect in told(holiday_effects(series(made(noise=0.02, seed=seed)))).items()
        if effect.effect.low is not None and effect.effect.high is not None
    ]
    assert len(covered) > 300
    assert 0.91 <= np.mean(covered) <= 0.99
    of = told(holiday_effects(series(made(noise=0.02, seed=1))))[Holiday.THANKSGIVING, 0].effect
    assert of.low is not None
    assert of.high is not None
    assert of.low < -0.40 < of.high < -0.3


def test_a_planted_weekday_shape_is_recovered_in_every_season() -> None:
    shapes = weekday_shapes(series(made(noise=0.01, seed=2)))
    assert not isinstance(shapes, Lacking)
    assert {shape.season for shape in shapes} == set(Season)
    by_size: list[WeekdayShape] = sorted(shapes, key=lambda shape: shape.ratio.mean)
    assert by_size[0].weekday == 1
    for shape in shapes:
        expected = np.log(SHAPE[shape.weekday] / np.mean(SHAPE))
        assert shape.ratio.mean == pytest.approx(expected, abs=0.006)
        assert shape.ratio.n >= 2


def test_a_day_near_two_holidays_goes_to_the_nearer() -> None:
    assert place(date(2025, 12, 28).toordinal()) == (Holiday.CHRISTMAS, 3)
    assert place(date(2025, 12, 29).toordinal()) == (Holiday.NEW_YEAR, -3)
    assert place(date(2025, 8, 6).toordinal()) is None


def test_a_baseline_needs_calm_days_on_both_sides() -> None:
    counts = series(made(noise=0, seed=1, days=300))
    assert local_baseline(counts, counts.first) is None
    middle = counts.first + 150
    assert local_baseline(counts, middle) == pytest.approx(counts.at(np.array(middle)), abs=1e-5)


def test_little_data_lacks_what_they_cannot_tell() -> None:
    few = series(made(noise=0, seed=1, days=10))
    assert isinstance(weekday_shapes(few), Lacking)
    assert isinstance(holiday_effects(few), Lacking)


def test_seasons_are_quarters_from_december() -> None:
    assert [Season.of(date(2025, month, 1)).name for month in (12, 2, 3, 8, 9)] == [
        "WINTER",
        "WINTER",
        "SPRING",
        "SUMMER",
        "AUTUMN",
    ]
