from pathlib import Path

import pytest

from paxline.errors import UsageError
from paxline.testing import WEEK, reading
from paxline.wiring.home import Home


def test_a_home_keeps_its_facts_and_has_a_place_for_reports(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.store() as store:
        store.add_readings([reading(WEEK.monday, 2_400_000)])
    with home.store() as store:
        assert store.latest_instant() == reading(WEEK.monday, 1).known_at
    home.report("a.html").write_text("", encoding="utf-8")
    assert home.report("a.html").is_file()
    assert home.database.is_file()


def test_a_home_of_another_world_is_not_taken_for_a_real_one(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.only_real()
    home.mark.write_text("rehearsal 8e1f\n", encoding="utf-8")
    with pytest.raises(UsageError, match="is the home of rehearsal, and its figures are not the real ones"):
        home.only_real()
