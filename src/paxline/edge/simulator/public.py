"""Calls about the exchange itself, which need no signature: its state, its hours, its limits, its history's edge."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from paxline.counts.calendar import Week, eastern_day
from paxline.edge.simulator import wire
from paxline.edge.simulator.limits import COSTS, DEFAULT_COST
from paxline.edge.simulator.refusals import Reply
from paxline.edge.simulator.site import LIVE_FOR, Ask, Site
from paxline.exchange.requests import ExchangeState

PREFIX: Final = "/trade-api/v2"
"""Where the Trade API lives."""

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def status(site: Site, ask: Ask) -> Reply:
    """Whether the exchange and its trading are open."""
    del ask
    with site.hub.held() as exchange:
        state = exchange.state
    both = {
        "exchange_active": state is not ExchangeState.EXCHANGE_PAUSED,
        "trading_active": state is ExchangeState.OPEN,
        "intra_exchange_transfers_active": False,
    }
    shard = {"exchange_index": 0, "description": "default", **both}
    return Reply(HTTPStatus.OK, {**both, "exchange_index_statuses": [shard]})


def schedule(site: Site, ask: Ask) -> Reply:
    """Open around the clock; pauses of a fault profile come unannounced."""
    del ask
    monday = Week.holding(eastern_day(site.hub.now())).monday
    start = f"{monday:%Y-%m-%d}T00:00:00Z"
    end = f"{monday + timedelta(days=365):%Y-%m-%d}T00:00:00Z"
    always = [{"open_time": "00:00", "close_time": "00:00"}]
    hours = {"start_time": start, "end_time": end, **dict.fromkeys(_DAYS, always)}
    return Reply(HTTPStatus.OK, {"schedule": {"standard_hours": [hours], "maintenance_windows": []}})


def user_data_timestamp(site: Site, ask: Ask) -> Reply:
    """Of when a member's own data are told."""
    return Reply(HTTPStatus.OK, {"as_of_time": wire.instant(ask.as_of(site))})


def cutoff(site: Site, ask: Ask) -> Reply:
    """Before when the historical calls must be asked."""
    del ask
    edge = wire.instant(site.hub.now() - LIVE_FOR)
    names = ("market_settled_ts", "trades_created_ts", "orders_updated_ts", "market_positions_last_updated_ts")
    return Reply(HTTPStatus.OK, dict.fromkeys(names, edge))


def endpoint_costs(site: Site, ask: Ask) -> Reply:
    """What calls cost that do not cost the default."""
    del site, ask
    costs = [
        {"method": method, "path": PREFIX + path.replace("{order_id}", ":order_id"), "cost": cost}
        for (method, path), cost in COSTS.items()
    ]
    return Reply(HTTPStatus.OK, {"default_cost": DEFAULT_COST, "endpoint_costs": costs})


def limits(site: Site, ask: Ask) -> Reply:
    """What a member may spend; signed."""
    del ask
    known = site.buckets.limits
    rates = {
        name: {"refill_rate": rate.refill, "bucket_capacity": rate.capacity}
        for name, rate in (("read", known.read), ("write", known.write))
    }
    return Reply(HTTPStatus.OK, {"usage_tier": known.tier, **rates, "grants": []})


def api_keys(site: Site, ask: Ask) -> Reply:
    """A member's keys; signed."""
    keys = [
        {"api_key_id": key.key_id, "name": key.name, "scopes": ["read", "write"]}
        for key in site.keys.of_member(ask.member)
    ]
    return Reply(HTTPStatus.OK, {"api_keys": keys})
