"""``paxline ledger`` and ``paxline export``: what a journal comes to, and its tables."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Home, home_folder
from paxline.cli.output import print_json, show

if TYPE_CHECKING:
    from paxline.desk.ledger import Event, Ledger

Journal = Annotated[
    str | None,
    typer.Option(
        "--journal", metavar="NAME", help="Which journal: paper, demo or production; needed where there are several."
    ),
]
Parquet = Annotated[
    bool,
    typer.Option("--parquet", help="Also write each table as Parquet, amounts as exact decimals (extra: parquet)."),
]
To = Annotated[
    Path, typer.Option("--to", metavar="DIR", help="Write the tables into this folder; made where it is missing.")
]


def ledger(journal: Journal = None, home: Home = None, as_json: AsJson = False) -> None:
    """Add up all orders and money: cash, fees, what was earned, what is held, and contradictions."""
    from paxline.desk.ledger import fold
    from paxline.pages.words import money

    name, events = _events(home, journal)
    found = fold(events)
    if as_json:
        print_json(_document(name, found))
        return
    cash, realised, fees, moved = map(money, (found.cash, found.realised, found.fees, found.moved))
    show(f"{name}: cash {cash}, realised {realised}, fees {fees}, put in {moved}")
    for ticker, held in found.positions.items():
        show(f"{ticker}: {abs(held.count.contracts):g} {held.leg.value.upper()}, cost {money(held.cost)}")
    for reason in (*found.halted, *found.contradictions):
        show(f"! {reason}")
    show(f"{len(found.orders)} orders, {len(found.fills)} fills, {len(found.settled)} markets settled")


def export(
    to: To, journal: Journal = None, parquet: Parquet = False, home: Home = None, as_json: AsJson = False
) -> None:
    """Write a journal as CSV: trades, closed lots first in first out with fees, open lots, settlements, cash."""
    from paxline.edge.parquet import write_parquet
    from paxline.errors import UsageError
    from paxline.pages.books import TAX_NOTE, book_tables, csv_text

    name, events = _events(home, journal)
    rows: dict[str, int] = {}
    try:
        to.mkdir(parents=True, exist_ok=True)
        for table in book_tables(events):
            (to / f"{table.name}.csv").write_text(csv_text(table), encoding="utf-8", newline="")
            rows[f"{table.name}.csv"] = len(table.rows)
            if parquet:
                write_parquet(table, to / f"{table.name}.parquet")
                rows[f"{table.name}.parquet"] = len(table.rows)
    except OSError as refusal:
        raise UsageError(f"{to} cannot be written to: {refusal.strerror}") from refusal
    if as_json:
        print_json({"journal": name, "folder": str(to), "rows": rows, "note": TAX_NOTE})
        return
    for file, count in rows.items():
        show(f"{to / file}: {count} rows")
    show(TAX_NOTE)


def _events(home: Path | None, journal: str | None) -> "tuple[str, tuple[Event, ...]]":
    from paxline.wiring.books import journal_events
    from paxline.wiring.home import Home as HomeFolder

    return journal_events(HomeFolder(home_folder(home)), journal)


def _document(name: str, of: "Ledger") -> dict[str, object]:
    return {
        "journal": name,
        "cash": str(of.cash),
        "moved": str(of.moved),
        "realised": str(of.realised),
        "fees": str(of.fees),
        "open_cost": str(of.open_cost),
        "positions": [
            {
                "ticker": ticker,
                "leg": held.leg.value,
                "contracts": abs(held.count.contracts),
                "cost": str(held.cost),
            }
            for ticker, held in of.positions.items()
        ],
        "orders": len(of.orders),
        "fills": len(of.fills),
        "settled": len(of.settled),
        "unresolved": [tracked.order.client_id for tracked in of.unresolved()],
        "halted": list(of.halted),
        "contradictions": list(of.contradictions),
    }
