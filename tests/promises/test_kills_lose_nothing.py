"""A process killed at any moment leaves what it finished and nothing of what it was in; two at once do no harm."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.promises.feeding import contents, feed
from tests.promises.source import ROOT
from tests.simulation.rehearsing import WALL, theatre, until

from paxline.edge.controls import FileControl

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")


def run(*words: str) -> None:
    program = [sys.executable, "-m", "tests.promises.feeding", *words]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    assert done.returncode == 0, done.stderr


def test_two_hundred_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    killed, whole = tmp_path / "killed.sqlite", tmp_path / "whole.sqlite"
    run("kill", str(killed), "20260427", "200")
    feed(killed)
    feed(whole)
    assert contents(killed) == contents(whole)


def test_feeding_again_adds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    feed(path, count=30)
    before = contents(path)
    feed(path, count=30)
    assert contents(path) == before


def test_two_processes_that_open_and_feed_a_new_store_at_once_make_one_store(tmp_path: Path) -> None:
    run("pair", str(tmp_path))
    alone = tmp_path / "alone.sqlite"
    feed(alone, count=20)
    expected = contents(alone)
    for turn in range(20):
        assert contents(tmp_path / f"{turn}.sqlite") == expected


LIVES = 6


@pytest.mark.slow
def test_a_live_bot_killed_again_and_again_over_a_bad_line_loses_and_doubles_no_order(tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    with theatre(tmp_path, faults="flaky") as stage:
        with stage.line() as line:
            stage.arm(line)
        program = [sys.executable, "-m", "paxline", "run", "--live", "--exchange", stage.url]
        for _ in range(LIVES):
            with subprocess.Popen(  # noqa: S603 - our own program
                [*program, "--home", str(stage.home.folder)], stderr=subprocess.DEVNULL
            ) as process:
                # In the middle of sending, of taking out, or of looking up what the one before left.
                before, patience = len(stage.orders()), WALL.now() + timedelta(seconds=20)
                while len(stage.orders()) == before and WALL.now() < patience:
                    WALL.sleep(0.01)
                WALL.sleep(float(rng.uniform(0, 2)))
                process.send_signal(signal.SIGKILL)
            assert process.returncode == -signal.SIGKILL
        with stage.line() as line, stage.live(line) as live:
            live.standing()
            until(lambda: "agree" in live.take_stock(), seconds=120)
            until(lambda: not live.bot.journal.ledger().unresolved() or not live.take_stock(), seconds=120)
            FileControl(stage.home.folder).halt("the end")
            until(lambda: live.watch.sight.confirmed, seconds=60)
            assert "agree" in live.take_stock()
            intended = set(live.bot.journal.ledger().orders)
        placed = Counter(one.client_order_id for one in stage.orders())
        assert len(placed) >= LIVES / 2
        assert set(placed) <= intended
        assert set(placed.values()) == {1}
        assert stage.resting() == ()
        assert stage.agrees()
