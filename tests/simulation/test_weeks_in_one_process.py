"""Weeks of the paper bot in one process of its own: it holds no more memory, files or threads than at first."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from tests.simulation.soaking import live

WEEKS = 3
MORE = 1.1


@pytest.mark.slow(minutes=2)
def test_a_bot_that_runs_for_weeks_holds_no_more_than_after_the_first(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        looks = apart.submit(live, tmp_path, WEEKS, "ratio", timedelta(weeks=1)).result()
    assert len(looks) == WEEKS
    first, last = looks[0], looks[-1]
    assert last.seconds > first.seconds
    assert last.store > first.store
    assert last.resident < MORE * first.resident
    assert last.descriptors <= first.descriptors
    assert last.threads <= first.threads
