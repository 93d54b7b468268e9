from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.counts.history import Rejected
from paxline.edge.archive.table import Row, Table, day_of, epoch_of, instant_of, read_rows, whole_of
from paxline.errors import MissingData

TABLE = Table("t.csv", day="date", value="n", others=("note",))


def parse(row: Row) -> tuple[date, int] | None:
    return (day_of(row["date"]), whole_of(row["n"])) if row["note"] != "skip" else None


def test_rows_come_in_the_order_of_the_file_whatever_its_line_ends(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbfnote,date,n\r\n,2026-04-26,3\r\nskip,x,y\r\n\r\n,2026-04-25,2\r\n")
    found = read_rows(tmp_path, TABLE, parse)
    assert found.values == ((date(2026, 4, 26), 3), (date(2026, 4, 25), 2))
    assert (found.rejected, found.note) == ((), "")


@pytest.mark.parametrize(
    ("line", "rejected"),
    [
        ("2026-04-26,many,", Rejected(date(2026, 4, 26), "many", "t.csv line 3: not a whole number: 'many'")),
        ("2026-02-30,5,", Rejected(None, "5", "t.csv line 3: day is out of range for month")),
        ("2026-04-26,5", Rejected(None, "2026-04-26,5", "t.csv line 3: 2 cells under 3 columns")),
        ('"2026-04-26,5,', Rejected(None, '"2026-04-26,5,', "t.csv line 3: not a row: unexpected end of data")),
    ],
)
def test_a_row_that_is_none_names_its_file_and_line_and_spoils_no_other(
    tmp_path: Path, line: str, rejected: Rejected
) -> None:
    (tmp_path / "t.csv").write_text(f"date,n,note\n2026-04-25,4,\n{line}\n2026-04-27,6,\n", encoding="utf-8")
    found = read_rows(tmp_path, TABLE, parse)
    assert [n for _, n in found.values] == [4, 6]
    assert found.rejected == (rejected,)


def test_a_file_without_its_columns_is_rejected_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("date,n\n2026-04-25,4\n", encoding="utf-8")
    found = read_rows(tmp_path, TABLE, parse)
    assert found.values == ()
    assert found.rejected == (Rejected(None, "date,n", "t.csv line 1: no column note; the file is skipped"),)


def test_an_absent_file_is_noted_and_an_unreadable_one_refused(tmp_path: Path) -> None:
    assert read_rows(tmp_path, TABLE, parse).note == "t.csv is not there; skipped"
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(MissingData, match="cannot be read"):
        read_rows(tmp_path, TABLE, parse)


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", "1_000", "1,000", " 1", "٣", "1234567890123", "nan"])
def test_a_count_is_plain_digits(text: str) -> None:
    with pytest.raises(ValueError, match="not a whole number"):
        whole_of(text)


@pytest.mark.parametrize("text", ["", "20260426", "2026-W17-7", "4/26/2026", "1999-01-01", "9999-12-31", "2026-13-01"])
def test_a_day_is_an_iso_date_of_the_agencys_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a|month"):
        day_of(text)


def test_instants_carry_their_offset() -> None:
    assert instant_of("2026-04-27T09:00:00-04:00") == datetime(2026, 4, 27, 13, tzinfo=UTC)
    assert instant_of("2026-04-27T13:00:00Z").tzinfo is UTC
    assert epoch_of("1773720000") == datetime(2026, 3, 17, 4, tzinfo=UTC)
    for text in ("2026-04-27T09:00:00", "2026-04-27", "soon", "0001-01-01T00:00:00Z"):
        with pytest.raises(ValueError, match=r"not an instant|isoformat"):
            instant_of(text)
    with pytest.raises(ValueError, match="not an instant"):
        epoch_of("999999999999")


@given(junk=st.binary(max_size=400))
def test_no_bytes_whatsoever_crash_the_reader(junk: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("junk")
    (folder / "t.csv").write_bytes(b"date,n,note\n" + junk)
    read_rows(folder, TABLE, parse)
