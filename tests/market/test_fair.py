import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.counts.calendar import Week
from paxline.forecast.distribution import Distribution, Mixture, Normal, Pooled, Sample, StudentT
from paxline.market.contract import Ladder
from paxline.market.fair import FairLadder, fair_ladder
from paxline.testing import WEEK

locations = st.floats(1_500_000, 3_000_000)
scales = st.floats(100, 300_000)
simple = st.one_of(
    st.builds(Normal, locations, scales),
    st.builds(StudentT, locations, scales, st.floats(2.1, 50)),
    st.lists(locations, min_size=2, max_size=40).map(lambda draws: Sample(tuple(draws))),
)
pairs = st.tuples(simple, simple)
distributions: st.SearchStrategy[Distribution] = st.one_of(
    simple,
    pairs.map(lambda parts: Mixture(parts, (0.3, 0.7))),
    pairs.map(lambda parts: Pooled(parts, (0.5, 0.5))),
)
ladders = st.sets(st.integers(1_000_000, 3_500_000), min_size=1, max_size=25).map(
    lambda strikes: Ladder.of(WEEK, tuple(strikes))
)


@given(distributions, ladders)
def test_a_higher_strike_is_never_likelier(of: Distribution, ladder: Ladder) -> None:
    p = fair_ladder(of, ladder).p_above
    assert all(0 <= value <= 1 for value in p)
    assert list(p) == sorted(p, reverse=True)


def test_the_value_is_the_probability_of_strictly_more_than_the_strike() -> None:
    ladder = Ladder.of(WEEK, (2_400_000, 2_450_000))
    fair = fair_ladder(Normal(2_450_000, 50_000), ladder)
    assert fair.p_above == pytest.approx((0.841345, 0.5), abs=1e-6)
    assert fair.of(ladder.rungs[1]) == fair.p_above[1]


def test_a_ladder_that_rises_with_the_strike_is_refused() -> None:
    ladder = Ladder.of(Week.ending(WEEK.sunday), (2_400_000, 2_450_000))
    with pytest.raises(ValueError, match="never likelier"):
        FairLadder(ladder, (0.4, 0.5))
    with pytest.raises(ValueError, match="one probability"):
        FairLadder(ladder, (0.4,))
    assert np.isfinite(FairLadder(ladder, (0.5, 0.4)).p_above).all()
