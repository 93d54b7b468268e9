from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from paxline.study.worlds import Life, Lived, account_of, accounts, markdown_of, table

WEEK = Lived(0, 100.0, 100.0, 10.0, 0.5, odds=1.0, weight=0.5, drawn_down=False, breaches=())


def life(*capital: float, model: str = "0.6") -> Life:
    return Life(model, tuple(replace(WEEK, seed=i, began=a, ended=b) for i, (a, b) in enumerate(pairwise(capital))))


def test_growth_is_of_weeks_and_what_a_life_came_to_of_lives() -> None:
    found = account_of([life(100, 110, 121), life(100, 90, 99)])
    assert found.growth.n == 4
    assert found.growth.mean == pytest.approx(np.log([1.1, 1.1, 0.9, 1.1]).mean())
    assert (found.lives, found.worst, found.middle) == (2, pytest.approx(0.99), pytest.approx(1.1))
    assert found.deepest == pytest.approx(0.1)
    assert found.lost == pytest.approx(-10)
    assert found.fees == pytest.approx(1.0)


def test_a_life_that_was_near_its_end_once_is_ruined_whatever_came_after() -> None:
    assert account_of([life(100, 9, 200), life(100, 11, 200)]).ruined == 1


def test_turnover_is_told_by_block_of_fifty_weeks() -> None:
    weeks = tuple(replace(WEEK, contracts=20.0 if i < 50 else 2.0, odds=1.0 if i < 75 else 0.01) for i in range(100))
    found = account_of([Life("none", weeks)])
    assert found.contracts == (20.0, 2.0)
    assert found.given_up == pytest.approx(0.25)


def test_what_did_not_hold_is_told_with_its_seed() -> None:
    broken = replace(WEEK, seed=7, breaches=("too much",), drawn_down=True)
    found = account_of([Life("1", (WEEK, broken))])
    assert found.breaches == ((7, "too much"),)
    assert found.drawn_down == 0.5


def test_the_lives_of_each_model_are_told_together_in_text_and_as_a_page() -> None:
    both = [(life(100, 110), life(100, 90, model="none")), (life(100, 120), life(100, 95, model="none"))]
    found = accounts(both)
    assert [(one.model, one.lives) for one in found] == [("0.6", 2), ("none", 2)]
    page = markdown_of(found, command="paxline study worlds --weeks 2")
    assert "`paxline study worlds --weeks 2 --markdown" in page
    assert "| none | 2 |" in page
    assert len(table(found).splitlines()) == 3
