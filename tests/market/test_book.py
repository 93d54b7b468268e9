from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.market.book import Book, Level, Quote, SeenQuote
from paxline.market.contract import Contract
from paxline.units import Count, Price


def level(cents: int, contracts: int = 10) -> Level:
    return Level(Price.cents(cents), Count.whole(contracts))


legs = st.lists(
    st.builds(Level, st.builds(Price, st.integers(0, 10_000)), st.builds(Count, st.integers(1, 10**6))), max_size=12
)


def test_bids_on_both_legs_become_one_book_of_yes() -> None:
    book = Book.from_legs(yes=[level(40, 5), level(44, 7)], no=[level(50, 3), level(53, 9)])
    assert book.bids == (level(44, 7), level(40, 5))
    assert book.asks == (level(47, 9), level(50, 3))
    assert book.quote == Quote(Price.cents(44), Price.cents(47), Count.whole(7), Count.whole(9))


@given(legs, legs)
def test_the_best_of_each_side_comes_first_whatever_the_order(yes: list[Level], no: list[Level]) -> None:
    book = Book.from_legs(yes=yes, no=no)
    bids, asks = [b.price for b in book.bids], [a.price for a in book.asks]
    assert bids == sorted(bids, reverse=True)
    assert asks == sorted(asks)
    assert book == Book.from_legs(yes=sorted(yes, key=lambda one: one.price), no=no)


@given(legs, legs)
def test_seen_from_the_other_leg_the_book_is_mirrored(yes: list[Level], no: list[Level]) -> None:
    book, mirror = Book.from_legs(yes=yes, no=no), Book.from_legs(yes=no, no=yes)
    assert [a.price for a in mirror.asks] == [b.price.complement for b in book.bids]
    assert [b.price for b in mirror.bids] == [a.price.complement for a in book.asks]


@given(legs, legs)
def test_no_contract_is_lost_or_made(yes: list[Level], no: list[Level]) -> None:
    book = Book.from_legs(yes=yes, no=no)
    assert sum(b.count.hundredths for b in book.bids) == sum(one.count.hundredths for one in yes)
    assert sum(a.count.hundredths for a in book.asks) == sum(one.count.hundredths for one in no)


def test_a_side_where_nobody_stands_has_no_price_rather_than_zero() -> None:
    only_bids = Book.from_legs(yes=[level(3)], no=[]).quote
    assert (only_bids.bid, only_bids.ask, only_bids.ask_size) == (Price.cents(3), None, None)
    only_asks = Book.from_legs(yes=[], no=[level(90)]).quote
    assert (only_asks.bid, only_asks.bid_size, only_asks.ask) == (None, None, Price.cents(10))
    assert Book().quote == Quote(None, None)


@pytest.mark.parametrize("quote", [Quote(Price.cents(3), None), Quote(None, Price.cents(3)), Quote(None, None)])
def test_one_side_alone_has_neither_middle_nor_spread(quote: Quote) -> None:
    assert quote.mid is None
    assert quote.spread is None


def test_middle_and_spread_are_in_dollars() -> None:
    quote = Quote(Price.parse("0.44"), Price.parse("0.475"))
    assert quote.mid == pytest.approx(0.4575)
    assert quote.spread == pytest.approx(0.035)


def test_a_seen_quote_says_of_what_when_and_from_where() -> None:
    rung = Contract.parse("KXTSAW-26APR26-A2.45")
    seen = SeenQuote(rung, Quote(None, Price.cents(5)), datetime(2026, 4, 20, 14, tzinfo=UTC), "made for a test")
    assert (seen.contract.strike, seen.quote.bid, seen.source) == (2_450_000, None, "made for a test")
