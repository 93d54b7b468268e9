import threading
from pathlib import Path

import pytest

from paxline.desk.ledger import Answered, CashMoved, Cause, Intended
from paxline.desk.orders import Crossing, Heard, Order, Side, Terms
from paxline.edge.clock import SystemClock
from paxline.edge.controls import FileControl
from paxline.edge.store.journal import SqliteJournal
from paxline.run.arming import World
from paxline.run.control import Ask
from paxline.run.paper import take_out
from paxline.run.watching import Sight
from paxline.testing import NOW, ManualClock
from paxline.units import Count, Price, Usd
from paxline.wiring.account.seen import journal_path, tell_sight
from paxline.wiring.controls import PATIENCE, cancel_all, halt, resume, standing
from paxline.wiring.home import Home

ORDER = Order(
    "one", Terms("KXTSAW-26APR26-A2.45", Side.BID, Price.cents(42), Count.whole(5), crossing=Crossing.POSTS_ONLY)
)


def write_down(journal: SqliteJournal) -> None:
    opening = CashMoved(NOW, Usd.parse("1000"), Cause.OPENING)
    rests = Answered(NOW, "one", Heard.RESTS, "paper/one/0/0")
    journal.append([opening, Intended(NOW, ORDER, "d"), rests], known_at=NOW)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in whose paper journal one order rests, and where nobody runs."""
    found = Home(tmp_path)
    with SqliteJournal.open(found.paper_journal) as journal:
        write_down(journal)
    return found


def test_a_fresh_home_stands_still(tmp_path: Path) -> None:
    found = standing(Home(tmp_path))
    assert (found.state, found.halted, found.ledger, found.resting) == ("not running", "", None, 0)


def test_how_things_stand_is_told_from_outside(home: Home) -> None:
    assert standing(home).resting == 1
    with SqliteJournal.open(home.paper_journal):
        assert standing(home).state == "running"
    assert standing(home).state == "not running"


def test_a_halt_empties_the_book_where_nobody_runs_and_stands_until_it_is_lifted(home: Home) -> None:
    found = halt(home, "storm", clock=ManualClock(NOW))
    assert (found.halted, found.resting) == ("storm", 0)
    assert resume(home) == "storm"
    assert resume(home) == ""
    assert standing(home).halted == ""


def test_who_runs_takes_everything_out_when_asked(home: Home) -> None:
    clock, ready, end = SystemClock(), threading.Event(), threading.Event()

    def running() -> None:
        control = FileControl(home.folder)
        with SqliteJournal.open(home.paper_journal) as journal:
            ready.set()
            while (ask := control.asked()) is None:
                clock.sleep(0.01)
            take_out(journal, clock)
            control.answer(ask)
            end.wait(5)

    thread = threading.Thread(target=running)
    thread.start()
    ready.wait(5)
    found = cancel_all(home, clock=clock)
    end.set()
    thread.join()
    assert (found.state, found.resting) == ("running", 0)
    assert FileControl(home.folder).asked() is None


def test_who_runs_and_does_not_answer_is_waited_for_so_long_and_no_longer(home: Home) -> None:
    clock = ManualClock(NOW)
    with SqliteJournal.open(home.paper_journal):
        found = cancel_all(home, clock=clock)
    assert found.resting == 1
    assert 9 < sum(clock.slept) < 11


def test_accounts_elsewhere_count_and_nobody_waits_for_what_nobody_looks_after(home: Home) -> None:
    with SqliteJournal.open(journal_path(home, World.DEMO)) as journal:
        write_down(journal)
    assert standing(home).resting == 2
    found = halt(home, "storm", clock=ManualClock(NOW))
    assert (found.on_paper, found.resting, found.abandoned) == (0, 1, (World.DEMO,))
    assert found.armed == "not armed: nothing is sent to any exchange"


def test_a_running_account_is_told_and_waited_for_until_its_kill_switch_saw_an_empty_book(home: Home) -> None:
    clock = ManualClock(NOW)
    with SqliteJournal.open(journal_path(home, World.DEMO)) as journal:
        write_down(journal)
        found = cancel_all(home, clock=clock)
        assert FileControl(home.folder, world="demo").asked() is Ask.CANCEL_ALL
        assert found.abandoned == ()
        assert clock.instant >= NOW + PATIENCE
        tell_sight(home, World.DEMO, Sight(clock.instant, "a storm", 0))
        before = clock.instant
        halt(home, "storm", clock=clock)
        assert clock.instant == before
