import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.edge.simulator.served import Served

from paxline.counts.calendar import Week
from paxline.edge.simulator import listing
from paxline.edge.simulator.hub import Hub
from paxline.edge.simulator.tape import Tape
from paxline.exchange.engine import Exchange
from paxline.exchange.requests import Determine, ListMarket
from paxline.market.contract import Ladder, closes_at, opens_at
from paxline.testing import ManualClock

SAMPLES = Path(__file__).parents[4] / "shared" / "kalshi" / "kxtsaw_market_samples.json"

DIFFERENT = {
    "created_time": "drawn by the exchange to the microsecond",
    "updated_time": "of the settlement there",
    "settlement_ts": "a second late there",
    "subtitle": "the same words",
    "settlement_bounds_type": "newer than the sample",
    "volume_fp": "nobody traded here",
    "previous_yes_ask_dollars": "of the day before",
}


def settled() -> Any:
    """A rung of the week ending 2026-08-30, as it stands once paid."""
    week = Week(datetime(2026, 8, 24, tzinfo=UTC).date())
    clock = ManualClock(opens_at(week))
    hub = Hub(Exchange(), clock)
    rung = Ladder.of(week, (2_800_000,)).rungs[0]
    tape = Tape(hub)
    hub.apply(ListMarket(rung, opens_at(week), closes_at(week)))
    clock.instant = datetime(2026, 8, 31, 13, 1, 1, tzinfo=UTC)
    hub.apply(Determine(rung.ticker, 2_287_499.3))
    clock.sleep(3600)
    with hub.held() as exchange:
        return listing.market(exchange.market(rung.ticker), exchange, tape, now=clock.now())


def test_a_market_is_told_as_the_real_one_was() -> None:
    if not SAMPLES.is_file():
        pytest.skip("no samples beside the repository")
    real = json.loads(SAMPLES.read_text(encoding="utf-8"))["markets"][0]
    told = settled()
    assert real.keys() <= told.keys()
    assert {key for key in real if told[key] != real[key]} <= DIFFERENT.keys()
    assert told.keys() - real.keys() == {"settlement_bounds_type"}


def test_a_market_says_how_it_came_out_only_once_that_is_known() -> None:
    served = Served()
    with served.hub.held() as exchange:
        told = listing.market(exchange.markets[0], exchange, Tape(served.hub), now=served.clock.now())
    assert (told["status"], told["result"], told["expiration_value"]) == ("active", "", "")
    assert not {"settlement_value_dollars", "settlement_ts"} & told.keys()
    assert (settled()["result"], settled()["expiration_value"]) == ("no", "2,287,499")


def test_an_empty_book_is_bid_nothing_and_asked_a_dollar() -> None:
    served = Served()
    with served.hub.held() as exchange:
        told = listing.market(exchange.markets[0], exchange, Tape(served.hub), now=served.clock.now() + timedelta(1))
    names = ("yes_bid_dollars", "yes_ask_dollars", "no_bid_dollars", "no_ask_dollars", "last_price_dollars")
    assert [told[name] for name in names] == ["0.0000", "1.0000", "0.0000", "1.0000", "0.0000"]


def test_tickers_name_their_event_and_series() -> None:
    assert listing.event_of("KXTSAW-26APR26-A2.45") == "KXTSAW-26APR26"
    assert listing.series_of("KXTSAW-26APR26") == listing.series_of("KXTSAW-26APR26-A2.45") == "KXTSAW"
