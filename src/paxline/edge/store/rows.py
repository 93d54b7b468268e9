"""Values of the house as rows of the store, and back."""

import zlib
from datetime import UTC, date, datetime
from typing import Any, Final

from paxline.counts.calendar import Week
from paxline.counts.history import Reading, Vintage
from paxline.counts.shocks import Shock
from paxline.desk.record import Record
from paxline.market.book import Quote, SeenQuote
from paxline.market.candle import Band, Candle
from paxline.market.contract import Contract
from paxline.market.listing import Listing
from paxline.units import Count, Price

Row = tuple[Any, ...]

# A table look-up; the enum's own constructor takes longer than the rest of a reading.
_VINTAGE: Final = {vintage.value: vintage for vintage in Vintage}


def instant_text(instant: datetime) -> str:
    """An instant as the store keeps it, such as ``2026-04-27T13:00:00.000000Z``; a naive one raises ``ValueError``."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant has a zone: {instant!r}")
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def instant(text: str) -> datetime:
    """The instant the store kept."""
    return datetime.fromisoformat(text)


def readings(rows: list[Row]) -> tuple[Reading, ...]:
    """The readings of rows of ``sql.READINGS``."""
    # One release shows several days and one restatement a year of them: few instants, parsed once each.
    known = {row[2]: datetime.fromisoformat(row[2]) for row in rows}
    from_iso = date.fromisoformat
    return tuple(
        Reading(from_iso(day), passengers, known[known_at], _VINTAGE[vintage], source, doubt)
        for day, passengers, known_at, vintage, source, doubt in rows
    )


def listing(row: Row) -> Listing:
    """The listing of a row of ``sql.LISTINGS``."""
    ticker, strike, sunday, known_at, source, opens_at, closes_at, status, result = row
    return Listing(
        contract=Contract(strike, ticker),
        week=Week.ending(date.fromisoformat(sunday)),
        known_at=instant(known_at),
        source=source,
        opens_at=None if opens_at is None else instant(opens_at),
        closes_at=None if closes_at is None else instant(closes_at),
        status=status,
        result=result,
    )


def seen_quote(row: Row) -> SeenQuote:
    """The quote of a row of ``sql.QUOTES``."""
    ticker, strike, bid, ask, bid_size, ask_size, known_at, source = row
    quote = Quote(
        bid=None if bid is None else Price(bid),
        ask=None if ask is None else Price(ask),
        bid_size=None if bid_size is None else Count(bid_size),
        ask_size=None if ask_size is None else Count(ask_size),
    )
    return SeenQuote(Contract(strike, ticker), quote, instant(known_at), source)


def quote_row(seen: SeenQuote) -> Row:
    """Ticker, instant, bid, ask, sizes and source, as the table of quotes has them."""
    quote = seen.quote
    return (
        seen.contract.ticker,
        instant_text(seen.known_at),
        None if quote.bid is None else quote.bid.ten_thousandths,
        None if quote.ask is None else quote.ask.ten_thousandths,
        None if quote.bid_size is None else quote.bid_size.hundredths,
        None if quote.ask_size is None else quote.ask_size.hundredths,
        seen.source,
    )


def candle(row: Row) -> Candle:
    """The candle of a row of ``sql.CANDLES``."""
    ticker, strike, known_at, minutes, *prices, volume, source = row
    bid, ask, traded = (tuple(prices[i : i + 4]) for i in (0, 4, 8))
    return Candle(
        contract=Contract(strike, ticker),
        ends_at=instant(known_at),
        minutes=minutes,
        bid=Band(*map(Price, bid)),
        ask=Band(*map(Price, ask)),
        traded=None if traded[0] is None else Band(*map(Price, traded)),
        volume=Count(volume),
        source=source,
    )


def candle_row(value: Candle) -> Row:
    """Ticker, instant, length, twelve prices, volume and source, as the table of candles has them."""
    bands = (*_band_row(value.bid), *_band_row(value.ask), *_band_row(value.traded))
    known = (value.contract.ticker, instant_text(value.ends_at), value.minutes)
    return (*known, *bands, value.volume.hundredths, value.source)


def _band_row(of: Band | None) -> Row:
    if of is None:
        return (None,) * 4
    return tuple(price.ten_thousandths for price in (of.first, of.low, of.high, of.close))


def listing_row(value: Listing) -> Row:
    """Ticker, instant, opening, close, status, result and source, as the table of listings has them."""
    return (
        value.contract.ticker,
        instant_text(value.known_at),
        None if value.opens_at is None else instant_text(value.opens_at),
        None if value.closes_at is None else instant_text(value.closes_at),
        value.status,
        value.result,
        value.source,
    )


def shock(row: Row) -> Shock:
    """The shock of a row selected as ``first, last, effect, spread, note, declared_at, withdrawn_at``."""
    first, last, effect, spread, note, declared_at, withdrawn_at = row
    return Shock(
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        effect=effect,
        spread=spread,
        note=note,
        declared_at=instant(declared_at),
        withdrawn_at=None if withdrawn_at is None else instant(withdrawn_at),
    )


def shock_row(value: Shock) -> Row:
    """First, last, effect, spread, note and declaration, as the table of shocks has them."""
    days = (value.first.isoformat(), value.last.isoformat())
    return (*days, value.effect, value.spread, value.note, instant_text(value.declared_at))


def record_row(record: Record) -> Row:
    """A row for ``sql.ADD_DECISION``."""
    return (
        record.digest,
        instant_text(record.as_of),
        record.week.sunday.isoformat(),
        record.policy,
        zlib.compress(record.snapshot.encode()),
    )


def record(row: Row) -> Record:
    """The record of a row of ``sql.DECISIONS``."""
    digest, as_of, sunday, policy, snapshot = row
    week = Week.ending(date.fromisoformat(sunday))
    return Record(digest, instant(as_of), week, policy, zlib.decompress(snapshot).decode())
