from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.study.evidences import evidence

from paxline.desk.policy import Policy
from paxline.edge.clock import SystemClock
from paxline.errors import StoreError, UsageError
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.pages.dashboard import PAGES
from paxline.run.health import Finding, ok
from paxline.testing import WEEK, ManualClock
from paxline.wiring.conditions import usual
from paxline.wiring.dashboard.acting import LONGEST_NOTE
from paxline.wiring.dashboard.site import WATCHED, HomeSite, served_dashboard
from paxline.wiring.dashboard.views import Question, Views
from paxline.wiring.decision import decided
from paxline.wiring.home import Home
from paxline.wiring.scene import Scene
from paxline.wiring.shelf import keep

THURSDAY = ManualClock().instant - timedelta(days=4)
QUESTION = Question(week=WEEK, as_of=THURSDAY, model="ratio")
FORM = {"first": "2026-04-24", "effect": "-20%", "spread": "10%"}


def checks() -> tuple[Finding, ...]:
    return (ok("disk", "enough"),)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    world = make_world(WEEK, as_of=THURSDAY, seed=7)
    with home.store() as store:
        store.add_readings(world.history.readings)
        store.add_quotes(world.quotes)
    return home


@pytest.fixture
def site(home: Home) -> Iterator[HomeSite]:
    made = HomeSite(Views(home, QUESTION, ManualClock(), checks))
    yield made
    made.close()


def test_every_page_is_made_and_others_are_not_there(site: HomeSite) -> None:
    for path, name in PAGES:
        html = site.page(path)
        assert html is not None, name
        assert "paxline" in html
        if path != "/evidence":
            assert site.page(path) is html
    for path in ("/nowhere", "/operations/decision/none", "/operations/else"):
        assert site.page(path) is None


def test_evidence_is_shown_as_a_command_left_it(site: HomeSite) -> None:
    bare = site.page("/evidence")
    assert bare is not None
    assert "Nothing is scored here yet" in bare
    keep(site.views.home, evidence(), made_at=THURSDAY, inputs="abc")
    shown = site.page("/evidence")
    assert shown is not None
    assert "from the counts abc" in shown
    week = site.page("/")
    assert week is not None
    assert "CRPS saved by the pool" in week


def test_pages_are_renewed_unasked_only_while_somebody_looks(site: HomeSite) -> None:
    site.renew()
    assert site._made == {}  # pyright: ignore[reportPrivateUsage] - nothing was made
    site.page("/operations")
    site.renew()
    assert site._made.keys() == dict(PAGES).keys()  # pyright: ignore[reportPrivateUsage] - all were made
    site._made.clear()  # pyright: ignore[reportPrivateUsage] - as if all had changed
    assert isinstance(site.views.clock, ManualClock)
    site.views.clock.sleep(WATCHED.total_seconds() + 1)
    site.renew()
    assert site._made == {}  # pyright: ignore[reportPrivateUsage] - nobody looked any more
    site.close()
    site.renew_until_closed()


