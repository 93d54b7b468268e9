import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from paxline.edge.clock import PacedClock, SystemClock, pause


def test_the_system_clock_tells_utc_and_agrees_with_the_machine() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251 - the clock is what is tested


def test_waiting_is_the_machines_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    SystemClock().sleep(12.5)
    assert waited == [12.5]


def test_a_paced_clock_runs_from_its_start_at_its_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(time, "monotonic", iter([100.0, 100.0, 102.5]).__next__)
    start = datetime(2026, 4, 20, 14, tzinfo=UTC)
    clock = PacedClock(start, pace=60)
    assert [clock.now(), clock.now()] == [start, start + timedelta(seconds=150)]
    clock.sleep(30)
    assert waited == [0.5]


def test_time_runs_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        PacedClock(datetime(2026, 4, 20, tzinfo=UTC), pace=0)


def test_a_pause_lets_others_work_meanwhile() -> None:
    done: list[str] = []

    async def both() -> None:
        waiting = asyncio.create_task(pause(0.05))
        await pause(0)
        done.append("worked")
        await waiting
        done.append("waited")

    asyncio.run(both())
    assert done == ["worked", "waited"]
