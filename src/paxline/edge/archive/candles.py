"""The folder's candles whole: what quotes and trades did within each day, the hours after the close left out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from paxline.edge.archive.markets import CANDLES
from paxline.edge.archive.table import Row, Rows, epoch_of, read_rows, whole_of
from paxline.market.candle import Band, Candle
from paxline.market.contract import Contract, closes_at, event_week
from paxline.units import Count, Price

_ENDS: Final = ("open", "low", "high", "close")


def read_candles(folder: Path, *, closing: Mapping[str, datetime]) -> Rows[Candle]:
    """Every candle of ``folder`` that began before its market's close, in the order of its end.

    Args:
        folder: The folder; a table without the day's extremes has no candles to tell.
        closing: The last trade by ticker, where the exchange told it; else the usual one.
    """

    def parse(row: Row) -> Candle | None:
        return _candle(row, closing)

    found = read_rows(folder, CANDLES, parse)
    ordered = sorted(found.values, key=lambda candle: (candle.ends_at, candle.contract))
    return Rows(tuple(ordered), found.rejected, found.note)


def _candle(row: Row, closing: Mapping[str, datetime]) -> Candle | None:
    if "yes_bid_low" not in row:
        return None
    contract = Contract.parse(row["ticker"])
    ends, minutes = epoch_of(row["end_period_ts"]), whole_of(row["period_interval_min"])
    if ends - timedelta(minutes=minutes) >= closing.get(contract.ticker, closes_at(event_week(row["event_ticker"]))):
        return None
    return Candle(
        contract=contract,
        ends_at=ends,
        minutes=minutes,
        bid=_band(row, "yes_bid"),
        ask=_band(row, "yes_ask"),
        traded=_band(row, "price") if row["price_close"] else None,
        volume=Count.parse(row["volume_fp"]),
        source=f"candle of {minutes} minutes",
    )


def _band(row: Row, of: str) -> Band:
    return Band(*(Price.parse(row[f"{of}_{end}"]) for end in _ENDS))
