from datetime import timedelta

import pytest

from paxline.desk.valuation import value_week
from paxline.forecast.distribution import StudentT
from paxline.market.contract import Ladder
from paxline.market.fees import FeeSchedule
from paxline.market.implied import ImpliedMarket, NoImplied
from paxline.testing import NOW, WEEK, quotes_around, week_forecast

LADDER = Ladder.of(WEEK, tuple(range(2_200_000, 2_650_000, 50_000)))
FEES = FeeSchedule.at(NOW)


def test_every_rung_is_appraised_under_ours_the_market_and_the_pool() -> None:
    quotes = quotes_around(StudentT(2_410_000, 30_000, 4.0), half_spread=0.02)
    valuation = value_week(week_forecast(), LADDER, quotes, FEES)
    assert isinstance(valuation.market, ImpliedMarket)
    assert [rung.contract for rung in valuation.rungs] == list(LADDER.rungs)
    for rung in valuation.rungs:
        assert rung.market is not None
        low, high = sorted((rung.ours, rung.market))
        assert low - 1e-9 <= rung.pooled <= high + 1e-9
    assert valuation.quoted_at == NOW


def test_without_quotes_ours_stands_alone() -> None:
    valuation = value_week(week_forecast(), LADDER, [], FEES)
    assert isinstance(valuation.market, NoImplied)
    assert valuation.quoted_at is None
    assert all(rung.market is None and rung.pooled == rung.ours for rung in valuation.rungs)


def test_a_quote_from_the_future_is_refused() -> None:
    quotes = quotes_around(StudentT(2_410_000, 30_000, 4.0), half_spread=0.02)
    early = week_forecast(as_of=NOW - timedelta(minutes=1))
    with pytest.raises(ValueError, match="after"):
        value_week(early, LADDER, quotes, FEES)
