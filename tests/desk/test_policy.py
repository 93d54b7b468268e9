import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from paxline.desk.policy import HalfWidths, Limits, Policy
from paxline.errors import MissingData
from paxline.market.fees import TSA_TERMS
from paxline.units import Count, Price, Usd


def test_its_repr_rebuilds_it() -> None:
    policy = Policy(capital=Usd.parse("250"), kelly=0.1, limits=Limits(rung=Count.whole(60)))
    names = {"datetime": dt, "Decimal": Decimal, "Count": Count, "Price": Price, "Usd": Usd}
    names |= {"HalfWidths": HalfWidths, "Limits": Limits, "Policy": Policy}
    assert eval(repr(policy), names) == policy  # noqa: S307 - the promise is about eval


def test_by_default_it_trades_a_quarter_of_kelly_on_half_the_edge_for_a_fiftieth_of_capital() -> None:
    policy = Policy()
    assert (policy.kelly, policy.believed, policy.limits.worst_state) == (0.25, 0.5, 0.02)
    assert policy.fee_terms == TSA_TERMS


@pytest.mark.parametrize(
    "wrong",
    [
        {"capital": Usd(0)},
        {"kelly": 0.0},
        {"kelly": 0.6},
        {"kelly": float("nan")},
        {"believed": 1.5},
        {"taker_bar": 0.01},
        {"unsure": -0.1},
        {"skew": 0.2},
        {"lot": Count(0)},
        {"lot": Count.whole(101)},
        {"lowest": Price(0)},
        {"taking_for": dt.timedelta(0)},
        {"fee_multiplier": Decimal(-1)},
    ],
)
def test_nonsense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"lies|above 0|bar|offers|left alone|holds|multiplier|traded"):
        replace(Policy(), **wrong)  # pyright: ignore[reportArgumentType] - the wrong values are the test


def test_a_fee_type_that_nobody_knows_is_refused() -> None:
    with pytest.raises(MissingData):
        Policy(fee_type="by the moon")
