from contextlib import closing
from pathlib import Path

import pytest

from paxline.edge.store import sql
from paxline.edge.store.schema import connect

STATEMENTS = {name: text for name, text in vars(sql).items() if name.isupper()}


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_fits_the_schema(name: str) -> None:
    statement = STATEMENTS[name]
    named: dict[str, str] = dict.fromkeys(("sunday", "as_of", "at", "digest", "terms", "since", "until"), "")
    values = named if ":a" in statement or ":since" in statement else (None,) * statement.count("?")
    with closing(connect(Path(":memory:"))) as connection:
        connection.execute(f"EXPLAIN {statement}", values)


@pytest.mark.parametrize("name", ["LISTINGS", "QUOTES", "LAST_PAGE_NUMBER", "READINGS"])
def test_questions_of_every_day_use_an_index(name: str) -> None:
    statement = STATEMENTS[name]
    values = {"sunday": "", "as_of": ""} if ":as_of" in statement else (None,) * statement.count("?")
    with closing(connect(Path(":memory:"))) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert not [step for step in plan if step.startswith("SCAN")]
