"""However often a decision is carried out, and whatever became of the journal, the exchange has one order of it."""

from collections import Counter
from pathlib import Path

import httpx
import numpy as np
import pytest
from tests.simulation.exchange import Fault, ScriptedExchange
from tests.simulation.rehearsing import theatre
from tests.simulation.trading import TICKER, MemoryJournal, opened, signed

from paxline.desk.ledger import fold
from paxline.desk.orders import Order, Side, Terms, order_of
from paxline.run.ports import Accepted, Unknown
from paxline.run.recover import Ready, recover
from paxline.run.sending import Known, Sent, Withheld, send
from paxline.testing import ManualClock
from paxline.units import Count, Price


def decided() -> Order:
    """The order as the decision makes it, each time anew."""
    return order_of("digest of the inputs", Terms(TICKER, Side.ASK, Price.cents(61), Count.whole(3)), place=0)


def carry_out(exchange: ScriptedExchange, journal: MemoryJournal) -> Sent:
    with signed(exchange, clock=exchange.clock) as venue:
        return send(decided(), decision="digest", journal=journal, venue=venue.venue, clock=exchange.clock)


@pytest.mark.parametrize("fault", list(Fault))
def test_carried_out_three_times_with_any_fault_it_is_one_order(fault: Fault) -> None:
    exchange = ScriptedExchange(ManualClock(), np.random.default_rng(7), fill_chance=0.0)
    journal = opened()
    exchange.fault = lambda request: fault if request.method == "POST" else Fault.NONE
    came = [carry_out(exchange, journal) for _ in range(3)]
    assert all(isinstance(one, Known | Withheld) for one in came[1:])
    exchange.fault = lambda _: Fault.NONE
    with signed(exchange, clock=exchange.clock) as venue:
        assert isinstance(recover(journal=journal, account=venue.account, clock=exchange.clock), Ready)
    assert isinstance(carry_out(exchange, journal), Known)
    assert len(exchange.books.orders) <= 1
    assert len([request for request in exchange.asked if request.method == "POST"]) == 1
    assert len(fold(journal.events()).orders) == 1


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.LOST_ANSWER, Fault.TWICE])
def test_even_with_the_journal_lost_it_is_one_order(fault: Fault) -> None:
    exchange = ScriptedExchange(ManualClock(), np.random.default_rng(7), fill_chance=0.0)
    exchange.fault = lambda request: fault if request.method == "POST" else Fault.NONE
    carry_out(exchange, opened())
    exchange.fault = lambda _: Fault.NONE
    again = carry_out(exchange, opened())
    assert isinstance(again, Accepted | Unknown)
    assert [order["client_order_id"] for order in exchange.books.orders.values()] == [decided().client_id]


def test_the_id_is_the_same_in_every_process_and_version() -> None:
    assert decided().client_id == "32b31d43-0a97-5e45-b305-9c746e1b211c"


def test_the_live_loop_sends_a_decision_once_though_every_second_answer_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_on, posted = httpx.HTTPTransport.handle_request, list[httpx.Request]()

    def lose(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        answer = hand_on(self, request)
        if request.method == "POST":
            posted.append(request)
            if len(posted) % 2:
                answer.close()
                raise httpx.ReadError("broken after", request=request)
        return answer

    with theatre(tmp_path) as stage, stage.line() as line:
        stage.arm(line)
        with stage.live(line) as live:
            monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lose)
            stage.trading(live)
            monkeypatch.undo()
            decided = [(one.order, one.state) for one in live.bot.journal.ledger().orders.values()]
            for order, _ in decided:
                again = send(order, decision="d", journal=live.bot.journal, venue=live.bot.venue, clock=line.clock)
                assert isinstance(again, Known)
            assert "agree" in live.take_stock()
            assert live.bot.journal.ledger().unresolved() == ()
        sent = Counter(one.client_order_id for one in stage.orders())
    assert len(posted) >= 3
    assert set(sent) == {order.client_id for order, _ in decided}
    assert set(sent.values()) == {1}
    assert len(posted) == len(sent)
    assert stage.agrees()
