from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from tests.desk.scenes import MARKET, MORNING, account, snapshot

from paxline.counts.shocks import Shock
from paxline.desk.again import decided_again, record_of
from paxline.desk.decide import Decision, decide
from paxline.desk.looks import Look
from paxline.desk.orders import Side
from paxline.desk.policy import Policy
from paxline.desk.shocks import LOOKS, look, looks_after
from paxline.desk.snapshot import Snapshot
from paxline.forecast.distribution import StudentT
from paxline.market.implied import NoImplied
from paxline.market.pooling import SHOCK_WEIGHT, pool
from paxline.units import Count, Usd

HELD = snapshot().books[10].contract.ticker
POSITION = account(held={HELD: Count.whole(20)}, paid=Usd.parse("14"))
BEFORE = MORNING.astimezone(UTC) - timedelta(hours=1)


def remembering(*looks: Look, holding: object = None, **scene: object) -> Snapshot:
    return replace(snapshot(holding=POSITION if holding else None, **scene), recent=looks)  # pyright: ignore[reportArgumentType] - one of many arguments


def seen(*, fair: float | None = 2_422_500.0, spread: float | None = 0.04, minutes: int = 0) -> Look:
    release = snapshot().release
    assert release
    return Look(BEFORE + timedelta(minutes=minutes), release.seen_at, fair, spread)


def storm(first: date, last: date) -> Shock:
    return Shock(first, last, -0.1, 0.05, "a storm over the east", BEFORE - timedelta(days=1))


def declared(first: int, last: int, *, holding: object = None) -> Snapshot:
    scene = remembering(holding=holding)
    assert scene.forecast
    shock = storm(scene.week.days[first], scene.week.days[last])
    return replace(scene, forecast=replace(scene.forecast, shocks=(shock,)))


def only_reduces(decision: Decision, words: str) -> None:
    assert any(words in rung.reason for rung in decision.rungs)
    assert {order.terms.ticker for order in decision.orders} <= {HELD}
    assert {order.terms.side for order in decision.orders} <= {Side.ASK}
    assert decision.pooled
    assert decision.pooled.weight <= SHOCK_WEIGHT


def test_while_a_shock_is_declared_for_days_to_come_nothing_is_added_and_the_market_is_followed() -> None:
    only_reduces(decide(declared(4, 5), Policy()), "a shock is declared (a storm over the east)")
    reducing = decide(declared(4, 5, holding=True), Policy())
    only_reduces(reducing, "a shock is declared")
    assert reducing.orders
    assert reducing.pooled
    assert abs(float(reducing.pooled.distribution.quantile(0.5)) - MARKET.loc) < 3_000


def test_a_shock_whose_days_are_counted_is_over() -> None:
    assert decide(declared(0, 2), Policy()).orders == decide(declared(0, 2), Policy()).orders != ()


def test_a_fair_value_that_moves_far_without_a_count_stops_adding() -> None:
    only_reduces(decide(remembering(seen(fair=2_380_000.0)), Policy()), "the fair value has moved by 4")
    assert decide(remembering(seen(fair=2_400_000.0)), Policy()).orders
    # A count has come since: then it may move.
    older = replace(seen(fair=2_380_000.0), counted_at=BEFORE - timedelta(days=1))
    assert decide(remembering(older), Policy()).orders


def test_spreads_twice_as_wide_as_in_the_last_day_stop_adding() -> None:
    usual = [seen(spread=0.04, minutes=minutes) for minutes in range(LOOKS)]
    only_reduces(decide(remembering(*usual, half_spread=0.05), Policy()), "¢ apart, usually 4¢")
    assert decide(remembering(*usual), Policy()).orders
    assert decide(remembering(*usual[1:], half_spread=0.05), Policy()).orders
    # A tick more is no doubling.
    narrow = [seen(spread=0.015, minutes=minutes) for minutes in range(LOOKS)]
    assert decide(remembering(*narrow, half_spread=0.01), Policy()).orders


def test_what_was_seen_is_remembered_and_what_was_not_is_not() -> None:
    scene = snapshot()
    (one,) = looks_after(scene)
    assert one.at == scene.as_of
    assert one.fair == pytest.approx(2_422_500, abs=3_000)
    assert one.spread == pytest.approx(0.04, abs=0.011)
    assert looks_after(replace(scene, forecast=None, recent=(seen(),))) == (seen(),)
    assert looks_after(replace(scene, release=None)) == ()
    nothing, ours = NoImplied("nobody quotes"), StudentT(2_400_000.0, 30_000.0, 5.0)
    unquoted = look(replace(scene, books=()), nothing, pool(ours, nothing, as_of=scene.as_of))
    assert unquoted == Look(scene.as_of, seen().counted_at, None, None)


def test_a_decision_with_a_memory_is_made_again_from_what_was_kept() -> None:
    scene, policy = remembering(seen(fair=2_380_000.0), seen(minutes=5, fair=None)), Policy()
    decision = decide(scene, policy)
    assert decided_again(record_of(decision, policy), policy) == decision


def test_nothing_of_the_future_is_remembered() -> None:
    with pytest.raises(ValueError, match="holds nothing known at"):
        remembering(seen(minutes=61))
