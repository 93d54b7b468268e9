"""Folders of collected data: the one beside the repository, and small ones made by tests."""

from pathlib import Path
from typing import Final

import pytest
from tests.promises.source import ROOT

DATA: Final = ROOT.parent / "shared" / "data"

needs_data: Final = pytest.mark.skipif(not DATA.is_dir(), reason="the collected data are not beside this repository")

HEADS: Final = {
    "tsa_daily.csv": "date,passengers",
    "tsa_as_published.csv": "date,passengers_as_published,passengers_final,source,quality",
    "tsa_first_seen.csv": "date,weekday,passengers_first_seen,first_seen_utc,first_seen_et,lag_days,source",
    "tsa_vintages.csv": "date,passengers,source_snapshot_date,observed_at_utc,kind,source,commit",
    "kalshi_tsa_markets.csv": (
        "ticker,event_ticker,week_end,floor_strike,result,status,open_time,close_time,expiration_time,settlement_ts,"
        "settlement_day,resolved_seen_utc,source"
    ),
    "kalshi_tsa_candles.csv": (
        "ticker,event_ticker,week_end,floor_strike,end_period_ts,yes_bid_close,yes_ask_close,period_interval_min"
    ),
    "kalshi_tsa_friday_quotes.csv": "ticker,event_ticker,week_end,strike,quote_time_utc,side,ask_price",
}


def write(folder: Path, **tables: str) -> Path:
    """Write each table (its name without ``.csv``) under its head, rows parted by blanks."""
    for name, rows in tables.items():
        text = "\n".join([HEADS[f"{name}.csv"], *rows.split()])
        (folder / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
    return folder
