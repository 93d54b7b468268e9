from datetime import timedelta

import pytest
from tests.edge.simulator.served import Served
from tests.exchange.day import ASK, BID, CLOSE, HIGH, LADDER, LOW, OPEN

from paxline.edge.simulator.wire import seconds
from paxline.exchange.requests import Determine

START = seconds(OPEN)
SPAN = {"start_ts": START, "end_ts": START + 3600, "period_interval": 1}
PATH = f"/series/KXTSAW/markets/{LOW}/candlesticks"


@pytest.fixture
def served() -> Served:
    served = Served()
    served.place(ASK, cents=40)
    served.place(BID, cents=40, member="me")
    return served


def test_a_candle_names_its_prices_in_dollars(served: Served) -> None:
    told = served.get(PATH, **SPAN)
    (candle,) = told["candlesticks"]
    assert told["ticker"] == LOW
    assert candle["price"] == {
        "open_dollars": "0.4000",
        "low_dollars": "0.4000",
        "high_dollars": "0.4000",
        "close_dollars": "0.4000",
        "mean_dollars": "0.4000",
        "previous_dollars": None,
    }
    assert (candle["end_period_ts"], candle["volume_fp"]) == (START + 60, "1.00")


def test_what_stood_before_the_span_leads_it_where_asked(served: Served) -> None:
    later = {**SPAN, "start_ts": START + 120}
    assert served.get(PATH, **later)["candlesticks"] == []
    (lead,) = served.get(PATH, **later, include_latest_before_start=True)["candlesticks"]
    assert (lead["end_period_ts"], lead["volume_fp"]) == (START + 120, "0.00")
    assert (lead["price"]["close_dollars"], lead["price"]["previous_dollars"]) == (None, "0.4000")
    early = {**SPAN, "start_ts": START - 60, "end_ts": START}
    assert served.get(PATH, **early, include_latest_before_start=True)["candlesticks"] == []


def test_several_markets_are_told_at_once(served: Served) -> None:
    told = served.get("/markets/candlesticks", **SPAN, market_tickers=f"{LOW},{HIGH},nothing")["markets"]
    assert [(one["market_ticker"], len(one["candlesticks"])) for one in told] == [(LOW, 1), (HIGH, 0)]


@pytest.mark.parametrize(
    "asked",
    [
        {**SPAN, "period_interval": 5},
        {**SPAN, "start_ts": START + 7200},
        {"end_ts": START, "period_interval": 1},
    ],
)
def test_a_span_that_cannot_be_meant_is_refused(served: Served, asked: dict[str, int]) -> None:
    assert served.ask("GET", PATH, **asked)[0] == 400


def test_too_many_candles_are_refused(served: Served) -> None:
    wide = {**SPAN, "end_ts": START + 60 * 10_001}
    assert served.ask("GET", "/markets/candlesticks", **wide, market_tickers=LOW)[0] == 400
    assert served.ask("GET", "/markets/candlesticks", **SPAN)[0] == 400


def test_another_series_does_not_have_the_market(served: Served) -> None:
    assert served.ask("GET", f"/series/TSAW/markets/{LOW}/candlesticks", **SPAN)[0] == 404
    assert served.ask("GET", "/series/KXTSAW/markets/KXTSAW-nothing/candlesticks", **SPAN)[0] == 404


def test_historical_candles_have_other_names(served: Served) -> None:
    path = f"/historical/markets/{LOW}/candlesticks"
    assert served.ask("GET", path, **SPAN)[0] == 404
    served.clock.instant = CLOSE
    for rung in LADDER.rungs:
        served.hub.apply(Determine(rung.ticker, 2_431_000.0))
    served.clock.sleep(timedelta(days=91).total_seconds())
    (candle,) = served.get(path, **SPAN)["candlesticks"]
    assert (candle["volume"], candle["yes_ask"]["low"], candle["price"]["mean"]) == ("1.00", "0.4000", "0.4000")
