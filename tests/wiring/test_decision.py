from datetime import timedelta
from pathlib import Path

import pytest

from paxline.desk.decide import Decision
from paxline.desk.ledger import CashMoved, Cause
from paxline.desk.policy import Policy
from paxline.edge.store import Store
from paxline.edge.store.journal import SqliteJournal
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.market.contract import is_open
from paxline.run.ports import Accepted
from paxline.testing import WEEK, ManualClock
from paxline.units import Usd
from paxline.wiring.conditions import usual
from paxline.wiring.decision import decided, decided_at_home, simulated_cycle
from paxline.wiring.home import Home
from paxline.wiring.scene import Money, Scene

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


def test_another_world_than_the_homes_own_knows_nothing_of_its_paper_account(store: Store, tmp_path: Path) -> None:
    home = Home(tmp_path)
    with store, SqliteJournal.open(home.paper_journal) as journal:
        opened = CashMoved(THURSDAY, Usd.parse("7"), Cause.OPENING)
        journal.append([opened], known_at=THURSDAY)
        for money, most in ((Money.FRESH, "20"), (Money.HOME, "0.14")):
            scene = Scene(store, WEEK, THURSDAY, "a test", usual(THURSDAY), money)
            assert decided_at_home(scene, home, forecaster=RATIO, policy=Policy()).most == Usd.parse(most)
