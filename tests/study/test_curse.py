import pytest
from tests.study.ladders import KNOWS, MARKET, PRINT, seen

from paxline.forecast.distribution import StudentT
from paxline.study.curse import Claimant, curse, first_bets


def test_who_agrees_with_the_market_claims_nothing() -> None:
    assert first_bets(seen(MARKET), Claimant.MODEL) == ()
    assert curse(seen(MARKET)) == ()


def test_a_rung_and_side_is_entered_once() -> None:
    one, week = first_bets(seen(KNOWS, days=1), Claimant.MODEL), first_bets(seen(KNOWS, days=5), Claimant.MODEL)
    assert one == week
    assert len(one) > 2


def test_who_knows_realises_and_who_errs_pays() -> None:
    wise = curse(seen(KNOWS))
    fool = curse(seen(StudentT(2_340_000.0, 15_000.0, 5.0), outcome=PRINT))
    last = [
        next(b for b in found if b.claimant is Claimant.MODEL and b.high == 100 and b.low == 0)
        for found in (wise, fool)
    ]
    assert last[0].claimed > 0
    assert last[1].claimed > 0
    assert last[0].realised.mean > 0 > last[1].realised.mean


def test_the_pool_claims_less_than_the_model() -> None:
    everything = {b.claimant: b for b in curse(seen(KNOWS)) if b.low == 0 and b.high == 100}
    assert everything[Claimant.POOL].claimed < everything[Claimant.MODEL].claimed
    assert everything[Claimant.POOL].realised.n == 1
    bets = first_bets(seen(KNOWS), Claimant.POOL)
    assert everything[Claimant.POOL].claimed == pytest.approx(100 * sum(b.claimed for b in bets) / len(bets))
