from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from paxline.exchange.answers import Traded
from paxline.exchange.requests import Side
from paxline.exchange.values import as_count, as_usd, made
from paxline.units import Count, Price, Usd


@given(st.integers(-(10**15), 10**15))
def test_a_value_found_again_equals_one_made_anew(units: int) -> None:
    assert as_count(units) == as_count(units) == Count(units)
    assert as_usd(units) == as_usd(units) == Usd(units)


def test_a_tuple_made_at_once_is_what_its_constructor_makes() -> None:
    fields = (datetime(2026, 6, 15, tzinfo=UTC), "T", "id", Price.cents(40), Count.whole(3), Side.BID)
    trade = made(Traded, fields)
    assert isinstance(trade, Traded)
    assert trade == Traded(*fields)
    assert trade.taker_side is Side.BID
