from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.edge.kalshi.allowance import BASIC_READS, Allowance, Bucket, Costs
from paxline.edge.kalshi.wire.exchange import EndpointCosts
from paxline.testing import ManualClock

SMALL = Allowance(per_second=10, capacity=20, source="made for a test")


def test_a_full_bucket_is_spent_without_waiting() -> None:
    clock = ManualClock()
    bucket = Bucket(BASIC_READS, clock)
    assert [bucket.spend(10) for _ in range(40)] == [0.0] * 40
    assert clock.slept == []


def test_an_empty_bucket_makes_us_wait_for_the_refill() -> None:
    clock = ManualClock()
    bucket = Bucket(SMALL, clock)
    bucket.spend(20)
    assert bucket.spend(5) == pytest.approx(0.5)
    assert clock.slept == pytest.approx([0.5])


@given(st.lists(st.tuples(st.integers(0, 20), st.floats(0, 5)), max_size=40))
def test_no_more_is_spent_than_capacity_and_refill_allow(steps: list[tuple[int, float]]) -> None:
    clock = ManualClock()
    bucket = Bucket(SMALL, clock)
    start, spent = clock.now(), 0
    for cost, pause in steps:
        clock.instant += timedelta(seconds=pause)
        bucket.spend(cost)
        spent += cost
        allowed = SMALL.capacity + SMALL.per_second * (clock.now() - start).total_seconds()
        assert spent <= allowed + 1e-3


def test_a_clock_set_back_takes_no_tokens() -> None:
    clock = ManualClock()
    bucket = Bucket(SMALL, clock)
    bucket.spend(10)
    clock.instant -= timedelta(hours=1)
    assert bucket.spend(10) == 0.0


def test_being_told_that_nothing_is_left_empties_the_bucket() -> None:
    bucket = Bucket(SMALL, ManualClock())
    bucket.empty()
    assert bucket.spend(10) == pytest.approx(1.0)


@pytest.mark.parametrize("cost", [-1, 21])
def test_a_cost_that_never_fits_is_refused(cost: int) -> None:
    with pytest.raises(ValueError, match="never fits"):
        Bucket(SMALL, ManualClock()).spend(cost)


def test_costs_follow_the_exchanges_list() -> None:
    costs = Costs.of(
        EndpointCosts.model_validate(
            {
                "default_cost": 10,
                "endpoint_costs": [
                    {"method": "DELETE", "path": "/v2/orders/:order_id", "cost": 2},
                    {"method": "DELETE", "path": "/v2/orders/batched", "cost": 4},
                    {"method": "GET", "path": "/v2/rates", "cost": 150},
                    {"method": "GET", "path": "/v2/rates/*endpoint", "cost": 150},
                ],
            }
        )
    )
    assert costs.of_call("DELETE", "/v2/orders/abc") == 2
    assert costs.of_call("DELETE", "/v2/orders/batched") == 4
    assert costs.of_call("GET", "/v2/orders/abc") == 10
    assert costs.of_call("GET", "/v2/rates/one/two") == 150
    assert costs.of_call("GET", "/v2/ratesx") == 10
    assert Costs().of_call("GET", "/v2/markets") == 10
