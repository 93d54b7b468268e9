from datetime import UTC, datetime, timedelta

from paxline.exchange.groups import WINDOW, Group

NOW = datetime(2026, 6, 15, 15, 0, tzinfo=UTC)


def test_a_match_counts_for_fifteen_seconds() -> None:
    group = Group("g", member="ann", limit=500)
    group.match(300, NOW)
    group.match(100, NOW + timedelta(seconds=5))
    assert group.room(NOW + timedelta(seconds=5)) == 100
    assert group.room(NOW + WINDOW - timedelta(microseconds=1)) == 100
    assert group.room(NOW + WINDOW) == 400
    assert group.room(NOW + WINDOW + timedelta(seconds=5)) == 500


def test_a_triggered_group_has_no_room_until_it_is_reset() -> None:
    group = Group("g", member="ann", limit=500)
    group.match(500, NOW)
    group.triggered = True
    assert group.room(NOW + timedelta(days=1)) == 0
    group.reset()
    assert group.room(NOW) == 500
    assert group.matched == 0


def test_room_is_never_below_nothing() -> None:
    group = Group("g", member="ann", limit=500)
    group.match(500, NOW)
    group.limit = 100
    assert group.room(NOW) == 0
