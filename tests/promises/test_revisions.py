"""A revision never rewrites what we knew: whatever is learnt later, every earlier instant answers the same."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from paxline.counts.calendar import Week, nominal_release
from paxline.counts.history import Reading, Vintage
from paxline.edge.store import Store
from paxline.testing import reading

WEEK = Week.ending(date(2026, 4, 19))
NOW = datetime(2026, 4, 20, 15, tzinfo=UTC)

PUBLISHED = [reading(day, 2_400_000 + i) for i, day in enumerate(WEEK.days)]

LATER = st.builds(
    lambda day, count, hours, vintage: reading(
        day, count, known_at=NOW + timedelta(hours=hours), vintage=list(Vintage)[vintage]
    ),
    day=st.sampled_from([*WEEK.days, WEEK.sunday + timedelta(days=1)]),
    count=st.integers(0, 3_000_000),
    hours=st.integers(1, 10_000),
    vintage=st.integers(0, 2),
)


@given(later=st.lists(LATER, max_size=30), hours=st.integers(0, 240))
def test_what_is_learnt_later_changes_nothing_that_was_known(later: list[Reading], hours: int) -> None:
    then = NOW - timedelta(hours=hours)
    with Store.open(Path(":memory:")) as store:
        store.add_readings(PUBLISHED)
        before, settled = store.history(then), store.history(NOW).settlement(WEEK)
        store.add_readings(later)
        assert store.history(then) == before
        assert store.history(NOW).settlement(WEEK) == settled
        assert store.history(NOW + timedelta(days=500)).as_of(then) == before


@given(later=st.lists(LATER, max_size=30))
def test_a_settlement_stands_whatever_is_corrected_after_it(later: list[Reading]) -> None:
    with Store.open(Path(":memory:")) as store:
        store.add_readings(PUBLISHED)
        settled = store.history(NOW).settlement(WEEK)
        assert settled is not None
        store.add_readings(later)
        assert store.history(NOW + timedelta(days=500)).settlement(WEEK) == settled


def test_a_revision_that_is_reverted_is_three_readings() -> None:
    day = WEEK.monday
    shown = [
        reading(day, count, known_at=nominal_release(day) + timedelta(days=i)) for i, count in enumerate((5, 6, 5))
    ]
    with Store.open(Path(":memory:")) as store:
        store.add_readings(shown)
        assert [
            store.history(nominal_release(day) + timedelta(days=i)).published[day].passengers for i in range(3)
        ] == [5, 6, 5]
