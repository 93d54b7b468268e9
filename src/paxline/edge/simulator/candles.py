"""Calls for candles; live ones and historical ones name their fields differently."""

from http import HTTPStatus
from typing import Final

from paxline.edge.simulator.markets import is_past, market_named
from paxline.edge.simulator.params import Params
from paxline.edge.simulator.refusals import NOT_FOUND, Refusal, Reply, bare
from paxline.edge.simulator.site import Ask, Site
from paxline.edge.simulator.tape import MINUTE, Candle, Range, period_end
from paxline.edge.simulator.wire import Json
from paxline.units import Price

_INTERVALS: Final = frozenset({1, 60, 1440})
_MOST: Final = 10_000
_TICKERS: Final = 100
_LATEST: Final = 253_402_300_799
"""The last second of the year 9999."""


def candlesticks(site: Site, ask: Ask) -> Reply:
    """Candles of one market."""
    start, end, minutes = _span(ask.params)
    before = ask.params.flag("include_latest_before_start")
    ticker = ask.path["ticker"]
    if not ticker.startswith(f"{ask.path['series_ticker']}-"):
        return NOT_FOUND
    with site.hub.held() as exchange:
        market_named(exchange, ticker)
        found = _candles(site, ticker, (start, end, minutes))
        led = [*_lead(site, ticker, start, minutes), *found] if before else found
    return Reply(HTTPStatus.OK, {"ticker": ticker, "candlesticks": [_live(candle) for candle in led]})


def batch_candlesticks(site: Site, ask: Ask) -> Reply:
    """Candles of several markets; those that are not there are left out."""
    tickers = ask.params.several("market_tickers")
    if not tickers:
        raise ask.params.missing("market_tickers")
    start, end, minutes = _span(ask.params)
    before = ask.params.flag("include_latest_before_start")
    if len(tickers) > _TICKERS or len(tickers) * (end - start) // (minutes * MINUTE) > _MOST:
        raise Refusal(bare("too many candlesticks"))
    told: list[Json] = []
    with site.hub.held() as exchange:
        known = {view.ticker for view in exchange.markets}
        for ticker in (ticker for ticker in dict.fromkeys(tickers) if ticker in known):
            found = _candles(site, ticker, (start, end, minutes))
            led = [*_lead(site, ticker, start, minutes), *found] if before else found
            told.append({"market_ticker": ticker, "candlesticks": [_live(candle) for candle in led]})
    return Reply(HTTPStatus.OK, {"markets": told})


def past_candlesticks(site: Site, ask: Ask) -> Reply:
    """Candles of a market that was settled long ago."""
    start, end, minutes = _span(ask.params)
    ticker = ask.path["ticker"]
    with site.hub.held() as exchange:
        if not is_past(site, market_named(exchange, ticker)):
            return NOT_FOUND
        found = _candles(site, ticker, (start, end, minutes))
    return Reply(HTTPStatus.OK, {"ticker": ticker, "candlesticks": [_historical(candle) for candle in found]})


def _span(params: Params) -> tuple[int, int, int]:
    start, end, minutes = (params.needed(name) for name in ("start_ts", "end_ts", "period_interval"))
    if minutes not in _INTERVALS:
        raise Refusal(bare("period_interval must be 1, 60 or 1440"))
    if start > end:
        raise Refusal(bare("start_ts is after end_ts"))
    return max(start, 0), min(end, _LATEST), minutes


def _candles(site: Site, ticker: str, span: tuple[int, int, int]) -> list[Candle]:
    start, end, minutes = span
    return site.tape.candles(ticker, start=start, end=end, period=minutes * MINUTE)


def _lead(site: Site, ticker: str, start: int, minutes: int) -> list[Candle]:
    """What stood before the span, as a period without trades that ends at its start."""
    last = site.tape.latest(ticker, before=start)
    if last is None:
        return []
    quiet = Candle(
        ends=period_end(start - 1, minutes * MINUTE),
        bid=Range.at(last.bid.close),
        ask=Range.at(last.ask.close),
        price=None,
        value=0,
        volume=type(last.volume)(0),
        open_interest=last.open_interest,
        previous=last.price.close if last.price else last.previous,
    )
    return [quiet] if quiet.ends <= start else []


def _range(told: Range, suffix: str) -> dict[str, object]:
    return {
        f"open{suffix}": str(told.open),
        f"low{suffix}": str(told.low),
        f"high{suffix}": str(told.high),
        f"close{suffix}": str(told.close),
    }


def _price(candle: Candle, suffix: str) -> Json:
    empty: dict[str, object] = {f"{name}{suffix}": None for name in ("open", "low", "high", "close")}
    return {
        **(_range(candle.price, suffix) if candle.price else empty),
        f"mean{suffix}": _or_none(candle.mean),
        f"previous{suffix}": _or_none(candle.previous),
    }


def _or_none(price: Price | None) -> str | None:
    return None if price is None else str(price)


def _live(candle: Candle) -> Json:
    return {
        "end_period_ts": candle.ends,
        "yes_bid": _range(candle.bid, "_dollars"),
        "yes_ask": _range(candle.ask, "_dollars"),
        "price": _price(candle, "_dollars"),
        "volume_fp": str(candle.volume),
        "open_interest_fp": str(candle.open_interest),
    }


def _historical(candle: Candle) -> Json:
    return {
        "end_period_ts": candle.ends,
        "yes_bid": _range(candle.bid, ""),
        "yes_ask": _range(candle.ask, ""),
        "price": _price(candle, ""),
        "volume": str(candle.volume),
        "open_interest": str(candle.open_interest),
    }
