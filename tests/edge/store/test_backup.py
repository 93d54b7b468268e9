import gzip
import itertools
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.edge.store import Store
from paxline.edge.store.backup import (
    KEEP_ALL,
    KEEP_MONTHLY,
    KEEP_WEEKLY,
    Backup,
    back_up,
    backups,
    check,
    outdated,
    prune,
    restore,
)
from paxline.errors import StoreError
from paxline.testing import reading

NOW = datetime(2026, 4, 23, 13, 5, tzinfo=UTC)
DAY = date(2026, 4, 20)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "home" / "paxline.sqlite") as store:
        store.add_readings([reading(DAY, 2_500_000)])
    return tmp_path / "home"


def figures(home: Path) -> dict[date, int]:
    with Store.open(home / "paxline.sqlite") as store:
        return {day: known.passengers for day, known in store.history(NOW).comparable.items()}


def test_a_copy_made_in_the_middle_of_a_write_holds_what_was_committed(home: Path, tmp_path: Path) -> None:
    with Store.open(home / "paxline.sqlite") as store, store.transaction():
        store.add_readings([reading(DAY + timedelta(days=1), 2_100_000)])
        made = back_up(home, tmp_path / "shelf", at=NOW)
    restore(made, home, at=NOW)
    assert figures(home) == {DAY: 2_500_000}


def test_what_was_restored_is_what_was_copied_and_what_it_replaced_is_kept(home: Path, tmp_path: Path) -> None:
    made = back_up(home, tmp_path / "shelf", at=NOW)
    with Store.open(home / "paxline.sqlite") as store:
        store.add_readings([reading(DAY + timedelta(days=1), 2_100_000)])
    aside = restore(made, home, at=NOW)
    assert figures(home) == {DAY: 2_500_000}
    assert figures(aside) == {DAY: 2_500_000, DAY + timedelta(days=1): 2_100_000}


def test_a_copy_is_listed_by_its_instant(home: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    assert backups(shelf) == ()
    made = [back_up(home, shelf, at=NOW + timedelta(hours=i)) for i in (1, 0)]
    (shelf / "notes").mkdir()
    assert backups(shelf) == tuple(reversed(made))
    assert made[0].made_at == NOW + timedelta(hours=1)
    assert made[0].size > 0


def test_two_copies_of_one_instant_are_one(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "shelf", at=NOW)
    with pytest.raises(StoreError, match="already"):
        back_up(home, tmp_path / "shelf", at=NOW)


def test_a_copy_takes_less_room_than_the_home(home: Path, tmp_path: Path) -> None:
    made = back_up(home, tmp_path / "shelf", at=NOW)
    assert [file.name for file in made.files] == ["paxline.sqlite.gz"]
    assert made.size < (home / "paxline.sqlite").stat().st_size / 3


def test_a_copy_from_before_they_were_compressed_is_restored(home: Path, tmp_path: Path) -> None:
    made = back_up(home, tmp_path / "shelf", at=NOW)
    (packed,) = made.files
    packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))
    packed.unlink()
    with Store.open(home / "paxline.sqlite") as store:
        store.add_readings([reading(DAY + timedelta(days=1), 2_100_000)])
    restore(made, home, at=NOW)
    assert figures(home) == {DAY: 2_500_000}
    assert not list(home.glob("*.restored"))


def _zeroed(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes(64) + content[middle + 64 :]


def _other_pages(content: bytes) -> bytes:
    plain = gzip.decompress(content)
    return gzip.compress(plain[:4096] + bytes(8192) + plain[12288:])


@pytest.mark.parametrize(
    "damage",
    [_zeroed, _other_pages, lambda content: content[: len(content) // 2], lambda _: b"no copy", lambda _: b""],
    ids=["zeroed", "other pages", "cut short", "something else", "empty"],
)
def test_a_damaged_copy_is_refused_and_the_home_left_alone(
    home: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    made = back_up(home, tmp_path / "shelf", at=NOW)
    file = made.files[0]
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(StoreError):
        restore(made, home, at=NOW)
    assert figures(home) == {DAY: 2_500_000}
    assert [file.name for file in home.iterdir()] == ["paxline.sqlite"]


def test_a_database_that_cannot_be_copied_leaves_no_copy(home: Path, tmp_path: Path) -> None:
    (home / "other.sqlite").write_bytes(b"no database at all, though it is named like one" * 40)
    with pytest.raises(StoreError):
        back_up(home, tmp_path / "shelf", at=NOW)
    assert list((tmp_path / "shelf").iterdir()) == []


def test_another_programs_database_is_not_taken_for_a_copy(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.sqlite") as other:
        other.execute("CREATE TABLE t (a)")
    other.close()
    with pytest.raises(StoreError, match="not a database of paxline"):
        check(tmp_path / "x.sqlite")


@pytest.mark.parametrize("folder", ["empty", "missing"])
def test_a_home_without_databases_is_not_copied(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError, match="no database to copy"):
        back_up(tmp_path / folder, tmp_path / "shelf", at=NOW)


def test_a_copy_without_databases_is_not_restored(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "20260101T000000Z"
    folder.mkdir()
    found = Backup.at(folder)
    assert found is not None
    with pytest.raises(StoreError, match="holds no database"):
        restore(found, home, at=NOW)


def test_pruning_removes_what_is_outdated_and_says_what(home: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    old = back_up(home, shelf, at=NOW - timedelta(days=500))
    new = back_up(home, shelf, at=NOW)
    assert prune(shelf, now=NOW) == (old,)
    assert backups(shelf) == (new,)


@given(st.lists(st.integers(0, 600 * 24), min_size=1, unique=True))
def test_all_young_copies_one_a_week_then_one_a_month_and_the_newest_stay(hours: list[int]) -> None:
    kept = [Backup(NOW - timedelta(hours=h), Path(str(h))) for h in hours]
    stay = set(kept) - set(outdated(kept, now=NOW))
    assert max(kept) in stay
    assert all(b in stay for b in kept if NOW - b.made_at <= KEEP_ALL)
    for b in kept:
        same_week = {other for other in kept if other.made_at.isocalendar()[:2] == b.made_at.isocalendar()[:2]}
        same_month = {other for other in kept if f"{other.made_at:%Y%m}" == f"{b.made_at:%Y%m}"}
        age, newest = NOW - b.made_at, max(kept)
        if KEEP_ALL < age <= KEEP_WEEKLY:
            assert (b in stay) == (b in {max(same_week), max(same_month), newest})
        elif KEEP_WEEKLY < age <= KEEP_MONTHLY:
            assert (b in stay) == (b in {max(same_month), newest})
        elif age > KEEP_MONTHLY:
            assert (b in stay) == (b == newest)


def test_more_than_a_year_of_nightly_copies_comes_to_some_two_dozen() -> None:
    kept: set[Backup] = set()
    for day in range(500):
        now = NOW + timedelta(days=day)
        kept.add(Backup(now, Path(str(day))))
        kept -= set(outdated(tuple(kept), now=now))
    ages = sorted((NOW + timedelta(days=499) - backup.made_at).days for backup in kept)
    assert ages[:9] == list(range(9))
    assert len([age for age in ages if age <= 36]) <= 15
    assert 23 <= len(ages) <= 28
    assert max(b - a for a, b in itertools.pairwise(ages)) <= 38
