from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.errors import MissingData
from paxline.market.fees import TSA_TERMS, FeeSchedule, FeeTerms, FeeType
from paxline.units import Count, Price, Usd

SUMMER_2026 = datetime(2026, 6, 11, 6, 29, tzinfo=UTC)
SPRING_2026 = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)

instants = st.sampled_from([SUMMER_2026, SPRING_2026, datetime(2023, 1, 2, tzinfo=UTC)])
prices = st.integers(0, 10_000).map(Price)
counts = st.integers(0, 10_000_000).map(Count)


@pytest.mark.parametrize(
    ("price", "paid"),
    [("0.5200", "0.017500"), ("0.9900", "0.000700")],
)
def test_the_fee_is_what_recorded_fills_of_june_2026_paid(price: str, paid: str) -> None:
    fees = FeeSchedule.at(SUMMER_2026)
    assert fees.taker_fee(Price.parse(price), Count.parse("1.00")) == Usd.parse(paid)


def test_before_june_2026_fees_rose_to_the_next_cent() -> None:
    fees = FeeSchedule.at(SPRING_2026)
    assert fees.taker_fee(Price.cents(52), Count.whole(1)) == Usd.cents(2)
    assert fees.taker_fee(Price.cents(50), Count.whole(100)) == Usd.cents(175)
    assert fees.taker_fee(Price.cents(52), Count.whole(100)) == Usd.cents(175)


def test_a_schedule_holds_from_midnight_in_new_york() -> None:
    start = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
    assert FeeSchedule.at(start).step == Usd(100)
    assert FeeSchedule.at(start - timedelta(microseconds=1)).step == Usd.cents(1)
    assert FeeSchedule.at(start).effective == start


def test_every_schedule_says_where_it_comes_from() -> None:
    assert "2026-06-01" in FeeSchedule.at(SUMMER_2026).source
    assert "2026-02-05" in FeeSchedule.at(SPRING_2026).source
    assert FeeSchedule.at(datetime(2024, 1, 1, tzinfo=UTC)).source.startswith("assumed")


def test_before_the_series_began_there_is_no_fee_to_tell() -> None:
    with pytest.raises(MissingData, match="2022-05-31"):
        FeeSchedule.at(datetime(2022, 5, 31, tzinfo=UTC))


def test_makers_pay_only_where_the_series_says_so() -> None:
    def maker(fee_type: FeeType, multiplier: str) -> Usd:
        fees = FeeSchedule.at(SUMMER_2026, terms=FeeTerms(fee_type, Decimal(multiplier)))
        return fees.maker_fee(Price.cents(50), Count.whole(100))

    assert maker(FeeType.QUADRATIC, "1") == Usd(0)
    assert maker(FeeType.QUADRATIC_WITH_MAKER_FEES, "1") == Usd.parse("0.4375")
    assert maker(FeeType.QUADRATIC_WITH_MAKER_FEES, "0.5") == Usd.parse("0.2188")
    assert maker(FeeType.QUADRATIC_WITH_COMBO_MAKER_FEES, "1") == Usd.parse("0.8750")


def test_the_multiplier_scales_what_takers_pay() -> None:
    fees = FeeSchedule.at(SUMMER_2026, terms=FeeTerms(FeeType.QUADRATIC, Decimal("0.5")))
    assert fees.taker_fee(Price.cents(50), Count.whole(100)) == Usd.parse("0.8750")


def test_what_is_not_known_refuses() -> None:
    with pytest.raises(MissingData, match="flat"):
        FeeSchedule.at(SUMMER_2026, terms=FeeTerms(FeeType.FLAT, Decimal(1)))
    with pytest.raises(MissingData, match="cubic"):
        FeeTerms.parse("cubic", Decimal(1))
    with pytest.raises(MissingData, match="finer"):
        FeeSchedule.at(SUMMER_2026, terms=FeeTerms(FeeType.QUADRATIC, Decimal("0.000000001")))


@pytest.mark.parametrize("multiplier", ["-1", "NaN", "Infinity"])
def test_a_multiplier_that_is_no_amount_is_refused(multiplier: str) -> None:
    with pytest.raises(ValueError, match="multiplier"):
        FeeTerms(FeeType.QUADRATIC, Decimal(multiplier))


def test_a_fill_of_negative_size_is_refused() -> None:
    with pytest.raises(ValueError, match="size"):
        FeeSchedule.at(SUMMER_2026).taker_fee(Price.cents(50), Count(-1))


def test_the_exchanges_words_are_the_terms_of_this_series() -> None:
    assert FeeTerms.parse("quadratic", Decimal(1)) == TSA_TERMS


@given(instants, prices, counts)
def test_a_fee_is_never_below_the_exact_amount_nor_a_step_above_it(at: datetime, price: Price, count: Count) -> None:
    fees = FeeSchedule.at(at)
    rate, p = Fraction(7, 100), Fraction(price.ten_thousandths, 10_000)
    exact = rate * Fraction(count.hundredths, 100) * p * (1 - p)
    paid = Fraction(fees.taker_fee(price, count).millionths, 1_000_000)
    assert exact <= paid < exact + Fraction(fees.step.millionths, 1_000_000)


@given(instants, prices, counts, counts)
def test_a_larger_fill_never_costs_less(at: datetime, price: Price, some: Count, more: Count) -> None:
    fees = FeeSchedule.at(at)
    assert fees.taker_fee(price, some) <= fees.taker_fee(price, some + more)


@given(instants, prices, counts, counts)
def test_one_fill_never_costs_more_than_two_of_the_same_size_together(
    at: datetime, price: Price, one: Count, other: Count
) -> None:
    fees = FeeSchedule.at(at)
    assert fees.taker_fee(price, one + other) <= fees.taker_fee(price, one) + fees.taker_fee(price, other)


@given(instants, prices, counts)
def test_both_legs_of_a_trade_pay_the_same(at: datetime, price: Price, count: Count) -> None:
    fees = FeeSchedule.at(at, terms=FeeTerms(FeeType.QUADRATIC_WITH_MAKER_FEES, Decimal(1)))
    assert fees.taker_fee(price, count) == fees.taker_fee(price.complement, count)
    assert fees.maker_fee(price, count) == fees.maker_fee(price.complement, count)
    assert fees.maker_fee(price, count) <= fees.taker_fee(price, count)


@given(st.integers(0, 100).map(Price.cents), counts)
def test_on_a_cent_grid_cost_and_fee_together_are_whole_centicents(price: Price, count: Count) -> None:
    # The schedule of 2026-07-07 words the rounding so; both wordings agree on this series' tick.
    fee = FeeSchedule.at(SUMMER_2026).taker_fee(price, count)
    assert (price.times(count) + fee).millionths % 100 == 0
