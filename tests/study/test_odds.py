import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.study.odds import CLAIM, bins, factor, odds_of

LADDERS = st.lists(st.floats(0, 1), min_size=1, max_size=21).map(lambda p: sorted(p, reverse=True))


@given(LADDERS)
def test_bins_are_a_distribution_none_of_whose_parts_is_nothing(p_above: list[float]) -> None:
    found = bins(p_above)
    assert len(found) == len(p_above) + 1
    assert float(found.sum()) == pytest.approx(1.0)
    assert float(found.min()) > 0.0


@given(LADDERS, st.integers(0, 5))
def test_a_bettor_gains_nothing_on_average_where_the_market_is_right(market: list[float], shift: int) -> None:
    ours = [p ** (1 + shift) for p in market]
    expected = sum(
        float(bins(market)[passed]) * factor(ours, market, passed=passed) for passed in range(len(market) + 1)
    )
    assert expected == pytest.approx(1.0)


def test_the_stake_is_the_product_of_its_weeks() -> None:
    record = odds_of([2.0, 0.5, 3.0])
    assert record.path == (2.0, 1.0, 3.0)
    assert (record.now, record.verdict) == (3.0, "open")
    assert (odds_of([]).now, odds_of([]).verdict) == (1.0, "open")
    assert odds_of([CLAIM]).verdict == "skill claimed"
    assert odds_of([1 / CLAIM]).verdict == "no skill: given up"


def test_without_skill_one_record_in_twenty_at_most_ever_reaches_a_claim() -> None:
    rng = np.random.default_rng(3)
    market, ours = [0.8, 0.5, 0.2], [0.9, 0.6, 0.1]
    factors = bins(ours) / bins(market)
    drawn = factors[rng.choice(4, size=(2000, 100), p=bins(market))]
    ever = (np.cumprod(drawn, axis=1).max(axis=1) >= CLAIM).mean()
    assert 0.0 < ever <= 0.05
