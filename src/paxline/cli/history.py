"""The counts that a home knows, for commands that study all of them."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from paxline.cli.options import home_folder
from paxline.errors import MissingData

if TYPE_CHECKING:
    from paxline.counts.history import History


def stored_history(home: Path | None) -> "History":
    """Everything known now; ``MissingData`` while the home knows no counts."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.home import Home

    with Home(home_folder(home)).store() as store:
        return with_counts(store.history(SystemClock().now()))


@contextmanager
def hinting(hint: str) -> Generator[None]:
    """Say beside data that are missing what brings them: whoever misses them knows no commands."""
    try:
        yield
    except MissingData as error:
        raise MissingData(f"{error}; {hint}") from error


def with_counts(history: "History") -> "History":
    """The history, else ``MissingData`` where it is empty."""
    if not history.readings:
        raise MissingData("no counts are stored; run `paxline ingest` first")
    return history
