from dataclasses import replace

import numpy as np
import pytest
from tests.study.ladders import KNOWS, MARKET, PRINT, STRIKES, candles, seen

from paxline.forecast.distribution import Normal, exceedance
from paxline.forecast.scoring import crps
from paxline.study.evenings import evenings
from paxline.study.scoreboard import DAYS, raw_crps, scoreboard, scores
from paxline.testing import WEEK, seen_quote

X = np.array(STRIKES, dtype=float)


def test_scores_floor_every_claim_alike_and_set_live_rungs_apart() -> None:
    sure = scores(np.array([1.0, 0.0]), strikes=X[:2], mids=np.array([0.5, 0.99]), actual=X[0] + 1, crps_of=1.0)
    assert sure.brier == 0.0
    assert sure.log_loss == pytest.approx(-np.log(0.998))
    wrong = scores(np.array([0.0, 1.0]), strikes=X[:2], mids=np.array([0.5, 0.99]), actual=X[0] + 1, crps_of=1.0)
    assert wrong.live_loss == pytest.approx(-np.log(0.002))
    dead = scores(np.array([0.0]), strikes=X[:1], mids=np.array([0.01]), actual=0.0, crps_of=1.0)
    assert dead.live_loss is None


def test_straight_lines_through_a_distributions_own_values_score_nearly_as_it_does() -> None:
    of = Normal(2_423_000.0, 60_000.0)
    mids = exceedance(of, X)
    for actual in (2_400_000.0, 2_423_456.0, 2_500_000.0):
        assert raw_crps(mids, X, actual) == pytest.approx(float(crps(of, actual)), rel=0.06)
    outside = raw_crps(mids, X, 3_000_000.0) - raw_crps(mids, X, 2_900_000.0)
    assert outside == pytest.approx(100_000.0)


def test_a_market_that_is_right_beats_a_model_that_is_not_and_odds_fall() -> None:
    rows = [one for i in range(3) for one in seen(KNOWS, outcome=2_390_000.0, week=WEEK.plus(i - 3))]
    board = scoreboard("made up", rows)
    assert [summary.day for summary in board.summaries] == [*DAYS, "Mon-Sat"]
    for summary in board.summaries:
        assert summary.events == 3
        assert summary.means["clean"].crps < summary.means["pooled"].crps < summary.means["model"].crps
    assert board.claim.now < 1.0
    first, last = board.rows[0], board.rows[-7]
    assert first.learned_weight == first.weight
    assert last.learned_weight < last.weight
    assert board.weights.on(0) < last.learned_weight


def test_a_model_that_knows_lifts_the_pool_and_the_odds() -> None:
    board = scoreboard("made up", [one for i in range(3) for one in seen(KNOWS, week=WEEK.plus(i - 3), days=3)])
    overall = board.summaries[-1]
    assert all(one.skill > 0 for one in overall.against if one.reference == "clean")
    assert all(one.difference.below == 3 for one in overall.against if one.reference == "clean")
    assert board.claim.now > 1.0
    assert overall.odds.factors == (), "days of one week must not be multiplied"


def test_where_both_agree_the_pool_is_the_market() -> None:
    (summary, *_) = scoreboard("made up", seen(MARKET, days=1)).summaries
    # Whole cents are all that the market's distribution is read from.
    assert summary.means["pooled"].crps == pytest.approx(summary.means["clean"].crps, rel=0.05)
    assert summary.odds.now == pytest.approx(1.0, abs=0.05)


def test_an_evening_without_a_market_is_left_out_with_its_reason() -> None:
    whole = seen(KNOWS, days=2)
    quotes = tuple(seen_quote(k, bid=None, ask=2) for k in STRIKES)
    empty = replace(whole[1], evening=replace(whole[1].evening, quotes=quotes))
    board = scoreboard("made up", [whole[0], empty])
    assert len(board.rows) == 1
    assert "Tue: 0 of 13 quoted rungs" in board.left_out[0]
    with pytest.raises(ValueError, match="no evening has a market"):
        scoreboard("made up", [empty])


def test_the_dead_rungs_tick_costs_the_raw_market_and_not_the_clean_one() -> None:
    narrow = Normal(2_440_000.0, 25_000.0)
    (evening, *_) = evenings(WEEK, candles(narrow, days=1))
    assert max(evening.mids) < 1.0
    board = scoreboard("made up", seen(narrow, market=narrow, outcome=PRINT, days=1))
    assert board.rows[0].clean.log_loss < board.rows[0].market.log_loss
