from datetime import date

import numpy as np
import pytest

from paxline.counts.calendar import Week
from paxline.exchange.beliefs import Skill, hidden_week
from paxline.exchange.outsiders import THE_SAME, Outsider, Sign

WEEK = Week(date(2026, 4, 20))
HIDDEN = [hidden_week(WEEK, average=2_400_000, seed=seed) for seed in range(600)]


def errors(outsider: Outsider, known: int) -> np.ndarray:
    return np.array([outsider.believes(one, known).loc - one.truth for one in HIDDEN])


def test_a_model_of_known_skill_says_what_the_hidden_week_shows_it() -> None:
    assert Outsider(Skill(0.6)).believes(HIDDEN[0], 2) == HIDDEN[0].view(Skill(0.6), 2)


@pytest.mark.parametrize("known", [0, 4])
def test_beside_the_market_a_model_that_knows_nothing_tells_nothing_of_the_truth(known: int) -> None:
    market = np.array([one.market(known).loc - one.truth for one in HIDDEN])
    beside = errors(Outsider(None), known) - market
    assert abs(np.corrcoef(np.sign(market), np.sign(beside))[0, 1]) < 0.1
    assert np.median(np.abs(beside)) == pytest.approx(np.median(np.abs(market)), rel=0.2)
    assert Outsider(None).believes(HIDDEN[0], known).scale == HIDDEN[0].market(known).scale


def test_the_placebo_stands_as_far_from_the_market_on_the_other_side() -> None:
    own, flipped = (Outsider(Skill(0.6), sign).believes(HIDDEN[3], 1) for sign in (Sign.OWN, Sign.FLIPPED))
    assert flipped.scale == own.scale
    assert own.loc + flipped.loc == pytest.approx(2 * HIDDEN[3].market(1).loc)


def test_models_go_by_their_skill() -> None:
    models = (Skill(0.6), Skill(1.0), THE_SAME, None)
    assert [Outsider(one).name for one in models] == ["0.6", "1", "same", "none"]
    assert Outsider(Skill(0.6), Sign.FLIPPED).name == "0.6, flipped"


@pytest.mark.parametrize("known", [0, 4])
def test_a_model_that_knows_the_same_says_what_the_market_believes(known: int) -> None:
    for hidden in HIDDEN[:20]:
        same, market = Outsider(THE_SAME).believes(hidden, known), hidden.market(known)
        assert (same.loc, same.scale, same.df) == pytest.approx((market.loc, market.scale, market.df))
