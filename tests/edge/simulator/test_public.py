from datetime import timedelta

import pytest
from tests.edge.simulator.served import KEY_ID, Served

from paxline.edge.simulator.limits import BASIC
from paxline.edge.simulator.site import Lag
from paxline.exchange.requests import ExchangeState, SwitchExchange


@pytest.mark.parametrize(
    ("state", "active"),
    [
        (ExchangeState.OPEN, (True, True)),
        (ExchangeState.TRADING_PAUSED, (True, False)),
        (ExchangeState.EXCHANGE_PAUSED, (False, False)),
    ],
)
def test_the_status_says_what_is_open(state: ExchangeState, active: tuple[bool, bool]) -> None:
    served = Served()
    served.hub.apply(SwitchExchange(state))
    told = served.get("/exchange/status")
    assert (told["exchange_active"], told["trading_active"]) == active
    assert told["exchange_index_statuses"][0]["trading_active"] is active[1]


def test_the_freshness_of_reads_is_told() -> None:
    served = Served(lag=Lag(timedelta(seconds=2)))
    assert served.get("/exchange/user_data_timestamp") == {"as_of_time": "2026-06-15T13:59:58Z"}


def test_the_historical_cutoff_is_three_months_back() -> None:
    told = Served().get("/historical/cutoff")
    assert set(told.values()) == {"2026-03-17T14:00:00Z"}
    assert "market_positions_last_updated_ts" in told


def test_limits_costs_and_keys_are_told() -> None:
    served = Served(limits=BASIC)
    assert served.get("/account/limits")["write"] == {"refill_rate": 100, "bucket_capacity": 100}
    costs = served.get("/account/endpoint_costs")
    assert costs["default_cost"] == 10
    cancel = {"method": "DELETE", "path": "/trade-api/v2/portfolio/events/orders/:order_id", "cost": 2}
    assert cancel in costs["endpoint_costs"]
    assert [key["api_key_id"] for key in served.get("/api_keys")["api_keys"]] == [KEY_ID]


def test_the_hours_are_told_for_every_day() -> None:
    (hours,) = Served().get("/exchange/schedule")["schedule"]["standard_hours"]
    assert hours["start_time"] == "2026-06-15T00:00:00Z"
    assert hours["sunday"] == [{"open_time": "00:00", "close_time": "00:00"}]
