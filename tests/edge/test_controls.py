from pathlib import Path

import pytest

from paxline.edge.controls import CANCEL_ALL, HALT, FileControl, FileDiary
from paxline.errors import StoreError
from paxline.run.control import Ask
from paxline.run.schedule import Errand
from paxline.testing import NOW


def test_a_halt_stands_until_it_is_lifted(tmp_path: Path) -> None:
    control = FileControl(tmp_path)
    assert control.halted() == ""
    control.halt("storm")
    assert FileControl(tmp_path).halted() == "storm"
    control.resume()
    control.resume()
    assert control.halted() == ""


def test_an_empty_file_made_by_hand_halts_and_so_does_one_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / HALT).touch()
    assert "no reason" in FileControl(tmp_path).halted()
    (tmp_path / HALT).write_bytes(b"\xff\xfe")
    assert "cannot be read" in FileControl(tmp_path).halted()
    (tmp_path / HALT).unlink()
    (tmp_path / HALT).mkdir()
    assert "cannot be read" in FileControl(tmp_path).halted()


def test_taking_everything_out_is_asked_once_and_a_signal_comes_first(tmp_path: Path) -> None:
    control = FileControl(tmp_path)
    control.cancel_all()
    assert control.asked() is Ask.CANCEL_ALL
    assert FileControl(tmp_path, lambda: Ask.STOP).asked() is Ask.STOP
    control.answer(Ask.STOP)
    control.answer(Ask.CANCEL_ALL)
    assert control.asked() is None
    assert not (tmp_path / CANCEL_ALL).exists()


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        FileControl(tmp_path / "nowhere").halt("storm")


def test_the_diary_outlives_the_process_and_a_torn_one_says_that_nothing_was_done(tmp_path: Path) -> None:
    done = {Errand.BRIEF: NOW, Errand.BACK_UP: NOW}
    FileDiary(tmp_path).keep(done)
    assert FileDiary(tmp_path).done() == done
    for torn in ("", "{", "[]", '{"BRIEF": 3}', '{"DANCE": "2026-04-23T13:05:00+00:00"}'):
        (tmp_path / "errands.json").write_text(torn, encoding="utf-8")
        assert FileDiary(tmp_path).done() == {}


def test_worlds_side_by_side_share_a_halt_and_nothing_else(tmp_path: Path) -> None:
    paper, demo = FileControl(tmp_path), FileControl(tmp_path, world="demo")
    demo.cancel_all()
    assert (paper.asked(), demo.asked()) == (None, Ask.CANCEL_ALL)
    demo.answer(Ask.CANCEL_ALL)
    assert demo.asked() is None
    paper.halt("storm")
    assert demo.halted() == "storm"
    FileDiary(tmp_path, "demo").keep({Errand.BRIEF: NOW})
    assert FileDiary(tmp_path).done() == {}
    assert FileDiary(tmp_path, "demo").done() == {Errand.BRIEF: NOW}
