import gc
from pathlib import Path

import pytest

from paxline.edge.machine import Openness, free_bytes, may_write, openness, settle, user


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


def test_who_is_at_work_has_a_name_or_is_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ada")
    assert user() == "ada"

    def unknown() -> str:
        raise KeyError("uid")

    monkeypatch.setattr("getpass.getuser", unknown)
    assert user() == "somebody"


def test_what_stands_when_it_settles_is_looked_through_no_more() -> None:
    standing = [[i] for i in range(1000)]
    before = gc.get_freeze_count()
    settle()
    try:
        assert gc.get_freeze_count() >= before + len(standing)
    finally:
        gc.unfreeze()
