import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from paxline.edge.kalshi.wire.fields import (
    DollarPrice,
    Dollars,
    FixedCount,
    Frame,
    Instant,
    MaybeCount,
    MaybeDollars,
    MaybeInstant,
    MaybePrice,
    Multiplier,
    Number,
    UnixInstant,
)
from paxline.units import Count, Price, Usd


class Sure(Frame):
    price: DollarPrice
    count: FixedCount
    money: Dollars
    at: Instant
    ended: UnixInstant
    strike: Number
    times: Multiplier


class Unsure(Frame):
    price: MaybePrice = None
    count: MaybeCount = None
    money: MaybeDollars = None
    at: MaybeInstant = None


GOOD = {
    "price": "0.5200",
    "count": "-1.50",
    "money": "0.017500",
    "at": "2026-06-11T02:29:50.36-04:00",
    "ended": 1_781_159_400,
    "strike": 3.5,
    "times": 0.5,
}


def test_fields_become_exact_values_at_once() -> None:
    read = Sure.model_validate_json(json.dumps(GOOD))
    assert (read.price, read.count, read.money) == (Price(5200), Count(-150), Usd(17_500))
    assert read.at == datetime(2026, 6, 11, 6, 29, 50, 360_000, tzinfo=UTC)
    assert read.at.tzinfo is UTC
    assert read.ended == datetime(2026, 6, 11, 6, 30, tzinfo=UTC)
    assert (read.strike, read.times) == (Decimal("3.5"), Decimal("0.5"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", 0.52),
        ("price", 52),
        ("price", None),
        ("price", ""),
        ("price", "0.52005"),
        ("price", "1.0001"),
        ("price", "-0.0100"),
        ("price", "NaN"),
        ("price", "5e-1"),
        ("count", 10),
        ("count", "1.005"),
        ("money", "0.0000001"),
        ("money", "1" * 41),
        ("at", 1_781_159_400),
        ("at", "2026-06-11T06:29:50"),
        ("at", ""),
        ("ended", "1781159400"),
        ("ended", True),
        ("ended", 10**30),
        ("strike", "3.5"),
        ("strike", True),
        ("times", -0.5),
    ],
)
def test_what_cannot_be_read_is_an_error_and_never_a_guess(field: str, value: Any) -> None:
    with pytest.raises(ValidationError, match=field):
        Sure.model_validate_json(json.dumps(GOOD | {field: value}))


def test_nothing_is_nothing_where_it_may_be() -> None:
    assert Unsure.model_validate_json("{}") == Unsure.model_validate_json('{"price": null, "count": null, "at": ""}')
    assert Unsure().money is None


@pytest.mark.parametrize("field", ["price", "count", "money", "at"])
def test_what_may_be_nothing_is_still_not_anything(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        Unsure.model_validate({field: 0})


def test_unknown_fields_are_passed_over_and_values_are_frozen() -> None:
    read = Unsure.model_validate({"price": "0.5", "tomorrow": {"x": 1}})
    assert not hasattr(read, "tomorrow")
    with pytest.raises(ValidationError, match="frozen"):
        read.price = None


@given(st.integers(0, 10_000), st.integers(-(10**9), 10**9), st.integers(-(10**12), 10**12))
def test_what_is_printed_is_read_back(price: int, count: int, money: int) -> None:
    told = GOOD | {"price": str(Price(price)), "count": str(Count(count)), "money": str(Usd(money))}
    read = Sure.model_validate_json(json.dumps(told))
    assert (read.price, read.count, read.money) == (Price(price), Count(count), Usd(money))


@given(st.text(max_size=50))
def test_any_text_is_an_exact_price_or_an_error(text: str) -> None:
    try:
        read = Unsure.model_validate({"price": text})
    except ValidationError:
        return
    assert read.price == Price.parse(text)
