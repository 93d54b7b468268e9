import re
import sqlite3
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

from paxline.edge.store import Store, steps
from paxline.edge.store.schema import CURRENT, Schema, connect

OBJECT = re.compile(r"CREATE (?:TABLE|TRIGGER) (\w+)")


def first_version(tmp_path: Path) -> Schema:
    """The schema before the journal: the present one without what the steps make."""
    script = CURRENT.fresh.read_text(encoding="utf-8")
    for step in CURRENT.steps.values():
        assert step.strip() in script
        script = script.replace(step.strip(), "")
    path = tmp_path / "schema1.sql"
    path.write_text(script, encoding="utf-8")
    return Schema(1, path, MappingProxyType({}))


def objects(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    return set(connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def test_a_file_of_the_first_version_becomes_what_a_new_one_is_and_keeps_its_facts(tmp_path: Path) -> None:
    older, newer = tmp_path / "older.sqlite", tmp_path / "newer.sqlite"
    with closing(connect(older, first_version(tmp_path))) as connection:
        connection.execute("INSERT INTO rejected (day, value, reason, seen_at) VALUES (NULL, 'x', 'y', 'z')")
        assert "intents" not in {name for _, name, _ in objects(connection)}
    with closing(connect(older)) as stepped, closing(connect(newer)) as fresh:
        assert objects(stepped) == objects(fresh)
        assert stepped.execute("PRAGMA user_version").fetchone() == (CURRENT.version,)
    with Store.open(older) as store:
        assert store.rejected()[0].value == "x"


def test_every_version_has_its_step() -> None:
    assert CURRENT.steps.keys() == set(range(2, CURRENT.version + 1))
    assert OBJECT.findall(steps.TO_2)
