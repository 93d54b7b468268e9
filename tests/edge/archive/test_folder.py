from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.edge.archive.folders import DATA, needs_data, write

from paxline.edge.archive import read_archive
from paxline.edge.store import Added, Store
from paxline.errors import MissingData


def test_a_table_of_counts_is_enough(tmp_path: Path) -> None:
    write(tmp_path, tsa_daily="2026-04-24,5 2026-04-25,no")
    archive = read_archive(tmp_path)
    assert [reading.passengers for reading in archive.readings] == [5]
    assert [rejected.reason for rejected in archive.rejected] == ["tsa_daily.csv line 3: not a whole number: 'no'"]
    assert len(archive.notes) == 7
    assert archive.latest_instant == datetime(2026, 4, 27, 13, tzinfo=UTC)


def test_a_quote_may_be_the_last_thing_known(tmp_path: Path) -> None:
    quote = "KXTSAW-26APR26-A2.45,KXTSAW-26APR26,2026-04-26,2450000,2026-04-24T15:00:00Z,yes,0.15"
    write(tmp_path, tsa_daily="2026-04-22,5", kalshi_tsa_friday_quotes=quote)
    assert read_archive(tmp_path).latest_instant == datetime(2026, 4, 24, 15, tzinfo=UTC)


def test_without_a_folder_or_without_counts_there_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="there is no folder"):
        read_archive(tmp_path / "gone")
    with pytest.raises(MissingData, match="no counts"):
        read_archive(tmp_path)


@needs_data
def test_the_collected_folder_fills_a_store_once(tmp_path: Path) -> None:
    archive = read_archive(DATA)
    assert archive.latest_instant == datetime(2026, 4, 27, 13, tzinfo=UTC)
    with Store.open(tmp_path / "store.sqlite") as store:
        assert store.add_readings(archive.readings) == Added(len(archive.readings) - 26, 26)
        assert store.add_listings(archive.listings) == len(archive.listings)
        assert store.add_quotes(archive.quotes) == len(archive.quotes)
        assert store.add_readings(archive.readings) == Added()
        assert (store.add_listings(archive.listings), store.add_quotes(archive.quotes)) == (0, 0)
        assert store.history(archive.latest_instant).readings == archive.readings
        assert store.latest_instant() == archive.latest_instant
