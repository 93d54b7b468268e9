import csv
from datetime import UTC, datetime
from io import StringIO

from paxline.desk.ledger import CashMoved, Cause, Event, Filled, Role, Settled
from paxline.desk.orders import Side
from paxline.pages.books import Table, book_tables, csv_text
from paxline.units import Count, Price, Usd

AT = datetime(2026, 4, 21, 14, tzinfo=UTC)
FILL = Filled(AT, "f1", "o1", "T", Side.BID, Price.cents(40), Count.whole(3), Usd(100), Role.MAKER)
EVENTS: list[Event] = [
    CashMoved(AT, Usd.cents(10_000), Cause.OPENING, "=1+1"),
    FILL,
    FILL,
    Filled(AT, "f2", "o2", "U", Side.ASK, Price.cents(20), Count.whole(1), Usd(0), Role.MAKER),
    Settled(AT, "T", Price.cents(0), Usd(0)),
]


def table(name: str) -> Table:
    return next(one for one in book_tables(EVENTS) if one.name == name)


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(csv_text(table(name)))))


def test_every_table_has_its_rows_and_money_is_exact() -> None:
    assert {one.name: len(rows(one.name)) for one in book_tables(EVENTS)} == {
        "trades": 2,
        "closed_lots": 1,
        "open_lots": 1,
        "settlements": 1,
        "cash": 1,
    }
    (closed,) = rows("closed_lots")
    assert (closed["basis"], closed["proceeds"], closed["gain"]) == ("1.200100", "0.000000", "-1.200100")
    assert rows("trades")[0]["at"] == "2026-04-21T14:00:00Z"
    assert rows("open_lots")[0]["leg"] == "no"


def test_no_cell_is_a_formula() -> None:
    assert rows("cash")[0]["words"] == "'=1+1"


def test_every_cell_is_of_its_columns_type() -> None:
    for one in book_tables(EVENTS):
        assert one.rows
        assert all(type(cell) is kind for row in one.rows for cell, (_, kind) in zip(row, one.columns, strict=True))
