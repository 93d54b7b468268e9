import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from tests.pages.test_books import EVENTS

from paxline.edge.parquet import write_parquet
from paxline.errors import MissingData
from paxline.pages.books import Table, book_tables, csv_text
from paxline.units import Usd


def test_every_table_reads_back_as_it_was_written(tmp_path: Path) -> None:
    for table in book_tables(EVENTS):
        file = tmp_path / f"{table.name}.parquet"
        write_parquet(table, file)
        frame = pl.read_parquet(file)
        assert frame.columns == [heading for heading, _ in table.columns]
        assert frame.height == len(table.rows)
    trades = pl.read_parquet(tmp_path / "trades.parquet").row(0, named=True)
    assert trades["at"] == datetime(2026, 4, 21, 14, tzinfo=UTC)
    assert (trades["yes_price"], trades["fee"]) == (Decimal("0.4"), Decimal("0.0001"))
    gains = pl.read_parquet(tmp_path / "closed_lots.parquet")["gain"]
    assert gains.sum() == Decimal("-1.2001")


def test_a_table_without_rows_keeps_its_types(tmp_path: Path) -> None:
    for table in book_tables([]):
        write_parquet(table, tmp_path / "empty.parquet")
        frame = pl.read_parquet(tmp_path / "empty.parquet")
        assert frame.height == 0
        assert pl.Null not in frame.dtypes


def test_no_amount_is_rounded(tmp_path: Path) -> None:
    amounts = [Usd(1), Usd(-999_999_999_999_999_999), Usd(123_456_789_012_345_678)]
    table = Table("amounts", (("amount", Usd),), tuple((amount,) for amount in amounts))
    write_parquet(table, tmp_path / "amounts.parquet")
    read = pl.read_parquet(tmp_path / "amounts.parquet")["amount"].to_list()
    assert [str(one) for one in read] == [str(amount) for amount in amounts]
    assert csv_text(table).splitlines()[1:] == [str(amount) for amount in amounts]


def test_without_polars_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingData, match=r"paxline\[parquet\]"):
        write_parquet(book_tables([])[0], tmp_path / "a.parquet")
