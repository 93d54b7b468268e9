import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from paxline.edge.kalshi import faults, said
from paxline.edge.kalshi.wire import exchange, listing, orders, trading
from paxline.errors import WireError
from paxline.market.fees import FeeSchedule, FeeTerms
from paxline.testing import ManualClock
from paxline.units import Count, Price, Usd

READ = {
    "account__endpoint_costs": exchange.EndpointCosts,
    "auth__balance_alt_host": orders.Balance,
    "auth__balance_ok": orders.Balance,
    "auth__skew_minus5s": orders.Balance,
    "auth__skew_plus5s": orders.Balance,
    "cleanup__stp_resting": orders.Canceled,
    "exchange__status": exchange.ExchangeStatus,
    "markets__garbage_cursor": listing.MarketsPage,
    "markets__high_temp": listing.MarketsPage,
    "markets__page1": listing.MarketsPage,
    "markets__page2": listing.MarketsPage,
    "markets__single": listing.MarketAnswer,
    "markets__single_filter_lastpage": listing.MarketsPage,
    "markets__status_closed": listing.MarketsPage,
    "markets__status_open": listing.MarketsPage,
    "markets__status_settled": listing.MarketsPage,
    "markets__unauth_list": listing.MarketsPage,
    "markets__unauth_single": listing.MarketAnswer,
    "orderbook__base": trading.OrderBookAnswer,
    "fills__after_taker": orders.FillsPage,
    "orders__cancel_v2": orders.Canceled,
    "orders__create_v2_maker": orders.Created,
    "orders__create_v2_taker_ioc": orders.Created,
    "orders__get_after_cancel": orders.OrderAnswer,
    "orders__get_after_create": orders.OrderAnswer,
    "orders__legacy_cancel": orders.OrderAnswer,
    "orders__legacy_create": orders.OrderAnswer,
    "orders__stp_resting_after": orders.OrderAnswer,
    "portfolio__orders_list": orders.OrdersPage,
    "series__fee_changes": listing.SeriesFeeChangesAnswer,
    "settlements__page": orders.SettlementsPage,
    "trades__public_recorded": trading.TradesPage,
}
UNREAD = {"account__limits"}
"""Recordings of what nothing here asks for."""

ERROR_CODES = {
    "auth__bad_signature": "authentication_error",
    "auth__missing_signature_header": "signature_is_missing_from_headers",
    "auth__skew_minus30s": "header_timestamp_expired",
    "auth__skew_minus5min": "header_timestamp_expired",
    "auth__unknown_key_id": "authentication_error",
    "cleanup__leftover_0": "not_found",
    "cleanup__leftover_1": "not_found",
    "cleanup__leftover_2": "not_found",
    "markets__limit_over_max": "",
    "orders__cancel_already_canceled": "not_found",
    "orders__cancel_executed": "not_found",
    "orders__cancel_unknown_id": "not_found",
    "orders__duplicate_client_order_id": "order_already_exists",
    "orders__insufficient_balance": "insufficient_balance",
    "orders__invalid_price_structure": "invalid_price",
    "orders__numeric_field_types": "bad_request",
}


