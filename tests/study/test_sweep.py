from collections.abc import Mapping

import numpy as np
import pytest

from paxline.desk.policy import Policy
from paxline.study.sweep import WeekMade, best_by_chance, caution, row, variants


def read(choice: Mapping[str, str]) -> Policy:
    return Policy(kelly=float(choice.get("desk.kelly", 0.25)))


def test_every_combination_is_tried_once_and_named_as_it_is_written() -> None:
    found = variants({"desk.kelly": ("0.1", "0.2"), "desk.lot": ("10", "20", "30")}, read)
    assert [one.name for one in found][:2] == ["desk.kelly = 0.1, desk.lot = 10", "desk.kelly = 0.1, desk.lot = 20"]
    assert len({one.name for one in found}) == 6
    assert {one.policy.kelly for one in found} == {0.1, 0.2}
    assert [one.name for one in variants({}, read)] == ["defaults"]


def test_a_row_holds_each_way_of_filling_apart() -> None:
    weeks = [WeekMade(str(n), 10.0 * n, {"lower": -1.0, "upper": float(n)}) for n in (1, 2, 3)]
    found = row("defaults", weeks)
    assert (found.weeks, found.contracts) == (3, 20.0)
    assert found.dollars["lower"].mean == -1.0
    assert found.dollars["upper"].low < found.dollars["upper"].mean == 2.0 < found.dollars["upper"].high


@pytest.mark.parametrize("tried", [2, 10, 100, 1000])
def test_the_best_of_many_worthless_settings_is_what_drawing_them_gives(tried: int) -> None:
    drawn = np.random.default_rng(5).standard_normal((4_000, tried)).max(axis=1).mean()
    assert best_by_chance(tried) == pytest.approx(drawn, abs=0.1)


def test_what_is_said_beside_the_table_grows_with_what_was_tried() -> None:
    assert "nothing was chosen" in caution(1, 6)
    assert "40 settings on the same 6 weeks" in caution(40, 6)
    assert f"{best_by_chance(40):.1f} standard errors" in caution(40, 6)
