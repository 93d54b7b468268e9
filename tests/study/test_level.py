from datetime import date, timedelta

import pytest

from paxline.forecast.counterpart import Alignment
from paxline.study.level import Growth, Overlay, growth, overlay, trend
from paxline.study.series import Lacking, series
from paxline.testing import history

START = date(2023, 1, 2)


def test_the_trend_knows_its_highest_and_its_newest_week() -> None:
    of = trend(series(history(START, [100] * 7 + [800] + [100] * 7)))
    assert of.latest == (START + timedelta(days=14), pytest.approx(100))
    assert of.highest is not None
    assert of.highest[1] == pytest.approx(200)
    assert START + timedelta(days=7) <= of.highest[0] <= START + timedelta(days=13)
    assert len(of.days) == 15
    assert trend(series(history(START, [100]))).latest is None


def test_a_planted_growth_is_found_to_the_last_digit() -> None:
    of = growth(series(history(START, [100_000] * 364 + [103_000] * 364)))
    assert isinstance(of, Growth)
    assert of.latest == (START + timedelta(days=727), pytest.approx(0.03))
    assert of.by_week.mean == pytest.approx(0.03)
    assert of.by_week.n == 4
    assert of.lowest[1] == pytest.approx(0.03)
    assert of.points[0][0] == START + timedelta(days=364 + 27)


def test_growth_of_less_than_a_year_is_lacking() -> None:
    assert isinstance(growth(series(history(START, [100] * 300))), Lacking)
    assert isinstance(overlay(series(history(START, [100] * 300))), Lacking)


def test_a_bump_that_moves_with_easter_is_matched_by_holiday_alone() -> None:
    days = [START + timedelta(days=i) for i in range(4 * 364)]
    easters = {date(2023, 4, 9), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5)}
    near = {easter + timedelta(days=i) for easter in easters for i in range(-6, 1)}
    of = overlay(series(history(START, [130_000 if day in near else 100_000 for day in days])))
    assert isinstance(of, Overlay)
    assert [year for year, _ in of.lines] == [2026, 2025, 2024, 2023][-len(of.lines) :]
    match = {one.alignment: one for one in of.matches}
    assert match[Alignment.HOLIDAY].holiday_weeks.mean == pytest.approx(0.0, abs=1e-9)
    assert match[Alignment.WEEKDAY].holiday_weeks.mean > 0.005
    assert match[Alignment.HOLIDAY].gain.mean == pytest.approx(match[Alignment.WEEKDAY].holiday_weeks.mean)
    last_year = dict(of.lines[1][1])
    bump = [day for day, people in last_year.items() if people == pytest.approx(130_000)]
    newest = of.lines[0][0]
    assert bump == [next(easter for easter in easters if easter.year == newest)]
