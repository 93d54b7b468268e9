import stat
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.run.test_arming import ARMED, ASKED

from paxline.edge import armings
from paxline.edge.armings import FILE, FileArmings
from paxline.errors import StoreError
from paxline.run.arming import Arming, Disarmed, why_not
from paxline.testing import NOW

OFF = Disarmed("bob", NOW + timedelta(hours=1), "a storm; “quoted”\nover two lines")


def test_a_home_where_nothing_was_said_says_nothing(tmp_path: Path) -> None:
    assert FileArmings(tmp_path).said() == ()


def test_every_word_is_kept_in_its_order_for_its_owner_alone(tmp_path: Path) -> None:
    kept = FileArmings(tmp_path)
    for word in (ARMED, OFF, ARMED):
        kept.say(word)
    assert FileArmings(tmp_path).said() == (ARMED, OFF, ARMED)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@given(st.text(max_size=60))
def test_what_is_torn_or_foreign_disarms(text: str) -> None:
    said = [ARMED, *armings._words(text)]
    assert all(isinstance(word, Arming | Disarmed) for word in said)
    if text.strip() and text.splitlines()[-1].strip():
        assert why_not(said, ASKED, now=NOW)


@pytest.mark.parametrize("length", [1, 40, 200])
def test_a_line_that_was_cut_off_disarms_and_the_next_word_stands_alone(tmp_path: Path, length: int) -> None:
    kept = FileArmings(tmp_path)
    kept.say(ARMED)
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole + whole[:length])
    assert "line 2 of armings.jsonl cannot be read" in why_not(kept.said(), ASKED, now=NOW)
    kept.say(ARMED)
    assert kept.said()[-1] == ARMED
    assert why_not(kept.said(), ASKED, now=NOW) == ""


def test_a_file_that_cannot_be_read_or_written_disarms_or_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe")
    assert "cannot be read" in why_not(FileArmings(tmp_path).said(), ASKED, now=NOW)
    with pytest.raises(StoreError, match="cannot be written"):
        FileArmings(tmp_path / "absent").say(ARMED)


def test_an_instant_without_a_zone_is_no_instant(tmp_path: Path) -> None:
    kept = FileArmings(tmp_path)
    kept.say(ARMED)
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(text.replace("+00:00", ""), encoding="utf-8")
    assert "cannot be read" in why_not(kept.said(), ASKED, now=NOW)
