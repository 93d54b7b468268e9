import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from paxline.cli import app
from paxline.edge.clock import SystemClock
from paxline.edge.store import Store
from paxline.errors import MissingData
from paxline.market.terms import ContractTerms, taken_for_granted
from paxline.testing import NOW

Run = Callable[..., Result]
CHANGED = ContractTerms(primary="YES pays if [b]everybody[/b] flies")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that has seen the terms change."""
    with Store.open(tmp_path / "paxline.sqlite") as store:
        store.add_contract_terms(taken_for_granted(ContractTerms()), seen_at=NOW)
        store.add_contract_terms(CHANGED, seen_at=NOW)
    return tmp_path


def acknowledged(home: Path) -> ContractTerms | None:
    with Store.open(home / "paxline.sqlite") as store:
        return store.acknowledged(SystemClock().now())


@pytest.mark.parametrize(("answer", "taken"), [("y", CHANGED), ("n", None)])
def test_what_changed_is_shown_and_taken_only_on_a_persons_word(
    home: Path, answer: str, taken: ContractTerms | None
) -> None:
    shown = CliRunner().invoke(app, ["acknowledge", "--home", str(home)], input=f"{answer}\n")
    assert "now:    YES pays if [b]everybody[/b] flies" in shown.stdout
    assert "before: If weekly average TSA airport screenings" in shown.stdout
    assert acknowledged(home) == taken


def test_as_json_it_only_shows_unless_told_to_take(run: Run, home: Path) -> None:
    said = json.loads(run("acknowledge", "--json", home=home).stdout)
    assert [one["field"] for one in said["changed"]] == ["primary"]
    assert said["acknowledged"] is False
    assert acknowledged(home) is None
    assert json.loads(run("acknowledge", "--json", "--yes", home=home).stdout)["acknowledged"] is True
    assert acknowledged(home) == CHANGED
    assert json.loads(run("acknowledge", "--json", "--yes", home=home).stdout)["changed"] == []
    assert "nothing to acknowledge" in run("acknowledge", home=home).stdout


def test_where_the_exchange_was_never_asked_it_says_so(run: Run) -> None:
    assert isinstance(run("acknowledge").exception, MissingData)
