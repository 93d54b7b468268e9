from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.errors import MissingData
from paxline.exchange.charges import Charges, Tariff
from paxline.market.fees import TSA_TERMS, FeeSchedule, FeeTerms, FeeType
from paxline.units import Count, Price, Usd

SUMMER = FeeSchedule.at(datetime(2026, 7, 1, tzinfo=UTC))
SPRING = FeeSchedule.at(datetime(2026, 4, 1, tzinfo=UTC))
SIX_DECIMALS = FeeSchedule(SUMMER.effective, SUMMER.taker_rate, SUMMER.maker_rate, Usd(1), "made for a test")


def test_recorded_fills_of_june_2026_paid_the_trade_fee_alone() -> None:
    assert Charges(SUMMER).taker(5_200, count=100, cost=520_000, carried=0) == (17_500, 0)
    assert Charges(SUMMER).taker(9_900, count=100, cost=990_000, carried=0) == (700, 0)


def test_finer_fees_are_rounded_to_the_balance_all_the_same() -> None:
    assert Charges(SIX_DECIMALS).taker(5_200, count=100, cost=520_000, carried=0) == (17_500, 28)


@given(st.integers(1, 9_999), st.integers(1, 10_000), st.integers(0, 9_999))
def test_every_balance_changes_by_its_precision_and_nothing_is_lost(price: int, count: int, carried: int) -> None:
    cost = price * count
    for schedule, precision in ((SUMMER, 100), (SPRING, 10_000), (SIX_DECIMALS, 100)):
        held = carried if schedule is not SIX_DECIMALS else carried % 100
        charge = Charges(schedule).taker(price, count=count, cost=cost, carried=held)
        trade = schedule.taker_fee(Price(price), Count(count)).millionths
        assert (cost + charge.fee) % precision == 0
        assert charge.fee >= 0
        assert charge.fee - trade == charge.carried - held


def test_what_rounding_took_comes_back_in_whole_cents_with_a_fee_that_bears_it() -> None:
    carried = 0
    for fill in range(1, 201):
        charge = Charges(SUMMER).maker(5_015, count=1, cost=5_015, carried=carried)
        carried = charge.carried
        assert charge == (85, 85 * fill)
    assert Charges(SUMMER).taker(5_200, count=100, cost=520_000, carried=carried) == (7_500, 7_000)


def test_makers_pay_where_the_terms_say_so() -> None:
    pays = FeeSchedule.at(
        datetime(2026, 7, 1, tzinfo=UTC), terms=FeeTerms(FeeType.QUADRATIC_WITH_MAKER_FEES, Decimal(1))
    )
    assert Charges(pays).maker(5_000, count=10_000, cost=50_000_000, carried=0).fee == 437_500
    assert Charges(SUMMER).maker(5_000, count=10_000, cost=50_000_000, carried=0).fee == 0


def test_a_tariff_changes_with_the_schedule() -> None:
    tariff, change = Tariff(TSA_TERMS), datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
    assert tariff.at(change - timedelta(minutes=30)).schedule.step == Usd.cents(1)
    assert tariff.at(change - timedelta(microseconds=1)).schedule.step == Usd.cents(1)
    assert tariff.at(change).schedule.step == Usd(100)
    assert tariff.at(change + timedelta(days=9)).schedule.step == Usd(100)


def test_an_hour_that_changes_nothing_keeps_the_charges() -> None:
    tariff, noon = Tariff(TSA_TERMS), datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert tariff.at(noon) is tariff.at(noon + timedelta(hours=5))


def test_before_the_first_schedule_no_fee_is_known() -> None:
    with pytest.raises(MissingData):
        Tariff(TSA_TERMS).at(datetime(2020, 1, 1, tzinfo=UTC))
