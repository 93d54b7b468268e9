"""Markets, events and series as the wire shows them; texts and times are those of the TSA markets of 2026-08-30."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final

from paxline.counts.calendar import eastern, eastern_day
from paxline.edge.simulator import wire
from paxline.edge.simulator.tape import DAY, Tape
from paxline.edge.simulator.wire import Json
from paxline.exchange.engine import Exchange, MarketView
from paxline.exchange.lifecycle import MarketStatus
from paxline.market.contract import OLD_SERIES, SERIES
from paxline.market.grid import CENTS
from paxline.units import Price

LISTED_BEFORE: Final = timedelta(hours=5)
"""From the creation of a market to its opening (records of 2026-08)."""

_EXPIRES_AT: Final = time(10, 0)
_SOURCES: Final = ({"name": "TSA", "url": "https://www.tsa.gov/travel/passenger-volumes"},)
_TITLE: Final = "TSA check-ins this week"


def event_of(ticker: str) -> str:
    """The event that a market's ticker names."""
    return ticker.rpartition("-")[0]


def series_of(ticker: str) -> str:
    """The series that a market's or an event's ticker names."""
    return ticker.partition("-")[0]


def market(view: MarketView, exchange: Exchange, tape: Tape, *, now: datetime) -> Json:
    """One market as it stands at ``now`` (UTC)."""
    return {**_terms(view), **_times(view), **_prices(view, exchange, tape, now=now), **_outcome(view, now=now)}


def _terms(view: MarketView) -> Json:
    strike, ends = view.contract.strike, eastern_day(view.closes_at)
    millions = f"{strike / 1_000_000:g} million"
    day = f"{ends:%B} {ends.day}, {ends.year}"
    ranges = ({"start": str(t.start), "end": str(t.end), "step": str(t.step)} for t in view.grid.ranges)
    return {
        "ticker": view.ticker,
        "event_ticker": event_of(view.ticker),
        "market_type": "binary",
        "title": f"Will more than {strike} people be **screened by the TSA** on average this week?",
        "subtitle": millions,
        "yes_sub_title": f"Above {millions}",
        "no_sub_title": f"Above {millions}",
        "strike_type": "greater",
        "floor_strike": strike,
        "notional_value_dollars": "1.0000",
        "can_close_early": True,
        "price_level_structure": "linear_cent" if view.grid == CENTS else "custom",
        "price_ranges": list(ranges),
        "settlement_timer_seconds": int(view.settles_after.total_seconds()),
        "settlement_bounds_type": "default",
        "exchange_index": 0,
        "rules_primary": f"If weekly average TSA airport screenings are above {millions} for the week ending {day}, "
        "according to the TSA, then the market resolves to Yes.",
        "rules_secondary": f"The Contract will expire at the sooner of the first 9:00 AM following the release of the "
        f"data for {day}, or one week after {day}. The Last Trading Date and Time will always be 11:59 PM on {day}.",
    }


def _times(view: MarketView) -> Json:
    ends = eastern_day(view.closes_at)
    latest = wire.instant(eastern(ends + timedelta(days=7), _EXPIRES_AT))
    return {
        "created_time": wire.instant(view.opens_at - LISTED_BEFORE),
        "updated_time": wire.instant(view.opens_at - LISTED_BEFORE),
        "open_time": wire.instant(view.opens_at),
        "close_time": wire.instant(view.closes_at),
        "expected_expiration_time": wire.instant(eastern(ends + timedelta(days=1), _EXPIRES_AT)),
        "expiration_time": latest,
        "latest_expiration_time": latest,
        "occurrence_datetime": wire.instant(eastern(ends, _EXPIRES_AT)),
    }


def _prices(view: MarketView, exchange: Exchange, tape: Tape, *, now: datetime) -> Json:
    quote = exchange.book(view.ticker).quote
    yesterday = wire.seconds(now) - DAY
    before = tape.latest(view.ticker, before=yesterday)
    previous = (before.price.close if before.price else before.previous) if before else None
    return {
        "yes_bid_dollars": wire.or_nothing(quote.bid),
        "yes_bid_size_fp": str(quote.bid_size or "0.00"),
        "yes_ask_dollars": wire.or_all(quote.ask),
        "yes_ask_size_fp": str(quote.ask_size or "0.00"),
        "no_bid_dollars": wire.or_nothing(quote.ask.complement if quote.ask is not None else None),
        "no_ask_dollars": wire.or_all(quote.bid.complement if quote.bid is not None else None),
        "last_price_dollars": wire.or_nothing(view.last),
        "previous_yes_bid_dollars": str(before.bid.close if before else Price(0)),
        "previous_yes_ask_dollars": str(before.ask.close if before else Price(0)),
        "previous_price_dollars": wire.or_nothing(previous),
        "volume_fp": str(view.volume),
        "volume_24h_fp": str(tape.volume(view.ticker, since=yesterday)),
        "open_interest_fp": str(view.open_interest),
        "liquidity_dollars": "0.0000",
    }


def _outcome(view: MarketView, *, now: datetime) -> Json:
    told: dict[str, object] = {
        "status": view.status.value,
        "result": view.result or "",
        "expiration_value": "" if view.average is None else f"{round(view.average):,}",
    }
    if view.result is not None:
        told["settlement_value_dollars"] = "1.0000" if view.result == "yes" else "0.0000"
    if view.status is MarketStatus.FINALIZED and view.finalizes_at is not None:
        told["settlement_ts"] = wire.instant(min(view.finalizes_at, now))
    return told


def event(views: Iterable[MarketView]) -> Json:
    """The event that these markets, at least one and all of the same, are of; without them."""
    first = next(iter(views))
    ticker, ends = event_of(first.ticker), eastern_day(first.closes_at)
    return {
        "event_ticker": ticker,
        "series_ticker": series_of(ticker),
        "title": _TITLE,
        "sub_title": f"Week ending {ends:%b} {ends.day}, {ends.year}",
        "category": "Transportation",
        "collateral_return_type": "",
        "mutually_exclusive": False,
        "settlement_sources": list(_SOURCES),
        "strike_date": wire.instant(first.closes_at),
        "exchange_index": 0,
    }


def series(ticker: str) -> Json:
    """The series of that ticker, with the fee terms of the TSA's (2026-07-02)."""
    return {
        "ticker": ticker,
        "frequency": "weekly",
        "title": _TITLE if ticker in {SERIES, OLD_SERIES} else ticker,
        "category": "Transportation",
        "categories": ["Transportation"],
        "tags": None,
        "settlement_sources": list(_SOURCES),
        "contract_url": "",
        "contract_terms_url": "",
        "fee_type": "quadratic",
        "fee_multiplier": 1,
        "additional_prohibitions": None,
        "exchange_index": 0,
    }
