"""An exchange that tells of past weeks: two of them, of which the earlier one is history already."""

from datetime import timedelta

import httpx
from tests.study.ladders import MARKET, candles

from paxline.counts.calendar import Week
from paxline.market.candle import Band, Candle
from paxline.market.contract import Contract, closes_at, event_ticker, event_week, opens_at
from paxline.run.ports import Clock
from paxline.testing import WEEK

LATE = closes_at(WEEK) + timedelta(days=9)
BEFORE = WEEK.plus(-1)
LISTED = (WEEK, BEFORE)
SETTLES = timedelta(hours=10)
"""From the close to the settlement."""


def rungs(week: Week) -> list[Contract]:
    return sorted({candle.contract for candle in candles(MARKET, week=week)})


def market(contract: Contract, week: Week, *, over: bool) -> dict[str, object]:
    return {
        "ticker": contract.ticker,
        "event_ticker": event_ticker(week),
        "market_type": "binary",
        "status": "finalized" if over else "closed",
        "result": ("yes" if contract.pays(2_400_000.0) else "no") if over else "",
        "settlement_ts": (closes_at(week) + SETTLES).isoformat() if over else None,
        "open_time": opens_at(week).isoformat(),
        "close_time": closes_at(week).isoformat(),
        "strike_type": "greater",
        "floor_strike": contract.strike,
    }


def told(candle: Candle, suffix: str) -> dict[str, object]:
    def ohlc(band: Band | None) -> dict[str, str | None]:
        names = [f"{name}{suffix}" for name in ("open", "low", "high", "close")]
        prices = (band.first, band.low, band.high, band.close) if band else ()
        return dict(zip(names, map(str, prices), strict=True)) if band else dict.fromkeys(names)

    size = "_fp" if suffix else ""
    return {
        "end_period_ts": int(candle.ends_at.timestamp()),
        "yes_bid": ohlc(candle.bid),
        "yes_ask": ohlc(candle.ask),
        "price": ohlc(candle.traded),
        f"volume{size}": str(candle.volume),
        f"open_interest{size}": "0.00",
    }


class Exchange:
    """What answers; it may lose its candles."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.has_candles = True
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/trade-api/v2/")
        self.asked.append(path)
        query = request.url.params
        if path == "historical/cutoff":
            at = closes_at(WEEK).isoformat()
            return answer({"market_settled_ts": at, "trades_created_ts": at, "orders_updated_ts": at})
        if path.endswith("candlesticks") and not self.has_candles:
            return httpx.Response(500, json={"error": {"code": "internal", "message": "no candles today"}})
        if path == "markets/candlesticks":
            tickers = query["market_tickers"].split(",")
            return answer({"markets": [{"market_ticker": t, "candlesticks": self.of(t, "_dollars")} for t in tickers]})
        if path.endswith("candlesticks"):
            ticker = path.split("/")[2]
            return answer({"ticker": ticker, "candlesticks": self.of(ticker, "")})
        week = event_week(query["event_ticker"])
        here = (path == "historical/markets") == (week == BEFORE) and week in LISTED
        found = (
            [market(rung, week, over=self.clock.now() >= closes_at(week) + SETTLES) for rung in rungs(week)]
            if here
            else []
        )
        return answer({"markets": found, "cursor": ""})

    def of(self, ticker: str, suffix: str) -> list[dict[str, object]]:
        week = event_week(ticker.rpartition("-")[0])
        return [told(one, suffix) for one in candles(MARKET, week=week) if one.contract.ticker == ticker]


def answer(body: object) -> httpx.Response:
    return httpx.Response(200, json=body)
