"""The documentation's pictures of the dashboard, made from a folder of collected data: ``make screenshots``.

The home that they show holds what the folder tells, and a journal of the desk's own decisions replayed on the recorded
candles of the last weeks, at the middle bound of their fills. Nothing in it is made up for the picture.
"""

import base64
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page, sync_playwright
from tests.browser.conftest import program, served
from tests.browser.palette import png
from typer.testing import CliRunner

from paxline.cli import app
from paxline.cli.output import say
from paxline.cli.proof import _prove
from paxline.counts.history import History
from paxline.desk.again import record_of
from paxline.desk.decide import decide
from paxline.desk.ledger import CashMoved, Cause, Event, Position, Settled, fold
from paxline.desk.orders import Leg
from paxline.desk.policy import Policy
from paxline.edge.store import Store
from paxline.edge.store.journal import SqliteJournal
from paxline.exchange.fills import Bound
from paxline.market.contract import opens_at, trading_week
from paxline.pages.control import Act
from paxline.pages.dashboard import PAGES
from paxline.run.desk import Desk
from paxline.run.health import Finding
from paxline.run.replay import Fate, _told, replay, scenery
from paxline.study.compare import Comparison
from paxline.study.evidence import Evidence
from paxline.study.proof import Proof
from paxline.testing import ManualClock
from paxline.units import Count, Price, Usd
from paxline.wiring.comparing import comparison
from paxline.wiring.conditions import usual
from paxline.wiring.dashboard.views import Question
from paxline.wiring.decision import Seen
from paxline.wiring.doctor import Doctor
from paxline.wiring.evidence import RecordedWeek, market_evidence, recorded_weeks, stages
from paxline.wiring.forecasters import BEST, own_forecaster
from paxline.wiring.home import Home
from paxline.wiring.ingest import ingest_archive
from paxline.wiring.live import open_wires
from paxline.wiring.scene import Scene
from paxline.wiring.shelf import keep

AS_OF: Final = datetime(2026, 4, 25, 4, 5, tzinfo=UTC)
"""Just after a recorded close: Saturday 0:05 in the east, four of seven days published, no count before Monday."""

SETTLED: Final = datetime(2026, 4, 28, tzinfo=UTC)
"""When the week shown had settled."""

WEEKS: Final = 3
"""Recorded weeks of trading, the last one the week shown."""

SIZES: Final = ((1440, 1800), (390, 1800))
"""Widths of the window, and heights below which a picture is cut off."""

SHOWN: Final = (*((path, name.lower()) for path, name in PAGES), (Act.HALT.path, "halt"))


def build(home: Home, archive: Path) -> None:
    """Fill a home: what is collected, the replayed journal, one decision, the evidence of the time shown."""
    with home.store() as store:
        ingest_archive(store, archive)
        # A replay walks to the end of its last week; what lies after the time shown is cut off.
        weeks = recorded_weeks(store, as_of=SETTLED)
        shown = [one for one in weeks if one.week <= trading_week(AS_OF)][-WEEKS:]
        events = tuple(_traded(shown, store.history(SETTLED), home))
        with SqliteJournal.open(home.folder / "journal-replay.sqlite") as journal:
            for event in events:
                journal.append([event], known_at=event.at)
        scene = Scene(store, trading_week(AS_OF), AS_OF, "Collected data.", usual(AS_OF))
        snapshot = Seen(scene, own_forecaster(BEST, home=home, shocks=())).snapshot(fold(events), as_of=AS_OF)
        store.add_decision(record_of(decide(snapshot, Policy()), Policy()))
        _keep_evidence(home, store)
    result = CliRunner().invoke(app, ["backup"], env={"PAXLINE_HOME": f"{home.folder}"})
    if result.exit_code:
        raise SystemExit(f"paxline backup: {result.output}{result.exception}")


def _keep_evidence(home: Home, store: Store) -> None:
    """What ``study scoreboard``, ``study proof`` and ``study compare`` leave, had they run at the time shown."""
    history, by = store.history(AS_OF), own_forecaster(BEST, home=home, shocks=store.shocks())
    made: tuple[Evidence | Proof | Comparison, ...] = (
        market_evidence(store, as_of=AS_OF, forecaster=by, progress=say),
        _prove(history),
        comparison(home, store, policy=Policy(), forecaster=by, now=AS_OF, progress=say),
    )
    for one in made:
        keep(home, one, made_at=AS_OF, inputs=history.digest)


