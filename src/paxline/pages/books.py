"""A journal as tables for a spreadsheet, a data frame or a tax return: exact amounts in dollars, UTC instants."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Final, TypeAlias

from paxline.desk.ledger import CashMoved, Event, Filled, Settled
from paxline.desk.lots import lots_of
from paxline.units import Count, Price, Usd

TAX_NOTE: Final = (
    "Closed lots are paired first in, first out, fees with their lots. How event contracts are taxed is for the reader "
    "and an adviser to say; these tables only state what happened."
)

Cell: TypeAlias = str | datetime | Price | Count | Usd
"""What stands in a table."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: Its file's, without an ending.
        columns: Each one's heading and the type of its cells.
        rows: As many cells each as there are columns.
    """

    name: str
    columns: tuple[tuple[str, type[Cell]], ...]
    rows: tuple[tuple[Cell, ...], ...]


def book_tables(events: Sequence[Event]) -> tuple[Table, ...]:
    """Every table of a journal."""
    return trades(events), closed_lots(events), open_lots(events), settlements(events), cash(events)


def trades(events: Iterable[Event]) -> Table:
    """Every fill on the YES leg, oldest first, each once."""
    fills = {event.fill_id: event for event in events if isinstance(event, Filled)}
    return Table(
        "trades",
        (
            ("at", datetime),
            ("fill_id", str),
            ("order_id", str),
            ("ticker", str),
            ("side", str),
            ("yes_price", Price),
            ("contracts", Count),
            ("fee", Usd),
            ("role", str),
        ),
        tuple(
            (
                fill.at,
                fill.fill_id,
                fill.order_id,
                fill.ticker,
                fill.side.value,
                fill.price,
                fill.count,
                fill.fee,
                fill.role.value,
            )
            for fill in sorted(fills.values(), key=lambda fill: fill.at)
        ),
    )


def closed_lots(events: Iterable[Event]) -> Table:
    """What was bought and is held no more, with its basis and what it brought."""
    return Table(
        "closed_lots",
        (
            ("ticker", str),
            ("leg", str),
            ("contracts", Count),
            ("opened_at", datetime),
            ("closed_at", datetime),
            ("how", str),
            ("basis", Usd),
            ("proceeds", Usd),
            ("gain", Usd),
        ),
        tuple(
            (
                lot.ticker,
                lot.leg.value,
                lot.count,
                lot.opened_at,
                lot.closed_at,
                lot.how.value,
                lot.basis,
                lot.proceeds,
                lot.gain,
            )
            for lot in lots_of(events).closed
        ),
    )


def open_lots(events: Iterable[Event]) -> Table:
    """What is held."""
    return Table(
        "open_lots",
        (("ticker", str), ("leg", str), ("contracts", Count), ("price", Price), ("fee", Usd), ("opened_at", datetime)),
        tuple(
            (lot.ticker, lot.leg.value, lot.count, lot.price, lot.fee, lot.opened_at) for lot in lots_of(events).held
        ),
    )


def settlements(events: Iterable[Event]) -> Table:
    """What each market paid, and what the exchange says it paid us."""
    return Table(
        "settlements",
        (("at", datetime), ("ticker", str), ("yes_value", Price), ("revenue", Usd)),
        tuple((event.at, event.ticker, event.value, event.revenue) for event in events if isinstance(event, Settled)),
    )


def cash(events: Iterable[Event]) -> Table:
    """Money that came or went without a trade."""
    return Table(
        "cash",
        (("at", datetime), ("amount", Usd), ("cause", str), ("words", str)),
        tuple(
            (event.at, event.amount, event.cause.value, event.words) for event in events if isinstance(event, CashMoved)
        ),
    )


def csv_text(table: Table) -> str:
    """A table as comma-separated text, amounts as decimals."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heading for heading, _ in table.columns)
    writer.writerows([_harmless(_shown(cell)) for cell in row] for row in table.rows)
    return out.getvalue()


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(cell)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; a negative number is none."""
    risky = cell[:1] in {"=", "+", "@", "\t", "\r"} or (cell[:1] == "-" and not cell[1:2].isdigit())
    return f"'{cell}" if risky else cell
