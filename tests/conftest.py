"""What every test shares: how hypothesis searches, and collected data where they lie beside the repository.

The profile ``house`` tries the same few examples on every machine and every run, without a deadline, so that a red run
is red for everybody. ``HYPOTHESIS_PROFILE=search`` looks for new examples, many of them.
"""

import os
from pathlib import Path

# Before numpy is imported: as many workers as cores already run, and idle BLAS threads spin.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import settings

from paxline.counts.history import History
from paxline.edge.archive import read_archive

settings.register_profile("house", max_examples=30, derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, by the minutes of its mark: a long test that begins last is waited for alone."""
    minutes: dict[str, float] = {}
    for item in items:
        slow = item.get_closest_marker("slow")
        minutes[scope(item)] = minutes.get(scope(item), 0.0) + (slow.kwargs.get("minutes", 0.0) if slow else 0.0)
    items.sort(key=lambda item: -minutes[scope(item)])


def scope(item: pytest.Item) -> str:
    """What ``--dist loadscope`` keeps on one processor: a module, or a class in it."""
    return item.nodeid.rsplit("::", 1)[0]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of collected data beside the repository; without it the test is skipped."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not (folder / "tsa_as_published.csv").is_file():
        pytest.skip("no collected data in ../shared/data")
    return folder


@pytest.fixture(scope="session")
def real_history(shared_data: Path) -> History:
    """Everything the collected data know of the counts, as of the last instant they know."""
    archive = read_archive(shared_data)
    return History.of(archive.readings, known_by=archive.latest_instant)
