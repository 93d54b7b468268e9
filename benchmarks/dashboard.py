"""How long a first view of each page of the dashboard takes from a warm process, and what it weighs.

Asked over the loopback, in processor time of the process that serves and asks: while nothing has changed, in a new
minute, and after quotes moved by a cent. The home is a made-up week with 21 rungs, or the collected data of the
folder named as the argument.
"""

import socket
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import httpx
import numpy as np

from paxline.counts.calendar import Week
from paxline.edge.clock import SystemClock
from paxline.edge.simulator.serving import serving
from paxline.edge.web.application import application
from paxline.exchange.world import make_world
from paxline.market.book import Quote, SeenQuote
from paxline.pages.dashboard import PAGES
from paxline.testing import ManualClock
from paxline.units import Price
from paxline.wiring.dashboard.site import HomeSite
from paxline.wiring.dashboard.views import Question, Views
from paxline.wiring.home import Home
from paxline.wiring.ingest import ingest_archive

NOW = datetime(2026, 4, 23, 15, 0, tzinfo=UTC)
WEEK = Week.holding(NOW.date())
ROUNDS = 7


def fill(home: Home) -> datetime:
    """Fill the home; gives an instant (UTC) at which everything in it is known."""
    with home.store() as store:
        if len(sys.argv) > 1:
            ingest_archive(store, Path(sys.argv[1]))
        else:
            world = make_world(WEEK, as_of=NOW, seed=7)
            store.add_readings(world.history.readings)
            store.add_quotes(world.quotes)
        return max(NOW, *filter(None, [store.latest_instant()])) + timedelta(minutes=1)


def store_news(home: Home, at: datetime, *, chance: np.random.Generator) -> None:
    """Every rung is quoted once more, a cent below where it stood, there or above: no chart was drawn before."""
    with home.store() as store:
        stood = store.quotes(WEEK, at)
        steps = chance.integers(-1, 2, len(stood))
        store.add_quotes(
            [
                SeenQuote(one.contract, moved(one, int(step)), at, "again")
                for one, step in zip(stood, steps, strict=True)
            ]
        )


def moved(seen: SeenQuote, cents: int) -> Quote:
    """The quote so many cents on; as it was where that leads to a dollar or nothing."""
    sides = [side and side.ten_thousandths + 100 * cents for side in (seen.quote.bid, seen.quote.ask)]
    if not all(side is None or 0 < side < 10_000 for side in sides):
        return seen.quote
    bid, ask = (None if side is None else Price(side) for side in sides)
    return replace(seen.quote, bid=bid, ask=ask)


def milliseconds(client: httpx.Client, path: str) -> float:
    start = process_time()
    client.get(path).raise_for_status()
    return (process_time() - start) * 1e3


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = int(asked.getsockname()[1])
        asked.close()
        home = Home(Path(folder))
        clock, wall, chance = ManualClock(fill(home)), SystemClock(), np.random.default_rng(7)
        site = HomeSite(Views(home, Question(week=WEEK), clock, lambda: ()))
        with (
            serving(application(site, port=port, token="t" * 64), port=port, clock=wall),
            closing(site),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client,
        ):
            shared = sum(len(client.get(f"/static/{name}").content) for name in ("app.css", "app.js"))
            heads = f"{'page':<14}{'first':>8}{'nothing new':>13}{'new minute':>12}{'new quotes':>12}"
            print(f"{heads}   ms; kB with style and script")
            for path, name in PAGES:
                first = milliseconds(client, path)
                same, minute, news = [], [], []
                for _ in range(ROUNDS):
                    same.append(milliseconds(client, path))
                    clock.instant += timedelta(minutes=1)
                    minute.append(milliseconds(client, path))
                    store_news(home, clock.instant, chance=chance)
                    news.append(milliseconds(client, path))
                weight = (len(client.get(path).content) + shared) / 1e3
                told = (first, *(float(np.median(of)) for of in (same, minute, news)))
                print(f"{name:<14}{told[0]:>8.0f}{told[1]:>13.1f}{told[2]:>12.0f}{told[3]:>12.0f}   {weight:.0f}")


if __name__ == "__main__":
    main()
