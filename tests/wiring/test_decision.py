from datetime import timedelta
from pathlib import Path

import pytest

from paxline.desk.decide import Decision
from paxline.desk.policy import Policy
from paxline.edge.store import Store
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.market.contract import is_open
from paxline.run.ports import Accepted
from paxline.testing import WEEK, ManualClock
from paxline.wiring.conditions import usual
from paxline.wiring.decision import decided, simulated_cycle
from paxline.wiring.scene import Scene

THURSDAY = ManualClock().instant - timedelta(days=4)
"""Thursday 9:05 ET, when three days are known."""

SEED = 7


@pytest.fixture
def store() -> Store:
    opened = Store.open(Path(":memory:"))
    world = make_world(WEEK, as_of=THURSDAY, seed=SEED)
    opened.add_readings(world.history.readings)
    opened.add_quotes(world.quotes)
    return opened


def made(store: Store, scene: Scene) -> Decision:
    return decided(scene, forecaster=RATIO, policy=Policy())


def test_a_decision_of_a_scene_is_kept_in_its_store(store: Store) -> None:
    with store:
        decision = made(store, Scene(store, WEEK, THURSDAY, "a test", usual(THURSDAY)))
        assert is_open(WEEK, THURSDAY)
        assert decision.missing == ()
        assert [record.digest for record in store.decisions(WEEK, THURSDAY)] == [decision.digest]


def test_where_the_exchange_did_not_answer_the_decision_refuses(store: Store) -> None:
    with store:
        decision = made(store, Scene(store, WEEK, THURSDAY, "a test"))
        assert decision.orders == ()
        assert set(decision.missing) == {
            "the fee schedule",
            "the series' fee terms",
            "whether the exchange takes orders",
        }


def test_without_counts_the_forecast_is_what_is_missing() -> None:
    with Store.open(Path(":memory:")) as empty:
        scene = Scene(empty, WEEK, THURSDAY, "a test", usual(THURSDAY))
        assert "the forecast" in made(empty, scene).missing


def test_a_cycle_on_the_simulated_exchange_sends_what_it_decides(store: Store) -> None:
    with store:
        scene = Scene(store, WEEK, THURSDAY, "a test", usual(THURSDAY))
        done = simulated_cycle(scene, forecaster=RATIO, policy=Policy(), clock=ManualClock(THURSDAY), seed=SEED)
        assert done.stopped == ()
        assert [order for order, _ in done.sent] == list(done.decisions[-1].orders)
        assert all(isinstance(came, Accepted) for _, came in done.sent)
