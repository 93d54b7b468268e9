import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.market.bands import Cents, candle

from paxline.desk.orders import Crossing, Side, Terms
from paxline.exchange.fills import Bound, Reach, filled, posts, reach
from paxline.market.candle import Candle
from paxline.units import Count, Price


def order(side: Side, cents: int, *, size: int = 50, crossing: Crossing = Crossing.POSTS_ONLY) -> Terms:
    return Terms("KXTSAW-26APR26-A2.40", side, Price.cents(cents), Count.whole(size), crossing=crossing)


def got(terms: Terms, of: Candle) -> list[float]:
    return [filled(terms, of, bound).contracts for bound in Bound]


TRADED = candle(bid=(40, 37, 44, 42), ask=(44, 41, 47, 46), traded=(42, 39, 45, 43), volume=400)


@pytest.mark.parametrize(
    ("side", "cents", "came", "lower_middle_upper"),
    [
        (Side.BID, 38, Reach.NOWHERE, [0, 0, 0]),
        (Side.BID, 39, Reach.TOUCHED, [0, 50, 50]),
        (Side.BID, 40, Reach.THROUGH, [40, 50, 50]),
        (Side.ASK, 46, Reach.NOWHERE, [0, 0, 0]),
        (Side.ASK, 45, Reach.TOUCHED, [0, 50, 50]),
        (Side.ASK, 44, Reach.THROUGH, [40, 50, 50]),
    ],
)
def test_trades_through_or_at_a_price_reach_an_order(
    side: Side, cents: int, came: Reach, lower_middle_upper: list[float]
) -> None:
    assert reach(order(side, cents), TRADED) is came
    assert got(order(side, cents), TRADED) == lower_middle_upper


def test_a_quote_that_touches_counts_at_the_upper_bound_alone() -> None:
    quiet = candle(bid=(40, 40, 43, 40), ask=(44, 42, 44, 44))
    assert reach(order(Side.BID, 42), quiet) is Reach.QUOTED
    assert got(order(Side.BID, 42), quiet) == [0, 0, 50]
    assert got(order(Side.ASK, 43), quiet) == [0, 0, 50]
    assert got(order(Side.ASK, 44), quiet) == [0, 0, 0]


def test_shares_of_the_volume_are_whole_contracts() -> None:
    thin = candle(traded=(42, 39, 45, 43), volume=75)
    assert got(order(Side.BID, 40), thin) == [7, 18, 50]
    assert got(order(Side.BID, 39), thin) == [0, 9, 50]


def test_an_order_that_only_posts_is_refused_where_it_would_trade_as_the_candle_opens() -> None:
    assert posts(order(Side.BID, 43), TRADED)
    assert not posts(order(Side.BID, 44), TRADED)
    assert posts(order(Side.ASK, 41), TRADED)
    assert not posts(order(Side.ASK, 40), TRADED)
    assert posts(order(Side.BID, 60, crossing=Crossing.TAKES), TRADED)


@st.composite
def bands(draw: st.DrawFn) -> Cents:
    low, first, last, high = sorted(draw(st.lists(st.integers(1, 99), min_size=4, max_size=4)))
    return first, low, high, last


@given(bands(), bands(), st.one_of(st.none(), bands()), st.integers(0, 5000), st.integers(1, 99), st.sampled_from(Side))
def test_bounds_are_ordered_and_never_more_than_asked(
    bid: Cents, ask: Cents, traded: Cents | None, volume: int, cents: int, side: Side
) -> None:
    of = candle(bid=bid, ask=ask, traded=traded, volume=volume)
    lower, middle, upper = got(order(side, cents, size=30), of)
    assert 0 <= lower <= middle <= upper <= 30
    assert middle <= volume / 4 or middle == 0
    assert lower <= volume / 10 or lower == 0


@given(bands(), st.integers(0, 5000), st.integers(1, 99))
def test_both_sides_are_mirror_images(traded: Cents, volume: int, cents: int) -> None:
    first, low, high, last = traded
    there = candle(bid=(1, 1, 1, 1), ask=(99, 99, 99, 99), traded=traded, volume=volume)
    mirrored = (100 - first, 100 - high, 100 - low, 100 - last)
    back = candle(bid=(1, 1, 1, 1), ask=(99, 99, 99, 99), traded=mirrored, volume=volume)
    assert got(order(Side.BID, cents), there) == got(order(Side.ASK, 100 - cents), back)
