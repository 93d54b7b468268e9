import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from paxline.edge.kalshi import said
from paxline.edge.kalshi.wire.listing import Market
from paxline.edge.kalshi.wire.trading import LegBids
from paxline.errors import WireError
from paxline.testing import ManualClock
from paxline.units import Count, Price

MARKET: dict[str, Any] = {
    "ticker": "KXTSAW-26AUG30-A2.80",
    "event_ticker": "KXTSAW-26AUG30",
    "market_type": "binary",
    "status": "active",
    "result": "",
    "open_time": "2026-08-24T14:00:00Z",
    "close_time": "2026-08-31T03:59:00Z",
    "strike_type": "greater",
    "floor_strike": 2_800_000,
    "price_ranges": [{"start": "0.0000", "end": "1.0000", "step": "0.0100"}],
}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12) | st.just("0.5000"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
legs_bids = st.lists(st.tuples(st.integers(1, 99), st.integers(0, 500)))


@pytest.mark.parametrize(
    ("bid", "bid_size", "ask", "ask_size", "stands"),
    [
        ("0.4700", "3.00", "0.5200", "3.00", (Price.cents(47), Price.cents(52))),
        ("0.0000", "0.00", "1.0000", "0.00", (None, None)),
        ("0.0000", "0.00", "0.0000", "0.00", (None, None)),
        ("0.9700", "0.00", "0.9900", "0.00", (None, None)),
        ("0.0100", "-1.00", "0.1700", "-24.83", (None, None)),
        ("0.0000", "0.00", "0.9800", "200.00", (None, Price.cents(98))),
    ],
)
def test_only_a_price_with_contracts_behind_it_is_a_quote(
    bid: str, bid_size: str, ask: str, ask_size: str, stands: tuple[Price | None, Price | None]
) -> None:
    top = {"yes_bid_dollars": bid, "yes_bid_size_fp": bid_size, "yes_ask_dollars": ask, "yes_ask_size_fp": ask_size}
    quote = said.market_quote(Market.model_validate(MARKET | top))
    assert (quote.bid, quote.ask) == stands
    assert (quote.bid is None) == (quote.bid_size is None)


def test_a_size_that_is_not_told_is_no_quote() -> None:
    quote = said.market_quote(Market.model_validate(MARKET | {"yes_bid_dollars": "0.4700"}))
    assert quote.bid is None


@given(
    st.lists(st.tuples(st.integers(1, 99), st.integers(0, 500))),
    st.lists(st.tuples(st.integers(1, 99), st.integers(0, 500))),
)
def test_every_bid_of_either_leg_is_in_the_book_once(yes: list[tuple[int, int]], no: list[tuple[int, int]]) -> None:
    legs = LegBids.model_validate(
        {
            "yes_dollars": [[str(Price.cents(p)), str(Count(c))] for p, c in yes],
            "no_dollars": [[str(Price.cents(p)), str(Count(c))] for p, c in no],
        }
    )
    book = said.book(legs)
    assert sum(level.count.hundredths for level in book.bids) == sum(c for _, c in yes)
    assert sum(level.count.hundredths for level in book.asks) == sum(c for _, c in no)
    assert all(level.count > Count(0) for level in (*book.bids, *book.asks))
    assert [level.price for level in book.bids] == sorted((level.price for level in book.bids), reverse=True)


@given(st.dictionaries(st.sampled_from(sorted(Market.model_fields)), anything, max_size=4))
def test_whatever_stands_in_a_market_it_is_read_or_refused(changes: dict[str, Any]) -> None:
    try:
        market = Market.model_validate_json(json.dumps(MARKET | changes))
        listed = said.listed_market(market, seen_at=ManualClock().now())
    except (ValidationError, WireError):
        return
    assert listed.listing.contract.strike == 2_800_000
