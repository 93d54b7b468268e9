from pathlib import Path

from paxline.edge.machine import Openness, free_bytes, may_write, openness


def test_a_fresh_folder_has_room_and_can_be_written_to(tmp_path: Path) -> None:
    assert free_bytes(tmp_path) > 0
    assert may_write(tmp_path)


def test_a_folder_that_is_not_there_cannot_be_written_to(tmp_path: Path) -> None:
    assert not may_write(tmp_path / "nowhere")


def test_a_file_that_others_may_read_is_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    assert openness(file) is Openness.OWNER
    file.chmod(0o640)
    assert openness(file) is Openness.OTHERS
