from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from paxline.edge.kalshi.wire import exchange, listing, orders, trading
from paxline.edge.kalshi.wire.fields import Body, Frame, Page
from paxline.units import Count, Price, Usd

SCHEMAS: dict[type[Frame], str] = {
    listing.SettlementSource: "SettlementSource",
    listing.Series: "Series",
    listing.SeriesAnswer: "GetSeriesResponse",
    listing.SeriesFeeChange: "SeriesFeeChange",
    listing.SeriesFeeChangesAnswer: "GetSeriesFeeChangesResponse",
    listing.PriceRange: "PriceRange",
    listing.Market: "Market",
    listing.MarketAnswer: "GetMarketResponse",
    listing.MarketsPage: "GetMarketsResponse",
    listing.Event: "EventData",
    listing.EventAnswer: "GetEventResponse",
    listing.EventsPage: "GetEventsResponse",
    trading.LegBids: "OrderbookCountFp",
    trading.OrderBookAnswer: "GetMarketOrderbookResponse",
    trading.MarketOrderBook: "MarketOrderbookFp",
    trading.OrderBooksAnswer: "GetMarketOrderbooksResponse",
    trading.Trade: "Trade",
    trading.TradesPage: "GetTradesResponse",
    trading.BidAskCandle: "BidAskDistribution",
    trading.TradedCandle: "PriceDistribution",
    trading.Candle: "MarketCandlestick",
    trading.CandlesAnswer: "GetMarketCandlesticksResponse",
    trading.MarketCandles: "MarketCandlesticksResponse",
    trading.BatchCandlesAnswer: "BatchGetMarketCandlesticksResponse",
    trading.HistoricalBidAskCandle: "BidAskDistributionHistorical",
    trading.HistoricalTradedCandle: "PriceDistributionHistorical",
    trading.HistoricalCandle: "MarketCandlestickHistorical",
    trading.HistoricalCandlesAnswer: "GetMarketCandlesticksHistoricalResponse",
    exchange.ShardStatus: "ExchangeIndexStatus",
    exchange.ExchangeStatus: "ExchangeStatus",
    exchange.Session: "DailySchedule",
    exchange.WeeklyHours: "WeeklySchedule",
    exchange.MaintenanceWindow: "MaintenanceWindow",
    exchange.Schedule: "Schedule",
    exchange.ScheduleAnswer: "GetExchangeScheduleResponse",
    exchange.HistoricalCutoff: "GetHistoricalCutoffResponse",
    exchange.EndpointCost: "EndpointTokenCost",
    exchange.EndpointCosts: "GetAccountEndpointCostsResponse",
    exchange.ApiKey: "ApiKey",
    exchange.ApiKeysAnswer: "GetApiKeysResponse",
    exchange.NestedError: "ErrorResponse",
    orders.CreateOrder: "CreateOrderV2Request",
    orders.Created: "CreateOrderV2Response",
    orders.Canceled: "CancelOrderV2Response",
    orders.Order: "Order",
    orders.OrderAnswer: "GetOrderResponse",
    orders.OrdersPage: "GetOrdersResponse",
    orders.Fill: "Fill",
    orders.FillsPage: "GetFillsResponse",
    orders.MarketPosition: "MarketPosition",
    orders.PositionsPage: "GetPositionsResponse",
    orders.Settlement: "Settlement",
    orders.SettlementsPage: "GetSettlementsResponse",
    orders.Balance: "GetBalanceResponse",
}

NOT_IN_THE_SPECIFICATION: dict[type[Frame], str] = {
    Page: "what the paged answers share",
    Frame: "what all models share",
    Body: "what all bodies of requests share",
    exchange.ErrorBody: "four shapes seen as one; the specification has only the flat one",
}

DEVIATIONS: dict[tuple[str, str], str] = {
    ("ErrorResponse", "details"): "kept only where it is text; other shapes must not hide the code",
}
"""Fields whose type is not the specification's, each with its reason."""

DEMANDED: dict[tuple[str, str], str] = {
    ("CreateOrderV2Request", "client_order_id"): "an order without our id could not be found again",
}
"""Fields that we demand and the specification does not, each with its reason."""


def _every_model() -> set[type[Frame]]:
    found: set[type[Frame]] = set()
    waiting: list[type[Frame]] = [Frame]
    while waiting:
        model = waiting.pop()
        found.add(model)
        waiting.extend(model.__subclasses__())
    return {model for model in found if _is_of_rest(model)}


def _is_of_rest(model: type[Frame]) -> bool:
    """Whether it is one of ours, and not a message of the stream, which has a specification of its own."""
    place = model.__module__
    return place.startswith("paxline.edge.kalshi.wire.") and not place.endswith(".stream")


