"""A person's halt leaves nothing in the book within two seconds, whatever the loop was doing and whatever fails.

The loop trades over the loopback against the served exchange; what rests is told by the exchange's own book.
"""

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np
import pytest
from tests.simulation.rehearsing import WALL, theatre

from paxline.desk.orders import Crossing, Order, Side, Terms
from paxline.edge.clock import PacedClock
from paxline.edge.controls import FileControl
from paxline.edge.kalshi.http import Environment
from paxline.edge.kalshi.sign import Credential, read_key_file
from paxline.run.control import Ask, Guarded
from paxline.run.loop import Report, run
from paxline.run.memory import MemoryJournal
from paxline.run.recover import recover
from paxline.run.schedule import Errand, Standing
from paxline.run.sending import send
from paxline.testing import NOW
from paxline.units import Count, Price
from paxline.wiring.account.run import keep_trading
from paxline.wiring.account.venue import SignedVenue, open_venue
from paxline.wiring.simulated.served import MEMBER, Offer, ServedExchange, build, served

WITHIN = timedelta(seconds=2)
ORDERS = 400


class Failing(httpx.BaseTransport):
    """Breaks a share of all requests, half of them after they took effect."""

    def __init__(self, share: float, seed: int) -> None:
        self._share, self._rng, self._inner = share, np.random.default_rng(seed), httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        drawn = float(self._rng.random())
        if drawn < self._share / 2:
            raise httpx.ConnectError("broken before", request=request)
        answer = self._inner.handle_request(request)
        if drawn < self._share:
            answer.close()
            raise httpx.ReadError("broken after", request=request)
        return answer

    def close(self) -> None:
        self._inner.close()


@dataclass
class Busy:
    """Hands that send one order after another for as long as they are let; a diary in memory."""

    signed: SignedVenue
    guarded: Guarded
    clock: PacedClock
    tickers: tuple[str, ...]
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    kept: Mapping[Errand, datetime] = field(default_factory=dict[Errand, datetime])
    killed: list[datetime] = field(default_factory=list[datetime])

    def standing(self) -> Standing:
        return Standing(date(2026, 4, 22))

    def do(self, errand: Errand) -> Report:
        if errand is Errand.DECIDE:
            for number in range(ORDERS):
                if self.guarded.control.halted():
                    break
                ticker = self.tickers[number % len(self.tickers)]
                terms = Terms(ticker, Side.BID, Price.cents(1), Count.whole(1), crossing=Crossing.POSTS_ONLY)
                order = Order(f"order-{number}-{len(self.killed)}", terms)
                send(order, decision="d", journal=self.journal, venue=self.guarded, clock=self.clock)
        return Report()

    def withdraw(self, why: str) -> str:
        self.signed.kill.kill()
        self.killed.append(self.clock.now())
        return why

    def done(self) -> Mapping[Errand, datetime]:
        return self.kept

    def keep(self, done: Mapping[Errand, datetime]) -> None:
        self.kept = dict(done)


def resting(exchange: ServedExchange) -> int:
    with exchange.hub.held() as held:
        return len(held.resting(MEMBER))


@contextmanager
def trading(folder: Path, transport: httpx.BaseTransport) -> Generator[tuple[ServedExchange, Busy, FileControl]]:
    """A served exchange and a loop that trades on it in a thread of its own, told to stop at the end."""
    wall, stopped = PacedClock(NOW, pace=1), threading.Event()
    exchange = build(Offer(seed=5), wall=wall, folder=folder)
    with exchange.hub.held() as held:
        tickers = tuple(market.ticker for market in held.markets)
    control = FileControl(folder, lambda: Ask.STOP if stopped.is_set() else None)
    with served(exchange, port=0, wall=wall) as announced:
        here = Environment("simulated", announced["rest"], announced["ws"], "made for a test")
        known_by = Credential(here, exchange.key_id, read_key_file(exchange.private_key_path))
        with open_venue(known_by, clock=wall, transport=transport) as signed:
            hands = Busy(signed, Guarded(_Both(signed), control), wall, tickers)
            recover(journal=hands.journal, account=signed.account, clock=wall)
            said: list[str] = []
            thread = threading.Thread(
                target=lambda: run(hands, control=control, clock=wall, diary=hands, log=said.append)
            )
            thread.start()
            try:
                yield exchange, hands, control
            finally:
                stopped.set()
                thread.join(60)


class _Both:
    """Venue and account in one."""

    def __init__(self, signed: SignedVenue) -> None:
        self.submit, self.cancel = signed.venue.submit, signed.venue.cancel
        self.look_up, self.statement = signed.account.look_up, signed.account.statement


@pytest.mark.parametrize("share", [0.0, 1 / 3])
def test_a_halt_leaves_nothing_resting_within_two_seconds_with_orders_in_flight(tmp_path: Path, share: float) -> None:
    with trading(tmp_path, Failing(share, seed=3)) as (exchange, hands, control):
        clock = hands.clock
        give_up = clock.now() + timedelta(seconds=20)
        while resting(exchange) < 3 and clock.now() < give_up:
            clock.sleep(0.02)
        assert resting(exchange) >= 3
        control.halt("a test")
        halted_at = last_seen = clock.now()
        # An order in flight may land after the first cancel, so what counts is when one was last seen.
        while clock.now() < halted_at + 2 * WITHIN or not hands.killed:
            last_seen = clock.now() if resting(exchange) else last_seen
            clock.sleep(0.02)
        assert resting(exchange) == 0
    assert last_seen - halted_at < WITHIN


@pytest.mark.parametrize("share", [0.0, pytest.param(1 / 3, marks=pytest.mark.slow)])
def test_the_live_loop_may_hang_and_a_halt_still_empties_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    rng, hand_on, hung = np.random.default_rng(3), httpx.HTTPTransport.handle_request, threading.Event()
    freed = threading.Event()

    def fail(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        if "passenger-volumes" in request.url.path:
            hung.set()
            freed.wait(60)
        drawn = float(rng.random())
        if drawn < share / 2:
            raise httpx.ConnectError("broken before", request=request)
        answer = hand_on(self, request)
        if drawn < share:
            answer.close()
            raise httpx.ReadError("broken after", request=request)
        return answer

    took: list[timedelta] = []

    def person() -> None:
        """Halts while the loop waits for a page, and looks when an order was last seen."""
        if not hung.wait(20) or not stage.resting():
            return
        FileControl(stage.home.folder).halt("a test")
        halted_at = last_seen = WALL.now()
        while WALL.now() < halted_at + 2 * WITHIN or (
            not live.watch.sight.confirmed and WALL.now() < halted_at + timedelta(seconds=40)
        ):
            last_seen = WALL.now() if stage.resting() else last_seen
            WALL.sleep(0.02)
        took.append(last_seen - halted_at)

    def done() -> None:
        person()
        stage.stop.append(True)
        freed.set()

    with theatre(tmp_path) as stage, stage.line() as line:
        stage.arm(line)
        with stage.live(line) as live:
            stage.trading(live)
            monkeypatch.setattr(httpx.HTTPTransport, "handle_request", fail)
            aside = threading.Thread(target=done)
            aside.start()
            keep_trading(live, log=stage.said.append)
            aside.join(60)
            monkeypatch.undo()
    assert [one < WITHIN for one in took] == [True]
    assert stage.resting() == ()
