from pathlib import Path

import pytest

from paxline.edge.controls import FileControl
from paxline.errors import MissingData
from paxline.exchange.world import make_world
from paxline.run.health import ok
from paxline.testing import NOW, WEEK
from paxline.wiring.brief import home_brief
from paxline.wiring.home import Home


def test_a_home_is_told_as_one_mail_that_says_first_that_it_is_halted(tmp_path: Path) -> None:
    home, world = Home(tmp_path), make_world(WEEK, as_of=NOW, seed=7)
    with home.store() as store:
        store.add_readings(world.history.readings)
        store.add_quotes(world.quotes)
    FileControl(tmp_path).halt("a test")
    made = home_brief(home, week=WEEK, as_of=NOW, model="ratio", now=NOW, findings=[ok("disk", "enough")])
    assert made.subject.startswith("HALTED")
    assert "halted: a test" in made.text
    assert "all 1 ok" in made.text


def test_without_counts_there_is_no_brief(tmp_path: Path) -> None:
    with pytest.raises(MissingData):
        home_brief(Home(tmp_path), week=WEEK, as_of=NOW, model="ratio", now=NOW, findings=[])
