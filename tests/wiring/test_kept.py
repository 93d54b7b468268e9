from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from paxline.desk.ledger import CashMoved, Cause
from paxline.desk.policy import Policy
from paxline.edge.store.journal import SqliteJournal
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.testing import NOW, WEEK
from paxline.units import Usd
from paxline.wiring.conditions import usual
from paxline.wiring.controls import Standing
from paxline.wiring.decision import decided
from paxline.wiring.home import Home
from paxline.wiring.kept import last_decision, newest_books, remade, state_words
from paxline.wiring.scene import Scene


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made, world = Home(tmp_path), make_world(WEEK, as_of=NOW, seed=7)
    with made.store() as store:
        store.add_readings(world.history.readings)
        store.add_quotes(world.quotes)
    return made


def test_the_newest_decision_is_made_again_by_the_policy_that_made_it(home: Home) -> None:
    with home.store() as store:
        assert last_decision(home, store, week=WEEK, as_of=NOW) is None
        made = decided(Scene(store, WEEK, NOW, "a test", usual(NOW)), forecaster=RATIO, policy=Policy())
        assert last_decision(home, store, week=WEEK, as_of=NOW) == made
        assert last_decision(home, store, week=WEEK, as_of=NOW - timedelta(hours=1)) is None
        record = store.decisions(WEEK, NOW)[0]
    assert remade(record, [replace(Policy(), kelly=0.1)]) is None


def test_the_books_are_those_written_to_last(home: Home) -> None:
    assert newest_books(home) is None
    with SqliteJournal.open(home.paper_journal) as journal:
        journal.append([CashMoved(NOW, Usd(1_000_000), Cause.OPENING)], known_at=NOW)
    books = newest_books(home)
    assert books is not None
    assert (books.name, books.ledger.cash) == ("paper", Usd(1_000_000))


@pytest.mark.parametrize(
    ("halted", "armed", "said"),
    [
        ("", "", "paper, running"),
        ("", "not armed: nothing is sent to any exchange", "paper, running · not armed"),
        ("a storm", "disarmed at 9:00 by me: done", "halted: a storm · disarmed"),
        (
            "",
            "armed for production by me until 9:00; without a paper record: no",
            "paper, running · armed for production by me until 9:00",
        ),
    ],
)
def test_how_the_bot_stands_and_whether_it_is_armed_is_told_in_few_words(halted: str, armed: str, said: str) -> None:
    assert state_words(Standing("running", halted, None, {}, armed)) == said
