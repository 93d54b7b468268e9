from datetime import timedelta
from pathlib import Path

from tests.wiring.on_record import on_record

from paxline.exchange.lifecycle import MarketStatus
from paxline.exchange.requests import Side
from paxline.market.book import Quote, SeenQuote
from paxline.market.contract import closes_at, opens_at
from paxline.run.recover import Ready, recover
from paxline.testing import NOW, WEEK, ManualClock, seen_quote
from paxline.units import Count, Price, Usd
from paxline.wiring.simulated.exchange import (
    FUNDS,
    MAKER,
    bring_up,
    lively_week,
    open_exchange,
    quote_orders,
    requoted_week,
    take_seat,
)


def test_the_books_show_the_quotes_of_the_world() -> None:
    made = open_exchange(WEEK, as_of=NOW, seed=7)
    assert made.world.quotes
    for seen in made.world.quotes:
        assert made.exchange.book(seen.contract.ticker).quote == seen.quote


def test_the_whole_ladder_is_listed_and_trades() -> None:
    made = open_exchange(WEEK, as_of=NOW, seed=7)
    assert [market.ticker for market in made.exchange.markets] == [rung.ticker for rung in made.world.ladder.rungs]
    assert {market.status for market in made.exchange.markets} == {MarketStatus.ACTIVE}


def test_before_the_open_and_after_the_close_nothing_rests() -> None:
    early = open_exchange(WEEK, as_of=opens_at(WEEK) - timedelta(hours=1), seed=7).exchange
    late = open_exchange(WEEK, as_of=closes_at(WEEK), seed=7).exchange
    assert {market.status for market in early.markets} == {MarketStatus.INITIALIZED}
    assert {market.status for market in late.markets} == {MarketStatus.CLOSED}
    assert not early.resting(MAKER)
    assert not late.resting(MAKER)


def test_the_same_seed_makes_the_same_exchange() -> None:
    first, second = (open_exchange(WEEK, as_of=NOW, seed=7).exchange for _ in range(2))
    assert first.resting(MAKER) == second.resting(MAKER)


def test_the_market_maker_can_pay_for_all_its_quotes() -> None:
    money = open_exchange(WEEK, as_of=NOW, seed=7).exchange.money(MAKER)
    assert money.cash == FUNDS
    assert Usd(0) < money.reserved < FUNDS


def test_a_side_without_a_price_or_a_size_makes_no_order() -> None:
    unsized = seen_quote(2_400_000, bid=40, ask=45)
    assert quote_orders(unsized, member=MAKER) == []
    quote = Quote(bid=None, ask=Price.cents(45), ask_size=Count.whole(3))
    orders = quote_orders(SeenQuote(unsized.contract, quote, NOW, "made for a test"), member=MAKER)
    assert [(order.side, order.price, order.count) for order in orders] == [(Side.ASK, Price.cents(45), Count.whole(3))]


def test_a_seat_is_ready_to_recover_even_where_its_clock_is_behind() -> None:
    exchange = open_exchange(WEEK, as_of=NOW, seed=7).exchange
    seat = take_seat(exchange, member="us", funds=Usd.parse("100"), clock=ManualClock(NOW - timedelta(hours=1)))
    ready = recover(journal=seat.journal, account=seat.venue, clock=ManualClock(NOW))
    assert isinstance(ready, Ready)
    assert ready.ledger.cash == Usd.parse("100")


def test_a_lively_week_trades_settles_and_conserves_its_money() -> None:
    lively = lively_week(WEEK, average=2_431_000, seed=5)
    bring_up(lively, NOW)
    assert lively.exchange.now == NOW
    assert lively.exchange.book(lively.ladder.rungs[10].ticker).quote.bid
    bring_up(lively, closes_at(WEEK) + timedelta(days=1))
    markets = lively.exchange.markets
    assert {market.status for market in markets} == {MarketStatus.FINALIZED}
    assert [market.result for market in markets] == ["yes" if r.pays(2_431_000) else "no" for r in lively.ladder.rungs]
    assert sum(market.volume.contracts for market in markets) > 1_000
    money = lively.exchange.treasury
    assert money.members + money.fees == money.brought
    assert money.escrow == Usd(0)


def test_a_week_on_record_shows_its_quotes_again_and_settles_as_it_did(tmp_path: Path) -> None:
    again = requoted_week(on_record(tmp_path), seed=5)
    low, high = (rung.ticker for rung in again.ladder.rungs)
    bring_up(again, NOW)
    shown = {ticker: again.exchange.book(ticker).quote for ticker in (low, high)}
    assert [(quote.bid, quote.ask) for quote in shown.values()] == [
        (Price.cents(60), Price.cents(64)),
        (Price.cents(30), Price.cents(35)),
    ]
    bring_up(again, closes_at(WEEK) + timedelta(days=1))
    assert [market.result for market in again.exchange.markets] == ["yes", "no"]
    assert sum(market.volume.contracts for market in again.exchange.markets) == 0


def test_what_we_did_meanwhile_does_not_stop_the_others() -> None:
    lively = lively_week(WEEK, average=2_431_000, seed=5)
    seat = take_seat(lively.exchange, member="us", funds=Usd.parse("100"), clock=ManualClock(NOW))
    bring_up(lively, NOW - timedelta(hours=1))
    assert seat.venue.statement(NOW).cash == Usd.parse("100")
    assert lively.exchange.now == NOW
