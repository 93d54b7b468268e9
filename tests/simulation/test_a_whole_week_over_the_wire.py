"""Our client trades a whole week on the served exchange: signed HTTP and WebSocket over the loopback, time in leaps.

From the listing to the payment: orders refused before the opening, taken, rested, cancelled, lost on the way, a
process that dies with an order under way, the close, the determination. At every check the exchange's statement and
our ledger agree, and in the end the money is the same to the millionth.
"""

import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import httpx
import pytest
from tests.edge.simulator.served import GENEROUS, KEY_ID, ME, SIGNER

from paxline.counts.calendar import nominal_release
from paxline.desk.ledger import Ledger, fold
from paxline.desk.orders import Crossing, Lifetime, Order, Side, State, Terms, order_of
from paxline.edge.clock import SystemClock
from paxline.edge.kalshi.http import Environment
from paxline.edge.kalshi.mirror import NoBook
from paxline.edge.kalshi.sign import Credential, SigningKey
from paxline.edge.kalshi.stream import KalshiStream, StreamedBook
from paxline.edge.kalshi.wire import stream as wire
from paxline.edge.simulator.application import application
from paxline.edge.simulator.hub import Hub
from paxline.edge.simulator.keys import ApiKey, Keyring
from paxline.edge.simulator.serving import serving
from paxline.edge.simulator.sockets import PATH, Sockets
from paxline.edge.store.journal import SqliteJournal
from paxline.exchange.lifecycle import MarketStatus
from paxline.exchange.requests import Deposit
from paxline.market.contract import closes_at, opens_at
from paxline.run.ports import Accepted, Gone, Reason, Rejected, Unknown
from paxline.run.recover import Ready, recover
from paxline.run.sending import cancel, send
from paxline.testing import WEEK, ManualClock
from paxline.units import Count, Price, Usd
from paxline.wiring.account.venue import SignedVenue, open_venue
from paxline.wiring.simulated.exchange import LivelyWeek, bring_up, lively_week

AVERAGE: Final = 2_431_234.0
FUNDS: Final = Usd.parse("2500")
_FOR_LONG: Final = 20.0


class Cut(httpx.BaseTransport):
    """The loopback, whose next answer to a write can be lost after it took effect."""

    def __init__(self) -> None:
        self._through = httpx.HTTPTransport()
        self.loses = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._through.handle_request(request)
        if request.method != "GET" and self.loses:
            self.loses -= 1
            response.close()
            raise httpx.ReadTimeout("the answer was lost", request=request)
        return response

    def close(self) -> None:
        self._through.close()


@dataclass
class Trader:
    """Everything of ours, and the exchange that it is about."""

    lively: LivelyWeek
    hub: Hub
    clock: ManualClock
    signed: SignedVenue
    stream: KalshiStream
    cut: Cut
    path: Path
    heard: list[wire.Message]
    sent: int = 0
    ids: list[str] = field(default_factory=list[str])

    @contextmanager
    def journal(self) -> Generator[SqliteJournal]:
        with SqliteJournal.open(self.path) as kept:
            yield kept

    def leap(self, to: datetime) -> None:
        """Let time pass, in steps short enough for a feed to have something to do."""
        while self.clock.instant < to:
            self.clock.instant = min(self.clock.instant + timedelta(hours=6), to)
            self.hub.now()

    def checked(self) -> Ledger:
        """The ledger, after the exchange has been found to state the same."""
        # A read may come within the second of a write.
        self.clock.sleep(2.0)
        with self.journal() as kept:
            found = recover(journal=kept, account=self.signed.account, clock=self.clock)
        assert isinstance(found, Ready), found.why
        with self.hub.held() as exchange:
            assert found.ledger.cash == exchange.money(ME).cash
            held = {t: stake.position for t, stake in exchange.stakes(ME).items() if stake.position != Count(0)}
        assert {t: position.count for t, position in found.ledger.positions.items()} == held
        return found.ledger

    def order(self, terms: Terms) -> Order:
        self.sent += 1
        return order_of(f"decision {self.sent}", terms, place=0)

    def send(self, terms: Terms) -> object:
        order = self.order(terms)
        self.ids.append(order.client_id)
        with self.journal() as kept:
            return send(order, decision="a test's", journal=kept, venue=self.signed.venue, clock=self.clock)

    def book(self, ticker: str) -> StreamedBook:
        """The streamed book, once it is the exchange's: within some seconds of the wall."""
        shown: StreamedBook | NoBook = NoBook("nobody has looked")
        ends = time.monotonic() + _FOR_LONG  # noqa: TID251 - a bound on a real wait
        while time.monotonic() < ends:  # noqa: TID251 - the same
            with self.hub.held() as exchange:
                shown, true = self.stream.book(ticker), exchange.book(ticker)
            if isinstance(shown, StreamedBook) and shown.book == true:
                return shown
            SystemClock().sleep(0.01)
        raise AssertionError(f"the stream never came to the exchange's book, but {shown}")


