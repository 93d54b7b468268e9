import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from tests.exchange.day import ASK, BID, CLOSE, HIGH, LADDER, LOW, OPEN, order

from paxline.edge.simulator.hub import Hub
from paxline.errors import MissingData
from paxline.exchange.answers import Accepted, Event, Traded
from paxline.exchange.counterparties import Flow, Timed
from paxline.exchange.engine import Exchange
from paxline.exchange.orders import OrderStatus
from paxline.exchange.requests import Cancel, Deposit, Determine, ListMarket, Place, Side
from paxline.testing import ManualClock
from paxline.units import Count, Price, Usd


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(OPEN)


@pytest.fixture
def hub(clock: ManualClock) -> Hub:
    hub = Hub(Exchange(), clock)
    for rung in LADDER.rungs:
        hub.apply(ListMarket(rung, OPEN, CLOSE))
    for member in ("ann", "bob"):
        hub.apply(Deposit(member, Usd.cents(10_000)))
    return hub


def place(hub: Hub, member: str, side: Side, *, cents: int, size: int = 1, ticker: str = LOW) -> Accepted:
    answer = hub.apply(order(member, side, size, cents, ticker=ticker))
    assert isinstance(answer, Accepted), answer
    return answer


def test_every_listener_hears_every_batch_in_order_until_it_stops(hub: Hub, clock: ManualClock) -> None:
    heard: list[tuple[datetime, Sequence[Event]]] = []
    stop = hub.listen(lambda at, events: heard.append((at, events)))
    place(hub, "ann", ASK, cents=40)
    clock.sleep(1)
    place(hub, "bob", BID, cents=40)
    assert [at for at, _ in heard] == [OPEN, OPEN + timedelta(seconds=1)]
    assert any(isinstance(event, Traded) for event in heard[1][1])
    stop()
    stop()
    place(hub, "ann", ASK, cents=50)
    assert len(heard) == 2


def test_a_clock_that_steps_back_is_waited_for(hub: Hub, clock: ManualClock) -> None:
    clock.sleep(5)
    place(hub, "ann", ASK, cents=40)
    clock.instant = OPEN
    place(hub, "ann", ASK, cents=41)
    assert hub.now() == OPEN + timedelta(seconds=5)


def test_what_the_clock_brings_is_done_before_anybody_looks(hub: Hub, clock: ManualClock) -> None:
    resting = place(hub, "ann", ASK, cents=40)
    clock.instant = CLOSE
    with hub.held() as exchange:
        assert exchange.order(resting.order_id).status is OrderStatus.CANCELED


def test_the_past_is_seen_as_it_was(hub: Hub, clock: ManualClock) -> None:
    resting = place(hub, "ann", ASK, cents=40, size=2)
    clock.sleep(1)
    place(hub, "bob", BID, cents=40)
    clock.sleep(1)
    hub.apply(Cancel("ann", resting.order_id))
    before, between, after = (OPEN + timedelta(seconds=s) for s in (0, 1, 2))
    seen = [hub.order("ann", resting.order_id, as_of=at) for at in (before, between, after)]
    assert [(view.status, view.remaining) for view in seen if view] == [
        (OrderStatus.RESTING, Count.whole(2)),
        (OrderStatus.RESTING, Count.whole(1)),
        (OrderStatus.CANCELED, Count(0)),
    ]
    assert hub.orders("ann", as_of=before - timedelta(seconds=1)) == []
    assert hub.order("bob", resting.order_id, as_of=after) is None
    assert [len(hub.fills("ann", as_of=at)) for at in (before, between)] == [0, 1]
    assert hub.funds("ann", as_of=before).money.reserved == Usd.cents(120)
    assert hub.funds("ann", as_of=between).stakes[LOW].position == Count.whole(-1)
    assert hub.funds("bob", as_of=before).money.cash == Usd.cents(10_000)


def test_trades_are_listed_by_market(hub: Hub) -> None:
    for ticker in (LOW, HIGH):
        place(hub, "ann", ASK, cents=40, ticker=ticker)
        place(hub, "bob", BID, cents=40, ticker=ticker)
    assert [trade.ticker for trade in hub.trades()] == [LOW, HIGH]
    assert [trade.price for trade in hub.trades(HIGH)] == [Price.cents(40)]


def test_what_was_paid_is_listed(hub: Hub, clock: ManualClock) -> None:
    place(hub, "ann", ASK, cents=40)
    place(hub, "bob", BID, cents=40)
    clock.instant = CLOSE
    hub.apply(Determine(LOW, 2_400_001.0))
    clock.sleep(3600)
    assert hub.settlements("bob", as_of=clock.now()) == []
    paid = hub.settlements("bob", as_of=hub.now())
    assert [one.revenue for one in paid] == [Usd.cents(100)]
    assert hub.funds("bob", as_of=clock.now()).stakes[LOW].position == Count(0)


def test_others_trade_at_their_own_instants_before_anybody_looks(hub: Hub, clock: ManualClock) -> None:
    later = [Timed(OPEN + timedelta(seconds=s), order("ann", ASK, 1, 50 + s)) for s in (1, 2, 9)]
    with hub.held() as exchange:
        lively = Hub(exchange, clock, others=Flow(later))
    heard: list[datetime] = []
    lively.listen(lambda at, _: heard.append(at))
    clock.sleep(5)
    assert lively.now() == OPEN + timedelta(seconds=5)
    assert heard == [OPEN + timedelta(seconds=1), OPEN + timedelta(seconds=2)]


def test_nobody_has_no_funds(hub: Hub) -> None:
    with pytest.raises(MissingData):
        hub.funds("nobody", as_of=OPEN)


def test_threads_take_turns(hub: Hub) -> None:
    numbers: list[int] = []
    hub.listen(lambda _, events: numbers.append(len(events)))

    def trade() -> None:
        for _ in range(50):
            hub.apply(Place("ann", LOW, Side.ASK, Count.whole(1), Price.cents(99)))

    threads = [threading.Thread(target=trade) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hub.orders("ann", as_of=hub.now())) == len(numbers) == 200
