from datetime import UTC, datetime

import pytest

from paxline.forecast.distribution import Normal, StudentT, median
from paxline.market.implied import ImpliedMarket, NoImplied
from paxline.market.pooling import SHOCK_WEIGHT, pool

THURSDAY = datetime(2026, 4, 23, 14, tzinfo=UTC)
SATURDAY = datetime(2026, 4, 25, 14, tzinfo=UTC)
SUNDAY_IN_UTC_SATURDAY_IN_NEW_YORK = datetime(2026, 4, 26, 3, tzinfo=UTC)
SUNDAY = datetime(2026, 4, 26, 14, tzinfo=UTC)


def market(loc: float, scale: float = 20_000) -> ImpliedMarket:
    return ImpliedMarket(StudentT(loc, scale, 4.0), two_sided=5, worst_miss=0.5)


@pytest.mark.parametrize(
    ("as_of", "weight"),
    [(THURSDAY, 0.5), (SATURDAY, 0.4), (SUNDAY_IN_UTC_SATURDAY_IN_NEW_YORK, 0.4), (SUNDAY, 0.2)],
)
def test_the_weight_is_fixed_by_the_eastern_weekday(as_of: datetime, weight: float) -> None:
    view = pool(Normal(2_400_000, 20_000), market(2_410_000), as_of=as_of)
    assert view.weight == weight
    assert median(view.distribution) == pytest.approx(2_400_000 * weight + 2_410_000 * (1 - weight))
    assert not view.at_odds


def test_without_a_market_ours_stands_alone_and_says_so() -> None:
    ours = Normal(2_400_000, 20_000)
    view = pool(ours, NoImplied("nobody quotes"), as_of=THURSDAY)
    assert view.distribution is ours
    assert view.weight == 1
    assert "nobody quotes" in view.note


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_disagreement_beyond_the_widths_hands_the_weight_to_the_market(sign: int) -> None:
    view = pool(Normal(2_400_000, 15_000), market(2_400_000 - sign * 90_000), as_of=THURSDAY)
    assert view.at_odds
    assert view.gap * sign > 0
    assert view.weight == SHOCK_WEIGHT
    assert "look before trading" in view.note


def test_the_pool_is_as_sharp_as_its_parts() -> None:
    ours = Normal(2_400_000, 20_000)
    view = pool(ours, market(2_430_000, 18_000), as_of=THURSDAY)
    assert view.distribution.sd < 1.2 * max(ours.sd, market(0, 18_000).distribution.sd)
