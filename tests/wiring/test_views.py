from datetime import timedelta
from pathlib import Path

import pytest

from paxline.errors import MissingData
from paxline.exchange.world import make_world
from paxline.pages.dashboard import PAGES
from paxline.testing import WEEK, ManualClock
from paxline.wiring.home import Home
from paxline.wiring.views import Question, Views

THURSDAY = ManualClock().instant - timedelta(days=4)


@pytest.fixture
def views(tmp_path: Path) -> Views:
    home, world = Home(tmp_path), make_world(WEEK, as_of=THURSDAY, seed=7)
    with home.store() as store:
        store.add_readings(world.history.readings)
        store.add_quotes(world.quotes)
    return Views(home, Question(week=WEEK, as_of=THURSDAY, model="ratio"), ManualClock(), lambda: ())


def test_every_page_is_made_from_an_open_store_and_others_are_not_there(views: Views) -> None:
    with views.home.store() as store:
        for path, name in PAGES:
            html = views.html(path, store, views.instant(), "s1")
            assert html is not None, name
            assert 'data-stamp="s1"' in html
        assert views.html("/nowhere", store, views.instant(), "s1") is None


def test_what_counts_do_not_tell_yet_cannot_be_made(views: Views) -> None:
    with views.home.store() as store, pytest.raises(MissingData, match="paxline ingest"):
        views.html("/", store, THURSDAY - timedelta(days=20_000), "s1")


def test_asking_pages_need_no_store(views: Views) -> None:
    views.home.database.unlink()
    assert views.control("/control/halt", "s1") is not None
    assert views.control("/control/other", "s1") is None
    assert "It is broken." in views.said("It is broken.", here="/", heading="Broken", stamp="s1")
    assert not views.home.database.exists()
