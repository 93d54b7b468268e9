import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.desk.states import outcomes, state_payouts, state_probabilities, worst_loss, yes_pays
from paxline.market.contract import Ladder
from paxline.market.fair import FairLadder
from paxline.testing import WEEK
from paxline.units import Count, Usd

LADDER = Ladder.of(WEEK, (2_400_000, 2_450_000, 2_500_000))
LOW, MIDDLE, HIGH = (rung.ticker for rung in LADDER.rungs)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=21))
def test_the_states_of_a_ladder_share_all_probability(chances: list[float]) -> None:
    ladder = Ladder.of(WEEK, tuple(2_000_000 + 50_000 * i for i in range(len(chances))))
    fair = FairLadder(ladder, tuple(sorted(chances, reverse=True)))
    states = state_probabilities(fair)
    assert states.shape == (len(chances) + 1,)
    assert (states >= 0).all()
    assert states.sum() == pytest.approx(1)
    assert yes_pays(ladder) @ states == pytest.approx(np.array(fair.p_above))


def test_each_rung_pays_in_every_state_above_it() -> None:
    assert yes_pays(LADDER).tolist() == [
        [False, True, True, True],
        [False, False, True, True],
        [False, False, False, True],
    ]


def test_what_is_held_pays_where_its_leg_does() -> None:
    held = {LOW: Count.whole(10), HIGH: Count.parse("-2.5")}
    assert state_payouts(held, LADDER).tolist() == [2_500_000, 12_500_000, 12_500_000, 10_000_000]


def test_nothing_held_pays_nothing() -> None:
    assert state_payouts({}, LADDER).tolist() == [0, 0, 0, 0]


def test_a_ticker_of_another_event_is_refused() -> None:
    with pytest.raises(ValueError, match="is no rung"):
        state_payouts({"KXTSAW-26MAR29-A2.40": Count.whole(1)}, LADDER)


def test_outcomes_name_the_prints_and_their_profit() -> None:
    held = {LOW: Count.whole(10), HIGH: Count.whole(-10)}
    # Ten of both cost 15 dollars: a bet that the print falls between.
    shown = [(one.above, one.up_to, str(one.profit)) for one in outcomes(held, paid=Usd.cents(1500), ladder=LADDER)]
    assert shown == [
        (None, 2_400_000, "-5.000000"),
        (2_400_000, 2_450_000, "5.000000"),
        (2_450_000, 2_500_000, "5.000000"),
        (2_500_000, None, "-5.000000"),
    ]
    assert worst_loss(held, paid=Usd.cents(1500), ladder=LADDER) == Usd.cents(500)


def test_a_sure_gain_is_a_negative_worst_loss() -> None:
    held = {LOW: Count.whole(1), HIGH: Count.whole(-1)}
    assert worst_loss(held, paid=Usd.cents(90), ladder=LADDER) == Usd.cents(-10)