def _metas(shared: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((shared / "kalshi" / "recorded").glob("*.meta.json")):
        yield path.name.removesuffix(".meta.json"), json.loads(path.read_text(encoding="utf-8"))


def _markets(told: Any) -> Iterator[dict[str, Any]]:
    """Every market object inside a recording, however it is wrapped."""
    if isinstance(told, dict):
        if "rules_primary" in told:
            yield told
        for inner in told.values():
            yield from _markets(inner)
    elif isinstance(told, list):
        for inner in told:
            yield from _markets(inner)


def test_every_recording_is_read_by_somebody(shared: Path) -> None:
    names = {path.stem for path in (shared / "kalshi" / "recorded").glob("*.json")}
    bodies = {name for name in names if not name.endswith(".meta")}
    assert bodies - READ.keys() - ERROR_CODES.keys() == UNREAD


def test_every_recorded_error_is_named(shared: Path) -> None:
    assert {name for name, meta in _metas(shared) if meta.get("status", 200) >= 400} == ERROR_CODES.keys()


@pytest.mark.parametrize("name", READ)
def test_recorded_answers_are_read(name: str, recorded: Callable[[str], bytes]) -> None:
    model = READ[name].model_validate_json(recorded(name))
    assert model == READ[name].model_validate_json(recorded(name))


@pytest.mark.parametrize(("name", "code"), ERROR_CODES.items())
def test_recorded_errors_are_mapped(name: str, code: str, shared: Path, recorded: Callable[[str], bytes]) -> None:
    meta = dict(_metas(shared))[name]
    request = httpx.Request(meta["method"], meta["host"] + meta["path"])
    error = faults.from_response(httpx.Response(meta["status"], content=recorded(name), request=request))
    assert isinstance(error, WireError)
    assert (error.status, error.code) == (meta["status"], code)
    assert meta["path"].partition("?")[0] in str(error)


def test_prices_of_recorded_markets_are_the_wires_own(recorded: Callable[[str], bytes]) -> None:
    for told in _markets(json.loads(recorded("markets__status_open"))):
        market = listing.Market.model_validate_json(json.dumps(told))
        assert str(market.yes_bid_dollars) == told["yes_bid_dollars"]
        assert str(market.yes_ask_size_fp) == told["yes_ask_size_fp"]
        assert str(market.volume_fp) == told["volume_fp"]
        assert market.status == told["status"]


def test_a_side_where_nobody_stands_is_no_price(recorded: Callable[[str], bytes]) -> None:
    for name in ("markets__status_open", "markets__status_closed", "markets__status_settled", "markets__high_temp"):
        for market in listing.MarketsPage.model_validate_json(recorded(name)).markets:
            quote = said.market_quote(market)
            assert quote.bid is None or (quote.bid_size is not None and quote.bid_size > Count(0))
            assert quote.bid not in {Price(0), Price(10_000)}
            assert quote.ask not in {Price(0), Price(10_000)}


def test_recorded_markets_of_the_series_become_listings(shared: Path, raw: Callable[[str], Any]) -> None:
    samples = json.loads((shared / "kalshi" / "kxtsaw_market_samples.json").read_text(encoding="utf-8"))
    told = [*_markets(samples), *_markets(raw("historical_markets_sample"))]
    assert len(told) >= 15
    for one in told:
        market = listing.Market.model_validate_json(json.dumps(one))
        listed = said.listed_market(market, seen_at=ManualClock().now())
        assert listed.listing.contract.strike == one["floor_strike"]
        assert listed.listing.result == one["result"]
        assert listed.listing.week.sunday.strftime("%y%b%d").upper() in one["ticker"]
        assert listed.grid is not None
        assert listed.grid.at_least(Price(0)) == Price.cents(1)
        assert listed.settlement_value == Usd.parse(one["settlement_value_dollars"])
        assert not listed.trades_at(market.open_time)


@pytest.mark.parametrize("name", ["other_series_markets_settled", "other_series_market_single"])
def test_markets_of_other_series_are_read(name: str, raw: Callable[[str], Any]) -> None:
    told = list(_markets(raw(name)))
    assert told
    for one in told:
        assert listing.Market.model_validate_json(json.dumps(one)).ticker == one["ticker"]


def test_a_recorded_order_book_is_sorted_into_yes_prices(raw: Callable[[str], Any]) -> None:
    answer = trading.OrderBookAnswer.model_validate_json(json.dumps(raw("other_series_market_single")["orderbook"]))
    book = said.book(answer.orderbook_fp)
    single = raw("other_series_market_single")["single"]["market"]
    assert str(book.bids[0].price) == single["yes_bid_dollars"]
    assert str(book.asks[0].price) == single["yes_ask_dollars"]
    assert list(book.bids) == sorted(book.bids, key=lambda level: level.price, reverse=True)
    assert list(book.asks) == sorted(book.asks, key=lambda level: level.price)


def test_recorded_candles_are_read(raw: Callable[[str], Any]) -> None:
    for told in raw("other_series_candlesticks_mlb")["markets"].values():
        for one in told["candlesticks"]:
            candle = trading.Candle.model_validate_json(json.dumps(one))
            assert str(candle.yes_bid.close_dollars) == one["yes_bid"]["close_dollars"]
            assert candle.end_period_ts.timestamp() == one["end_period_ts"]


def test_recorded_price_grids_are_read(raw: Callable[[str], Any]) -> None:
    for told in raw("other_series_price_grids")["grids"]:
        for one in told["price_ranges"]:
            assert listing.PriceRange.model_validate(one).step == Price.cents(1)


def test_recorded_series_name_known_fee_terms(raw: Callable[[str], Any]) -> None:
    for told in raw("other_series_series_fee_fields")["payloads"].values():
        series = listing.SeriesAnswer.model_validate_json(json.dumps(told)).series
        terms = FeeTerms.parse(series.fee_type, series.fee_multiplier)
        assert FeeSchedule.at(ManualClock().now(), terms=terms).taker_rate > 0


def test_recorded_fills_paid_the_fee_we_compute(recorded: Callable[[str], bytes]) -> None:
    fills = json.loads(recorded("fills__after_taker"))["fills"]
    assert fills
    for fill in fills:
        fees = FeeSchedule.at(datetime.fromisoformat(fill["created_time"]))
        paid = fees.taker_fee(Price.parse(fill["yes_price_dollars"]), Count.parse(fill["count_fp"]))
        assert fill["is_taker"]
        assert paid == Usd.parse(fill["fee_cost"])


def test_recorded_orders_are_sent_as_they_were(shared: Path) -> None:
    sent = [meta for name, meta in _metas(shared) if name.startswith("orders__create_v2")]
    assert len(sent) == 2
    for meta in sent:
        body = orders.CreateOrder.model_validate(meta["request_body"])
        assert json.loads(body.written()) == meta["request_body"]


def test_numbers_that_the_exchange_refused_are_refused_here(shared: Path) -> None:
    refused = dict(_metas(shared))["orders__numeric_field_types"]["request_body"]
    with pytest.raises(ValidationError):
        orders.CreateOrder.model_validate(refused)


def test_recorded_fills_add_up_to_their_orders(recorded: Callable[[str], bytes]) -> None:
    fills = orders.FillsPage.model_validate_json(recorded("fills__after_taker")).fills
    listed = {o.order_id: o for o in orders.OrdersPage.model_validate_json(recorded("portfolio__orders_list")).orders}
    for fill in fills:
        order = listed[fill.order_id]
        assert (order.ticker, order.book_side) == (fill.ticker, fill.book_side)
        assert order.fill_count_fp == fill.count_fp
        assert order.taker_fees_dollars == fill.fee_cost
