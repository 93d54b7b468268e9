from datetime import UTC, date, datetime, timedelta

import pytest

from paxline.counts.calendar import nominal_release
from paxline.counts.history import Vintage
from paxline.run.ports import Clock
from paxline.testing import ManualClock, history, reading


def test_a_clock_moved_by_hand_waits_without_waiting() -> None:
    clock = ManualClock(datetime(2026, 4, 27, 13, tzinfo=UTC))
    as_a_port: Clock = clock
    as_a_port.sleep(90)
    as_a_port.sleep(0.5)
    assert as_a_port.now() == datetime(2026, 4, 27, 13, 1, 30, 500_000, tzinfo=UTC)
    assert clock.slept == [90, 0.5]


def test_two_clocks_do_not_share_their_waits() -> None:
    first, second = ManualClock(), ManualClock()
    first.sleep(1)
    assert second.slept == []
    assert first.now() - second.now() == timedelta(seconds=1)


def test_a_reading_is_known_by_the_timetable_unless_said_otherwise() -> None:
    day = date(2026, 4, 24)
    later = datetime(2026, 4, 30, tzinfo=UTC)
    assert reading(day, 2_500_000).known_at == nominal_release(day)
    assert reading(day, 2_500_000, known_at=later).known_at == later
    assert reading(day, 1, vintage=Vintage.RESTATED).vintage is Vintage.RESTATED


def test_a_built_history_knows_all_it_was_given() -> None:
    built = history(date(2026, 4, 20), [100, 200, 300])
    assert {day: r.passengers for day, r in built.published.items()} == {
        date(2026, 4, 20): 100,
        date(2026, 4, 21): 200,
        date(2026, 4, 22): 300,
    }
    assert built.known_by == nominal_release(date(2026, 4, 22))


def test_a_history_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="max"):
        history(date(2026, 4, 20), [])
