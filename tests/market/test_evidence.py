from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from paxline.forecast.distribution import Normal
from paxline.market.evidence import GIVEN_UP, NOTHING_SETTLED, Evidence, evidence_of, log_odds
from paxline.market.weights import PRIOR_WEIGHTS, Settled


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


def test_each_settled_week_multiplies_the_odds_once_by_its_first_record() -> None:
    first = settled(ours=2_440_000, market=2_400_000, actual=2_460_000)
    later = replace(settled(ours=2_340_000, market=2_400_000, actual=2_460_000), weekday=2)
    found = evidence_of([later, first], as_of=first.known_at)
    assert found.odds == pytest.approx(float(np.exp(log_odds(first))))
    assert found.weights.weeks == 1
    assert found.weights.by_weekday != PRIOR_WEIGHTS


def test_what_is_not_settled_yet_says_nothing() -> None:
    one = settled(ours=2_440_000, market=2_400_000, actual=2_460_000)
    assert evidence_of([one], as_of=one.known_at - timedelta(seconds=1)) == NOTHING_SETTLED
    assert evidence_of([], as_of=one.known_at) == NOTHING_SETTLED


def test_odds_stay_numbers_however_many_weeks_speak_alike() -> None:
    one = settled(ours=2_000_000, market=2_400_000, actual=2_460_000)
    many = [replace(one, week=one.week - timedelta(weeks=week)) for week in range(200)]
    found = evidence_of(many, as_of=one.known_at)
    assert found.trust == 0.0
