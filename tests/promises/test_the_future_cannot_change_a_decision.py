"""Whatever becomes known after an instant, counts or quotes, what was decided by then stays the same, to the byte."""

from datetime import timedelta
from pathlib import Path

import pytest

from paxline.desk.ledger import NOTHING_YET
from paxline.desk.packing import text_of
from paxline.desk.policy import Policy
from paxline.edge.store import Store
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.testing import NOW, WEEK
from paxline.wiring.conditions import usual
from paxline.wiring.decision import Seen, decided
from paxline.wiring.scene import Scene


@pytest.mark.parametrize("seed", [1, 2])
def test_the_future_cannot_change_a_decision(seed: int) -> None:
    world = make_world(WEEK, as_of=NOW, seed=7)
    with Store.open(Path(":memory:")) as store:
        store.add_readings(world.history.readings)
        store.add_quotes(world.quotes)
        scene = Scene(store, WEEK, NOW, "a test", usual(NOW))
        seen = text_of(Seen(scene, RATIO).snapshot(NOTHING_YET, as_of=NOW))
        said = decided(scene, forecaster=RATIO, policy=Policy())
        other = make_world(WEEK, as_of=NOW + timedelta(days=9), seed=seed)
        store.add_readings(reading for reading in other.history.readings if reading.known_at > NOW)
        store.add_quotes(make_world(WEEK, as_of=NOW + timedelta(minutes=1), seed=seed).quotes)
        assert text_of(Seen(scene, RATIO).snapshot(NOTHING_YET, as_of=NOW)) == seen
        assert decided(scene, forecaster=RATIO, policy=Policy()) == said
