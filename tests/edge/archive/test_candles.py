from datetime import UTC, datetime
from pathlib import Path

from tests.edge.archive.folders import DATA, needs_data, write

from paxline.edge.archive.candles import read_candles
from paxline.market.candle import Band
from paxline.units import Count, Price

HEAD = (
    "ticker,event_ticker,week_end,floor_strike,end_period_ts,yes_bid_open,yes_bid_low,yes_bid_high,yes_bid_close,"
    "yes_ask_open,yes_ask_low,yes_ask_high,yes_ask_close,price_open,price_low,price_high,price_close,volume_fp,"
    "period_interval_min"
)
APR = "KXTSAW-26APR26-A2.45,KXTSAW-26APR26,2026-04-26,2450000"
SUNDAY_MIDNIGHT = 1_777_262_400


def folder_of(tmp_path: Path, *rows: str) -> Path:
    (tmp_path / "kalshi_tsa_candles.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return tmp_path


def test_a_candle_keeps_extremes_trades_and_volume(tmp_path: Path) -> None:
    row = f"{APR},{SUNDAY_MIDNIGHT},0.4,0.0,0.5,0.0,0.42,0.41,1.0,1.0,0.41,0.4,0.46,0.45,12.5,1440"
    (one,) = read_candles(folder_of(tmp_path, row), closing={}).values
    assert one.ends_at == datetime(2026, 4, 27, 4, tzinfo=UTC)
    assert one.bid == Band(Price.cents(40), Price.cents(0), Price.cents(50), Price.cents(0))
    assert one.traded is not None
    assert (one.traded.close, one.volume) == (Price.cents(45), Count(1250))


def test_a_day_without_trades_tells_none_and_one_after_the_close_is_left_out(tmp_path: Path) -> None:
    quiet = "0.4,0.4,0.4,0.4,0.42,0.42,0.42,0.42,,,,,0.0,1440"
    rows = [f"{APR},{SUNDAY_MIDNIGHT},{quiet}", f"{APR},{SUNDAY_MIDNIGHT + 86_400},{quiet}"]
    (one,) = read_candles(folder_of(tmp_path, *rows), closing={}).values
    assert one.traded is None
    early = {one.contract.ticker: datetime(2026, 4, 26, 4, tzinfo=UTC)}
    assert read_candles(tmp_path, closing=early).values == ()


def test_impossible_prices_are_rejected_with_their_place(tmp_path: Path) -> None:
    row = f"{APR},{SUNDAY_MIDNIGHT},0.4,0.5,0.5,0.4,0.42,0.41,1.0,1.0,,,,,0,1440"
    (rejected,) = read_candles(folder_of(tmp_path, row), closing={}).rejected
    assert "line 2: first and close lie between" in rejected.reason


def test_a_table_of_closes_alone_has_no_candles(tmp_path: Path) -> None:
    write(tmp_path, kalshi_tsa_candles=f"{APR},{SUNDAY_MIDNIGHT},0.43,0.47,1440")
    assert read_candles(tmp_path, closing={}).values == ()


@needs_data
def test_the_collected_candles_are_read_but_for_the_day_after_a_close() -> None:
    found = read_candles(DATA, closing={})
    assert (len(found.values), found.rejected) == (799 - 21, ())
