from datetime import UTC, datetime

import pytest

from paxline.run.loop import UNWATCHED, Done, Report, Unwatched
from paxline.run.schedule import Errand
from paxline.wiring.bot.settling import Settling

NOON = datetime(2026, 4, 20, 16, tzinfo=UTC)


def done(errand: Errand) -> Done:
    return Done(errand, NOON, NOON, Report())


def test_the_process_settles_once_and_after_the_first_decision() -> None:
    settled: list[int] = []
    watcher = Settling(UNWATCHED, lambda: settled.append(1))
    watcher.did(done(Errand.READ_PAGE))
    assert not settled
    for _ in range(3):
        watcher.did(done(Errand.DECIDE))
    assert settled == [1]


def test_the_watcher_behind_it_hears_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []
    monkeypatch.setattr(Unwatched, "turned", lambda _, now: heard.append(now))
    monkeypatch.setattr(Unwatched, "heeded", lambda _, halted: heard.append(halted))
    monkeypatch.setattr(Unwatched, "did", lambda _, done: heard.append(done))
    watcher = Settling(UNWATCHED, lambda: None)
    watcher.turned(NOON)
    watcher.heeded("a person")
    watcher.did(done(Errand.DECIDE))
    assert heard == [NOON, "a person", done(Errand.DECIDE)]
