from pathlib import Path

import pytest

from paxline.edge.store import Added, Store
from paxline.errors import MissingData
from paxline.wiring.ingest import ingest_archive


def test_all_collected_data_come_in_once(shared_data: Path) -> None:
    with Store.open(Path(":memory:")) as store:
        first = ingest_archive(store, shared_data)
        again = ingest_archive(store, shared_data)
        assert first.readings.added > 4_600
        assert first.rejected == ()
        assert again.readings == Added(0, 0)
        assert str(first.latest_day) == "2026-04-26"
        assert store.latest_instant() == first.as_of


def test_a_folder_without_counts_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    with Store.open(Path(":memory:")) as store:
        with pytest.raises(MissingData):
            ingest_archive(store, tmp_path)
        assert store.latest_instant() is None
