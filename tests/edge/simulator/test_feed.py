from tests.exchange.day import ASK, BID, HIGH, LOW, a_day, order

from paxline.edge.simulator.feed import Feed


def test_the_clock_counts_actions_and_a_market_keeps_that_of_its_last_change() -> None:
    day = a_day()
    feed = Feed(day.exchange)
    for i, request in enumerate((order("bob", BID, 1, 40), order("bob", BID, 1, 40, ticker=HIGH)), start=1):
        _, events = day.exchange.apply(request, at=day.now)
        assert feed.batch(day.now, events).clock == i
    assert (feed.clock_of(LOW), feed.clock_of(HIGH), feed.clock_of("nowhere")) == (1, 2, 0)


def test_figures_are_told_only_where_they_are_others() -> None:
    day = a_day()
    feed = Feed(day.exchange)
    told: list[int] = []
    for request in (order("bob", BID, 2, 40), order("bob", BID, 1, 30), order("cid", ASK, 1, 40)):
        _, events = day.exchange.apply(request, at=day.now)
        told.append(len(feed.batch(day.now, events).tickers))
    assert told == [1, 0, 1]
    assert feed.figures(LOW)["last_trade_size_fp"] == "1.00"
