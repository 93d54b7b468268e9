from datetime import date

from paxline.counts.calendar import Week
from paxline.study.disruptions import DISRUPTIONS, Disruption, happenings


def test_the_table_is_in_order_and_each_line_says_who_says_so() -> None:
    assert [one.first for one in DISRUPTIONS] == sorted(one.first for one in DISRUPTIONS)
    assert all(one.first <= one.last and one.what and one.source for one in DISRUPTIONS)


def test_a_disruption_touches_the_weeks_that_hold_a_day_of_it() -> None:
    of = Disruption(date(2026, 1, 24), date(2026, 1, 26), "storm", "made up")
    assert [of.touches(Week(date(2026, 1, 12)).plus(i)) for i in range(4)] == [False, True, True, False]


def test_a_week_is_named_by_its_disruptions_and_holidays() -> None:
    assert happenings(Week(date(2024, 10, 7))) == "hurricane Milton; Columbus Day the day after"
    assert happenings(Week(date(2025, 4, 21))) == "Easter Sunday the day before"
    assert happenings(Week(date(2024, 11, 25))) == "Thanksgiving"
    assert not happenings(Week(date(2024, 8, 5)))
