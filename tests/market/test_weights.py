from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from paxline.forecast.distribution import Normal
from paxline.market.weights import BY_DAY_WEEKS, FIXED, PRIOR_WEIGHTS, Settled, Weights, learned_weights

FIRST = date(2024, 1, 7)
LATE = datetime(2030, 1, 1, tzinfo=UTC)
SPREAD = 30_000.0


def world(weeks: int, *, ours: float, market: float, seed: int = 1, days: int = 2) -> list[Settled]:
    """Weeks whose print both sides see through noise of these many people, and know how well they see it."""
    rng = np.random.default_rng(seed)
    found: list[Settled] = []
    for i in range(weeks):
        sunday = FIRST + timedelta(weeks=i)
        actual = 2_400_000.0 + rng.normal(0.0, 80_000.0)
        mine, theirs = actual + rng.normal(0.0, ours), actual + rng.normal(0.0, market)
        known = datetime(sunday.year, sunday.month, sunday.day, 14, tzinfo=UTC) + timedelta(days=1)
        told = Normal(mine, ours if ours < 80_000 else SPREAD), Normal(theirs, market)
        found += [Settled(sunday, 3 * day, *told, actual, known) for day in range(days)]
    return found


def test_before_anything_has_settled_the_weights_are_the_fixed_ones() -> None:
    records = world(3, ours=SPREAD, market=SPREAD)
    assert learned_weights(records, as_of=records[0].known_at - timedelta(seconds=1)) is FIXED
    assert learned_weights([], as_of=LATE) is FIXED
    assert [FIXED.on(day) for day in range(7)] == list(PRIOR_WEIGHTS)


def test_only_weeks_settled_by_then_teach() -> None:
    records = world(6, ours=SPREAD, market=SPREAD)
    then = records[5].known_at
    assert learned_weights(records, as_of=then) == learned_weights(records[:6], as_of=then)
    assert learned_weights(records, as_of=then).weeks == 3


@pytest.mark.parametrize("seed", [1, 2])
def test_a_model_that_knows_nothing_loses_its_weight_over_the_weeks(seed: int) -> None:
    # It is sure of itself, and its centre has nothing to do with the print.
    records = world(60, ours=150_000.0, market=SPREAD, seed=seed)
    path = [
        learned_weights(records, as_of=records[2 * weeks - 1].known_at).on(0) for weeks in (1, 5, 20, BY_DAY_WEEKS - 1)
    ]
    assert path[-1] < 0.1
    assert path[-1] < path[1] < 0.5
    assert learned_weights(records, as_of=LATE).on(0) < 0.1


@pytest.mark.parametrize("seed", [1, 2])
def test_a_model_as_good_as_the_market_keeps_its_weight(seed: int) -> None:
    records = world(40, ours=SPREAD, market=SPREAD, seed=seed)
    assert 0.3 < learned_weights(records, as_of=LATE).on(0) < 0.75


def test_few_weeks_move_it_little_and_all_days_together() -> None:
    few = learned_weights(world(3, ours=150_000.0, market=SPREAD), as_of=LATE)
    assert 0.1 < few.on(0) < 0.5
    assert few.on(0) == few.on(3)
    assert few.on(6) < few.on(5) < few.on(0)


def test_days_part_only_after_fifty_weeks_and_stay_near_each_other() -> None:
    good = world(60, ours=10_000.0, market=SPREAD, days=1)
    bad = [Settled(one.week, 3, Normal(2_400_000.0, 40_000.0), one.market, one.actual, one.known_at) for one in good]
    before = learned_weights([*good, *bad], as_of=good[BY_DAY_WEEKS - 2].known_at)
    after = learned_weights([*good, *bad], as_of=LATE)
    assert before.on(0) == before.on(3)
    assert after.on(0) > after.on(3)


def test_weights_are_seven_shares() -> None:
    with pytest.raises(ValueError, match="seven weights"):
        Weights((0.5,) * 6)
    with pytest.raises(ValueError, match="seven weights"):
        Weights((1.5,) * 7)
