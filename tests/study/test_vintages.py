from datetime import UTC, date, datetime, time, timedelta

import pytest

from paxline.counts.calendar import eastern, nominal_release
from paxline.counts.history import History, Reading, Vintage
from paxline.study.series import Lacking
from paxline.study.vintages import Restatement, Sightings, restatement, revisions, sightings
from paxline.testing import reading

MONDAY = date(2024, 3, 4)
LATER = datetime(2025, 1, 15, 14, tzinfo=UTC)
NOW = datetime(2025, 6, 1, tzinfo=UTC)


def of_week(published: list[int], restated: dict[int, int]) -> History:
    days = [MONDAY + timedelta(days=i) for i in range(len(published))]
    readings: list[Reading] = [reading(day, n) for day, n in zip(days, published, strict=True)]
    readings += [reading(days[i], n, known_at=LATER, vintage=Vintage.RESTATED) for i, n in restated.items()]
    return History.of(readings, known_by=NOW)


def test_the_table_of_a_year_equals_the_sum_done_by_hand() -> None:
    of = restatement(of_week([2_000_000] * 7, {0: 2_100_000, 1: 1_900_000, 2: 2_002_000}))
    assert isinstance(of, Restatement)
    (year,) = of.years
    assert (year.year, year.days, year.changed) == (2024, 7, 3)
    assert year.mean == pytest.approx((2 / 2.1 - 1 + 2 / 1.9 - 1 + 2 / 2.002 - 1) / 7)
    assert year.median == 0.0
    assert sum(of.classes) == 7
    assert of.classes == (0, 1, 0, 0, 0, 5, 0, 0, 0, 0, 1)
    assert [gap.people for gap in of.largest] == [-100_000, 100_000, -2_000]


@pytest.mark.parametrize(("restated", "flipped"), [(2_000_001, 1), (1_999_999, 0), (2_049_999, 1)])
def test_a_week_whose_two_means_lie_about_a_strike_is_counted(restated: int, flipped: int) -> None:
    # A mean of exactly 2.00 M is not above it.
    of = restatement(of_week([2_000_000] * 7, dict.fromkeys(range(7), restated)))
    assert isinstance(of, Restatement)
    assert (of.years[0].flipped, of.years[0].weeks) == (flipped, 1)


def test_what_stands_in_for_a_published_figure_is_not_compared() -> None:
    readings = [
        reading(MONDAY, 100, vintage=Vintage.STAND_IN),
        reading(MONDAY, 100, known_at=LATER, vintage=Vintage.RESTATED),
    ]
    assert isinstance(restatement(History.of(readings, known_by=NOW)), Lacking)


def test_only_instants_that_are_not_the_timetables_are_sightings() -> None:
    day = date(2022, 5, 2)
    days = [day + timedelta(days=i) for i in range(5)]
    readings = [
        reading(days[0], 100),
        reading(days[1], 100, known_at=eastern(days[2], time(9, 30))),
        reading(days[2], 100, known_at=eastern(days[3], time(8, 41))),
        reading(days[3], 100, known_at=eastern(days[3] + timedelta(days=2), time(1, 0))),
        reading(days[4], 100, known_at=eastern(days[4] + timedelta(days=40), time(9, 0))),
    ]
    of = sightings(History.of(readings, known_by=NOW))
    assert isinstance(of, Sightings)
    assert (of.n, of.by_timetable, of.loaded_later) == (3, 1, 1)
    (year,) = of.years
    assert (year.punctual, year.earliest) == (2, time(8, 41))
    assert year.lags == (2, 1, 0, 0)
    assert year.quartiles is not None
    assert year.quartiles[1] == pytest.approx(9 + 5.5 / 60)
    assert of.weekdays[3] == (0, 1, 0, 0)


def test_without_published_figures_no_timing_is_known() -> None:
    only = [reading(MONDAY, 100, vintage=Vintage.RESTATED)]
    assert isinstance(sightings(History.of(only, known_by=NOW)), Lacking)


def test_corrections_seen_at_one_instant_are_one_batch() -> None:
    seen = nominal_release(MONDAY) + timedelta(days=20)
    readings = [
        reading(MONDAY, 100),
        reading(MONDAY + timedelta(days=1), 100),
        reading(MONDAY, 110, known_at=seen),
        reading(MONDAY + timedelta(days=1), 95, known_at=seen),
        reading(MONDAY, 100, known_at=seen + timedelta(days=1)),
        reading(MONDAY, 120, known_at=LATER, vintage=Vintage.RESTATED),
    ]
    first, second = revisions(History.of(readings, known_by=NOW))
    assert first.days == (MONDAY, MONDAY + timedelta(days=1))
    assert (first.smallest, first.largest) == pytest.approx((-0.05, 0.10))
    assert second.days == (MONDAY,)
    assert second.largest == pytest.approx(100 / 110 - 1)


def test_the_collected_data_hold_the_restatements_and_corrections_known(real_history: History) -> None:
    of = restatement(real_history)
    assert isinstance(of, Restatement)
    means = {year.year: year.mean for year in of.years}
    assert means[2023] == pytest.approx(-0.0040, abs=0.0002)
    assert means[2024] == pytest.approx(-0.0009, abs=0.0002)
    assert means[2025] == pytest.approx(-0.0010, abs=0.0002)
    assert of.largest[0].day == date(2024, 9, 7)
    found = revisions(real_history)
    assert [len(one.days) for one in found] == [21, 1, 1, 3]
