import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from paxline.edge.store import Store
from paxline.errors import StoreError, UsageError
from paxline.testing import WEEK, reading

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "home" / "paxline.sqlite") as store:
        store.add_readings([reading(WEEK.monday, 2_500_000)])
    return tmp_path / "home"


def test_a_home_is_copied_listed_and_restored(run: Run, home: Path) -> None:
    made = json.loads(run("backup", "--json", home=home).stdout)
    assert made["files"] == ["paxline.sqlite.gz"]
    assert made["removed"] == []
    assert json.loads(run("restore", "--json", home=home).stdout)["backups"][0]["name"] == made["name"]
    assert made["name"] in run("restore", home=home).stdout
    with Store.open(home / "paxline.sqlite") as store:
        store.add_readings([reading(WEEK.days[1], 2_100_000)])
    restored = json.loads(run("restore", "newest", "--json", home=home).stdout)
    assert Path(restored["replaced"]).is_dir()
    with Store.open(home / "paxline.sqlite") as store:
        assert store.latest_instant() == reading(WEEK.monday, 1).known_at


def test_what_was_done_is_said(run: Run, home: Path) -> None:
    assert run("backup", home=home).stdout.startswith("copied and read back: ")
    name = next((home / "backups").iterdir()).name
    assert f"restored {name}" in run("restore", name, home=home).stdout


def test_outdated_copies_are_named_when_they_go(run: Run, home: Path) -> None:
    (home / "backups" / "20200101T000000Z").mkdir(parents=True)
    assert "removed 1 outdated: 20200101T000000Z" in run("backup", home=home).stdout


def test_a_home_without_copies_says_how_to_make_one(run: Run) -> None:
    assert run("restore").stdout == "there is no copy yet; `paxline backup` makes one\n"
    assert isinstance(run("restore", "newest").exception, UsageError)


def test_an_unknown_copy_is_refused_with_those_there_are(run: Run, home: Path) -> None:
    run("backup", home=home)
    asked = run("restore", "20200101T000000Z", home=home)
    assert isinstance(asked.exception, UsageError)
    assert str(asked.exception).endswith(next((home / "backups").iterdir()).name)


def test_nothing_to_copy_is_an_error(run: Run) -> None:
    assert isinstance(run("backup").exception, StoreError)
