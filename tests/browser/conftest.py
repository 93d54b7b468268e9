"""A browser, homes to look at in it, and what it must not do while it looks."""

import shutil
import socket
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from paxline.counts.shocks import Shock
from paxline.desk.ledger import Answered, CashMoved, Cause, Filled, Intended, Role
from paxline.desk.orders import Heard, Order, Side, Terms
from paxline.desk.policy import Policy
from paxline.edge.clock import SystemClock
from paxline.edge.simulator.serving import serving
from paxline.edge.store.journal import SqliteJournal
from paxline.edge.web.application import application
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.run.health import Finding, bad, ok, warning
from paxline.run.ports import Clock
from paxline.testing import NOW, WEEK, ManualClock
from paxline.units import Count, Price, Usd
from paxline.wiring.conditions import usual
from paxline.wiring.dashboard.site import HomeSite
from paxline.wiring.dashboard.views import Question, Views
from paxline.wiring.decision import decided
from paxline.wiring.home import Home
from paxline.wiring.ingest import ingest_archive
from paxline.wiring.scene import Scene

TOKEN: Final = "t" * 64
THEN: Final = Question(week=WEEK, as_of=NOW, model="ratio")
HOSTILE: Final = (
    "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> \u202eםולש \"' & "
    + "endless" * 60
)
"""What somebody might call a market."""


@dataclass
class Watch:
    """What a page did while it was looked at.

    Attributes:
        complaints: Errors and warnings on its console, and errors that nobody caught.
        strangers: Requests to any other host.
    """

    home: str
    complaints: list[str] = field(default_factory=list[str])
    strangers: list[str] = field(default_factory=list[str])

    def over(self, page: Page) -> None:
        """Keep an eye on a page."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:")):
            self.strangers.append(request.url)


@dataclass(frozen=True)
class Served:
    """A dashboard that is being served.

    Attributes:
        url: Where, without a path.
        home: What it shows.
    """

    url: str
    home: Home

    @property
    def entrance(self) -> str:
        """The address that shows the token."""
        return f"{self.url}/enter?token={TOKEN}"


def found(*, health: str = "fine") -> tuple[Finding, ...]:
    """What the checks of a home find."""
    amiss = (warning("copies", HOSTILE, remedy=HOSTILE), bad("counts", "they are old", remedy="`paxline ingest`"))
    return (ok("disk", "enough"), *(amiss if health == "amiss" else ()))


@contextmanager
def served(
    home: Home, question: Question, *, clock: Clock | None = None, checks: Callable[[], tuple[Finding, ...]] = found
) -> Generator[Served]:
    """Serve a home until the end of the block."""
    wall = SystemClock()
    site = HomeSite(Views(home, question, clock or wall, checks))
    port = free_port()
    with serving(application(site, port=port, token=TOKEN), port=port, clock=wall), closing(site):
        yield Served(f"http://127.0.0.1:{port}", home)


def program() -> str | None:
    """The machine's Chromium, if it has one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def fill_world(home: Home) -> None:
    """Put a made-up world's counts and quotes into a home."""
    world = make_world(WEEK, as_of=NOW, seed=7)
    with home.store() as store:
        store.add_readings(world.history.readings)
        store.add_quotes(world.quotes)


def fill_traded(home: Home) -> None:
    """A made-up world, a decision, positions, a fill, an order that rests, and words by somebody who means ill."""
    fill_world(home)
    with home.store() as store:
        latest = store.history(NOW).published[WEEK.monday]
        known = latest.known_at + timedelta(hours=1)
        store.add_readings([replace(latest, passengers=latest.passengers + 1, known_at=known, doubt=HOSTILE)])
        store.add_shock(Shock(WEEK.monday, WEEK.sunday, -0.02, 0.05, HOSTILE, NOW - timedelta(hours=3)))
        scene = Scene(store, WEEK, NOW, "a test", usual(NOW))
        made = decided(scene, forecaster=RATIO, policy=Policy())
    tickers = [rung.contract.ticker for rung in made.rungs]
    asked = Terms(tickers[len(tickers) // 2], Side.BID, Price.cents(40), Count.whole(5))
    at = NOW - timedelta(hours=2)
    filled = [
        Filled(at, "f1", "x1", tickers[3], Side.BID, Price.cents(61), Count.whole(20), Usd(10_000), Role.MAKER),
        Filled(at, "f2", "x2", HOSTILE, Side.ASK, Price.cents(30), Count.whole(7), Usd(0), Role.TAKER),
    ]
    with SqliteJournal.open(home.paper_journal) as journal:
        journal.append([CashMoved(at, Usd(1_000_000_000), Cause.OPENING)], known_at=at)
        journal.append([Intended(at, Order("paper-1", asked), made.digest)], known_at=at)
        journal.append([Answered(at, "paper-1", Heard.RESTS, "1")], known_at=at)
        journal.append(filled, known_at=at)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless Chromium; where the machine has none, the tests are skipped.

    Its driver keeps an event loop running in this thread, so that it ends with the module that looks.
    """
    found = program()
    if found is None:
        pytest.skip("there is no Chromium here; Debian's package of that name brings it")
    with sync_playwright() as playwright:
        # Every other name leads nowhere, so that asking for one would also be an error on the console.
        rules = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
        made = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu", rules])
        yield made
        made.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser's window that remembers nothing."""
    made = browser.new_context(viewport={"width": 1440, "height": 1000})
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture(scope="module")
def traded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A home that has traded, and whose checks find something; nobody changes it."""
    home = Home(tmp_path_factory.mktemp("traded"))
    fill_traded(home)
    with served(home, THEN, checks=lambda: found(health="amiss")) as dashboard:
        yield dashboard


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Iterator[Served]:
    """A home of everything collected, as Thursday's count appeared; nobody changes it."""
    home = Home(tmp_path_factory.mktemp("collected"))
    with home.store() as store:
        ingest_archive(store, shared_data)
    with served(home, replace(THEN, model="best")) as dashboard:
        yield dashboard


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Served]:
    """A home that has traded, for one test to change."""
    home = Home(tmp_path)
    fill_traded(home)
    with served(home, Question(model="ratio"), clock=ManualClock(NOW)) as dashboard:
        yield dashboard
