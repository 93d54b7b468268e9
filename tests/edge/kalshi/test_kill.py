import httpx
import numpy as np
from tests.edge.kalshi.trading import Desk, desk
from tests.simulation.exchange import Fault, ScriptedExchange
from tests.simulation.trading import an_order

from paxline.run.ports import Sighting
from paxline.testing import ManualClock


def exchange(orders: int = 5) -> tuple[ScriptedExchange, Desk]:
    clock = ManualClock()
    made = ScriptedExchange(clock, np.random.default_rng(7), fill_chance=0.0)
    everything = desk(made.handle, clock)
    for number in range(orders):
        everything.venue.submit(an_order(f"d{number}"))
    return made, everything


def resting(scripted: ScriptedExchange) -> int:
    return sum(order["status"] == "resting" for order in scripted.books.orders.values())


def is_all(request: httpx.Request) -> bool:
    return request.method == "DELETE" and request.url.path.endswith("/orders")


def test_everything_is_cancelled_and_the_list_confirms_it() -> None:
    scripted, made = exchange()
    killed = made.kill.kill()
    assert killed.confirmed
    assert not killed.unanswered
    assert resting(scripted) == 0


def test_where_cancelling_all_at_once_fails_each_order_is_cancelled_on_its_own() -> None:
    scripted, made = exchange()
    scripted.fault = lambda request: Fault.DROPPED if is_all(request) else Fault.NONE
    killed = made.kill.kill()
    assert killed.confirmed
    assert killed.unanswered
    assert resting(scripted) == 0


def test_it_goes_on_when_half_of_the_exchange_does_not_answer() -> None:
    scripted, made = exchange()
    turn = iter(range(1000))
    scripted.fault = lambda _: Fault.DROPPED if next(turn) % 2 else Fault.NONE
    killed = made.kill.kill()
    assert killed.confirmed
    assert resting(scripted) == 0


def test_orders_are_cancelled_blind_where_only_the_list_fails_and_nothing_is_confirmed() -> None:
    scripted, made = exchange()
    scripted.fault = lambda request: Fault.ERROR_BEFORE if request.method == "GET" else Fault.NONE
    killed = made.kill.kill()
    assert not killed.confirmed
    assert killed.seen is Sighting.UNSEEN
    assert resting(scripted) == 0


def test_what_cannot_be_cancelled_is_named() -> None:
    scripted, made = exchange(2)
    scripted.fault = lambda request: Fault.ERROR_BEFORE if request.method == "DELETE" else Fault.NONE
    killed = made.kill.kill()
    assert not killed.confirmed
    assert killed.seen is Sighting.SEEN
    assert {order.order_id for order in killed.resting} == {"order-1", "order-2"}


def test_an_exchange_that_is_gone_does_not_raise() -> None:
    scripted, made = exchange(1)
    scripted.fault = lambda _: Fault.DROPPED
    killed = made.kill.kill()
    assert not killed.confirmed
    assert killed.unanswered


def test_a_list_that_lags_is_looked_at_twice() -> None:
    scripted, made = exchange()
    scripted.lag = 0.8
    assert made.kill.kill().confirmed
    assert resting(scripted) == 0


def test_looking_cancels_nothing() -> None:
    scripted, made = exchange(3)
    assert len(made.kill.resting()) == resting(scripted) == 3
