import csv
from datetime import UTC, datetime
from io import StringIO

from paxline.desk.ledger import CashMoved, Cause, Event, Filled, Role, Settled
from paxline.desk.orders import Side
from paxline.pages.books import book_tables
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


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(book_tables(EVENTS)[name])))


def test_every_table_has_its_rows_and_money_is_exact() -> None:
    assert {name: len(rows(name)) for name in book_tables(EVENTS)} == {
        "trades.csv": 2,
        "closed_lots.csv": 1,
        "open_lots.csv": 1,
        "settlements.csv": 1,
        "cash.csv": 1,
    }
    (closed,) = rows("closed_lots.csv")
    assert (closed["basis"], closed["proceeds"], closed["gain"]) == ("1.200100", "0.000000", "-1.200100")
    assert rows("trades.csv")[0]["at"] == "2026-04-21T14:00:00Z"
    assert rows("open_lots.csv")[0]["leg"] == "no"


def test_no_cell_is_a_formula() -> None:
    assert rows("cash.csv")[0]["words"] == "'=1+1"
