import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from typer.testing import Result

from paxline.desk.ledger import CashMoved, Cause
from paxline.edge.store.journal import SqliteJournal
from paxline.units import Usd

Run = Callable[..., Result]
ASKED = ("--week", "2026-04-26", "--as-of", "2026-04-23T13:05Z")


def test_every_rung_is_shown_with_its_reason(run: Run, world_home: Path) -> None:
    result = run("decide", *ASKED, home=world_home)
    assert result.exit_code == 0
    assert "decided as of Thu 23 Apr 2026 9:05 EDT" in result.stdout
    assert "at the worst print the event loses" in result.stdout


def test_as_json_it_is_one_document_and_limits_are_shares_of_the_capital(run: Run, world_home: Path) -> None:
    said = json.loads(run("decide", *ASKED, "--capital", "500", "--json", home=world_home).stdout)
    assert said["worst_loss_limit"] == "10.000000"
    assert float(said["worst_loss"]) <= 10
    assert said["missing"] == []
    assert all(rung["reason"] for rung in said["rungs"])


def test_what_the_settings_say_and_the_paper_account_holds_is_what_it_decides_with(
    run: Run, world_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "own"
    shutil.copytree(world_home, home)
    (home / "paxline.toml").write_text("[desk]\ncapital = 2000\n[limits]\nworst_state = 0.01\n", encoding="utf-8")
    assert json.loads(run("decide", *ASKED, "--json", home=home).stdout)["worst_loss_limit"] == "20.000000"
    before = datetime(2026, 4, 20, 15, tzinfo=UTC)
    late = CashMoved(datetime(2026, 4, 24, tzinfo=UTC), Usd.parse("-100"), Cause.TRANSFER)
    with SqliteJournal.open(home / "journal-paper.sqlite") as journal:
        journal.append([CashMoved(before, Usd.parse("700"), Cause.OPENING), late], known_at=late.at)
    # What the account holds at the instant is less than the settings' capital.
    assert json.loads(run("decide", *ASKED, "--json", home=home).stdout)["worst_loss_limit"] == "7.000000"
    told = json.loads(run("decide", *ASKED, "--capital", "500", "--json", home=home).stdout)
    assert told["worst_loss_limit"] == "5.000000"


def test_a_capital_that_is_none_is_wrong_usage(run: Run, world_home: Path) -> None:
    for capital in ("0", "much"):
        result = run("decide", *ASKED, "--capital", capital, home=world_home)
        assert result.exit_code != 0
        assert "--capital" in str(result.exception)


def test_a_step_says_that_its_world_is_made_up(run: Run) -> None:
    result = run("step", "--model", "ratio")
    assert result.exit_code == 0
    assert result.stdout.startswith("A simulated world (a step trades on paper): none of these figures is real.")
    said = json.loads(run("step", "--model", "ratio", "--json").stdout)
    assert len(said["decisions"]) == 1
    assert said["stopped"] == []


def test_where_something_is_missing_it_says_what_fetches_it(run: Run) -> None:
    result = run("decide", "--as-of", "2026-04-23T13:05Z")
    assert "No decision without the published counts." in result.stdout
    assert "`paxline today` fetches counts and books" in result.stderr
