"""The stream of the exchange as it is served to everybody: our client listens to a week that others trade."""

from pathlib import Path

import httpx
import numpy as np
import pytest
from tests.edge.simulator.served import SIGNER

from paxline.edge.clock import PacedClock
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import DEMO, Environment, KalshiHttp, open_client
from paxline.edge.kalshi.mirror import NoBook
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.kalshi.sign import Credential, SigningKey, read_key_file
from paxline.edge.kalshi.stream import KalshiStream, StreamedBook
from paxline.market.book import Book, Level
from paxline.market.contract import Ladder
from paxline.testing import NOW, WEEK, ManualClock
from paxline.units import Count, Price
from paxline.wiring.simulated.served import Offer, ServedExchange, build, served
from paxline.wiring.stream import book_now, open_stream


@pytest.mark.parametrize("faults", ["calm", "lagging"])
def test_a_served_week_is_heard_as_it_trades(tmp_path: Path, faults: str) -> None:
    wall = PacedClock(NOW, pace=1)
    exchange = build(Offer(seed=5, faults=faults), wall=wall, folder=tmp_path)
    with exchange.hub.held() as held:
        ticker = held.markets[len(held.markets) // 2].ticker
    with served(exchange, port=0, wall=wall) as announced:
        here = Environment("simulated", announced["rest"], announced["ws"], "made for a test")
        known_by = Credential(here, exchange.key_id, read_key_file(exchange.private_key_path))
        with open_stream(known_by, clock=wall, tickers=(ticker,)) as stream:
            assert any(_agree(exchange, stream, ticker) or wall.sleep(0.05) for _ in range(200))


def _agree(exchange: ServedExchange, stream: KalshiStream, ticker: str) -> bool:
    with exchange.hub.held() as held:
        shown, true = stream.book(ticker), held.book(ticker)
    return isinstance(shown, StreamedBook) and shown.book == true


def test_a_book_that_the_stream_does_not_show_is_asked_for() -> None:
    clock, (rung, *_) = ManualClock(), Ladder.of(WEEK, (2_400_000,)).rungs
    levels = {"yes_dollars": [["0.4000", "3.00"]], "no_dollars": []}

    def handle(request: httpx.Request) -> httpx.Response:
        assert request.url.path.endswith("/markets/orderbooks")
        return httpx.Response(200, json={"orderbooks": [{"ticker": rung.ticker, "orderbook_fp": levels}]})

    stream = KalshiStream(Credential(DEMO, "an-id", SigningKey(SIGNER)), clock, tickers=(rung.ticker,))
    assert isinstance(stream.book(rung.ticker), NoBook)
    with open_client(DEMO, transport=httpx.MockTransport(handle)) as client:
        reader = KalshiReader(KalshiHttp(client, clock, np.random.default_rng(7), Bucket(BASIC_READS, clock)))
        book = book_now(rung, stream=stream, reader=reader)
    assert book == Book(bids=(Level(Price.parse("0.40"), Count.whole(3)),))
