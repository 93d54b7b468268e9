"""Random orders and cancels with faults at every step and kills between any two effects; then a recovery.

Afterwards no order is doubled and none lost, and journal and exchange tell the same story to the millionth.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import numpy as np
import pytest
from tests.simulation.exchange import Fault, ScriptedExchange
from tests.simulation.trading import Kill, MemoryJournal, MortalJournal, an_order, signed

from paxline.desk.ledger import Answered, fold
from paxline.desk.orders import UNRESOLVED, Heard, Side, State
from paxline.run.ports import Accepted, Rejected, Unknown
from paxline.run.recover import Ready, recover
from paxline.run.sending import cancel, send
from paxline.testing import ManualClock

TICKERS = ("KXTSAW-26APR26-A2.40", "KXTSAW-26APR26-A2.45", "KXTSAW-26APR26-A2.50")
FAULTS = tuple(Fault)
READ_FAULTS = {fault: fault for fault in (Fault.DROPPED, Fault.TOO_MANY, Fault.LOST_ANSWER)}
STANDING = {"resting": {State.RESTING}, "executed": {State.EXECUTED}, "canceled": {State.CANCELED}}


class Trader:
    """One journal and one exchange; processes come and go."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.clock = ManualClock()
        self.journal = MemoryJournal()
        self.exchange = ScriptedExchange(self.clock, np.random.default_rng(seed + 1), lag=1.0)
        self.exchange.on_order = self.nothing_else_is_unknown
        self.calm()
        self.acknowledged: set[str] = set()
        self.decisions = 0

    def calm(self) -> None:
        self.fault_chance = self.kill_chance = 0.0

    def storm(self) -> None:
        self.fault_chance, self.kill_chance = 0.25, 0.02

    def fault(self, request: httpx.Request) -> Fault:
        if self.rng.random() >= self.fault_chance:
            return Fault.NONE
        drawn = FAULTS[int(self.rng.integers(len(FAULTS)))]
        return READ_FAULTS.get(drawn, Fault.ERROR_BEFORE) if request.method == "GET" else drawn

    def die(self) -> None:
        if self.rng.random() < self.kill_chance:
            raise Kill

    def nothing_else_is_unknown(self, body: dict[str, Any]) -> None:
        ledger = fold(self.journal.events())
        # Written down before it was sent; and a late arrival is not a new one.
        assert body["client_order_id"] in ledger.orders
        assert ledger.orders[body["client_order_id"]].state is not State.VOID, "believed absent too early"
        others = [t for t in ledger.unresolved(body["ticker"]) if t.order.client_id != body["client_order_id"]]
        if ledger.orders[body["client_order_id"]].state is State.INTENDED:
            assert others == []

    def live(self) -> None:
        """One process: recover, then trade until it is through or dies."""
        self.exchange.fault = self.fault
        journal = MortalJournal(self.journal, self.die)
        try:
            with signed(self.exchange, clock=self.clock, die=self.die) as venue:
                ready = recover(journal=journal, account=venue.account, clock=self.clock)
                for _ in range(6):
                    self.exchange.trade()
                    self.clock.instant += timedelta(seconds=float(self.rng.exponential(5)))
                    if not isinstance(ready, Ready):
                        return
                    if self.rng.random() < 0.65:
                        self.send_one(journal, venue.venue)
                    else:
                        self.cancel_one(journal, venue.venue)
        except Kill:
            pass

    def send_one(self, journal: MortalJournal, venue: Any) -> None:
        # Some decisions come up again, as after a restart.
        again = self.decisions and self.rng.random() < 0.2
        number = int(self.rng.integers(self.decisions)) if again else self.decisions
        self.decisions += not again
        drawn = np.random.default_rng(number)
        order = an_order(
            f"decision {number}",
            ticker=TICKERS[number % 3],
            side=Side.BID if drawn.random() < 0.5 else Side.ASK,
            cents=int(drawn.integers(5, 95)),
            contracts=int(drawn.integers(1, 20)),
        )
        came = send(order, decision=f"decision {number}", journal=journal, venue=venue, clock=self.clock)
        if isinstance(came, Accepted):
            self.acknowledged.add(order.client_id)

    def cancel_one(self, journal: MortalJournal, venue: Any) -> None:
        working = fold(journal.events()).working()
        if working:
            chosen = working[int(self.rng.integers(len(working)))]
            came = cancel(chosen.client_id, journal=journal, venue=venue, clock=self.clock)
            assert not isinstance(came, Unknown | Rejected) or chosen.client_id in fold(journal.events()).orders

    def settle_down(self) -> Ready:
        """Let what is late land, and recover in peace."""
        self.calm()
        self.clock.instant += timedelta(seconds=120)
        self.exchange.land()
        with signed(self.exchange, clock=self.clock) as venue:
            ready = recover(journal=self.journal, account=venue.account, clock=self.clock)
        assert isinstance(ready, Ready), ready
        return ready

    def agree(self, ready: Ready) -> None:
        books, ledger = self.exchange.books, ready.ledger
        at_exchange = Counter(order["client_order_id"] for order in books.orders.values())
        assert set(at_exchange.values()) <= {1}, "an order was doubled"
        assert at_exchange.keys() <= ledger.orders.keys(), "an order is at the exchange and not in the journal"
        assert self.acknowledged <= at_exchange.keys(), "an acknowledged order was lost"
        for order in books.orders.values():
            tracked = ledger.orders[order["client_order_id"]]
            assert tracked.state in STANDING[order["status"]]
            assert tracked.filled.hundredths == order["filled"]
        for client_id, tracked in ledger.orders.items():
            if client_id not in at_exchange:
                assert tracked.state in {State.VOID, State.REJECTED}
            assert tracked.state not in UNRESOLVED
        held = {ticker: position.count.hundredths for ticker, position in ledger.positions.items()}
        assert held == {ticker: count for ticker, count in books.positions.items() if count}
        assert ledger.cash.millionths == books.cash
        assert not ready.blocked


@pytest.mark.parametrize("seed", range(12))
def test_after_faults_and_kills_journal_and_exchange_are_equal(seed: int) -> None:
    trader = Trader(seed)
    trader.live()
    for _ in range(15):
        trader.storm()
        trader.live()
    ready = trader.settle_down()
    trader.agree(ready)
    for ticker, value in zip(TICKERS, (1, 1, 0), strict=True):
        trader.exchange.settle(ticker, value)
    after_settlement = trader.settle_down()
    trader.agree(after_settlement)
    assert not after_settlement.ledger.positions
    ledger = after_settlement.ledger
    assert ledger.cash == ledger.moved + ledger.realised - ledger.fees


def test_the_storm_is_one() -> None:
    """The simulation is worth nothing if its orders never meet trouble."""
    heard: Counter[Heard] = Counter()
    for seed in range(3):
        trader = Trader(seed)
        for _ in range(15):
            trader.storm()
            trader.live()
        heard += Counter(e.heard for e in trader.journal.kept if isinstance(e, Answered))
    assert heard.keys() >= {Heard.RESTS, Heard.EXECUTED, Heard.CANCELED, Heard.UNCLEAR, Heard.REFUSED, Heard.ABSENT}
