from datetime import timedelta

import pytest
from tests.study.ladders import MARKET, candles

from paxline.edge.store import Store
from paxline.errors import MissingData
from paxline.exchange.world import make_world
from paxline.market.book import Quote, SeenQuote
from paxline.market.contract import Ladder
from paxline.market.listing import Listing
from paxline.testing import NOW, WEEK
from paxline.units import Price
from paxline.wiring.evidence import friday_rows, recorded_weeks, seen_evenings, stages
from paxline.wiring.forecasters import forecaster

LATE = NOW + timedelta(days=7)
BEFORE = WEEK.plus(-1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    kept = Store.open(tmp_path_factory.mktemp("home") / "paxline.sqlite")
    kept.add_readings(make_world(WEEK, as_of=LATE, seed=7).history.readings)
    kept.add_candles([*candles(MARKET), *candles(MARKET, week=WEEK.plus(4))])
    (rung,) = Ladder.of(BEFORE, (2_400_000,)).rungs
    friday = NOW - timedelta(days=6) + timedelta(hours=2)
    kept.add_quotes([SeenQuote(rung, Quote(None, Price.cents(40)), friday, "made for a test")])
    quoted = SeenQuote(Ladder.of(WEEK, (2_400_000,)).rungs[0], Quote(None, Price.cents(40)), NOW, "made for a test")
    kept.add_quotes([quoted])
    kept.add_listings([Listing(rung, BEFORE, NOW, "made for a test", result="yes")])
    return kept


def test_recorded_weeks_are_those_with_candles_that_have_settled(store: Store) -> None:
    (one,) = recorded_weeks(store, as_of=LATE)
    assert one.week == WEEK
    assert recorded_weeks(store, as_of=NOW) == ()


def test_every_close_is_seen_with_the_forecast_of_what_was_known_then(store: Store) -> None:
    seen = seen_evenings(recorded_weeks(store, as_of=LATE), store.history(LATE), forecaster("copy"))
    assert [one.known for one in seen] == [0, 1, 2, 3, 4, 4, 4]
    assert {one.evening.week for one in seen} == {WEEK}
    with pytest.raises(MissingData, match="no settled week"):
        seen_evenings((), store.history(LATE), forecaster("copy"))


def test_fridays_are_lone_quotes_with_four_days_known_and_an_outcome(store: Store) -> None:
    (row,) = friday_rows(store, store.history(LATE), forecaster("copy"))
    assert (row.week, row.paid) == (BEFORE, True)
    assert 0.0 <= row.ours <= 1.0


def test_a_stage_sees_the_close_before_and_the_forecast_of_then(store: Store) -> None:
    found = stages(recorded_weeks(store, as_of=LATE), store.history(LATE), forecaster("copy"))
    assert [stage.day for stage in found] == list(WEEK.days)
    assert found[0].quotes == ()
    assert round(found[0].hours) == 1
    assert all(quote.known_at - stage.as_of <= timedelta(minutes=1) for stage in found for quote in stage.quotes)
    assert all(len(stage.candles) == len(stage.ladder.rungs) == len(stage.marks) for stage in found)
    with pytest.raises(MissingData, match="no settled week"):
        stages((), store.history(LATE), forecaster("copy"))
