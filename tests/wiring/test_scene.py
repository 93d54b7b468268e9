from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from paxline.counts.calendar import Week
from paxline.errors import MissingData
from paxline.market.contract import closes_at, is_open
from paxline.testing import NOW, WEEK
from paxline.wiring.scene import archive_scene, simulated_scene


def test_collected_data_are_seen_from_the_last_instant_at_which_their_last_week_traded(shared_data: Path) -> None:
    said: list[str] = []
    with archive_scene(shared_data, week=None, as_of=None, why="a test", progress=said.append) as scene:
        assert scene.week == WEEK
        assert scene.as_of == datetime(2026, 4, 27, 3, 59, tzinfo=UTC)
        assert "a test" in scene.origin
        assert "the last instant at which that week traded" in scene.origin
    assert said == [f"reading {shared_data}"]


@pytest.mark.parametrize("monday", ["2022-06-06", "2023-11-20", "2025-10-06"])
def test_any_week_can_be_chosen(shared_data: Path, monday: str) -> None:
    week = Week(datetime.fromisoformat(monday).date())
    with archive_scene(shared_data, week=week, as_of=None, why="a test", progress=print) as scene:
        assert scene.week == week
        assert len(scene.store.history(scene.as_of).known_days(week)) >= 4


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(MissingData),
        archive_scene(tmp_path / "nowhere", week=None, as_of=None, why="a test", progress=print),
    ):
        pass


def test_before_the_first_count_a_later_instant_is_asked_for(shared_data: Path) -> None:
    early = datetime(2018, 1, 1, tzinfo=UTC)
    with (
        pytest.raises(MissingData, match=r"no counts were known at 2018-01-01 00:00Z; name a later --as-of"),
        archive_scene(shared_data, week=None, as_of=early, why="a test", progress=print),
    ):
        pass


def test_the_made_up_world_trades_now_and_says_that_it_is_made_up() -> None:
    with simulated_scene(now=NOW, why="a test") as scene:
        assert scene.week == WEEK
        assert len(scene.store.quotes(WEEK, NOW)) == 21
        assert scene.origin == "A simulated world (a test): none of these figures is real."


def test_a_made_up_world_is_shown_while_it_trades_even_where_no_week_does_now() -> None:
    night = closes_at(WEEK) + timedelta(hours=2)
    with simulated_scene(now=night, why="a test") as scene:
        assert scene.week == WEEK
        assert is_open(WEEK, scene.as_of)
        assert len(scene.store.quotes(scene.week, scene.as_of)) > 10
