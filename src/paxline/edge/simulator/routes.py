"""Every call that is served: its method and path, its name in the specification, who may ask, and what it draws on."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final, cast

from paxline.edge.simulator import candles, groups, markets, placing, portfolio, public
from paxline.edge.simulator.limits import Purse
from paxline.edge.simulator.refusals import Reply
from paxline.edge.simulator.site import Ask, Site

Handler = Callable[[Site, Ask], Reply]
"""Answers one call; raises ``Refusal`` where it cannot be meant."""


def one(body: bytes) -> int:
    """A call that counts once."""
    del body
    return 1


def each_order(body: bytes) -> int:
    """A batch, which counts once for each of its orders; one that cannot be read counts once."""
    try:
        read: object = json.loads(body)
    except (ValueError, RecursionError):
        return 1
    orders = cast("dict[str, object]", read).get("orders") if isinstance(read, dict) else None
    return max(len(cast("list[object]", orders)), 1) if isinstance(orders, list) else 1


class Asker(Enum):
    """Who may ask."""

    ANYBODY = "anybody"
    MEMBERS = "members, by a signature"


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes:
        path: Below the Trade API's prefix, with names in braces.
        operation: Its ``operationId`` in the specification.
        purse: Which bucket it draws on.
        asker: Who may ask.
        units: How often a body counts.
    """

    method: str
    path: str
    operation: str
    handler: Handler
    purse: Purse
    asker: Asker
    units: Callable[[bytes], int] = one


def _public(path: str, operation: str, handler: Handler) -> Call:
    return Call("GET", path, operation, handler, Purse.READ, Asker.ANYBODY)


def _read(path: str, operation: str, handler: Handler, purse: Purse = Purse.READ) -> Call:
    return Call("GET", path, operation, handler, purse, Asker.MEMBERS)


def _write(method: str, path: str, operation: str, handler: Handler, *, units: Callable[[bytes], int] = one) -> Call:
    return Call(method, path, operation, handler, Purse.WRITE, Asker.MEMBERS, units)


_ORDERS: Final = "/portfolio/events/orders"
_ORDER: Final = f"{_ORDERS}/{{order_id}}"
_GROUPS: Final = "/portfolio/order_groups"
_GROUP: Final = f"{_GROUPS}/{{order_group_id}}"
_OLD: Final = "/portfolio/orders"

CALLS: Final = (
    _public("/exchange/status", "GetExchangeStatus", public.status),
    _public("/exchange/schedule", "GetExchangeSchedule", public.schedule),
    _public("/exchange/user_data_timestamp", "GetUserDataTimestamp", public.user_data_timestamp),
    _public("/series/fee_changes", "GetSeriesFeeChanges", markets.series_fee_changes),
    _public("/series", "GetSeriesList", markets.all_series),
    _public("/series/{series_ticker}", "GetSeries", markets.series),
    _public("/series/{series_ticker}/markets/{ticker}/candlesticks", "GetMarketCandlesticks", candles.candlesticks),
    _public("/events/fee_changes", "GetEventFeeChanges", markets.event_fee_changes),
    _public("/events", "GetEvents", markets.events),
    _public("/events/{event_ticker}", "GetEvent", markets.event),
    _public("/markets/trades", "GetTrades", markets.trades),
    _public("/markets/orderbooks", "GetMarketOrderbooks", markets.orderbooks),
    _public("/markets/candlesticks", "BatchGetMarketCandlesticks", candles.batch_candlesticks),
    _public("/markets", "GetMarkets", markets.markets),
    _public("/markets/{ticker}", "GetMarket", markets.market),
    _public("/markets/{ticker}/orderbook", "GetMarketOrderbook", markets.orderbook),
    _public("/historical/cutoff", "GetHistoricalCutoff", public.cutoff),
    _public("/historical/markets", "GetHistoricalMarkets", markets.past_markets),
    _public("/historical/markets/{ticker}", "GetHistoricalMarket", markets.past_market),
    _public("/historical/markets/{ticker}/candlesticks", "GetMarketCandlesticksHistorical", candles.past_candlesticks),
    _public("/historical/trades", "GetTradesHistorical", markets.past_trades),
    _public("/account/endpoint_costs", "GetAccountEndpointCosts", public.endpoint_costs),
    _read("/account/limits", "GetAccountApiLimits", public.limits),
    _read("/api_keys", "GetApiKeys", public.api_keys),
    _read("/portfolio/balance", "GetBalance", portfolio.balance, Purse.BALANCE),
    _read("/portfolio/positions", "GetPositions", portfolio.positions),
    _read("/portfolio/fills", "GetFills", portfolio.fills),
    _read("/portfolio/settlements", "GetSettlements", portfolio.settlements),
    _read("/portfolio/orders/queue_positions", "GetOrderQueuePositions", portfolio.queue_positions),
    _read("/portfolio/orders", "GetOrders", portfolio.orders),
    _read("/portfolio/orders/{order_id}", "GetOrder", portfolio.order),
    _read("/portfolio/orders/{order_id}/queue_position", "GetOrderQueuePosition", portfolio.queue_position),
    _read(
        "/portfolio/summary/total_resting_order_value",
        "GetPortfolioRestingOrderTotalValue",
        portfolio.resting_value,
    ),
    _read("/historical/fills", "GetFillsHistorical", portfolio.past_fills),
    _read("/historical/orders", "GetHistoricalOrders", portfolio.past_orders),
    _read("/historical/positions", "GetHistoricalPositions", portfolio.past_positions),
    _write("POST", f"{_ORDERS}/batched", "BatchCreateOrdersV2", placing.create_batch, units=each_order),
    _write("DELETE", f"{_ORDERS}/batched", "BatchCancelOrdersV2", placing.cancel_batch, units=each_order),
    _write("POST", _ORDERS, "CreateOrderV2", placing.create),
    _write("DELETE", _ORDERS, "CancelAllOrders", placing.cancel_all),
    _write("DELETE", _ORDER, "CancelOrderV2", placing.cancel),
    _write("POST", f"{_ORDER}/amend", "AmendOrderV2", placing.amend),
    _write("POST", f"{_ORDER}/decrease", "DecreaseOrderV2", placing.decrease),
    _read(_GROUPS, "GetOrderGroups", groups.groups),
    _write("POST", f"{_GROUPS}/create", "CreateOrderGroup", groups.create),
    _read(_GROUP, "GetOrderGroup", groups.group),
    _write("DELETE", _GROUP, "DeleteOrderGroup", groups.delete),
    _write("PUT", f"{_GROUP}/reset", "ResetOrderGroup", groups.reset),
    _write("PUT", f"{_GROUP}/trigger", "TriggerOrderGroup", groups.trigger),
    _write("PUT", f"{_GROUP}/limit", "UpdateOrderGroupLimit", groups.limit),
)
"""What the specification has (OpenAPI 3.34.0) and a trader needs; fixed paths stand before those with names."""

SWITCHED_OFF: Final = (
    _write("POST", _OLD, "CreateOrder", placing.switched_off),
    _write("POST", f"{_OLD}/batched", "BatchCreateOrders", placing.switched_off),
    _write("DELETE", f"{_OLD}/batched", "BatchCancelOrders", placing.switched_off),
    _write("DELETE", f"{_OLD}/{{order_id}}", "CancelOrder", placing.switched_off),
    _write("POST", f"{_OLD}/{{order_id}}/amend", "AmendOrder", placing.switched_off),
    _write("POST", f"{_OLD}/{{order_id}}/decrease", "DecreaseOrder", placing.switched_off),
)
"""The order endpoints before V2, which say only that they are gone."""
