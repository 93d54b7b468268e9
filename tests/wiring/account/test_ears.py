"""The stream of the exchange as it is served to everybody: our client listens to a week that others trade."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from tests.simulation.rehearsing import Theatre, theatre, until
from tests.wiring.simulated.test_served import an_order

from paxline.edge.clock import PacedClock
from paxline.edge.kalshi.http import Environment
from paxline.edge.kalshi.sign import Credential, read_key_file
from paxline.edge.kalshi.stream import KalshiStream, StreamedBook, Tally
from paxline.market.contract import Contract, Ladder, closes_at
from paxline.run.arming import World
from paxline.run.ports import Accepted
from paxline.run.schedule import Errand
from paxline.run.stirs import PAUSE, Stirs
from paxline.testing import NOW, WEEK
from paxline.wiring.account.ears import Ears
from paxline.wiring.account.run import keep_trading
from paxline.wiring.account.venue import open_venue
from paxline.wiring.account.world import Line
from paxline.wiring.live import Wires
from paxline.wiring.simulated.served import Offer, ServedExchange, build, served


@contextmanager
def on_air(folder: Path, faults: str = "calm") -> Generator[tuple[ServedExchange, Line]]:
    wall = PacedClock(NOW, pace=1)
    exchange = build(Offer(seed=5, faults=faults), wall=wall, folder=folder)
    with served(exchange, port=0, wall=wall) as announced, httpx.Client() as client:
        here = Environment("simulated", announced["rest"], announced["ws"], "made for a test")
        known_by = Credential(here, exchange.key_id, read_key_file(exchange.private_key_path))
        yield exchange, Line(World.DEMO, known_by, wall, wall, Wires(client, client))


@pytest.mark.parametrize("faults", ["calm", "lagging"])
def test_a_served_week_is_heard_as_it_trades(tmp_path: Path, faults: str) -> None:
    with on_air(tmp_path, faults) as (exchange, line):
        ticker = middle(exchange)
        with KalshiStream(line.known_by, line.wall, tickers=(ticker,)).listening() as stream:
            assert any(_agree(exchange, stream, ticker) or line.wall.sleep(0.05) for _ in range(200))


def middle(exchange: ServedExchange) -> str:
    with exchange.hub.held() as held:
        return held.markets[len(held.markets) // 2].ticker


def _agree(exchange: ServedExchange, stream: KalshiStream, ticker: str) -> bool:
    with exchange.hub.held() as held:
        shown, true = stream.book(ticker), held.book(ticker)
    return isinstance(shown, StreamedBook) and shown.book == true


def test_our_fill_is_worth_a_look_and_a_new_ladder_is_listened_to(tmp_path: Path) -> None:
    with on_air(tmp_path) as (exchange, line), open_venue(line.known_by, clock=line.wall) as signed:
        stirs, told = Stirs(), list[Tally]()
        with Ears(line, stirs) as ears:
            ears.count = told.append
            ears.follow(None)
            assert told == []
            ladder = ladder_of(exchange)
            ears.follow(ladder)
            until(lambda: heard(ears, ladder, told) >= len(ladder.rungs))
            stirs.looked(line.wall.now() - PAUSE)
            assert isinstance(signed.submit(an_order(exchange, cents=99)), Accepted)
            until(lambda: bool(ears.follow(ladder)) or told[-1].messages.get("fill"))
            until(lambda: stirs.waits(line.wall.now()))
            ears.follow(Ladder(ladder.week, ladder.rungs[:3]))
            until(lambda: heard(ears, None, told) >= 3)
        assert told[-1].connections == 1


def ladder_of(exchange: ServedExchange) -> Ladder:
    with exchange.hub.held() as held:
        rungs = sorted(Contract.parse(view.ticker) for view in held.markets)
    return Ladder(WEEK, tuple(rungs))


def heard(ears: Ears, ladder: Ladder | None, told: list[Tally]) -> int:
    """Books that were told of so far."""
    ears.follow(ladder)
    return told[-1].messages.get("orderbook_snapshot", 0)


def test_an_exchange_without_a_stream_holds_up_nothing(tmp_path: Path) -> None:
    with on_air(tmp_path) as (exchange, line):
        deaf = replace(
            line,
            known_by=Credential(
                replace(line.known_by.environment, stream="ws://127.0.0.1:9/none"), "an-id", line.known_by.key
            ),
        )
        stirs, told = Stirs(), list[Tally]()
        with Ears(deaf, stirs) as ears:
            ears.count = told.append
            until(lambda: bool(ears.follow(ladder_of(exchange))) or told[-1].lost > 0)
        assert not stirs.waits(line.wall.now())


class Asked(Stirs):
    """Notes when it is asked, and has heard nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[datetime] = []

    def waits(self, now: datetime) -> bool:
        self.at.append(now)
        return False


def test_what_was_heard_asks_for_a_decision_while_the_week_trades(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage, stage.line() as line:
        stage.arm(line)
        with stage.live(line) as live:
            stage.trading(live)
            # The stream goes on telling the stirs it was given; these are the test's own.
            live.stirs = Stirs()
            now = line.clock.now()
            assert live.stirred(now) == ()
            live.stirs.filled()
            assert live.stirred(now) == (Errand.DECIDE,)
            assert live.stirred(closes_at(WEEK)) == ()
            live.do(Errand.DECIDE)
            assert live.stirred(line.clock.now() + PAUSE) == ()
            # Between the schedule's wakes the loop asks.
            live.stirs = asked = Asked()
            thread = threading.Thread(target=stop_when, args=(stage, asked))
            thread.start()
            keep_trading(live, log=stage.said.append)
            thread.join()
            assert asked.at


def stop_when(stage: Theatre, asked: Asked) -> None:
    try:
        until(lambda: asked.at)
    finally:
        stage.stop.append(True)
