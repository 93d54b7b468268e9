"""Opening the database file: its settings, its schema, and the steps from an older schema to this one."""

import sqlite3
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from paxline.edge.store import steps
from paxline.errors import SchemaTooNew, StoreError

APPLICATION_ID: Final = 0x7061786C
"""Marks the file as a paxline store ("paxl"), so that another program's database is not taken for one."""

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for another one; an ingest takes well under a second."""

_TURNS: Final = 1000


@dataclass(frozen=True, slots=True)
class Schema:
    """What the database looks like.

    Attributes:
        version: The number the file carries, 1 or more.
        fresh: A file of SQL that builds this version from nothing.
        steps: For each later version, the SQL that leads there from the version before.
    """

    version: int
    fresh: Path
    steps: Mapping[int, str]


CURRENT: Final = Schema(
    version=7,
    fresh=Path(__file__).with_name("schema.sql"),
    steps=MappingProxyType({2: steps.TO_2, 3: steps.TO_3, 4: steps.TO_4, 5: steps.TO_5, 6: steps.TO_6, 7: steps.TO_7}),
)


def connect(path: Path, schema: Schema = CURRENT) -> sqlite3.Connection:
    """A connection to the database at ``path``, made or brought up to ``schema`` where need be.

    Raises ``SchemaTooNew`` for a file of a later version and ``StoreError`` where it cannot be used.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreError(f"{path.parent} cannot be made: {fault.strerror}") from fault
    with refusing(f"{path} cannot be opened"):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            if _version_of(connection, path, schema) < schema.version:
                _bring_up(connection, path, schema)
            connection.execute("PRAGMA foreign_keys = ON")
            # With it an INSERT OR REPLACE meets the triggers that keep facts.
            connection.execute("PRAGMA recursive_triggers = ON")
            connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection to look at the database, whoever writes to it; SQLite refuses what would change it.

    Raises as ``connect`` does, which brings an older file up first.
    """
    connection = connect(path)
    connection.execute("PRAGMA query_only = ON")
    return connection


def file_version(path: Path) -> int:
    """The schema version that the file at ``path`` carries; raises ``StoreError`` where it is no store of ours."""
    with (
        refusing(f"{path} cannot be opened"),
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as connection,
    ):
        return _version_of(connection, path, CURRENT)


@contextmanager
def refusing(what: str) -> Generator[None]:
    """Turns what SQLite raises into ``StoreError``, in words for a person."""
    try:
        yield
    except sqlite3.Error as fault:
        raise StoreError(f"{what}: {fault}") from fault


@contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[None]:
    """All or nothing: takes the writer's lock at once, commits at the end, rolls back where anything is raised."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk rolls back by itself; a second ROLLBACK would hide why.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def moment(connection: sqlite3.Connection) -> Generator[None]:
    """Everything read inside is of one moment; whoever writes meanwhile does not wait."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _bring_up(connection: sqlite3.Connection, path: Path, schema: Schema) -> None:
    """Build or step forward in one transaction; of two processes the second finds the work done."""
    _write_ahead(connection)
    with transaction(connection):
        version = _version_of(connection, path, schema)
        if version == 0:
            scripts = [schema.fresh.read_text(encoding="utf-8")]
        else:
            scripts = [schema.steps[step] for step in range(version + 1, schema.version + 1)]
        for script in scripts:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {schema.version}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work side by side; the file remembers it."""
    for _ in range(_TURNS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            # Two that switch at once are refused without a wait; a writer's turn is a wait.
            with transaction(connection):
                pass
        else:
            return
    raise StoreError("another process keeps the database to itself")


def _version_of(connection: sqlite3.Connection, path: Path, schema: Schema) -> int:
    """The schema version of the file, 0 where it is empty; a file that cannot be ours raises ``StoreError``."""
    version, application = _number(connection, "user_version"), _number(connection, "application_id")
    if application != APPLICATION_ID and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise StoreError(f"{path} is another program's database")
    if version > schema.version:
        known = f"this paxline knows up to {schema.version}"
        raise SchemaTooNew(f"{path} has schema {version}, {known}: upgrade paxline, or use another home")
    return version


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: ``executescript`` would commit before it starts."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise StoreError(f"the schema ends in the middle of a statement: {statement.strip()[:60]}")
