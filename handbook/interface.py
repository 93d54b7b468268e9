"""The API of the pure core as pages that mkdocstrings fills: one for each room, its modules in order of their names."""

from pathlib import Path
from typing import Final

ROOMS: Final = {
    "units": "Money, prices and counts",
    "errors": "What is raised",
    "counts": "What the TSA has published",
    "forecast": "From a history to a distribution",
    "market": "From a distribution to a fair value",
    "desk": "From a fair value to a decision",
    "run": "What the running house asks of the world",
    "testing": "Helpers for tests",
}
"""The rooms that are documented, and what stands over each."""

SOURCE: Final = Path(__file__).parents[1] / "src" / "paxline"


def pages() -> dict[str, str]:
    """The pages by room."""
    return {room: "\n".join([f"# {title}", "", *_modules(room)]) for room, title in ROOMS.items()}


def _modules(room: str) -> list[str]:
    folder = SOURCE / room
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [SOURCE / f"{room}.py"]
    names = [".".join(("paxline", *file.relative_to(SOURCE).with_suffix("").parts)) for file in files]
    return [f"::: {name}\n" for name in names if not name.endswith("__init__")]
