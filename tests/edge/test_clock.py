import time
from datetime import UTC, datetime, timedelta

import pytest

from paxline.edge.clock import SystemClock


def test_the_system_clock_tells_utc_and_agrees_with_the_machine() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251 - the clock is what is tested


def test_waiting_is_the_machines_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    SystemClock().sleep(12.5)
    assert waited == [12.5]
