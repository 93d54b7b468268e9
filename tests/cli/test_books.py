import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from paxline.desk.ledger import Answered, CashMoved, Cause, Event, Filled, Intended, Role
from paxline.desk.orders import Heard, Side, Terms, order_of
from paxline.edge.store.journal import SqliteJournal
from paxline.units import Count, Price, Usd

Run = Callable[..., Result]
AT = datetime(2026, 4, 21, 14, tzinfo=UTC)
ORDER = order_of("a decision", Terms("T", Side.BID, Price.cents(40), Count.whole(3)), place=0)


@pytest.fixture
def traded_home(tmp_path: Path) -> Path:
    later = AT + timedelta(seconds=1)
    events: list[Event] = [
        CashMoved(AT, Usd.cents(10_000), Cause.OPENING),
        Intended(AT, ORDER, "a decision"),
        Answered(later, ORDER.client_id, Heard.EXECUTED, "o1"),
        Filled(later, "f1", "o1", "T", Side.BID, Price.cents(40), Count.whole(3), Usd(0), Role.MAKER),
    ]
    with SqliteJournal.open(tmp_path / "journal-demo.sqlite") as journal:
        journal.append(events, known_at=later)
    return tmp_path


def test_the_ledger_states_what_is_held(run: Run, traded_home: Path) -> None:
    said = json.loads(run("ledger", "--json", home=traded_home).stdout)
    assert (said["cash"], said["open_cost"], said["fills"]) == ("98.800000", "1.200000", 1)
    assert said["positions"] == [{"ticker": "T", "leg": "yes", "contracts": 3.0, "cost": "1.200000"}]
    told = run("ledger", "--journal", "demo", home=traded_home).stdout
    assert "T: 3 YES, cost $1.20" in told


def test_the_export_writes_every_table(run: Run, traded_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "books"
    said = json.loads(run("export", "--to", str(folder), "--json", home=traded_home).stdout)
    assert said["rows"] == {
        "trades.csv": 1,
        "closed_lots.csv": 0,
        "open_lots.csv": 1,
        "settlements.csv": 0,
        "cash.csv": 1,
    }
    assert (folder / "trades.csv").read_text(encoding="utf-8").count("\n") == 2
    assert "first in, first out" in run("export", "--to", str(folder), home=traded_home).stdout


def test_the_export_writes_parquet_too_where_it_is_asked_for(run: Run, traded_home: Path, tmp_path: Path) -> None:
    said = json.loads(run("export", "--to", str(tmp_path / "out"), "--parquet", "--json", home=traded_home).stdout)
    assert said["rows"]["trades.parquet"] == said["rows"]["trades.csv"] == 1
    assert len(list((tmp_path / "out").glob("*.parquet"))) == 5


def test_without_a_journal_there_is_nothing_to_tell(run: Run, tmp_path: Path) -> None:
    assert run("ledger").exit_code == 1
    taken = tmp_path / "a file"
    taken.write_text("", encoding="utf-8")
    assert run("export", "--to", str(taken)).exit_code == 1
