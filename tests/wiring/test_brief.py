from pathlib import Path

import pytest

from paxline.desk.ledger import CashMoved, Cause, fold
from paxline.edge.controls import FileControl
from paxline.errors import MissingData
from paxline.exchange.world import make_world
from paxline.pages.books_shown import Books
from paxline.run.health import ok
from paxline.testing import NOW, WEEK
from paxline.units import Usd
from paxline.wiring.brief import BotState, home_brief
from paxline.wiring.home import Home

BOOKS = Books("demo", fold([CashMoved(NOW, Usd.parse("500"), Cause.OPENING, "the balance at the first start")]))


def test_a_home_is_told_as_one_mail_that_says_first_that_it_is_halted(tmp_path: Path) -> None:
    home, world = Home(tmp_path), make_world(WEEK, as_of=NOW, seed=7)
    with home.store() as store:
        store.add_readings(world.history.readings)
        store.add_quotes(world.quotes)
    FileControl(tmp_path).halt("a test")
    made = home_brief(home, BotState(BOOKS, [ok("disk", "enough")]), week=WEEK, as_of=NOW, model="ratio", now=NOW)
    assert made.subject.startswith("HALTED")
    assert "halted: a test" in made.text
    assert "all 1 ok" in made.text
    assert "demo" in made.text


def test_without_counts_there_is_no_brief(tmp_path: Path) -> None:
    with pytest.raises(MissingData):
        home_brief(Home(tmp_path), BotState(None, []), week=WEEK, as_of=NOW, model="ratio", now=NOW)