@pytest.fixture
def trader(tmp_path: Path) -> Generator[Trader]:
    lively = lively_week(WEEK, average=AVERAGE, seed=11)
    clock = ManualClock(opens_at(WEEK) - timedelta(hours=1))
    bring_up(lively, clock.instant)
    hub = Hub(lively.exchange, clock, others=lively.flow)
    hub.apply(Deposit(ME, FUNDS))
    keys = Keyring([ApiKey(KEY_ID, ME, SIGNER.public_key())], clock)
    app = application(hub, keys=keys, limits=GENEROUS, extra_routes=[Sockets(hub, keys).route])
    tickers = tuple(rung.ticker for rung in lively.ladder.rungs)
    cut, heard = Cut(), list[wire.Message]()
    with ExitStack() as stack:
        port = stack.enter_context(serving(app, port=0, clock=SystemClock()))
        here = Environment("simulated", f"http://127.0.0.1:{port}/trade-api/v2", f"ws://127.0.0.1:{port}{PATH}", "")
        known_by = Credential(here, KEY_ID, SigningKey(SIGNER))
        signed = stack.enter_context(open_venue(known_by, clock=clock, transport=cut))
        stream = stack.enter_context(KalshiStream(known_by, clock, tickers=tickers, hear=heard.append).listening())
        yield Trader(lively, hub, clock, signed, stream, cut, tmp_path / "journal.sqlite", heard)


def near_the_money(trader: Trader) -> str:
    """The rung whose bid is nearest to 50 cents, of those with two sides."""
    best, found = 2.0, ""
    for rung in trader.lively.ladder.rungs:
        mid = trader.book(rung.ticker).book.quote.mid
        if mid is not None and abs(mid - 0.5) < best:
            best, found = abs(mid - 0.5), rung.ticker
    assert found
    return found


def trade_a_day(trader: Trader) -> None:
    """Take a little, rest on both sides, and take one order back."""
    ticker = near_the_money(trader)
    quote = trader.book(ticker).book.quote
    assert quote.bid is not None
    assert quote.ask is not None
    took = trader.send(Terms(ticker, Side.BID, quote.ask, Count.whole(7), lifetime=Lifetime.IMMEDIATE_OR_CANCEL))
    assert isinstance(took, Accepted)
    trader.send(Terms(ticker, Side.BID, quote.bid, Count.whole(20), crossing=Crossing.POSTS_ONLY))
    rests = trader.send(Terms(ticker, Side.ASK, quote.ask, Count.parse("12.50"), crossing=Crossing.POSTS_ONLY))
    assert isinstance(rests, Accepted | Rejected)
    far = trader.send(Terms(ticker, Side.BID, Price.cents(1), Count.whole(3)))
    assert isinstance(far, Accepted)
    with trader.journal() as kept:
        gone = cancel(trader.ids[-1], journal=kept, venue=trader.signed.venue, clock=trader.clock)
    assert isinstance(gone, Gone)


