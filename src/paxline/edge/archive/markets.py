"""The folder's markets and quotes: what the exchange listed and showed, each with the instant it was known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from paxline.counts.calendar import Week, eastern
from paxline.counts.history import Rejected
from paxline.edge.archive.table import Row, Table, day_of, epoch_of, instant_of, read_rows, whole_of
from paxline.market.book import Quote, SeenQuote
from paxline.market.candle import NOBODY_ASKS, NOBODY_BIDS
from paxline.market.contract import Contract, closes_at, event_week, opens_at
from paxline.market.listing import Listing, Result
from paxline.units import Price

MARKETS: Final = Table(
    "kalshi_tsa_markets.csv",
    day="week_end",
    value="ticker",
    others=(
        "event_ticker",
        "floor_strike",
        "result",
        "status",
        "open_time",
        "close_time",
        "expiration_time",
        "settlement_ts",
        "settlement_day",
        "resolved_seen_utc",
        "source",
    ),
)
CANDLES: Final = Table(
    "kalshi_tsa_candles.csv",
    day="week_end",
    value="ticker",
    others=("event_ticker", "floor_strike", "end_period_ts", "yes_bid_close", "yes_ask_close", "period_interval_min"),
)
FRIDAYS: Final = Table(
    "kalshi_tsa_friday_quotes.csv",
    day="week_end",
    value="ticker",
    others=("event_ticker", "strike", "quote_time_utc", "side", "ask_price"),
)

SETTLES_AT: Final = time(10, 1)
"""When a market settles on its release day (settlement instants of spring 2025, the folder's README)."""

LATEST_SETTLEMENT: Final = timedelta(days=8)
"""A market expires a week after its Sunday at the latest (rules_secondary, 2025-04-14); one day for the payout."""


class _Candle(NamedTuple):
    quote: SeenQuote
    week: Week


@dataclass(frozen=True, slots=True)
class Markets:
    """Listings and quotes of a folder in the order of their knowledge, with what was not taken in and why."""

    listings: tuple[Listing, ...]
    quotes: tuple[SeenQuote, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]


def read_markets(folder: Path) -> Markets:
    """Every market and quote in ``folder``; tables that are not there are skipped with a note."""
    listed = read_rows(folder, MARKETS, _listings)
    candles = read_rows(folder, CANDLES, _candle)
    fridays = read_rows(folder, FRIDAYS, _friday_quote)
    listings = [listing for states in listed.values for listing in states]
    closing = {listing.contract.ticker: listing.closes_at for listing in listings if listing.closes_at is not None}
    trading = [candle.quote for candle in candles.values if _ends_before_the_close(candle, closing)]
    notes = [table.note for table in (listed, candles, fridays) if table.note]
    after = len(candles.values) - len(trading)
    if after:
        notes.append(f"{CANDLES.name}: {after} candles end after their market's close; left out")
    # One side of a Friday would hide the two sides that a candle tells of the same market.
    told = {quote.contract for quote in trading}
    alone = [quote for quote in fridays.values if quote.contract not in told]
    doubled = len(fridays.values) - len(alone)
    if doubled:
        notes.append(f"{FRIDAYS.name}: {doubled} one-sided quotes of markets that have candles; left out")
    return Markets(
        listings=tuple(sorted(listings, key=lambda listing: (listing.known_at, listing.contract))),
        quotes=tuple(sorted([*trading, *alone], key=lambda quote: (quote.known_at, quote.contract))),
        rejected=listed.rejected + candles.rejected + fridays.rejected,
        notes=tuple(notes),
    )


def _listings(row: Row) -> tuple[Listing, ...]:
    """A market as it was listed, and once more as it settled where the row tells a result."""
    contract, week = _rung(row, "floor_strike")
    opens = instant_of(row["open_time"]) if row["open_time"] else None
    closes = instant_of(row["close_time"]) if row["close_time"] else None
    source = f"market object, {row['source']}"
    listed = Listing(contract, week, opens or opens_at(week), source, opens_at=opens, closes_at=closes)
    result = _result(row["result"])
    if result is None:
        return (listed,)
    settled = Listing(
        contract,
        week,
        _settlement_known_at(row, week),
        source,
        opens_at=opens,
        closes_at=closes,
        status=row["status"],
        result=result,
    )
    return (listed, settled)


def _result(text: str) -> Result | None:
    match text:
        case "yes" | "no":
            return text
        case "":
            return None
        case _:
            raise ValueError(f"not a result: {text!r}")


def _settlement_known_at(row: Row, week: Week) -> datetime:
    """The exchange's own instant, else the earliest that the other columns vouch for, else the latest possible."""
    if row["settlement_ts"]:
        return instant_of(row["settlement_ts"])
    vouched: list[datetime] = []
    if row["resolved_seen_utc"]:
        vouched.append(instant_of(row["resolved_seen_utc"]))
    if row["settlement_day"]:
        vouched.append(eastern(day_of(row["settlement_day"]), SETTLES_AT))
    return min(vouched, default=eastern(week.sunday + LATEST_SETTLEMENT, SETTLES_AT))


def _candle(row: Row) -> _Candle:
    contract, week = _rung(row, "floor_strike")
    ends = epoch_of(row["end_period_ts"])
    quote = Quote(
        bid=_unless(NOBODY_BIDS, Price.parse(row["yes_bid_close"])),
        ask=_unless(NOBODY_ASKS, Price.parse(row["yes_ask_close"])),
    )
    return _Candle(SeenQuote(contract, quote, ends, f"candle of {row['period_interval_min']} minutes"), week)


def _ends_before_the_close(candle: _Candle, closing: Mapping[str, datetime]) -> bool:
    """Whether the candle's close is a quote: after the last trade the book is cleared and shows 0 and 1."""
    return candle.quote.known_at <= closing.get(candle.quote.contract.ticker, closes_at(candle.week))


def _friday_quote(row: Row) -> SeenQuote:
    """The ask of the side that was bought; the table does not tell the other side."""
    contract, _ = _rung(row, "strike")
    ask = Price.parse(row["ask_price"])
    match row["side"]:
        case "yes":
            quote = Quote(bid=None, ask=_unless(NOBODY_ASKS, ask))
        case "no":
            quote = Quote(bid=_unless(NOBODY_BIDS, ask.complement), ask=None)
        case side:
            raise ValueError(f"neither side: {side!r}")
    return SeenQuote(contract, quote, instant_of(row["quote_time_utc"]), "hourly candle of a Friday, one side")


def _unless(nobody: Price, price: Price) -> Price | None:
    return None if price == nobody else price


def _rung(row: Row, strike: str) -> tuple[Contract, Week]:
    """The contract and week of a row, whose columns must agree with its ticker."""
    contract = Contract.parse(row["ticker"])
    week = event_week(row["event_ticker"])
    if not contract.ticker.startswith(f"{row['event_ticker']}-") or week.sunday != day_of(row["week_end"]):
        raise ValueError(f"{contract.ticker} is no market of {row['event_ticker']}, {row['week_end']}")
    if contract.strike != whole_of(row[strike]):
        raise ValueError(f"{contract.ticker} has the strike {row[strike]}")
    return contract, week
