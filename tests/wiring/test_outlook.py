from pathlib import Path

import pytest

from paxline.edge.store import Store
from paxline.errors import MissingData
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.testing import NOW, WEEK
from paxline.wiring.outlook import outlook


def test_without_counts_it_refuses_and_says_what_to_do() -> None:
    with Store.open(Path(":memory:")) as store, pytest.raises(MissingData, match="paxline ingest"):
        outlook(store, week=WEEK, as_of=NOW, forecaster=RATIO)


def test_the_ladder_is_the_one_asked_for_else_the_listed_else_the_usual() -> None:
    world = make_world(WEEK, as_of=NOW, seed=7)
    with Store.open(Path(":memory:")) as store:
        store.add_readings(world.history.readings)
        usual = outlook(store, week=WEEK, as_of=NOW, forecaster=RATIO)
        assert len(usual.ladder.rungs) == 21
        asked = outlook(store, week=WEEK, as_of=NOW, forecaster=RATIO, strikes=(2_400_000,))
        assert asked.ladder.strikes == (2_400_000,)
        assert asked.digest == usual.digest
        other = outlook(store, week=WEEK.plus(1), as_of=NOW, forecaster=RATIO)
        assert other.digest != usual.digest