@pytest.mark.slow
def test_the_ledger_equals_the_exchanges_money_to_the_millionth_after_a_whole_week(trader: Trader) -> None:
    lively, clock = trader.lively, trader.clock
    middle = lively.ladder.rungs[len(lively.ladder.rungs) // 2].ticker
    assert trader.checked().cash == FUNDS
    early = trader.send(Terms(middle, Side.BID, Price.cents(30), Count.whole(1)))
    assert isinstance(early, Rejected)
    assert early.reason is Reason.CLOSED

    trader.leap(opens_at(WEEK) + timedelta(hours=1))
    for day in range(5):
        trade_a_day(trader)
        trader.checked()
        if day == 1:
            lose_an_answer(trader)
        if day == 2:
            die_with_an_order_under_way(trader)
        trader.leap(clock.instant + timedelta(days=1))
        trader.checked()

    ledger = trader.checked()
    assert ledger.positions, "something is held into the close"
    trader.leap(closes_at(WEEK) + timedelta(minutes=5))
    assert not trader.checked().working()
    late = trader.send(Terms(middle, Side.BID, Price.cents(30), Count.whole(1)))
    assert isinstance(late, Rejected)
    assert late.reason is Reason.CLOSED

    trader.leap(nominal_release(WEEK.sunday) + timedelta(hours=6))
    ledger = trader.checked()
    with trader.hub.held() as exchange:
        assert {market.status for market in exchange.markets} == {MarketStatus.FINALIZED}
        assert ledger.cash == exchange.money(ME).cash == exchange.money(ME).available
        where = exchange.treasury
        assert where.members + where.escrow + where.fees == where.brought
    assert not ledger.positions
    assert ledger.settled
    assert ledger.fees > Usd(0)
    assert ledger.cash == ledger.moved + ledger.realised - ledger.fees
    told_of_fills(trader, ledger)


def lose_an_answer(trader: Trader) -> None:
    """An order whose answer is lost: nothing more is sent there until it is found."""
    ticker = near_the_money(trader)
    trader.cut.loses = 1
    lost = trader.send(Terms(ticker, Side.BID, Price.cents(2), Count.whole(4)))
    assert isinstance(lost, Unknown)
    ledger = trader.checked()
    assert ledger.orders[trader.ids[-1]].state is State.RESTING


def die_with_an_order_under_way(trader: Trader) -> None:
    """The intent is written and the order is sent; the process dies before it hears of it."""
    ticker = near_the_money(trader)
    order = trader.order(Terms(ticker, Side.BID, Price.cents(3), Count.whole(2)))

    class Dies(Exception):
        """The end of a process."""

    class Deadly:
        def submit(self, order: Order) -> object:
            trader.signed.venue.submit(order)
            raise Dies

        cancel = trader.signed.venue.cancel

    with trader.journal() as kept, pytest.raises(Dies):
        send(order, decision="a test's", journal=kept, venue=Deadly(), clock=trader.clock)  # pyright: ignore[reportArgumentType] - it dies before it answers
    ledger = trader.checked()
    assert ledger.orders[order.client_id].state is State.RESTING


def told_of_fills(trader: Trader, ledger: Ledger) -> None:
    """The stream told of every fill that the account states, and of no other."""
    ends = time.monotonic() + _FOR_LONG  # noqa: TID251 - a bound on a real wait
    told: dict[str, wire.Fill] = {}
    while len(told) < len(ledger.fills) and time.monotonic() < ends:  # noqa: TID251 - the same
        told = {m.msg.trade_id: m for m in tuple(trader.heard) if isinstance(m, wire.Fill)}
        SystemClock().sleep(0.01)
    assert set(told) == set(ledger.fills)
    assert all(m.msg.fee_cost == ledger.fills[name].fee for name, m in told.items())
    assert not isinstance(trader.stream.book(trader.lively.ladder.rungs[0].ticker), NoBook)
    with trader.journal() as kept:
        assert fold(kept.events()).cash == ledger.cash
