from datetime import date, timedelta

import pytest
from tests.edge.tsa.made import counts

from paxline.edge.tsa.plausible import Verdict, gaps, judge

DAY = date(2026, 3, 4)


def verdict(figure: int) -> Verdict:
    figures = {**counts(date(2026, 1, 1), 116), DAY: figure}
    judged = judge(figures, known={}, restated=frozenset())
    assert all(judged[day].verdict is Verdict.KEEP for day in figures if day != DAY)
    return judged[DAY].verdict


@pytest.mark.parametrize("share", [0.57, 0.7, 0.9, 1.0, 1.2, 1.5, 1.8])
def test_what_weather_and_holidays_do_is_kept(share: float) -> None:
    assert verdict(round(2_000_000 * share)) is Verdict.KEEP


@pytest.mark.parametrize("figure", [1, 49_999, 200_001, 400_001, 900_001, 999_999, 4_700_001, 6_000_001, 20_000_001])
def test_what_never_happened_is_refused(figure: int) -> None:
    assert verdict(figure) is Verdict.REFUSE


def test_a_collapse_that_lasts_is_kept() -> None:
    figures = counts(date(2026, 1, 1), 60)
    level = 2_000_000.0
    for step in range(60, 90):
        level = max(100_000, level * 0.82)
        figures[date(2026, 1, 1) + timedelta(days=step)] = round(level)
    judged = judge(figures, known={}, restated=frozenset())
    assert all(judgement.verdict is Verdict.KEEP for judgement in judged.values())


def test_a_wrong_neighbour_does_not_condemn_a_right_figure() -> None:
    figures = {DAY: 2_000_001, DAY + timedelta(days=1): 212_345}
    judged = judge(figures, known={}, restated=frozenset())
    assert [judged[day].verdict for day in figures] == [Verdict.KEEP, Verdict.REFUSE]


def test_a_restated_figure_may_differ_from_the_stored_one() -> None:
    figures = counts(date(2025, 1, 1), 60)
    known = {day: round(figure * 0.95) for day, figure in figures.items()}
    judged = judge(figures, known=known, restated=frozenset(figures))
    assert not any("before" in judgement.reason for judgement in judged.values())


def test_gaps_are_the_days_between() -> None:
    days = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 5)]
    assert gaps(days) == [(date(2026, 1, 3), date(2026, 1, 4))]
