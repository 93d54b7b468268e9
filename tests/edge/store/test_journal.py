import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.test_ledger import OPENING, traded

from paxline.desk.ledger import Agreed, Answered, CashMoved, Cause, Event, Filled, Halted, Intended, Role, Settled, fold
from paxline.desk.orders import Crossing, Heard, Lifetime, Order, Side, Terms
from paxline.edge.store import journal as module
from paxline.edge.store.journal import SqliteJournal
from paxline.errors import StoreError
from paxline.units import Count, Price, Usd

NOON = datetime(2026, 4, 21, 12, tzinfo=UTC)
TERMS = Terms("A", Side.BID, Price.cents(40), Count.whole(10))
INTENDED = Intended(NOON, Order("c1", TERMS), "d")
FILL = Filled(
    at=NOON,
    fill_id="f",
    order_id="o",
    ticker="A",
    side=Side.ASK,
    price=Price(1),
    count=Count(1),
    fee=Usd(1),
    role=Role.MAKER,
)
SETTLED = Settled(NOON, "A", Price(10_000), Usd(10_000))
TABLES = ("entries", "intents", "outcomes", "fills", "settlements", "cash_moves", "halts")

instants = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
words = st.text(max_size=20).filter(lambda text: "\x00" not in text and text.isprintable())
events = st.one_of(
    st.builds(Answered, instants, st.just("c1"), st.sampled_from(Heard), words, words),
    st.builds(CashMoved, instants, st.integers(-(10**12), 10**12).map(Usd), st.sampled_from(Cause), words),
    st.builds(Halted, instants, words),
    st.builds(Agreed, instants),
)


@pytest.fixture
def journal() -> Iterator[SqliteJournal]:
    with SqliteJournal.open(Path(":memory:")) as opened:
        yield opened


@given(told=st.lists(events, max_size=15))
def test_what_is_appended_is_read_back_in_its_order(told: list[Event]) -> None:
    with SqliteJournal.open(Path(":memory:")) as journal:
        journal.append([INTENDED, FILL, SETTLED], known_at=NOON)
        for event in told:
            journal.append([event], known_at=NOON)
        assert journal.events() == (INTENDED, FILL, SETTLED, *told)


@pytest.mark.parametrize(
    "terms",
    [
        TERMS,
        Terms("A", Side.ASK, Price(9_999), Count(1), crossing=Crossing.POSTS_ONLY),
        Terms("A", Side.ASK, Price(1), Count(1), lifetime=Lifetime.FILL_OR_KILL),
        Terms("A", Side.ASK, Price(1), Count(1), expires_at=NOON + timedelta(hours=1)),
    ],
)
def test_every_kind_of_order_is_read_back(journal: SqliteJournal, terms: Terms) -> None:
    intended = Intended(NOON, Order("c", terms), "d")
    journal.append([intended], known_at=NOON)
    assert journal.events() == (intended,)


@pytest.mark.parametrize("event", [INTENDED, FILL, SETTLED])
def test_what_counts_once_is_kept_once(journal: SqliteJournal, event: Event) -> None:
    journal.append([INTENDED, FILL, SETTLED], known_at=NOON)
    with pytest.raises(StoreError, match="UNIQUE"):
        journal.append([Halted(NOON, "a"), event], known_at=NOON)
    assert journal.events() == (INTENDED, FILL, SETTLED)


def test_an_answer_to_what_was_never_intended_is_refused(journal: SqliteJournal) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        journal.append([Answered(NOON, "nobody", Heard.RESTS)], known_at=NOON)
    assert journal.events() == ()


def test_nothing_in_the_journal_can_be_changed_or_removed(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    everything = [INTENDED, Answered(NOON, "c1", Heard.RESTS, "o"), FILL, SETTLED]
    with SqliteJournal.open(path) as journal:
        journal.append([*everything, CashMoved(NOON, Usd(1), Cause.OPENING), Halted(NOON, "a")], known_at=NOON)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA recursive_triggers = ON")
        for table in TABLES:
            for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = rowid"):  # noqa: S608 - fixed
                with pytest.raises(sqlite3.IntegrityError, match="only added"):
                    connection.execute(statement)


def test_the_journal_is_there_for_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    for event in (INTENDED, FILL):
        with SqliteJournal.open(path) as journal:
            journal.append([event], known_at=NOON)
    with SqliteJournal.open(path) as journal:
        assert journal.events() == (INTENDED, FILL)


def test_a_closed_journal_refuses() -> None:
    journal = SqliteJournal.open(Path(":memory:"))
    journal.close()
    with pytest.raises(StoreError, match="cannot be used"):
        journal.events()


def test_a_long_journal_is_folded_piece_by_piece_as_it_is_in_one(tmp_path: Path) -> None:
    moves = [CashMoved(NOON + timedelta(minutes=i), Usd(i), Cause.OPENING) for i in range(10_001)]
    with SqliteJournal.open(tmp_path / "j.sqlite") as journal:
        journal.append([*moves, INTENDED], known_at=NOON)
        journal.append([Answered(NOON, "c1", Heard.RESTS, "o")], known_at=NOON)
        assert journal.ledger() == fold(journal.events())
        assert journal.events() == (*moves, INTENDED, Answered(NOON, "c1", Heard.RESTS, "o"))


def test_a_second_writer_is_refused_and_a_reader_is_not(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with SqliteJournal.open(path) as journal:
        journal.append([INTENDED], known_at=NOON)
        with pytest.raises(StoreError, match="another process"):
            SqliteJournal.open(path)
        with SqliteJournal.open_to_read(path) as reader:
            assert reader.events() == (INTENDED,)
            with pytest.raises(StoreError):
                reader.append([INTENDED], known_at=NOON)
            journal.append([SETTLED], known_at=NOON)
            assert len(reader.events()) == 2
    with SqliteJournal.open(path) as again:
        assert len(again.events()) == 2


def test_a_reader_sees_what_was_written_since_it_last_looked(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    with SqliteJournal.open(file) as writer, SqliteJournal.open_to_read(file) as reader:
        written: list[Event] = []
        for event in (INTENDED, FILL, SETTLED, Halted(NOON, "why"), Agreed(NOON)):
            writer.append([event], known_at=NOON)
            written.append(event)
            assert reader.events() == writer.events() == tuple(written)


def test_a_journal_that_cannot_be_opened_holds_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_text("not a database at all, however long one reads in it")
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteJournal.open(path)
    path.unlink()
    with SqliteJournal.open(path):
        pass


def test_who_writes_lets_go_of_what_is_over_and_who_reads_has_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    path, told = tmp_path / "journal.sqlite", [OPENING]
    for number in range(20):
        told += traded(number, Side.BID, 40, 1, ticker=f"W{number // 2}", minutes=number)
        told += traded(100 + number, Side.ASK, 45, 1, ticker=f"W{number // 2}", minutes=number)
    whole = fold(told)
    with SqliteJournal.open(path) as journal:
        for event in told:
            journal.append([event], known_at=NOON)
            assert len(journal.ledger().orders) <= 3 * 2 + 2
        ledger = journal.ledger()
        assert (ledger.cash, ledger.realised, ledger.days) == (whole.cash, whole.realised, whole.days)
    with SqliteJournal.open_to_read(path) as reader:
        assert reader.ledger() == whole
        assert len(reader.ledger().orders) == 40
    with SqliteJournal.open(path) as again:
        assert len(again.ledger().orders) <= 3 * 2 + 2
        assert again.ledger().cash == whole.cash
