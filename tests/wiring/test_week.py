from datetime import timedelta
from pathlib import Path

from paxline.edge.store import Store
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.market.implied import ImpliedMarket
from paxline.testing import NOW, WEEK
from paxline.wiring.scene import Scene
from paxline.wiring.week import week_page


def test_the_page_joins_counts_quotes_and_what_came_after_without_mixing_them() -> None:
    world = make_world(WEEK, as_of=NOW, seed=7)
    later = make_world(WEEK, as_of=NOW + timedelta(days=7), seed=7)
    with Store.open(Path(":memory:")) as store:
        store.add_readings(later.history.readings)
        store.add_quotes(world.quotes)
        scene = Scene(store, WEEK, NOW, "a test")
        page = week_page(scene, forecaster=RATIO, now=NOW + timedelta(days=7))
        blind = week_page(scene, forecaster=RATIO, now=NOW)
    assert isinstance(page.valuation.market, ImpliedMarket)
    assert len(page.valuation.forecast.known_days) == 3
    assert page.settled is not None
    assert blind.settled is None
    assert blind.valuation.forecast.settlement == page.valuation.forecast.settlement
