from datetime import timedelta
from pathlib import Path

import pytest

from paxline.errors import MissingData
from paxline.exchange.world import make_world
from paxline.pages.control import PLACE, Act
from paxline.pages.dashboard import PAGES
from paxline.run.health import Finding, ok
from paxline.testing import WEEK, ManualClock
from paxline.wiring.dashboard.views import Question, Views
from paxline.wiring.home import Home

THURSDAY = ManualClock().instant - timedelta(days=4)


def checks() -> tuple[Finding, ...]:
    return (ok("disk", "enough"),)


@pytest.fixture
def views(tmp_path: Path) -> Views:
    world = make_world(WEEK, as_of=THURSDAY, seed=7)
    home = Home(tmp_path)
    with home.store() as store:
        store.add_readings(world.history.readings)
        store.add_quotes(world.quotes)
    return Views(home, Question(WEEK, THURSDAY, "ratio"), ManualClock(), checks)


def test_every_page_says_its_own_and_carries_its_stamp(views: Views) -> None:
    with views.home.store() as store:
        shown = [views.html(path, store, THURSDAY, "a stamp") for path, _ in PAGES]
        assert len(set(shown)) == len(PAGES)
        assert all(one is not None and "a stamp" in one for one in shown)
        assert views.html("/nowhere", store, THURSDAY, "") is None
        assert views.html("/operations/decision/none", store, THURSDAY, "") is None


def test_without_counts_nothing_is_shown_but_what_is_amiss(tmp_path: Path) -> None:
    views = Views(Home(tmp_path), Question(WEEK, THURSDAY, "ratio"), ManualClock(), checks)
    with views.home.store() as store, pytest.raises(MissingData, match="paxline ingest"):
        views.html("/", store, THURSDAY, "")


def test_every_act_is_asked_about_without_the_store(views: Views) -> None:
    views.home.database.write_bytes(b"not a database" * 1000)
    for path in (PLACE, *(act.path for act in Act)):
        assert views.control(path, "") is not None
    assert views.control(f"{PLACE}/else", "") is None
    assert "It cannot be read" in views.said("It cannot be read", here="/", heading="Amiss", stamp="")


def test_without_a_question_it_looks_from_now(views: Views) -> None:
    assert views.instant() == THURSDAY
    assert Views(views.home, Question(), views.clock, checks).instant() == views.clock.now()
