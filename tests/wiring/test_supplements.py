import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.edge.supplements.made import feature, page

from paxline.edge.store import Store
from paxline.edge.supplements.alerts import Family
from paxline.edge.supplements.fetch import ALERTS_URL
from paxline.edge.supplements.holidays import NAME
from paxline.errors import MissingData, UnreadablePage
from paxline.testing import NOW, WEEK, ManualClock
from paxline.wiring.supplements import gather, keep_alerts


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "paxline.sqlite")


def kept(store: Store, body: bytes, *, clock: ManualClock) -> int:
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=body))) as client:
        return len(keep_alerts(store, client=client, clock=clock).alerts)


def test_warnings_are_kept_raw_and_become_series_later(store: Store, tmp_path: Path) -> None:
    clock = ManualClock(NOW)
    assert kept(store, page(feature()), clock=clock) == 1
    clock.sleep(3600)
    with pytest.raises(UnreadablePage):
        kept(store, b"<html>", clock=clock)
    assert [(one.url, one.content) for one in store.pages()] == [
        (ALERTS_URL, page(feature())),
        (ALERTS_URL, b"<html>"),
    ]
    found = gather(store, tmp_path, weeks=[WEEK], known_by=NOW + timedelta(days=1))
    assert [series.name for series in found.series] == [NAME, *(family.value for family in Family)]
    assert {one.known_at for one in found.series[1].observations} == {NOW}
    assert any("not JSON" in note for note in found.notes)
    early = gather(store, tmp_path, weeks=[WEEK], known_by=NOW - timedelta(days=1))
    assert [series.name for series in early.series] == [NAME]
    assert any("no weather warnings" in note for note in early.notes)


def test_what_is_absent_is_a_note_and_a_missing_folder_is_not(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    found = gather(store, tmp_path, weeks=[WEEK], known_by=NOW)
    assert found.series == ()
    assert any("not installed" in note for note in found.notes)
    with pytest.raises(MissingData, match="no folder"):
        gather(store, tmp_path / "absent", weeks=[WEEK], known_by=NOW)
