from dataclasses import replace

import numpy as np
import pytest

from paxline.desk.utility import Utility
from paxline.desk.whole import Deal, certain_growth, wealth, whole_contracts

FREE = Deal(
    utility=Utility(1.0),
    unit=1_000_000_000,
    weights=np.array([0.4, 0.6]),
    base=np.array([1_000_000_000, 1_000_000_000]),
    floors=np.array([0, 0]),
    gains=np.array([[-500_000, 500_000], [-550_000, 450_000]]),
    costs=np.array([500_000, 550_000]),
    caps=np.array([300, 300]),
    group=np.array([0, 0]),
    room=np.array([100_000, 100_000]),
    closing=np.array([0, 0]),
    spend=10**12,
    fee=lambda _place, _contracts: 0,
)
"""Two levels of one book, a thousand dollars."""

BEST, ADVANTAGE = np.array([300.0, 60.6]), np.array([1e-3, 0.0])


def test_the_optimum_is_rounded_to_the_better_neighbour() -> None:
    counts = whole_contracts(FREE, BEST, ADVANTAGE)
    assert counts[0] == 300
    others = [certain_growth(FREE, np.array([300, n])) for n in range(300)]
    assert certain_growth(FREE, counts) == max(others)


def test_every_bound_is_kept_to_the_millionth() -> None:
    floor = replace(FREE, floors=np.array([999_000_001, 999_000_001]))
    assert whole_contracts(floor, np.array([2.0, 0.0]), ADVANTAGE).tolist() == [1, 0]
    cash = replace(FREE, spend=1_499_999)
    assert whole_contracts(cash, np.array([3.0, 0.0]), ADVANTAGE).tolist() == [2, 0]
    room = replace(FREE, room=np.array([399, 0]))
    assert whole_contracts(room, np.array([4.0, 0.0]), ADVANTAGE).tolist() == [3, 0]


def test_what_pairs_off_returns_its_dollar() -> None:
    closing = replace(FREE, spend=0, closing=np.array([200, 0]))
    # Two returned dollars pay for four contracts at half of one.
    assert whole_contracts(closing, np.array([4.0, 0.0]), ADVANTAGE).tolist() == [4, 0]


def test_a_fee_that_eats_the_edge_leaves_nothing() -> None:
    dear = replace(FREE, fee=lambda _place, contracts: 200_000 * contracts)
    assert whole_contracts(dear, BEST, ADVANTAGE).tolist() == [0, 0]


def test_wealth_counts_gains_and_fees() -> None:
    charged = replace(FREE, fee=lambda _place, contracts: 7 * contracts)
    assert wealth(charged, np.array([2, 0])).tolist() == [998_999_986, 1_000_999_986]


def test_sizes_that_ruin_are_not_taken() -> None:
    poor = replace(FREE, base=np.array([600_000, 600_000]), unit=600_000)
    counts = whole_contracts(poor, np.array([300.0, 0.0]), ADVANTAGE)
    assert (wealth(poor, counts) > 0).all()
    assert certain_growth(poor, counts) == pytest.approx(max(certain_growth(poor, np.array([n, 0])) for n in (0, 1)))


def test_where_portfolios_are_few_all_are_looked_at_and_else_the_climb_finds_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    charged = replace(FREE, caps=np.array([40, 60]), fee=lambda _place, contracts: 9_000 * -(-contracts // 7))
    size = np.array([40.0, 20.6])
    looked = whole_contracts(charged, size, ADVANTAGE)
    every = [[a, b] for a in range(41) for b in range(61)]
    assert certain_growth(charged, looked) == max(certain_growth(charged, np.array(one)) for one in every)
    monkeypatch.setattr("paxline.desk.whole._SO_FEW", 1)
    climbed = whole_contracts(charged, size, ADVANTAGE)
    assert certain_growth(charged, climbed) == pytest.approx(certain_growth(charged, looked), abs=1e-9)
