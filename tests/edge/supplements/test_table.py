from datetime import date
from pathlib import Path

import pytest

from paxline.edge.supplements.folder import INDEX, TRENDS, WEATHER
from paxline.edge.supplements.table import read_table
from paxline.errors import MissingData


def file(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", [",date,WEI\n574,2019-01-05,1.84\n", "observation_date,WEI\n2019-01-05,1.84\n"])
def test_the_index_is_read_from_both_layouts_by_the_saturday_that_ends_its_week(tmp_path: Path, text: str) -> None:
    read = read_table(file(tmp_path, text), INDEX)
    (one,) = read.observations
    assert (one.series, one.period_start, one.period_end) == (INDEX.kind, date(2018, 12, 30), date(2019, 1, 5))
    assert one.value == 1.84
    assert one.known_at == INDEX.known_at(date(2019, 1, 5))
    assert read.rejected == ()


def test_searches_are_read_by_column_but_never_the_passengers_beside_them(tmp_path: Path) -> None:
    text = "date,flight_status,car_rental,weekly_passenger_volume\n2023-01-01,60,71,2046950\n"
    read = read_table(file(tmp_path, text), TRENDS)
    assert [(one.series, one.value) for one in read.observations] == [
        ("searches: flight_status", 60.0),
        ("searches: car_rental", 71.0),
    ]
    assert {one.period for one in read.observations} == {(date(2023, 1, 1), date(2023, 1, 7))}


def test_a_partial_week_of_searches_is_rejected(tmp_path: Path) -> None:
    text = ",date,TSA wait times,isPartial,Airport security\n0,2024-04-07,42,False,85\n1,2024-04-14,41,True,83\n"
    read = read_table(file(tmp_path, text), TRENDS)
    assert [one.series for one in read.observations] == ["searches: TSA wait times", "searches: Airport security"]
    assert [one.reason for one in read.rejected] == ["file.csv line 3: 2024-04-14 is a partial week"]


def test_the_weather_composite_is_daily(tmp_path: Path) -> None:
    header = "date,weather_is_severe,weather_disruption_score,weather_pct_heavy_snow,weather_max_wind_gust,other\n"
    read = read_table(file(tmp_path, f"{header}2022-01-01,0,5.5,0.0,38.5,x\n"), WEATHER)
    assert {one.period for one in read.observations} == {(date(2022, 1, 1), date(2022, 1, 1))}
    assert [one.value for one in read.observations] == [5.5, 0.0, 0.0, 38.5]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("0,2019-01-06,1.84", "Sunday"),
        ("0,2019-13-05,1.84", "month"),
        ("0,05/01/2019,1.84", "not a date"),
        ("0,1019-01-05,1.84", "century"),
        ("0,2019-01-05,nan", "not a plain decimal"),
        ("0,2019-01-05,.", "not a plain decimal"),
        ("0,2019-01-05,1e9", "not a plain decimal"),
        ("0,2019-01-05", "2 cells under 3 columns"),
        ('0,2019-01-05,"1.8', "0 cells under 3 columns"),
        ("0,٢٠١٩-٠١-٠٥,1.84", "not a date"),
    ],
)
def test_a_row_that_is_none_is_rejected_with_its_line(tmp_path: Path, row: str, reason: str) -> None:
    read = read_table(file(tmp_path, f",date,WEI\n{row}\n1,2019-01-12,1.98\n\n"), INDEX)
    assert [one.value for one in read.observations] == [1.98]
    assert len(read.rejected) == 1
    assert "file.csv line 2" in read.rejected[0].reason
    assert reason in read.rejected[0].reason


@pytest.mark.parametrize("text", ["", "day,WEI\n", "date,index\n", "date,WEI,WEI\n"])
def test_a_file_without_its_columns_is_skipped_with_a_reason(tmp_path: Path, text: str) -> None:
    read = read_table(file(tmp_path, text), INDEX)
    assert read.observations == ()
    assert "not the columns of" in read.rejected[0].reason


def test_a_file_that_cannot_be_read_or_is_huge_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="cannot be read"):
        read_table(tmp_path / "absent.csv", INDEX)
    with pytest.raises(MissingData, match="larger than"):
        read_table(file(tmp_path, "x" * 4_000_001), INDEX)
