"""Tables as Parquet files, every amount as an exact decimal. polars comes with the extra ``parquet``."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from paxline.errors import MissingData
from paxline.pages.books import Cell, Table
from paxline.units import Count, Price, Usd

_DIGITS = 38
"""As many as a decimal of the format holds."""


def write_parquet(table: Table, file: Path) -> None:
    """Write a table: instants in UTC to the microsecond, money with 6 decimals, prices with 4, contracts with 2.

    Raises ``MissingData`` without polars, ``OSError`` where the file cannot be written.
    """
    try:
        import polars as pl  # noqa: PLC0415 - an extra that most do without
    except ImportError:
        raise MissingData("Parquet needs polars, which comes with `pip install 'paxline[parquet]'`") from None
    kinds = {
        str: pl.String(),
        datetime: pl.Datetime("us", "UTC"),
        Usd: pl.Decimal(_DIGITS, 6),
        Price: pl.Decimal(_DIGITS, 4),
        Count: pl.Decimal(_DIGITS, 2),
    }
    schema = {heading: kinds[kind] for heading, kind in table.columns}
    rows = [tuple(map(_plain, row)) for row in table.rows]
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(file)


def _plain(cell: Cell) -> str | datetime | Decimal:
    if isinstance(cell, datetime):
        return cell.astimezone(UTC)
    return cell if isinstance(cell, str) else Decimal(str(cell))
