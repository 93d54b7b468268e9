from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from paxline.edge.supplements import read_supplements
from paxline.errors import MissingData

NOW = datetime(2026, 4, 27, 13, tzinfo=UTC)


def test_a_folder_without_files_says_what_is_not_tried(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    read = read_supplements(tmp_path, known_by=NOW)
    assert dict(read.series) == {}
    assert len(read.notes) == 3


def test_a_folder_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="no folder"):
        read_supplements(tmp_path / "absent", known_by=NOW)


def test_a_series_holds_only_what_could_be_known(tmp_path: Path) -> None:
    (tmp_path / "wei_x.csv").write_text("date,WEI\n2019-01-05,1\n2019-01-12,2\n", encoding="utf-8")
    read = read_supplements(tmp_path, known_by=datetime(2019, 1, 12, tzinfo=UTC))
    (series,) = read.series.values()
    assert [one.value for one in series.observations] == [1.0]


def test_the_collected_files_are_read_whole(shared_data: Path) -> None:
    read = read_supplements(shared_data / "supplementary", known_by=NOW)
    assert len(read.series) == 1 + 6 + 4
    index = read.series["Weekly Economic Index"]
    assert (len(index.observations), index.latest_end) == (275, date(2024, 4, 6))
    assert len(read.series["searches: car_rental"].observations) == 135
    assert len(read.series["searches: TSA wait times"].observations) == 53
    assert read.series["hub weather: weather_disruption_score"].latest_end == date(2026, 1, 28)
    assert [one.reason.rpartition(": ")[2] for one in read.rejected] == ["2024-04-14 is a partial week"]
    assert read.notes == ()
