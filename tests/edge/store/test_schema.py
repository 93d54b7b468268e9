import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from paxline.edge.store.schema import CURRENT, Schema, connect, connect_to_read, file_version, transaction
from paxline.errors import SchemaTooNew, StoreError

FIRST = "CREATE TABLE facts (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;\n"
STEP = """
-- Every fact says why; the old ones cannot.
ALTER TABLE facts ADD COLUMN why TEXT NOT NULL DEFAULT '';
CREATE TRIGGER facts_kept BEFORE DELETE ON facts BEGIN
  SELECT raise(ABORT, 'facts; only added');
END;
"""


def schema(tmp_path: Path, version: int, fresh: str, **steps: str) -> Schema:
    path = tmp_path / f"schema{version}.sql"
    path.write_text(fresh, encoding="utf-8")
    return Schema(version, path, {int(name.strip("v")): text for name, text in steps.items()})


def test_a_new_file_is_built_with_its_safeguards_on(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "deep" / "store.sqlite")) as connection:
        pragmas = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("user_version", "journal_mode", "foreign_keys", "synchronous", "recursive_triggers")
        }
    assert pragmas == {
        "user_version": CURRENT.version,
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "recursive_triggers": 1,
    }


def test_an_older_file_is_stepped_forward_with_its_facts(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with closing(connect(path, schema(tmp_path, 1, FIRST))) as connection:
        connection.execute("INSERT INTO facts (n) VALUES (7)")
    newer = schema(tmp_path, 3, "", v2=STEP, v3="CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT;")
    for _ in range(2):
        with closing(connect(path, newer)) as connection:
            assert connection.execute("SELECT n, why FROM facts").fetchall() == [(7, "")]
            assert connection.execute("SELECT count(*) FROM more").fetchone() == (0,)
            with pytest.raises(sqlite3.IntegrityError, match="facts; only added"):
                connection.execute("DELETE FROM facts")


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    older = schema(tmp_path, 1, FIRST)
    connect(path, older).close()
    for broken in ("CREATE TABLE a (n); CREATE TABLE a (n);\n", "CREATE TABLE a (n);\nNOT SQL;\n", "CREATE TABLE a (n"):
        with pytest.raises(StoreError):
            connect(path, schema(tmp_path, 2, "", v2=broken))
        with closing(connect(path, older)) as connection:
            assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("facts",)]


def test_a_file_of_a_newer_paxline_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with closing(connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {CURRENT.version + 1}")
    with pytest.raises(SchemaTooNew, match="upgrade paxline"):
        connect(path)


def test_the_version_of_a_file_is_told_without_a_step(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    connect(path, schema(tmp_path, 1, FIRST)).close()
    assert file_version(path) == 1
    with pytest.raises(StoreError, match="cannot be opened"):
        file_version(tmp_path / "nowhere.sqlite")


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.sqlite"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE theirs (n)")
    text = tmp_path / "text.sqlite"
    text.write_text("a line of text, long enough to be taken for a header of a database file\n" * 20, encoding="utf-8")
    for path, why in ((foreign, "another program"), (text, "not a database"), (tmp_path, "unable to open")):
        with pytest.raises(StoreError, match=why):
            connect(path)
    with pytest.raises(StoreError, match="cannot be made"):
        connect(text / "inside" / "store.sqlite")


def test_who_only_reads_cannot_change_anything(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    connect(path).close()
    with closing(connect_to_read(path)) as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("CREATE TABLE more (n)")


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "store.sqlite", schema(tmp_path, 1, FIRST))) as connection:

        def interrupted() -> None:
            with transaction(connection):
                connection.execute("INSERT INTO facts (n) VALUES (1)")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert connection.execute("SELECT count(*) FROM facts").fetchone() == (0,)
