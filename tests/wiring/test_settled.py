"""Past weeks asked of an exchange that tells of them as ours does; what is kept is what was told."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.study.ladders import MARKET, candles
from tests.wiring.past import BEFORE, LATE, LISTED, SETTLES, Exchange, rungs

from paxline.counts.calendar import Week
from paxline.edge.kalshi.http import PRODUCTION, open_client
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.store import Store
from paxline.errors import WireError
from paxline.exchange.world import make_world
from paxline.market.book import Quote, SeenQuote
from paxline.market.candle import Candle
from paxline.market.contract import closes_at, opens_at
from paxline.market.listing import Listing
from paxline.testing import NOW, WEEK, ManualClock
from paxline.units import Price
from paxline.wiring.evidence import market_evidence, recorded_weeks
from paxline.wiring.forecasters import forecaster
from paxline.wiring.live import public_reader
from paxline.wiring.settled import WeekTold, ingest_settled, keep_result, keep_week, untold_weeks

OVER_AT = closes_at(WEEK) + SETTLES


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(LATE)


@pytest.fixture
def exchange(clock: ManualClock) -> Exchange:
    return Exchange(clock)


@pytest.fixture
def reader(exchange: Exchange, clock: ManualClock) -> Generator[KalshiReader]:
    with open_client(PRODUCTION, transport=httpx.MockTransport(exchange)) as client:
        yield public_reader(client, clock)


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    with Store.open(tmp_path / "paxline.sqlite") as opened:
        opened.add_readings(make_world(WEEK, as_of=LATE, seed=7).history.readings)
        yield opened


def test_weeks_are_kept_with_their_results_and_candles_and_asked_for_once(
    store: Store, reader: KalshiReader, exchange: Exchange
) -> None:
    said: list[str] = []
    asked = untold_weeks(store, last=3, now=LATE)
    assert asked == (WEEK.plus(1), WEEK, BEFORE)
    found = ingest_settled(store, asked, reader=reader, progress=said.append)
    count = len(rungs(WEEK))
    assert found == (WeekTold(WEEK.plus(1)), WeekTold(WEEK, count, 7 * count), WeekTold(BEFORE, count, 7 * count))
    assert said[1] == f"asking the exchange for the {WEEK} (2 of 3)"
    assert exchange.asked.count("markets/candlesticks") == 1
    assert untold_weeks(store, last=3, now=LATE) == (WEEK.plus(1),)
    for week in LISTED:
        for ours, true in zip(store.candles(week, LATE), sorted_candles(week), strict=True):
            assert (ours.contract, ours.ends_at, ours.bid, ours.ask, ours.traded, ours.volume) == (
                true.contract,
                true.ends_at,
                true.bid,
                true.ask,
                true.traded,
                true.volume,
            )


def sorted_candles(week: Week) -> list[Candle]:
    return sorted(candles(MARKET, week=week), key=lambda one: (one.ends_at, one.contract))


def test_a_week_nobody_watched_is_known_from_the_exchanges_own_instants(store: Store, reader: KalshiReader) -> None:
    keep_week(store, WEEK, reader.listed(WEEK), reader=reader)
    assert store.listings(WEEK, opens_at(WEEK) - timedelta(seconds=1)) == ()
    assert {one.result for one in store.listings(WEEK, opens_at(WEEK))} == {None}
    assert {one.result for one in store.listings(WEEK, OVER_AT)} == {"yes", "no"}
    assert store.results(OVER_AT - timedelta(seconds=1)) == ()
    monday = store.quotes(WEEK, opens_at(WEEK) + timedelta(hours=14))
    assert len(monday) == len(rungs(WEEK))
    # The day in which trading closes ends on a book that was cleared: that is no quote.
    assert max(one.known_at for one in store.quote_path(WEEK, LATE)) < closes_at(WEEK)


def test_a_week_that_was_watched_is_known_as_it_was_seen(store: Store, reader: KalshiReader) -> None:
    rung = rungs(WEEK)[3]
    mine = SeenQuote(rung, Quote(Price.cents(40), None), NOW, "kalshi order book")
    store.add_listings([Listing(rung, WEEK, NOW, "kalshi market")])
    store.add_quotes([mine])
    keep_week(store, WEEK, reader.listed(WEEK), reader=reader)
    assert store.quote_path(WEEK, LATE) == (mine,)
    assert [one.contract for one in store.listings(WEEK, LATE - timedelta(seconds=1))] == [rung]
    assert len(store.results(LATE)) == len(rungs(WEEK))
    assert len(store.candles(WEEK, LATE)) == 7 * len(rungs(WEEK))


def test_a_week_without_a_result_is_kept_as_it_stands_and_asked_for_again(
    store: Store, reader: KalshiReader, exchange: Exchange, clock: ManualClock
) -> None:
    clock.instant = closes_at(WEEK) + timedelta(hours=1)
    assert keep_week(store, WEEK, reader.listed(WEEK), reader=reader) == WeekTold(WEEK)
    assert WEEK in untold_weeks(store, last=1, now=clock.now())
    assert not [path for path in exchange.asked if path.endswith("candlesticks")]


def test_where_candles_do_not_come_nothing_of_the_week_is_kept_but_its_result_can_be(
    store: Store, reader: KalshiReader, exchange: Exchange
) -> None:
    exchange.has_candles = False
    listed = reader.listed(WEEK)
    with pytest.raises(WireError):
        keep_week(store, WEEK, listed, reader=reader)
    assert store.results(LATE) == ()
    keep_result(store, WEEK, listed)
    assert len(store.results(LATE)) == len(listed)
    assert untold_weeks(store, last=2, now=LATE)[-1] == WEEK


def test_what_was_fetched_is_evidence(store: Store, reader: KalshiReader) -> None:
    ingest_settled(store, LISTED, reader=reader, progress=lambda _: None)
    assert [one.week for one in recorded_weeks(store, as_of=LATE)] == [BEFORE, WEEK]
    evidence = market_evidence(store, as_of=LATE, forecaster=forecaster("copy"), progress=lambda _: None)
    assert {row.week for row in evidence.board.rows} == set(LISTED)
