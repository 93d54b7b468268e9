from pathlib import Path

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
