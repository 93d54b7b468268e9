import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.units import Count, Price, Usd

UNREADABLE = (
    "",
    " ",
    "abc",
    "1.2.3",
    "NaN",
    "Infinity",
    "-Infinity",
    "1,000",
    "1_000",
    " 1",
    "1 ",
    "1\n",
    "+1",
    ".5",
    "5.",
    "1e2",
    "0x10",
    "$1",
    "--1",
    "١",
    "½",
)

moneys = st.builds(Usd, st.integers(-(10**15), 10**15))
prices = st.builds(Price, st.integers(0, 10_000))
counts = st.builds(Count, st.integers(-(10**9), 10**9))


@given(moneys)
def test_money_reads_what_it_prints(amount: Usd) -> None:
    assert Usd.parse(str(amount)) == amount


@given(prices)
def test_a_price_reads_what_it_prints(price: Price) -> None:
    assert Price.parse(str(price)) == price


@given(counts)
def test_a_count_reads_what_it_prints(count: Count) -> None:
    assert Count.parse(str(count)) == count


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_money_is_the_number_written_to_the_last_digit(number: Decimal) -> None:
    assert Fraction(Usd.parse(f"{number:f}").millionths, 10**6) == Fraction(number)


@pytest.mark.parametrize(
    ("text", "millionths"),
    [("0", 0), ("-0.00", 0), ("1", 1_000_000), ("0.000001", 1), ("-12.50", -12_500_000), ("0.5600000000", 560_000)],
)
def test_the_wire_spells_money_in_several_ways(text: str, millionths: int) -> None:
    assert Usd.parse(text) == Usd(millionths)


@pytest.mark.parametrize("text", UNREADABLE)
@pytest.mark.parametrize("unit", [Usd, Price, Count])
def test_what_cannot_be_read_is_refused_and_never_zero(unit: type[Usd | Price | Count], text: str) -> None:
    with pytest.raises(ValueError, match="not a plain decimal number"):
        unit.parse(text)


@pytest.mark.parametrize(("unit", "decimals"), [(Usd, 6), (Price, 4), (Count, 2)])
def test_more_decimals_than_the_unit_holds_are_refused_not_rounded(
    unit: type[Usd | Price | Count], decimals: int
) -> None:
    unit.parse("0." + "0" * (decimals - 1) + "1")
    with pytest.raises(ValueError, match="more decimals"):
        unit.parse("0." + "0" * decimals + "1")
    with pytest.raises(ValueError, match="more decimals"):
        unit.parse("0." + "0" * 40 + "1")


@pytest.mark.parametrize("unit", [Usd, Price, Count])
def test_a_float_is_not_a_text(unit: type[Usd | Price | Count]) -> None:
    with pytest.raises(TypeError):
        unit.parse(0.5)  # pyright: ignore[reportArgumentType] - wrong on purpose


@given(moneys, moneys)
def test_sums_of_money_are_exact_and_undo_each_other(a: Usd, b: Usd) -> None:
    assert a + b - b == a
    assert a - b == a + -b
    assert a + -a == Usd(0)
    assert (a < b) == (a.millionths < b.millionths)


@given(counts, counts)
def test_sums_of_counts_are_exact_and_undo_each_other(a: Count, b: Count) -> None:
    assert a + b - b == a
    assert (a <= b) == (a.hundredths <= b.hundredths)


@given(prices, counts)
def test_price_times_count_is_exact_to_the_millionth(price: Price, count: Count) -> None:
    cost = price.times(count)
    exact = Fraction(price.ten_thousandths, 10**4) * Fraction(count.hundredths, 10**2)
    assert isinstance(cost.millionths, int)
    assert Fraction(cost.millionths, 10**6) == exact


@given(prices)
def test_the_other_side_of_a_price_completes_the_dollar(price: Price) -> None:
    assert price.complement.complement == price
    assert price.times(Count.whole(1)) + price.complement.times(Count.whole(1)) == Usd.cents(100)


@pytest.mark.parametrize("outside", ["1.0001", "-0.0001", "56"])
def test_a_price_outside_the_dollar_is_refused(outside: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 1 dollar"):
        Price.parse(outside)


def test_cents_and_whole_contracts_are_what_they_say() -> None:
    assert Usd.cents(-205) == Usd.parse("-2.05")
    assert Price.cents(56) == Price.parse("0.56")
    assert Count.whole(-3) == Count.parse("-3.00")


def test_units_print_as_the_wire_writes_them() -> None:
    assert [str(Usd(-1)), str(Price.cents(5)), str(Count.whole(10))] == ["-0.000001", "0.0500", "10.00"]


def test_floats_leave_only_by_a_name_that_says_so() -> None:
    assert (Usd.cents(150).dollars, Price.cents(50).dollars, Count(250).contracts) == (1.5, 0.5, 2.5)


@pytest.mark.parametrize("value", [Usd(1), Price(1), Count(1)])
def test_units_are_frozen_and_do_not_mix(value: Usd | Price | Count) -> None:
    field = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, field, 2)
    others = [other for other in (Usd(1), Price(1), Count(1)) if type(other) is not type(value)]
    assert all(value != other for other in others)
