"""Collected counts where a folder of them lies beside the repository, else a made-up world; each says which it is."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from paxline.counts.calendar import nominal_release
from paxline.counts.history import History
from paxline.edge.archive import read_archive
from paxline.exchange.world import make_world
from paxline.study.walkforward import WINDOW_B

COLLECTED = Path(__file__).resolve().parents[3] / "shared" / "data"
SEED = 20_260_426


@dataclass(frozen=True)
class Data:
    """A history and where it comes from."""

    history: History
    origin: str


def load(folder: Path = COLLECTED) -> Data:
    if folder.is_dir():
        archive = read_archive(folder)
        return Data(History.of(archive.readings, known_by=archive.latest_instant), "collected counts")
    after = WINDOW_B.last.plus(1)
    world = make_world(after, as_of=nominal_release(after.sunday), seed=SEED)
    return Data(world.history, "simulated world; its scores say nothing about the real one")


def folder_of_counts(room: Path, folder: Path = COLLECTED) -> tuple[Path, str]:
    """A folder that ``read_archive`` reads: the collected one, or the made-up world written as one into ``room``."""
    if folder.is_dir():
        return folder, "collected counts"
    lines = [f"{day.isoformat()},{reading.passengers}" for day, reading in load(folder).history.published.items()]
    (room / "tsa_daily.csv").write_text("\n".join(["date,passengers", *lines]) + "\n", encoding="utf-8")
    return room, "simulated world"


def scratch() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="paxline-bench-")
