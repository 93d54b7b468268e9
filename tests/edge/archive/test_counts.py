import csv
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.edge.archive.folders import DATA, needs_data, write

from paxline.counts.calendar import Week
from paxline.counts.history import History, Reading, Vintage
from paxline.edge.archive.counts import Counts, read_counts
from paxline.errors import MissingData

Fact = tuple[date, int, datetime, Vintage]


def facts(counts: Counts) -> list[Fact]:
    return [(r.day, r.passengers, r.known_at, r.vintage) for r in counts.readings]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # pyright: ignore[reportArgumentType] - any part of it


def test_each_figure_is_known_when_the_rules_say(tmp_path: Path) -> None:
    write(
        tmp_path,
        tsa_daily="2019-07-01,10 2022-09-02,25 2022-09-03,31 2023-12-08,40 2026-01-02,50",
        tsa_as_published="2022-09-02,20,25,s,q 2022-09-03,30,31,s,q 2026-01-02,50,,s,q",
        tsa_first_seen="2022-09-02,Fri,20,2022-09-03T14:18:15Z,e,1,s 2022-09-03,Sat,30,2022-09-08T14:00:00Z,e,5,s",
        tsa_vintages="2022-09-02,24,d,2022-09-06T14:21:31Z,revision,s,c 2022-09-03,9,d,2022-09-06T14:21:31Z,baseline,,",
    )
    counts = read_counts(tmp_path)
    assert facts(counts) == [
        (date(2019, 7, 1), 10, utc(2019, 7, 2, 13), Vintage.RESTATED),
        (date(2022, 9, 2), 20, utc(2022, 9, 3, 14, 18, 15), Vintage.PUBLISHED),
        (date(2022, 9, 3), 30, utc(2022, 9, 4, 13), Vintage.PUBLISHED),
        (date(2022, 9, 2), 24, utc(2022, 9, 6, 14, 21, 31), Vintage.PUBLISHED),
        (date(2022, 9, 2), 25, utc(2023, 1, 15, 14), Vintage.RESTATED),
        (date(2022, 9, 3), 31, utc(2023, 1, 15, 14), Vintage.RESTATED),
        (date(2023, 12, 8), 40, utc(2023, 12, 11, 14), Vintage.STAND_IN),
        (date(2026, 1, 2), 50, utc(2026, 1, 5, 14), Vintage.PUBLISHED),
    ]
    assert (counts.rejected, counts.notes) == ((), ())


def test_a_correction_that_tells_nothing_new_adds_nothing_and_an_impossible_one_is_rejected(tmp_path: Path) -> None:
    write(
        tmp_path,
        tsa_as_published="2022-08-16,20,20,s,q 2022-08-17,30,30,s,q",
        tsa_vintages=(
            "2022-08-16,21,d,2022-08-18T14:00:00Z,revision,s,c 2022-08-16,21,d,2022-08-18T15:00:00Z,revision,s,c "
            "2022-08-16,20,d,2022-08-19T14:00:00Z,revision,s,c 2022-08-17,31,d,2022-08-17T09:00:00Z,revision,s,c"
        ),
    )
    counts = read_counts(tmp_path)
    shown = [(r.passengers, r.known_at.day) for r in counts.readings if r.day == date(2022, 8, 16)]
    assert shown == [(20, 17), (21, 18), (20, 19)]
    assert [r.reason for r in counts.rejected] == [
        "tsa_vintages.csv: 2022-08-17 corrected at 2022-08-17 09:00Z, before it was known"
    ]


def test_with_the_archive_pages_alone_restated_figures_stand_in_and_this_year_is_as_published(tmp_path: Path) -> None:
    write(tmp_path, tsa_daily="2020-02-29,1 2025-12-31,2 2026-04-26,3")
    counts = read_counts(tmp_path)
    assert [r.vintage for r in counts.readings] == [Vintage.RESTATED, Vintage.STAND_IN, Vintage.PUBLISHED]
    assert "no as-published figures: restated ones stand in for every day since 2020-03-01" in counts.notes