def _traded(weeks: Sequence[RecordedWeek], history: History, home: Home) -> Iterator[Event]:
    """The desk's orders and fills by the time shown, and what the weeks before it paid, in the order of time."""
    yield CashMoved(opens_at(weeks[0].week), Policy().capital, Cause.OPENING, "a replay's capital")
    scenes = [scenery(stage) for stage in stages(weeks, history, own_forecaster(BEST, home=home, shocks=()))]
    fates = [fate for fate in replay(scenes, Desk(Policy())) if fate.got[Bound.MIDDLE] > Count(0)]
    told = [event for i, fate in enumerate(fates) for event in _told(fate, f"replay-{i}")]
    for recorded in weeks[:-1]:
        strikes = {fate.resting.terms.ticker: _strike(fate) for fate in fates if fate.stage.week == recorded.week}
        held = {ticker: one for ticker, one in fold(told).positions.items() if ticker in strikes}
        told += _paid(held, strikes, recorded)
    yield from sorted((event for event in told if event.at <= AS_OF), key=lambda event: event.at)


def _strike(fate: Fate) -> int:
    ticker = fate.resting.terms.ticker
    return next(rung.strike for rung in fate.stage.ladder.rungs if rung.ticker == ticker)


def _paid(held: Mapping[str, Position], strikes: Mapping[str, int], recorded: RecordedWeek) -> Iterator[Event]:
    """What a settled week pays for what was held of it."""
    for ticker, position in held.items():
        yes = recorded.settlement.passengers > strikes[ticker]
        won = abs(position.count.hundredths) if yes == (position.leg is Leg.YES) else 0
        worth = Price(10_000) if yes else Price(0)
        yield Settled(recorded.settlement.known_at, ticker, worth, Usd(won * 10_000))


def pictures(home: Home) -> Iterator[tuple[str, bytes]]:
    """A name and a PNG of every page in light and dark, wide and narrow."""
    clock = ManualClock(AS_OF)
    with open_wires() as wires, sync_playwright() as playwright:
        doctor = Doctor(home, clock, wires, os.environ)

        def checks() -> tuple[Finding, ...]:
            return tuple(finding for check in doctor.checks_here() for finding in check.look())

        browser = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox", "--disable-gpu"])
        with served(home, Question(as_of=AS_OF), clock=clock, checks=checks) as dashboard:
            bench = browser.new_page()
            for width, tallest in SIZES:
                page = browser.new_page(viewport={"width": width, "height": 900})
                for path, name in SHOWN:
                    page.goto(f"{dashboard.url}{path}")
                    for scheme in ("light", "dark"):
                        page.emulate_media(color_scheme=scheme)
                        yield f"{name}-{width}-{scheme}.png", png(_points(bench, _seen(page, width, tallest)))
        browser.close()


def _seen(page: Page, width: int, tallest: int) -> bytes:
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), tallest)
    return page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})


def _points(bench: Page, picture: bytes) -> NDArray[np.uint8]:
    """The points of a PNG, read by the browser."""
    width, height, points = bench.evaluate(_READ, base64.b64encode(picture).decode())
    four = np.frombuffer(base64.b64decode(points), dtype=np.uint8).reshape(height, width, 4)
    return four[:, :, :3]


_READ: Final = """async (picture) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const bytes = context.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return [image.width, image.height, btoa(text)];
}"""


def main(words: Sequence[str]) -> None:
    """Make the pictures from the folder named first into the folder named second."""
    archive, target = map(Path, words)
    if program() is None:
        raise SystemExit("there is no Chromium here; Debian's package of that name brings it")
    target.mkdir(parents=True, exist_ok=True)
    # Its name is on some of the pictures.
    home = Home(Path("out") / "pictures")
    shutil.rmtree(home.folder, ignore_errors=True)
    home.folder.mkdir(parents=True)
    build(home, archive)
    for name, picture in pictures(home):
        (target / name).write_bytes(picture)
        sys.stdout.write(f"{name}: {len(picture) / 1000:.0f} kB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