def test_a_declared_disruption_is_stored_shown_and_withdrawn(site: HomeSite) -> None:
    before = site.stamp()
    site.act("/model/declare", {**FORM, "note": "<b>storm</b>" + "x" * 1000})
    assert site.stamp() != before
    with site.views.home.store() as store:
        assert len(store.shocks()[0].note) == LONGEST_NOTE
    shown = site.page("/model")
    assert shown is not None
    assert "&lt;b&gt;storm" in shown
    site.act("/model/withdraw", {"number": "1"})
    with site.views.home.store() as store:
        assert store.shocks()[0].withdrawn_at is not None


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/model/declare", {}),
        ("/model/declare", {**FORM, "effect": "much"}),
        ("/model/declare", {**FORM, "spread": "nan"}),
        ("/model/declare", {**FORM, "last": "2026-04-01"}),
        ("/model/withdraw", {"number": "7"}),
        ("/model/withdraw", {"number": "-1"}),
        ("/elsewhere", {}),
    ],
)
def test_what_cannot_be_meant_changes_nothing(site: HomeSite, path: str, form: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        site.act(path, form)
    with site.views.home.store() as store:
        assert store.shocks() == ()
    assert "why it was not taken" in site.notice("Not taken", "why it was not taken")


def test_halting_is_asked_about_done_shown_and_undone(site: HomeSite) -> None:
    asked, before = site.page("/control/halt"), site.stamp()
    assert asked is not None
    assert '<form class="confirm" method="post" action="/control/halt">' in asked
    assert site.act("/control/halt", {"why": "<b>storm</b>"}) == "/control"
    assert site.stamp() != before
    for path in ("/control", "/", "/ladder"):
        shown = site.page(path)
        assert shown is not None
        assert "halted: &lt;b&gt;storm" in shown
        assert 'href="/control/resume"' in shown
    site.act("/control/resume", {})
    after = site.page("/")
    assert after is not None
    assert 'href="/control/halt"' in after
    assert site.page("/control/other") is None


def test_whoever_wants_to_halt_does_not_wait_for_a_page_that_is_being_made(site: HomeSite) -> None:
    with site._lock:  # pyright: ignore[reportPrivateUsage] - as if a forecast were being made
        assert site.page("/control/halt") is not None
        assert site.act("/control/halt", {}) == "/control"


def test_a_kept_decision_is_on_the_ladder_the_desk_and_in_full(site: HomeSite) -> None:
    with site.views.home.store() as store:
        scene = Scene(store, WEEK, THURSDAY, "a test", usual(THURSDAY))
        made = decided(scene, forecaster=RATIO, policy=Policy())
    full = site.page(f"/operations/decision/{made.digest}")
    assert full is not None
    assert "Everything it saw" in full
    for path in ("/desk", "/ladder", "/operations"):
        shown = site.page(path)
        assert shown is not None
        assert "No decision about this week" not in shown


def test_an_empty_home_says_what_brings_counts(tmp_path: Path) -> None:
    site = HomeSite(Views(Home(tmp_path), QUESTION, ManualClock(), checks))
    shown = site.page("/")
    assert shown is not None
    assert "paxline ingest" in shown
    site.close()


def test_a_home_that_cannot_be_read_says_so_and_can_still_be_halted(home: Home) -> None:
    home.database.write_bytes(b"not a database" * 1000)
    site = HomeSite(Views(home, QUESTION, ManualClock(), checks))
    for path, _ in PAGES:
        shown = site.page(path)
        assert shown is not None
        assert "The home cannot be read" in shown
    assert site.page("/control/halt") is not None
    assert site.act("/control/halt", {"why": "it is broken"}) == "/control"
    shown = site.page("/control")
    assert shown is not None
    assert "it is broken" in shown
    site.close()


def test_books_that_cannot_be_read_are_told_and_the_bot_can_still_be_halted(site: HomeSite) -> None:
    site.views.home.paper_journal.write_bytes(b"not a database" * 1000)
    shown = site.page("/control")
    assert shown is not None
    assert "the books cannot be read" in shown
    assert "Nobody knows what rests." in shown
    with pytest.raises(StoreError):
        site.act("/control/halt", {"why": "broken"})
    for path in ("/", "/control"):
        shown = site.page(path)
        assert shown is not None
        assert "halted: broken" in shown


def test_style_and_script_come_from_the_package_alone(site: HomeSite) -> None:
    style, script = site.file("app.css"), site.file("app.js")
    assert style is not None
    assert script is not None
    assert "prefers-color-scheme: dark" in style[0]
    assert "://" not in style[0] + script[0]
    assert site.file("guard.py") is None


def test_it_is_served_to_this_machine_with_a_token_for_changes(home: Home) -> None:
    with served_dashboard(home, QUESTION, port=18_321, clock=SystemClock(), checks=checks) as address:
        with httpx.Client(trust_env=False) as client:
            assert client.get("http://127.0.0.1:18321/").status_code == 200
            form = {"origin": "http://127.0.0.1:18321"}
            declare = "http://127.0.0.1:18321/model/declare"
            assert client.post(declare, data=FORM, headers=form).status_code == 403
            assert client.get(address).status_code == 303
            assert client.post(declare, data=FORM, headers=form).status_code == 303
        with home.store() as store:
            assert len(store.shocks()) == 1
