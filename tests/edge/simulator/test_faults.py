import itertools
import json
from collections import Counter
from datetime import timedelta

import pytest

from paxline.edge.simulator.faults import (
    PROFILES,
    READ_FAULTS,
    WRITE_FAULTS,
    Asked,
    Fault,
    FaultPlan,
    Profile,
    SkewedClock,
    TwistedFrames,
    interruptions,
    of_another,
    profile,
)
from paxline.errors import UsageError
from paxline.exchange.requests import ExchangeState, SwitchExchange
from paxline.market.contract import closes_at, opens_at
from paxline.testing import NOW, WEEK, ManualClock

STORM = PROFILES["storm"]


def drawn(of: Profile, asked: Asked, *, seed: int = 1, n: int = 2_000) -> Counter[Fault]:
    plan = FaultPlan(of, seed=seed)
    return Counter(plan.draw(asked) for _ in range(n))


def test_the_same_seed_draws_the_same_faults() -> None:
    one, same, other = (FaultPlan(STORM, seed=seed) for seed in (1, 1, 2))
    faults = [one.draw(Asked.WRITE) for _ in range(50)]
    assert faults == [same.draw(Asked.WRITE) for _ in range(50)]
    assert faults != [other.draw(Asked.WRITE) for _ in range(50)]


def test_in_the_calm_nothing_goes_wrong() -> None:
    calm = PROFILES["calm"]
    assert drawn(calm, Asked.READ).keys() == drawn(calm, Asked.WRITE).keys() == {Fault.NONE}
    assert [*interruptions(WEEK, calm, seed=1)] == []


def test_in_a_storm_everything_does_as_often_as_it_is_said_to() -> None:
    reads, writes = drawn(STORM, Asked.READ), drawn(STORM, Asked.WRITE)
    assert reads.keys() == {Fault.NONE, *READ_FAULTS}
    assert writes.keys() == {Fault.NONE, *WRITE_FAULTS}
    assert reads[Fault.NONE] / 2_000 == pytest.approx(1 - STORM.reads, abs=0.03)
    assert writes[Fault.NONE] / 2_000 == pytest.approx(1 - STORM.writes, abs=0.03)


def test_only_an_answer_about_an_order_can_be_about_another() -> None:
    told = json.loads(of_another(b'{"order_id":"a","client_order_id":"b","reduced_by":"1.00"}'))
    assert told["reduced_by"] == "1.00"
    assert (told["order_id"], told["client_order_id"]) not in {("a", "b"), ("a", told["client_order_id"])}
    for other in (b"", b"[]", b'{"error":{"code":"not_found"}}', b'{"cut'):
        assert of_another(other) == other


def test_lags_stay_within_what_the_profile_says() -> None:
    plan = FaultPlan(STORM, seed=1)
    assert all(0 <= plan.staleness() <= STORM.stale and 0 <= plan.lateness() <= STORM.late for _ in range(100))
    assert plan.profile is STORM


def test_a_profile_goes_by_its_name_and_another_name_is_refused() -> None:
    assert profile("storm") is STORM
    with pytest.raises(UsageError, match="calm"):
        profile("weather")
    with pytest.raises(ValueError, match="chances"):
        Profile(reads=1.5)


def test_twisted_frames_are_lost_doubled_or_overtaken_and_never_made_up() -> None:
    twisted = TwistedFrames[int](FaultPlan(Profile(frames=0.3), seed=3))
    sent = [frame for i in range(1_000) for frame in twisted.out(i)]
    times = Counter(sent)
    assert set(sent) < set(range(1_000))
    assert max(times.values()) == 2
    assert any(later < earlier for earlier, later in itertools.pairwise(sent))
    quiet = TwistedFrames[int](FaultPlan(Profile(), seed=3))
    assert [frame for i in range(9) for frame in quiet.out(i)] == list(range(9))


def test_a_stream_breaks_as_often_as_it_is_said_to() -> None:
    twisted, broken = TwistedFrames[int](FaultPlan(Profile(breaks=0.1), seed=3)), 0
    for i in range(1_000):
        try:
            assert twisted.out(i) == (i,)
        except ConnectionResetError:
            broken += 1
    assert broken == pytest.approx(100, abs=30)
    assert STORM.breaks > 0


def test_a_skewed_clock_is_ahead_and_waits_like_the_right_one() -> None:
    right = ManualClock(NOW)
    wrong = SkewedClock(right, -8)
    wrong.sleep(3)
    assert wrong.now() == NOW + timedelta(seconds=3 - 8)


def test_maintenance_is_on_thursday_morning_and_ends() -> None:
    steps = [
        (one.at, one.request.state)
        for one in interruptions(WEEK, Profile(maintenance=60), seed=1)
        if isinstance(one.request, SwitchExchange)
    ]
    thursday = opens_at(WEEK).replace(hour=7) + timedelta(days=3)
    assert [at - thursday for at, _ in steps] == [timedelta(minutes=m) for m in (0, 20, 80, 120)]
    paused, dark = ExchangeState.TRADING_PAUSED, ExchangeState.EXCHANGE_PAUSED
    assert [state for _, state in steps] == [paused, dark, paused, ExchangeState.OPEN]


@pytest.mark.parametrize("seed", range(20))
def test_pauses_lie_within_the_week_and_the_exchange_is_open_in_the_end(seed: int) -> None:
    steps = [*interruptions(WEEK, Profile(pauses=8, maintenance=30), seed=seed)]
    assert [one.at for one in steps] == sorted(one.at for one in steps)
    assert all(opens_at(WEEK) <= one.at <= closes_at(WEEK) for one in steps)
    assert steps[-1].request == SwitchExchange(ExchangeState.OPEN)
