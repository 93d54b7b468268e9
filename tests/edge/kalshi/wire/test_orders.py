import json
from typing import Any

import pytest
from pydantic import ValidationError

from paxline.edge.kalshi.wire import orders
from paxline.edge.kalshi.wire.fields import Body
from paxline.units import Count, Price, Usd

CREATE: dict[str, Any] = {
    "ticker": "A",
    "side": "bid",
    "count": "10",
    "price": "0.56",
    "time_in_force": "good_till_canceled",
    "self_trade_prevention_type": "taker_at_cross",
    "client_order_id": "c",
}


def test_prices_and_counts_are_written_as_strings_and_nothing_is_written_as_null() -> None:
    body = orders.CreateOrder.model_validate(CREATE | {"count": Count.whole(10), "price": Price.cents(56)})
    assert json.loads(body.written()) == CREATE | {"count": "10.00", "price": "0.5600"}
    assert orders.CreateOrder.model_validate_json(body.written()) == body


@pytest.mark.parametrize("model", Body.__subclasses__())
def test_a_body_refuses_a_field_that_nobody_knows(model: type[Body]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        model.model_validate({"buy_max_cost": 5})


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": 10},
        {"price": 0.56},
        {"side": "yes"},
        {"time_in_force": "GTT"},
        {"client_order_id": ""},
        {"price": "1.5"},
    ],
)
def test_a_body_refuses_what_the_exchange_would(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        orders.CreateOrder.model_validate(CREATE | wrong)


def test_an_answer_without_an_order_id_is_no_answer() -> None:
    for told in ({"fill_count": "0", "remaining_count": "1", "ts_ms": 1}, {"order_id": "", "fill_count": "0"}):
        with pytest.raises(ValidationError):
            orders.Created.model_validate(told)


def test_the_balance_is_read_to_the_millionth() -> None:
    told = {"balance": 9801, "balance_dollars": "98.018612", "portfolio_value": 198, "updated_ts": 1781159348}
    assert orders.Balance.model_validate(told).balance_dollars == Usd(98_018_612)
