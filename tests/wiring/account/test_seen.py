from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.wiring.test_controls import write_down

from paxline.edge.store.journal import SqliteJournal
from paxline.errors import StoreError
from paxline.run.arming import World
from paxline.run.watching import Sight
from paxline.testing import NOW
from paxline.wiring.account.seen import is_held, journal_path, kept_accounts, sight_of, tell_sight
from paxline.wiring.home import Home

SEEN = Sight(NOW, "a storm", 0)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home on whose demo account one order rests, and where nobody runs."""
    found = Home(tmp_path)
    with SqliteJournal.open(journal_path(found, World.DEMO)) as journal:
        write_down(journal)
    return found


def test_only_accounts_that_were_traded_on_are_there(home: Home) -> None:
    (found,) = kept_accounts(home)
    assert (found.world, found.state, found.resting, found.sight) == (World.DEMO, "not running", 1, None)
    assert kept_accounts(Home(home.folder / "elsewhere")) == ()


def test_who_holds_the_journal_runs(home: Home) -> None:
    assert not is_held(journal_path(home, World.PRODUCTION))
    with SqliteJournal.open(journal_path(home, World.DEMO)):
        assert is_held(journal_path(home, World.DEMO))
        assert kept_accounts(home)[0].state == "running"


def test_what_the_kill_switch_saw_is_told_to_other_processes(home: Home) -> None:
    tell_sight(home, World.DEMO, SEEN)
    assert sight_of(home, World.DEMO) == SEEN
    (home.folder / "watch-demo.json").write_text("{", encoding="utf-8")
    assert sight_of(home, World.DEMO) is None
    with pytest.raises(StoreError, match="cannot be written"):
        tell_sight(Home(home.folder / "elsewhere"), World.DEMO, SEEN)


def test_a_book_is_empty_where_the_running_switch_saw_it_so_after_it_was_asked(home: Home) -> None:
    tell_sight(home, World.DEMO, SEEN)
    with SqliteJournal.open(journal_path(home, World.DEMO)):
        (running,) = kept_accounts(home)
    assert running.is_empty(NOW)
    assert not running.is_empty(NOW + timedelta(seconds=1))
    assert not replace(running, state="not running").is_empty(NOW)
    assert not replace(running, sight=replace(SEEN, resting=None)).is_empty(NOW)
    assert not replace(running, sight=replace(SEEN, why="")).is_empty(NOW)
