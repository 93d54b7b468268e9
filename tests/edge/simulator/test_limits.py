from datetime import timedelta

from tests.edge.simulator.served import GENEROUS

from paxline.edge.simulator.limits import BASIC, Buckets, Purse
from paxline.testing import NOW


def spent(buckets: Buckets, purse: Purse, *, cost: int, key: str = "k", seconds: float = 0) -> int:
    """How many calls of that cost pass at once."""
    at = NOW + timedelta(seconds=seconds)
    return next(n for n in range(1000) if not buckets.take(key, purse, cost=cost, at=at))


def test_a_new_account_reads_twenty_times_and_writes_ten_times_a_second() -> None:
    buckets = Buckets(BASIC)
    assert [spent(buckets, purse, cost=10) for purse in (Purse.READ, Purse.WRITE, Purse.BALANCE)] == [20, 10, 1]
    assert spent(buckets, Purse.WRITE, cost=10, seconds=0.5) == 5
    assert spent(buckets, Purse.WRITE, cost=2, seconds=60) == 50


def test_a_batch_that_does_not_fit_takes_nothing() -> None:
    buckets = Buckets(BASIC)
    assert not buckets.take("k", Purse.WRITE, cost=110, at=NOW)
    assert buckets.take("k", Purse.WRITE, cost=100, at=NOW)


def test_keys_do_not_spend_each_others_tokens() -> None:
    buckets = Buckets(BASIC)
    assert spent(buckets, Purse.READ, cost=10) == spent(buckets, Purse.READ, cost=10, key="another") == 20


def test_a_clock_that_steps_back_gives_and_takes_nothing() -> None:
    buckets = Buckets(BASIC)
    assert buckets.take("k", Purse.WRITE, cost=60, at=NOW)
    assert buckets.take("k", Purse.WRITE, cost=40, at=NOW - timedelta(seconds=5))
    assert not buckets.take("k", Purse.WRITE, cost=2, at=NOW)


def test_the_generous_ones_never_run_out() -> None:
    assert all(Buckets(GENEROUS).take("k", purse, cost=10**6, at=NOW) for purse in Purse)
