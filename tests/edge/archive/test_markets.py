from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.edge.archive.folders import DATA, needs_data, write

from paxline.counts.history import History
from paxline.edge.archive.counts import read_counts
from paxline.edge.archive.markets import read_markets
from paxline.market.book import Quote
from paxline.units import Price

APR = "KXTSAW-26APR26-A2.45,KXTSAW-26APR26,2026-04-26,2450000"


def known(folder: Path) -> list[datetime]:
    return [listing.known_at for listing in read_markets(folder).listings]


@pytest.mark.parametrize(
    ("row", "settled"),
    [
        (f"{APR},yes,finalized,,,,2026-04-27T14:01:18Z,2026-04-27,,s", datetime(2026, 4, 27, 14, 1, 18, tzinfo=UTC)),
        (f"{APR},yes,finalized,,,,,2026-04-27,2026-04-27T20:13:01+00:00,s", datetime(2026, 4, 27, 14, 1, tzinfo=UTC)),
        (f"{APR},yes,finalized,,,,,2026-04-27,2026-04-27T13:02:00+00:00,s", datetime(2026, 4, 27, 13, 2, tzinfo=UTC)),
        (f"{APR},yes,finalized,,,,,,,s", datetime(2026, 5, 4, 14, 1, tzinfo=UTC)),
    ],
)
def test_a_market_is_listed_when_it_opens_and_settled_when_that_could_be_known(
    tmp_path: Path, row: str, settled: datetime
) -> None:
    write(tmp_path, kalshi_tsa_markets=row)
    assert known(tmp_path) == [datetime(2026, 4, 20, 14, tzinfo=UTC), settled]
    listed, paid = read_markets(tmp_path).listings
    assert (listed.result, paid.result, paid.status) == (None, "yes", "finalized")


def test_a_market_without_a_result_is_listed_only(tmp_path: Path) -> None:
    write(tmp_path, kalshi_tsa_markets=f"{APR},,,2026-04-20T09:00:00Z,2026-04-27T03:59:00Z,,,,,s")
    (listed,) = read_markets(tmp_path).listings
    assert listed.known_at == listed.opens_at == datetime(2026, 4, 20, 9, tzinfo=UTC)
    assert listed.closes_at == datetime(2026, 4, 27, 3, 59, tzinfo=UTC)


def test_a_candle_closes_on_quotes_and_its_ends_of_the_scale_are_nobody(tmp_path: Path) -> None:
    friday = 1_777_089_600  # Saturday 2026-04-25, midnight ET
    rows = [
        f"{APR},{friday},0.43,0.47,1440",
        f"{APR},{friday - 86_400},0.0,0.02,1440",
        f"{APR},{friday - 172_800},0.97,1.0,1440",
    ]
    write(tmp_path, kalshi_tsa_candles=" ".join(rows))
    quotes = [seen.quote for seen in read_markets(tmp_path).quotes]
    assert quotes == [
        Quote(Price.cents(97), None),
        Quote(None, Price.cents(2)),
        Quote(Price.cents(43), Price.cents(47)),
    ]


def test_candles_that_end_after_the_close_are_left_out_with_a_note(tmp_path: Path) -> None:
    monday = 1_777_262_400  # Monday 2026-04-27, midnight ET, a minute after the last trade
    rows = " ".join(f"{APR},{monday + days * 86_400},0.0,1.0,1440" for days in (0, 1))
    write(tmp_path, kalshi_tsa_candles=rows)
    markets = read_markets(tmp_path)
    assert markets.quotes == ()
    assert "kalshi_tsa_candles.csv: 2 candles end after their market's close; left out" in markets.notes
    write(tmp_path, kalshi_tsa_markets=f"{APR},,,,2026-04-27T04:00:00Z,,,,,s")
    assert len(read_markets(tmp_path).quotes) == 1, "the market's own close counts where it is known"


def test_a_friday_quote_is_the_ask_of_the_side_bought(tmp_path: Path) -> None:
    rows = f"{APR},2026-04-24T15:00:00Z,yes,0.15 {APR},2026-04-24T16:00:00Z,no,0.17"
    write(tmp_path, kalshi_tsa_friday_quotes=rows)
    yes, no = read_markets(tmp_path).quotes
    assert yes.quote == Quote(bid=None, ask=Price.cents(15))
    assert no.quote == Quote(bid=Price.cents(83), ask=None)
    assert yes.known_at == datetime(2026, 4, 24, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("table", "row", "why"),
    [
        ("kalshi_tsa_markets", f"{APR},maybe,,,,,,,,s", "not a result: 'maybe'"),
        (
            "kalshi_tsa_markets",
            "KXTSAW-26APR26-A2.45,KXTSAW-26APR26,2026-04-26,2500000,,,,,,,,,s",
            "has the strike 2500000",
        ),
        ("kalshi_tsa_markets", "KXTSAW-26APR26-A2.45,KXTSAW-26APR19,2026-04-19,2450000,,,,,,,,,s", "is no market of"),
        ("kalshi_tsa_candles", f"{APR},99999999999999,0.1,0.2,1440", "not a whole number"),
        ("kalshi_tsa_candles", f"{APR},1777089600,1.1,0.2,1440", "a price lies between"),
        ("kalshi_tsa_candles", f"{APR},1777089600,1e999999999,0.2,1440", ""),
        ("kalshi_tsa_friday_quotes", f"{APR},2026-04-24T15:00:00Z,both,0.15", "neither side: 'both'"),
    ],
)
def test_a_malformed_row_is_rejected_with_its_place(tmp_path: Path, table: str, row: str, why: str) -> None:
    write(tmp_path, **{table: row})
    (rejected,) = read_markets(tmp_path).rejected
    assert rejected.reason.startswith(f"{table}.csv line 2: ")
    assert why in rejected.reason


def test_absent_tables_are_noted(tmp_path: Path) -> None:
    markets = read_markets(tmp_path)
    assert (markets.listings, markets.quotes, markets.rejected) == ((), (), ())
    assert len(markets.notes) == 3


@needs_data
def test_the_collected_results_are_those_the_counts_pay() -> None:
    markets, counts = read_markets(DATA), read_counts(DATA)
    assert markets.rejected == ()
    history = History.of(counts.readings, known_by=max(listing.known_at for listing in markets.listings))
    settled = [listing for listing in markets.listings if listing.result is not None]
    assert len(settled) == 492
    surprises: list[str] = []
    for listing in settled:
        settlement = history.settlement(listing.week)
        assert settlement is not None
        if listing.contract.pays(settlement.passengers) != (listing.result == "yes"):
            assert settlement.stands_in
            surprises.append(listing.contract.ticker)
    # Two of that week's days stand in; as published they summed to 76,854 fewer (the folder's README).
    assert surprises == ["KXTSAW-25JAN05-A2.50"]


@needs_data
def test_the_collected_ladders_and_quotes_are_whole() -> None:
    markets = read_markets(DATA)
    april = {
        listing.contract.strike for listing in markets.listings if listing.contract.ticker.startswith("KXTSAW-26APR26-")
    }
    assert april == set(range(1_800_000, 2_850_000, 50_000))
    # Five Friday quotes are of markets that have candles, which tell both sides.
    assert len(markets.quotes) == 799 - 146 + 120 - 5
    assert all(quote.quote.bid_size is None for quote in markets.quotes)
