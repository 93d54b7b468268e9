from datetime import timedelta
from typing import Any

import pytest
from tests.edge.simulator.served import Served
from tests.exchange.day import ASK, BID, CLOSE, HIGH, LADDER, LOW, OPEN

from paxline.edge.simulator.wire import seconds
from paxline.exchange.requests import Determine, PauseMarket

EVENT = "KXTSAW-26JUN21"


def tickers(document: Any) -> list[str]:
    return [market["ticker"] for market in document["markets"]]


@pytest.fixture
def served() -> Served:
    return Served()


@pytest.mark.parametrize(
    "asked",
    [
        {"event_ticker": EVENT},
        {"series_ticker": "KXTSAW", "status": "open"},
        {"tickers": f"{LOW},{HIGH},nothing"},
        {"min_close_ts": seconds(CLOSE), "max_close_ts": seconds(CLOSE)},
        {"max_created_ts": seconds(OPEN), "mve_filter": "exclude"},
    ],
)
def test_filters_that_fit_find_both_rungs(served: Served, asked: dict[str, Any]) -> None:
    assert tickers(served.get("/markets", **asked)) == [LOW, HIGH]


@pytest.mark.parametrize(
    "asked",
    [
        {"event_ticker": "another"},
        {"series_ticker": "TSAW"},
        {"status": "settled"},
        {"min_close_ts": seconds(CLOSE) + 1},
        {"min_settled_ts": 0},
        {"min_updated_ts": seconds(OPEN)},
        {"mve_filter": "only"},
    ],
)
def test_filters_that_do_not_fit_find_nothing(served: Served, asked: dict[str, Any]) -> None:
    assert served.get("/markets", **asked) == {"markets": [], "cursor": ""}


def test_the_filters_words_are_not_the_markets(served: Served) -> None:
    served.hub.apply(PauseMarket(LOW))
    assert tickers(served.get("/markets", status="paused")) == [LOW]
    assert served.get(f"/markets/{LOW}")["market"]["status"] == "inactive"
    assert served.ask("GET", "/markets", status="active")[0] == 400


def test_pages_follow_each_other_and_a_garbage_cursor_is_silent(served: Served) -> None:
    first = served.get("/markets", limit=1)
    second = served.get("/markets", limit=1, cursor=first["cursor"])
    assert (tickers(first), tickers(second), second["cursor"]) == ([LOW], [HIGH], "")
    assert tickers(served.get("/markets", limit=1, cursor="garbage")) == [LOW]


def test_books_show_bids_on_both_legs_the_best_last(served: Served) -> None:
    for cents in (40, 41):
        served.place(BID, cents=cents, size=3)
    served.place(ASK, cents=52)
    served.place(ASK, cents=55)
    book = {
        "yes_dollars": [["0.4000", "3.00"], ["0.4100", "3.00"]],
        "no_dollars": [["0.4500", "1.00"], ["0.4800", "1.00"]],
    }
    assert served.get(f"/markets/{LOW}/orderbook") == {"orderbook_fp": book}
    best = {"yes_dollars": [["0.4100", "3.00"]], "no_dollars": [["0.4800", "1.00"]]}
    assert served.get(f"/markets/{LOW}/orderbook", depth=1) == {"orderbook_fp": best}
    books = served.get("/markets/orderbooks", tickers=[LOW, "nothing", HIGH])["orderbooks"]
    assert [one["ticker"] for one in books] == [LOW, HIGH]
    assert books[0]["orderbook_fp"] == book


def test_too_many_books_or_none_are_refused(served: Served) -> None:
    assert served.ask("GET", "/markets/orderbooks")[0] == 400
    assert served.ask("GET", "/markets/orderbooks", tickers=["a"] * 101)[0] == 400


def test_trades_are_told_newest_first_with_the_takers_side(served: Served) -> None:
    served.place(ASK, cents=40)
    served.place(BID, cents=40, member="me")
    served.clock.sleep(1.5)
    served.place(BID, cents=39)
    served.place(ASK, cents=39, member="me")
    trades = served.get("/markets/trades", ticker=LOW)["trades"]
    assert [(one["yes_price_dollars"], one["taker_book_side"]) for one in trades] == [
        ("0.3900", "ask"),
        ("0.4000", "bid"),
    ]
    assert trades[0]["created_time"] == "2026-06-15T14:00:01.5Z"
    assert len(served.get("/markets/trades", max_ts=seconds(OPEN))["trades"]) == 1
    assert served.get("/markets/trades", ticker=HIGH)["trades"] == []
    assert served.get("/markets/trades", is_block_trade=True)["trades"] == []


def test_events_carry_their_markets_only_where_asked(served: Served) -> None:
    (plain,) = served.get("/events", series_ticker="KXTSAW", status="open")["events"]
    assert "markets" not in plain
    (nested,) = served.get("/events", with_nested_markets=True)["events"]
    assert tickers(nested) == [LOW, HIGH]
    assert tickers(served.get(f"/events/{EVENT}")) == [LOW, HIGH]
    assert tickers(served.get(f"/events/{EVENT}", exclude_markets=True)) == []
    assert tickers(served.get(f"/events/{EVENT}", with_nested_markets=True)["event"]) == [LOW, HIGH]
    assert served.get("/events", min_close_ts=seconds(CLOSE) + 1)["events"] == []


def test_series_tell_their_fee_terms(served: Served) -> None:
    series = served.get("/series/KXTSAW")["series"]
    assert (series["fee_type"], series["fee_multiplier"]) == ("quadratic", 1)
    assert served.get("/series", category="Transportation")["series"] == [series]
    assert served.get("/series", category="Sports")["series"] == []
    assert served.get("/series/fee_changes") == {"series_fee_change_arr": []}


@pytest.mark.parametrize(
    "path",
    [
        "/markets/nothing",
        "/markets/nothing/orderbook",
        "/events/nothing",
        "/series/nothing",
        f"/historical/markets/{LOW}",
    ],
)
def test_what_is_not_there_is_not_found(served: Served, path: str) -> None:
    assert served.ask("GET", path) == (404, {"error": {"code": "not_found", "message": "not found"}})


def test_what_was_settled_three_months_ago_is_history(served: Served) -> None:
    served.place(ASK, cents=40)
    served.place(BID, cents=40, member="me")
    served.clock.instant = CLOSE
    for rung in LADDER.rungs:
        served.hub.apply(Determine(rung.ticker, 2_431_000.0))
    served.clock.sleep(3600)
    assert tickers(served.get("/markets", status="settled")) == [LOW, HIGH]
    assert tickers(served.get("/historical/markets")) == []
    served.clock.sleep(timedelta(days=91).total_seconds())
    assert tickers(served.get("/markets")) == []
    assert tickers(served.get("/historical/markets", series_ticker="KXTSAW")) == [LOW, HIGH]
    assert served.get(f"/historical/markets/{LOW}")["market"]["result"] == "yes"
    assert served.get("/markets/trades")["trades"] == []
    assert len(served.get("/historical/trades")["trades"]) == 1
