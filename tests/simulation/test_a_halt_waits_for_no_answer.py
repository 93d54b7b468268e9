"""A halt leaves nothing resting within two seconds while a page is awaited that does not come.

The paper bot in real time in front of a site that trickles; a third of all requests to the exchange fail.
"""

import json
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np
import pytest
from tests.simulation.month import Rerouted, Striding, World, serving

from paxline.desk.ledger import fold
from paxline.edge.aside import Interruptible
from paxline.edge.clock import PacedClock, SystemClock
from paxline.edge.controls import FileControl
from paxline.edge.kalshi.http import PRODUCTION, open_client
from paxline.edge.settings import Settings
from paxline.edge.store.journal import SqliteJournal
from paxline.run.attention import Attention
from paxline.run.control import Ask
from paxline.run.schedule import Errand
from paxline.wiring.bot.paper import keep_running, open_paper
from paxline.wiring.home import Home
from paxline.wiring.live import Wires

WITHIN = 2.0
TRADING = datetime(2026, 2, 10, 16, tzinfo=UTC)


class Failing(httpx.BaseTransport):
    """Breaks a share of all requests."""

    def __init__(self, inner: httpx.BaseTransport, share: float) -> None:
        self._inner, self._share, self._rng = inner, share, np.random.default_rng(3)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if float(self._rng.random()) < self._share:
            raise httpx.ConnectError("broken", request=request)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


@pytest.mark.parametrize("share", [0.0, 1 / 3])
def test_nothing_rests_two_seconds_after_a_halt_while_a_page_is_awaited(tmp_path: Path, share: float) -> None:
    world, home, wall = World(5, date(2026, 2, 10), 2), Home(tmp_path), SystemClock()
    world.fill(tmp_path)
    awaited, hanging, stopped = threading.Event(), threading.Event(), threading.Event()
    clock = PacedClock(TRADING, pace=1)

    def met(path: str) -> None:
        if "passenger" in path and hanging.is_set():
            awaited.set()
            stopped.wait(20)

    with serving(world, lambda path: (met(path), lambda: None)[1]) as port:
        attention = Attention(FileControl(tmp_path, lambda: Ask.STOP if stopped.is_set() else None))
        ours = Striding(TRADING)
        ours.now = clock.now  # pyright: ignore[reportAttributeAccessIssue] - the same time
        to_site = Interruptible(Rerouted(port, ours), attention.pressing)
        to_books = Interruptible(Failing(Rerouted(port, ours), share), attention.pressing)
        wires = Wires(httpx.Client(transport=to_site), open_client(PRODUCTION, transport=to_books))

        def trade() -> None:
            with open_paper(home, settings=Settings(), control=attention, wires=wires, clock=clock) as paper:
                paper.model = "ratio"
                while not paper.cycle().sent:
                    clock.sleep(0.1)
                hanging.set()
                # What is due at once is a page, and its answer does not come.
                done = dict.fromkeys(Errand, clock.now())
                del done[Errand.READ_PAGE]
                paper.home.folder.joinpath("errands.json").write_text(_kept(done), encoding="utf-8")
                keep_running(paper, log=lambda _: None)

        thread = threading.Thread(target=trade)
        thread.start()
        try:
            assert awaited.wait(60)
            assert resting(home) > 0
            FileControl(tmp_path).halt("a test")
            halted_at = wall.now()
            while resting(home) and wall.now() - halted_at < timedelta(seconds=20):
                wall.sleep(0.02)
            took = (wall.now() - halted_at).total_seconds()
            assert resting(home) == 0
        finally:
            stopped.set()
            thread.join(60)
            wires.tsa.close()
            wires.kalshi.close()
    assert took < WITHIN


def _kept(done: dict[Errand, datetime]) -> str:
    return json.dumps({errand.name: at.isoformat() for errand, at in done.items()})


def resting(home: Home) -> int:
    with SqliteJournal.open_to_read(home.paper_journal) as journal:
        return len(fold(journal.events()).working())
