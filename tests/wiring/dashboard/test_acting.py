from pathlib import Path

import pytest

from paxline.desk.ledger import Answered, CashMoved, Cause, Filled, Intended, Role
from paxline.desk.orders import Heard, Order, Side, Terms
from paxline.edge.controls import HALT, FileControl
from paxline.edge.store.journal import SqliteJournal
from paxline.errors import StoreError, UsageError
from paxline.pages.control import LONGEST_REASON, Act
from paxline.testing import NOW, ManualClock
from paxline.units import Count, Price, Usd
from paxline.wiring.dashboard.acting import LONGEST_NOTE, acted, bot_of
from paxline.wiring.home import Home

FORM = {"first": "2026-04-24", "effect": "-20%", "spread": "10%"}
TICKER = "KXTSAW-26APR26-A2.45"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose paper account holds something and has one order in the book."""
    terms = Terms(TICKER, Side.BID, Price.cents(40), Count.whole(5))
    fill = Filled(NOW, "f", "x", TICKER, Side.ASK, Price.cents(60), Count.whole(3), Usd(0), Role.MAKER)
    with SqliteJournal.open(Home(tmp_path).paper_journal) as journal:
        journal.append([CashMoved(NOW, Usd(1_000_000_000), Cause.OPENING)], known_at=NOW)
        journal.append([Intended(NOW, Order("paper-1", terms), "d")], known_at=NOW)
        journal.append([Answered(NOW, "paper-1", Heard.RESTS, "1")], known_at=NOW)
        journal.append([fill], known_at=NOW)
    return Home(tmp_path)


def test_halting_takes_everything_out_and_stands_until_it_is_lifted(home: Home) -> None:
    clock = ManualClock()
    assert bot_of(home, at=NOW).resting == 1
    assert acted(home, Act.HALT.path, {"why": f" storm\n\u202e{'x' * 999}"}, clock=clock) == "/control"
    halted = bot_of(home, at=NOW)
    assert halted.resting == 0
    assert halted.halted.startswith("storm x")
    assert len(halted.halted) == LONGEST_REASON
    assert acted(home, Act.RESUME.path, {}, clock=clock) == "/control"
    assert bot_of(home, at=NOW).halted == ""


def test_a_halt_without_a_reason_says_where_it_came_from(home: Home) -> None:
    acted(home, Act.HALT.path, {"why": "  "}, clock=ManualClock())
    assert FileControl(home.folder).halted() == "a person said so on the dashboard"


def test_everything_is_taken_out_once_without_a_halt(home: Home) -> None:
    acted(home, Act.CANCEL_ALL.path, {}, clock=ManualClock())
    assert (bot_of(home, at=NOW).resting, bot_of(home, at=NOW).halted) == (0, "")


def test_how_it_stands_is_told_in_words(home: Home, tmp_path: Path) -> None:
    facts = dict(bot_of(home, at=NOW).facts)
    assert facts["arming"].startswith("not armed")
    assert facts["on paper"] == "not running"
    assert facts["held on paper"] == f"−3 {TICKER}"
    assert facts["cash on paper"].startswith("+$")
    assert dict(bot_of(Home(tmp_path / "none"), at=NOW).facts)["the books of paper"] == "nothing was traded here yet"


def test_a_disruption_is_declared_and_withdrawn(home: Home) -> None:
    clock = ManualClock()
    assert acted(home, "/model/declare", {**FORM, "note": "x" * 1000}, clock=clock) == "/model"
    acted(home, "/model/withdraw", {"number": "1"}, clock=clock)
    with home.store() as store:
        (shock,) = store.shocks()
    assert len(shock.note) == LONGEST_NOTE
    assert shock.withdrawn_at == clock.instant


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/model/declare", {}),
        ("/model/declare", {**FORM, "first": "soon"}),
        ("/model/withdraw", {"number": "1" * 10}),
        ("/control", {}),
        ("/control/stop", {}),
    ],
)
def test_what_cannot_be_meant_is_refused(home: Home, path: str, form: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        acted(home, path, form, clock=ManualClock())


def test_a_halt_that_cannot_be_written_down_is_no_halt(home: Home) -> None:
    (home.folder / f"{HALT}.draft").mkdir()
    with pytest.raises(StoreError):
        acted(home, Act.HALT.path, {}, clock=ManualClock())
