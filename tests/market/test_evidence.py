from datetime import UTC, date, datetime

import pytest

from paxline.forecast.distribution import Normal
from paxline.market.evidence import GIVEN_UP, NOTHING_SETTLED, Evidence, log_odds
from paxline.market.weights import Settled


def settled(*, ours: float, market: float, actual: float) -> Settled:
    told = datetime(2026, 4, 27, 13, tzinfo=UTC)
    return Settled(date(2026, 4, 26), 0, Normal(ours, 30_000), Normal(market, 30_000), actual, told)


def test_before_anything_settled_the_pool_has_its_usual_stake() -> None:
    assert NOTHING_SETTLED.trust == 1.0


@pytest.mark.parametrize(
    ("odds", "trust"), [(1e9, 1.0), (1.0, 1.0), (1 / 3, 0.5), (1 / 19, 0.1), (GIVEN_UP, 0.0), (1e-200, 0.0)]
)
def test_trust_is_taken_away_by_the_odds_and_never_added(odds: float, trust: float) -> None:
    assert Evidence(odds=odds).trust == pytest.approx(trust)


@pytest.mark.parametrize("odds", [0.0, -1.0, float("inf"), float("nan")])
def test_odds_that_are_none_are_refused(odds: float) -> None:
    with pytest.raises(ValueError, match="odds"):
        Evidence(odds=odds)


def test_the_odds_rise_where_the_pool_gave_more_to_what_came() -> None:
    assert log_odds(settled(ours=2_440_000, market=2_400_000, actual=2_460_000)) > 0
    assert log_odds(settled(ours=2_340_000, market=2_400_000, actual=2_460_000)) < 0
    assert log_odds(settled(ours=2_400_000, market=2_400_000, actual=2_460_000)) == pytest.approx(0, abs=1e-12)
