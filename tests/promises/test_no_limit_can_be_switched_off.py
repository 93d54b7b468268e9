"""Every limit is always asked, and no value of it stands for none."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Final

import pytest
from tests.desk.scenes import account, snapshot

from paxline.desk.decide import decide
from paxline.desk.limits import Limit, standing
from paxline.desk.policy import Limits, Policy
from paxline.desk.snapshot import Account, Rule, Snapshot
from paxline.market.fees import FeeTerms, FeeType
from paxline.units import Count, Usd

OFF: Final = (None, 0, -1, float("inf"), float("nan"), 10**9, Count(0), Count(10**9), timedelta(0), timedelta(days=9))

AT_WORK: Final[dict[Limit, Callable[[Snapshot, Account], Snapshot]]] = {
    Limit.HALT: lambda s, a: replace(s, account=replace(a, halted=("the balance is off",))),
    Limit.GATE: lambda s, _: replace(s, gate=s.gate and replace(s.gate, trading_open=False)),
    Limit.RULE: lambda s, _: replace(s, rule=Rule.CHANGED),
    Limit.FEES: lambda s, _: replace(s, fee_terms=FeeTerms(FeeType.QUADRATIC, Policy().fee_multiplier * 2)),
    Limit.SUSPECT: lambda s, _: replace(s, release=s.release and replace(s.release, doubts=("half of usual",))),
    Limit.STALE: lambda s, _: replace(
        s, forecast=s.forecast and replace(s.forecast, as_of=s.as_of - timedelta(hours=2))
    ),
    Limit.DAY: lambda s, a: replace(s, account=replace(a, day_result=Usd.parse("-21"))),
    Limit.DRAWDOWN: lambda s, a: replace(s, account=replace(a, highest=Usd.parse("1200"))),
    Limit.ORDER_RATE: lambda s, a: replace(s, account=replace(a, sent=50)),
}


@pytest.mark.parametrize("name", [field.name for field in fields(Limits)])
def test_no_value_stands_for_none(name: str) -> None:
    for value in OFF:
        with pytest.raises((ValueError, TypeError, AttributeError)):
            replace(Limits(), **{name: value})  # pyright: ignore[reportArgumentType] - the wrong values are the test


@pytest.mark.parametrize("limit", AT_WORK)
def test_what_is_reached_stops_every_order_that_adds(limit: Limit) -> None:
    scene = AT_WORK[limit](snapshot(), account())
    assert limit in {breach.limit for breach in standing(scene, Policy())}
    decision = decide(scene, Policy())
    assert decision.orders == ()
    assert limit in {breach.limit for breach in decision.breaches}
    assert all(rung.reason.startswith("No trade: ") for rung in decision.rungs)


def test_every_limit_is_tried_here_or_among_the_limits_of_size() -> None:
    of_size = {Limit.WORST_STATE, Limit.NEAR_STATE, Limit.RUNG, Limit.EVENT, Limit.CASH, Limit.COLLAR}
    assert AT_WORK.keys() | of_size == set(Limit)