def test_with_the_published_table_alone_its_own_column_tells_the_restatement(tmp_path: Path) -> None:
    write(tmp_path, tsa_as_published="2024-02-26,20,18,s,q")
    assert [(r.passengers, r.vintage) for r in read_counts(tmp_path).readings] == [
        (20, Vintage.PUBLISHED),
        (18, Vintage.RESTATED),
    ]


def test_contradictions_are_rejected_and_the_first_figure_is_kept(tmp_path: Path) -> None:
    write(
        tmp_path,
        tsa_daily="2026-04-25,5 2026-04-26,7",
        tsa_as_published="2026-04-25,5,,s,q 2026-04-25,6,,s,q 2026-04-26,8,,s,q",
        tsa_first_seen="2026-04-25,Sat,5,2026-04-25T12:00:00Z,e,0,s",
    )
    counts = read_counts(tmp_path)
    assert [r.passengers for r in counts.readings] == [5, 8]
    assert [(r.value, r.reason) for r in counts.rejected] == [
        ("5", "tsa_first_seen.csv line 2: seen before the day was over"),
        ("6", "tsa_as_published.csv: 2026-04-25 stands twice; the first figure, 5, is kept"),
        ("7", "tsa_daily.csv: 2026-04-26 differs from the figure as published, and nobody saw when it changed"),
    ]


def test_a_folder_without_counts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="no counts"):
        read_counts(tmp_path)


@pytest.fixture(scope="module")
def readings() -> tuple[Reading, ...]:
    counts = read_counts(DATA)
    assert counts.rejected == ()
    return counts.readings


@needs_data
def test_the_collected_folder_gives_the_readings_its_readme_states(readings: tuple[Reading, ...]) -> None:
    kinds = Counter(reading.vintage for reading in readings)
    assert kinds[Vintage.STAND_IN] == 42
    assert kinds[Vintage.PUBLISHED] == 2206 + 26
    assert max(reading.known_at for reading in readings) == utc(2026, 4, 27, 13)
    stand_ins = {reading.day for reading in readings if reading.vintage is Vintage.STAND_IN}
    assert min(stand_ins) == date(2023, 12, 1)
    assert {date(2024, 12, 30), date(2024, 12, 31), date(2025, 12, 23), date(2025, 12, 31)} <= stand_ins


@needs_data
def test_the_collected_folder_tells_corrections_and_errors_as_they_happened(readings: tuple[Reading, ...]) -> None:
    of_day = [(r.passengers, r.known_at, r.vintage) for r in readings if r.day == date(2022, 9, 2)]
    assert of_day == [
        (2_112_967, utc(2022, 9, 3, 14, 18, 15), Vintage.PUBLISHED),
        (2_479_329, utc(2022, 9, 6, 14, 21, 31), Vintage.PUBLISHED),
        (2_479_578, utc(2023, 1, 15, 14), Vintage.RESTATED),
    ]
    published = History.of(readings, known_by=utc(2026, 4, 27, 13)).published
    restated = History.of(readings, known_by=utc(2026, 4, 27, 13)).restated
    assert published[date(2024, 2, 26)].passengers == 2_633_264
    assert restated[date(2024, 2, 26)].passengers == 2_405_209
    assert published[date(2025, 11, 2)].passengers == 2_279_000
    glitch = [r.passengers for r in readings if r.day == date(2022, 8, 16) and r.vintage is Vintage.PUBLISHED]
    assert glitch == [1_992_395, 2_008_505, 1_992_395]


@needs_data
def test_every_complete_week_of_the_collected_folder_settles_as_its_table_of_weeks_says(
    readings: tuple[Reading, ...],
) -> None:
    history = History.of(readings, known_by=utc(2026, 4, 27, 13))
    compared = 0
    with (DATA / "kalshi_tsa_weeks.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            settlement = history.settlement(Week.ending(date.fromisoformat(row["week_end"])))
            assert settlement is not None
            assert settlement.stands_in == (not row["as_published_week_avg"])
            if row["as_published_week_avg"]:
                assert abs(settlement.passengers - float(row["as_published_week_avg"])) <= 1
                compared += 1
    assert compared == 194
