from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from paxline.cli import options
from paxline.counts.calendar import Week
from paxline.errors import UsageError
from paxline.units import Usd

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_a_week_is_named_by_its_sunday_and_a_window_by_its_mondays() -> None:
    assert options.read_week("2026-04-26") == Week(date(2026, 4, 20))
    assert options.read_monday("2026-04-20") == Week(date(2026, 4, 20))
    with pytest.raises(UsageError, match="ends on 2026-04-26"):
        options.read_week("2026-04-22")
    with pytest.raises(UsageError, match="starts on 2026-04-20"):
        options.read_monday("2026-04-22")
    with pytest.raises(UsageError, match="not a date"):
        options.read_week("26APR26")


def test_an_instant_has_a_zone_and_lies_in_the_past() -> None:
    assert options.read_instant("2026-04-23T09:05-04:00", now=NOW) == datetime(2026, 4, 23, 13, 5, tzinfo=UTC)
    assert options.read_instant("2026-04-23T13:05Z", now=NOW).tzinfo is UTC
    for text, why in [("2026-04-23T13:05", "no zone"), ("soon", "not an instant"), ("2026-05-02T00:00Z", "future")]:
        with pytest.raises(UsageError, match=why):
            options.read_instant(text, now=NOW)


@pytest.mark.parametrize(("text", "known"), [("0-4", [0, 1, 2, 3, 4]), ("3", [3]), ("1-2", [1, 2])])
def test_known_days_are_a_number_or_a_range(text: str, known: list[int]) -> None:
    assert list(options.read_known(text)) == known


@pytest.mark.parametrize("text", ["5", "0-5", "4-0", "-1", "many", ""])
def test_known_days_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        options.read_known(text)


def test_strikes_are_people() -> None:
    assert options.read_strikes("2450000,2_400_000") == (2_400_000, 2_450_000)
    for text in ("2.45M", "", "0,2400000"):
        with pytest.raises(UsageError):
            options.read_strikes(text)


def test_a_home_is_made_where_it_can_be(tmp_path: Path) -> None:
    assert options.home_folder(tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be made"):
        options.home_folder(tmp_path / "file")


def test_an_instant_without_a_zone_is_told_how_it_is_written() -> None:
    for text, meant in [("2026-04-23T13:05", "2026-04-23T13:05Z"), ("2026-04-23", "2026-04-23T00:00Z")]:
        with pytest.raises(UsageError, match=f"write it in UTC as {meant}$"):
            options.read_instant(text, now=datetime(2026, 5, 1, tzinfo=UTC))


def test_a_file_in_a_folder_that_is_not_there_is_refused_before_the_work(tmp_path: Path) -> None:
    assert options.in_a_folder(None) is None
    assert options.in_a_folder(tmp_path / "new.md") == tmp_path / "new.md"
    with pytest.raises(UsageError, match="there is no folder"):
        options.in_a_folder(tmp_path / "nowhere" / "new.md")


@pytest.mark.parametrize("text", ["1000.50", "$1,000.50", " 1_000.50 "])
def test_dollars_are_read_as_people_write_them(text: str) -> None:
    assert options.read_capital(text) == Usd.parse("1000.5")


@pytest.mark.parametrize("text", ["", "much", "1e3", "5,00", "1,0000", "12,34.50", "1.000,50"])
def test_what_is_no_amount_is_told_how_one_is_written(text: str) -> None:
    with pytest.raises(UsageError, match="write dollars, such as 1000 or"):
        options.read_capital(text)
