import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.market.grid import CENTS, PriceGrid, Ticks
from paxline.units import Price

TAPERED = PriceGrid(
    (
        Ticks(Price.cents(90), Price.cents(100), Price(10)),
        Ticks(Price.cents(10), Price.cents(90), Price.cents(1)),
        Ticks(Price.cents(0), Price.cents(10), Price(10)),
    )
)
prices = st.integers(0, 10_000).map(Price)
grids = st.sampled_from([CENTS, TAPERED, PriceGrid((Ticks(Price.cents(20), Price.cents(80), Price.cents(7)),))])


def _all(grid: PriceGrid) -> list[Price]:
    return sorted(
        {
            Price(p)
            for t in grid.ranges
            for p in range(t.start.ten_thousandths, t.end.ten_thousandths + 1, t.step.ten_thousandths)
            if 0 < p < 10_000
        }
    )


EVERY = {grid: _all(grid) for grid in [CENTS, TAPERED, PriceGrid((Ticks(Price(2000), Price(8000), Price(700)),))]}


@given(grids, prices)
def test_rounding_finds_the_nearest_price_of_the_grid(grid: PriceGrid, price: Price) -> None:
    every = EVERY[grid]
    assert grid.at_most(price) == max((p for p in every if p <= price), default=None)
    assert grid.at_least(price) == min((p for p in every if p >= price), default=None)
    assert grid.holds(price) == (price in every)


def test_the_ends_of_the_dollar_are_no_orders_prices() -> None:
    assert CENTS.at_least(Price(0)) == Price.cents(1)
    assert CENTS.at_most(Price(10_000)) == Price.cents(99)
    assert CENTS.at_most(Price(99)) is None
    assert not CENTS.holds(Price(0))


def test_a_finer_step_near_the_ends_is_kept() -> None:
    assert TAPERED.holds(Price(990))
    assert not TAPERED.holds(Price(5_050))


@pytest.mark.parametrize(("start", "end", "step"), [(0, 10_000, 0), (5_000, 5_000, 100), (6_000, 5_000, 100)])
def test_a_range_that_does_not_rise_is_refused(start: int, end: int, step: int) -> None:
    with pytest.raises(ValueError, match="rises"):
        Ticks(Price(start), Price(end), Price(step))


def test_a_market_without_ranges_takes_no_order() -> None:
    with pytest.raises(ValueError, match="no order"):
        PriceGrid(())
