from datetime import timedelta

from tests.exchange.day import ASK, BID, CLOSE, LADDER, LOW, OPEN, a_day

from paxline.exchange.answers import BookChanged, Filled, OrderChanged, Role, Traded
from paxline.exchange.floor import Floor, Market
from paxline.exchange.orders import OrderStatus, Reason
from paxline.exchange.requests import ListMarket
from paxline.units import Count, Price


def test_a_trade_tells_the_public_both_members_the_book_and_the_orders() -> None:
    day = a_day()
    rested = day.place("ann", ASK, 5, 50, client_order_id="rests")
    day.happened.clear()
    taken = day.place("bob", BID, 3, 50)
    kinds = [type(event) for event in day.happened]
    assert kinds == [Traded, Filled, Filled, BookChanged, OrderChanged, OrderChanged]
    trade, bought, sold, book, maker, taker = day.happened
    assert isinstance(trade, Traded)
    assert (trade.taker_side, trade.price, trade.size) == (BID, Price.cents(50), Count.whole(3))
    assert isinstance(bought, Filled)
    assert isinstance(sold, Filled)
    assert (bought.role, sold.role, bought.trade_id) == (Role.TAKER, Role.MAKER, sold.trade_id)
    assert book == BookChanged(day.now, LOW, ASK, Price.cents(50), Count.whole(-3), "ann", "rests")
    assert isinstance(maker, OrderChanged)
    assert (maker.order_id, maker.status, maker.remaining) == (rested.order_id, OrderStatus.RESTING, Count.whole(2))
    assert isinstance(taker, OrderChanged)
    assert (taker.order_id, taker.status, taker.reason) == (taken.order_id, OrderStatus.EXECUTED, Reason.TRADE)


def test_a_market_looks_each_price_up_once() -> None:
    market = Market(ListMarket(LADDER.rungs[0], OPEN, CLOSE))
    assert [market.takes(Price(n)) for n in (5_000, 5_000, 5_050, 5_050)] == [True, True, False, False]


def test_reminders_come_in_the_order_of_time_and_then_of_setting() -> None:
    floor = Floor()
    markets = [Market(ListMarket(rung, OPEN, CLOSE)) for rung in LADDER.rungs]
    floor.remind(OPEN + timedelta(seconds=1), markets[0])
    floor.remind(OPEN, markets[1])
    floor.remind(OPEN, markets[0])
    assert [whom for _, _, whom in sorted(floor.due, key=lambda one: one[:2])] == [markets[1], markets[0], markets[0]]
