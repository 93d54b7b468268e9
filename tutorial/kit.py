"""What the notebooks share: the folder of collected data, or a made-up one in the same form, and a figure."""

import csv
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from paxline.counts.calendar import Week, eastern
from paxline.exchange.world import make_world
from paxline.market.contract import closes_at, opens_at

from paxline.pages.drawing import Figure as Drawn

BESIDE: Final = Path(__file__).parents[2] / "shared" / "data"
WEEK: Final = Week(date(2026, 4, 20))
SEED: Final = 7

COLOURS: Final = {
    "ink": "#1c2024",
    "quiet": "#5d656e",
    "line": "#d9dcdf",
    "ours": "#1f5fbf",
    "market": "#a05a00",
    "pooled": "#7340b5",
    "gain": "#0b7a3b",
    "loss": "#b3261e",
}
"""What the pages call by name."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing that a notebook shows."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg


def figure(drawn: Drawn | str) -> Figure:
    """A chart of paxline's pages as something that a notebook shows; its colours written out."""
    svg = drawn if isinstance(drawn, str) else drawn.svg
    for name, colour in COLOURS.items():
        svg = svg.replace(f"var(--{name})", colour)
    return Figure(svg)


def is_real(folder: Path) -> bool:
    """Whether the figures in ``folder`` were published by the TSA."""
    return not (folder / "MADE_UP").exists()


def collected() -> Path:
    """The folder that ``PAXLINE_DATA`` names, else the one beside the repository, else a made-up one of the same form."""
    named = os.environ.get("PAXLINE_DATA")
    if named:
        return Path(named)
    if (BESIDE / "tsa_as_published.csv").is_file():
        return BESIDE
    return made_up(Path(tempfile.mkdtemp(prefix="paxline-tutorial-")))


def made_up(folder: Path) -> Path:
    """Write a folder of collected data whose every figure is drawn: four years of counts and one settled week's quotes."""
    world = make_world(WEEK, as_of=closes_at(WEEK) + timedelta(days=2), seed=SEED)
    counts = {day: reading.passengers for day, reading in world.history.published.items()}
    _write(
        folder / "tsa_as_published.csv",
        ("date", "passengers_as_published", "passengers_final", "source", "quality"),
        ((day, people, "", "made up", "daily_scrape") for day, people in counts.items()),
    )
    mean = float(np.mean([counts[day] for day in WEEK.days]))
    rungs = world.ladder.rungs
    event = rungs[0].ticker.rpartition("-")[0]
    _write(
        folder / "kalshi_tsa_markets.csv",
        (
            *("ticker", "event_ticker", "week_end", "floor_strike", "result", "status", "open_time", "close_time"),
            *("expiration_time", "settlement_ts", "settlement_day", "resolved_seen_utc", "source"),
        ),
        (
            (
                *(one.ticker, event, WEEK.sunday, one.strike, "yes" if mean > one.strike else "no", "settled"),
                *(_utc(opens_at(WEEK)), _utc(closes_at(WEEK)), "", _utc(closes_at(WEEK) + timedelta(days=1))),
                *("", "", "made up"),
            )
            for one in rungs
        ),
    )
    evenings = [eastern(day, time(0)) for day in WEEK.days[1:]]
    seen = [quote for at in evenings for quote in make_world(WEEK, as_of=at, seed=SEED).quotes]
    _write(
        folder / "kalshi_tsa_candles.csv",
        (
            *("ticker", "event_ticker", "week_end", "floor_strike", "end_period_ts", "yes_bid_close", "yes_ask_close"),
            "period_interval_min",
        ),
        (
            (
                *(one.contract.ticker, event, WEEK.sunday, one.contract.strike, int(one.known_at.timestamp())),
                *(one.quote.bid or "0.00", one.quote.ask or "1.00", 1440),
            )
            for one in seen
        ),
    )
    (folder / "MADE_UP").write_text("No figure here is real.\n", encoding="utf-8")
    return folder


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
