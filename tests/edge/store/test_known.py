from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from paxline.counts.history import History, Reading, Vintage
from paxline.edge.store import Known, Store
from paxline.testing import reading

FIRST = date(2026, 1, 5)
LATE = datetime(2026, 6, 1, tzinfo=UTC)


def counts(start: int, days: int) -> list[Reading]:
    return [reading(FIRST + timedelta(days=start + day), 2_000_000 + start + day) for day in range(days)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    with Store.open(file) as opened:
        opened.add_readings(counts(0, 20))
        yield opened


def anew(file: Path, as_of: datetime) -> History:
    with Store.open(file) as other:
        return other.history(as_of)


def same(one: History, other: History) -> None:
    assert one == other
    assert (one.published, one.comparable, one.digest) == (other.published, other.comparable, other.digest)


def test_asked_again_it_tells_what_a_store_opened_anew_tells(store: Store, file: Path) -> None:
    for day in range(20, 40):
        store.add_readings(counts(day, 1))
        known = counts(day, 1)[0].known_at
        for as_of in (known, known - timedelta(hours=30), LATE, known + timedelta(hours=1)):
            same(store.history(as_of), anew(file, as_of))


def test_a_correction_and_a_restatement_are_among_it(store: Store, file: Path) -> None:
    assert store.history(LATE).digest
    day = FIRST + timedelta(days=3)
    store.add_readings([reading(day, 1_900_000, known_at=LATE - timedelta(days=3))])
    same(store.history(LATE), anew(file, LATE))
    store.add_readings([reading(day, 1_950_000, known_at=LATE, vintage=Vintage.RESTATED)])
    same(store.history(LATE), anew(file, LATE))


def test_what_was_known_late_and_is_of_an_earlier_instant_finds_its_place(store: Store, file: Path) -> None:
    store.history(LATE)
    store.add_readings([reading(FIRST - timedelta(days=9), 1_800_000)])
    same(store.history(LATE), anew(file, LATE))


def test_what_another_process_adds_is_seen(store: Store, file: Path) -> None:
    before = store.history(LATE)
    with Store.open(file) as other:
        other.add_readings(counts(20, 2))
    assert len(store.history(LATE).readings) == len(before.readings) + 2


def seen_and_taken_back(store: Store) -> History:
    """What was known while one more count was being added, which then was not."""
    seen: list[History] = []
    with suppress(RuntimeError), store.transaction():
        store.add_readings(counts(20, 1))
        seen.append(store.history(LATE))
        raise RuntimeError
    return seen[0]


def test_what_was_taken_back_is_not_remembered(store: Store, file: Path) -> None:
    store.history(LATE)
    assert len(seen_and_taken_back(store).readings) == 21
    store.add_readings([reading(FIRST + timedelta(days=20), 2_222_222)])
    same(store.history(LATE), anew(file, LATE))


def test_readings_that_are_derived_anew_are_read_anew(store: Store, file: Path) -> None:
    number = store.add_page("u", b"page", seen_at=LATE)
    store.add_readings(counts(20, 3), page=number)
    store.history(LATE)
    others = [reading(one.day, 1_111_111) for one in counts(20, 3)]
    store.rebuild_readings(lambda _page: others)
    same(store.history(LATE), anew(file, LATE))
    assert store.history(LATE).published[others[0].day].passengers == 1_111_111


def test_what_one_connection_was_told_the_next_one_need_not_read(store: Store, file: Path) -> None:
    known = Known()
    with Store.open(file, known=known) as first:
        told = first.history(LATE)
    with Store.open(file, known=known) as second:
        assert second.history(LATE).readings[0] is told.readings[0]
    store.add_readings(counts(20, 2))
    with Store.open(file, known=known) as third:
        grown = third.history(LATE)
    assert grown.readings[0] is told.readings[0]
    same(grown, anew(file, LATE))


@pytest.mark.parametrize("days", [5, 20, 30])
def test_another_file_in_its_place_is_read_from_the_start(file: Path, days: int) -> None:
    known = Known()
    with Store.open(file, known=known) as store:
        store.add_readings(counts(0, 20))
        store.history(LATE)
    file.unlink()
    with Store.open(file) as other:
        other.add_readings(counts(100, days))
    with Store.open(file, known=known) as again:
        same(again.history(LATE), anew(file, LATE))
