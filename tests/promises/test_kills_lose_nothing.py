"""A process killed at any moment leaves what it finished and nothing of what it was in; two at once do no harm."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.promises.feeding import contents, feed
from tests.promises.source import ROOT

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
