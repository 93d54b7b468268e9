import pytest
from pydantic import ValidationError

from paxline.edge.kalshi.wire.exchange import EndpointCosts, ErrorBody, ExchangeStatus, NestedError, Schedule


def test_all_four_shapes_of_error_are_one() -> None:
    nested = ErrorBody.model_validate_json('{"error": {"code": "c", "message": "m"}}')
    assert nested.error == NestedError(code="c", message="m")
    assert ErrorBody.model_validate_json('{"code": "c", "message": "m", "details": "d"}').details == "d"
    assert ErrorBody.model_validate_json('{"msg": "m"}').msg == "m"
    assert ErrorBody.model_validate_json('{"error": "too many requests"}').error == "too many requests"


def test_a_status_that_does_not_say_whether_it_is_open_is_refused() -> None:
    with pytest.raises(ValidationError, match="trading_active"):
        ExchangeStatus.model_validate_json('{"exchange_active": true}')


def test_a_cost_below_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="default_cost"):
        EndpointCosts.model_validate({"default_cost": -1, "endpoint_costs": []})


def test_a_schedule_without_windows_is_empty() -> None:
    assert Schedule.model_validate({"standard_hours": None, "maintenance_windows": None}).maintenance_windows == ()