def test_every_model_is_checked_or_has_a_reason_not_to_be() -> None:
    assert _every_model() == SCHEMAS.keys() | NOT_IN_THE_SPECIFICATION.keys()


def _leaves(annotation: Any) -> set[Any]:
    """The plain types within an annotation, without ``None``."""
    if get_origin(annotation) is Literal:
        return {type(word) for word in get_args(annotation)}
    if get_origin(annotation) is None:
        return set() if annotation is type(None) else {annotation}
    arguments = get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        arguments = arguments[:1]
    return set().union(*(_leaves(a) for a in arguments if a is not Ellipsis))


def _told(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema with one reference followed, its name kept."""
    reference = schema.get("$ref") or next((part["$ref"] for part in schema.get("allOf", ())), None)
    if reference is None:
        return schema
    name = reference.rsplit("/", 1)[1]
    return {**schemas[name], "name": name, "nullable": schema.get("nullable", False)}


MEANINGS: dict[str, tuple[set[Any], ...]] = {
    "FixedPointDollars": ({Price}, {Usd}),
    "FixedPointCount": ({Count},),
    "PriceLevelDollarsCountFp": ({Price, Count},),
    "date-time": ({datetime}, {AwareDatetime}),
    "string": ({str}, {Price}),
    "integer": ({int}, {datetime}),
    "number": ({Decimal},),
    "boolean": ({bool},),
}
"""Under the specification's words, the types in which we may hold such a field."""


def _fits(leaves: set[Any], told: dict[str, Any], schemas: dict[str, Any]) -> bool:
    if told.get("name") in MEANINGS:
        return leaves in MEANINGS[told["name"]]
    if told["type"] == "array":
        return _fits(leaves, _told(told["items"], schemas), schemas)
    if told["type"] == "object":
        return {SCHEMAS.get(leaf) for leaf in leaves} == {told["name"]}
    word = "date-time" if told.get("format") == "date-time" else told["type"]
    return leaves in MEANINGS[word]


def _may_be_none(field: FieldInfo) -> bool:
    return type(None) in get_args(field.annotation)


@pytest.mark.parametrize("model", SCHEMAS, ids=lambda model: model.__name__)
def test_fields_exist_in_the_specification_with_the_same_types(model: type[Frame], schemas: dict[str, Any]) -> None:
    name = SCHEMAS[model]
    properties = schemas[name]["properties"]
    wrong = [
        field
        for field, info in model.model_fields.items()
        if (name, field) not in DEVIATIONS
        and (field not in properties or not _fits(_leaves(info.annotation), _told(properties[field], schemas), schemas))
    ]
    assert not wrong


@pytest.mark.parametrize("model", SCHEMAS, ids=lambda model: model.__name__)
def test_what_we_demand_the_specification_promises(model: type[Frame], schemas: dict[str, Any]) -> None:
    schema = schemas[SCHEMAS[model]]
    demanded = {
        field
        for field, info in model.model_fields.items()
        if info.is_required() and (SCHEMAS[model], field) not in DEMANDED
    }
    assert demanded <= set(schema.get("required", ()))
    nullable = {field for field, told in schema["properties"].items() if told.get("nullable")}
    assert not {field for field in nullable & demanded if not _may_be_none(model.model_fields[field])}


@pytest.mark.parametrize("model", SCHEMAS, ids=lambda model: model.__name__)
def test_what_may_be_null_is_read_as_nothing(model: type[Frame], schemas: dict[str, Any]) -> None:
    told = schemas[SCHEMAS[model]]["properties"]
    ours = {field for field in model.model_fields if told.get(field, {}).get("nullable")}
    assert not {field for field in ours if not _may_be_none(model.model_fields[field])}


@pytest.mark.parametrize("model", [*filter(_is_of_rest, Body.__subclasses__())], ids=lambda model: model.__name__)
def test_a_body_sends_what_the_specification_demands_in_its_own_words(
    model: type[Frame], schemas: dict[str, Any]
) -> None:
    schema = schemas[SCHEMAS[model]]
    assert set(schema.get("required", ())) <= {f for f, info in model.model_fields.items() if info.is_required()}
    words = {f: get_args(i.annotation) for f, i in model.model_fields.items() if get_origin(i.annotation) is Literal}
    for field, ours in words.items():
        assert set(ours) == set(_told(schema["properties"][field], schemas)["enum"])


def test_deviations_name_fields_that_exist() -> None:
    fields = {(name, field) for model, name in SCHEMAS.items() for field in model.model_fields}
    assert fields >= DEVIATIONS.keys() | DEMANDED.keys()
