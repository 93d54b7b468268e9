from datetime import UTC, date, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from paxline.counts.calendar import Week
from paxline.counts.history import History, Reading, Vintage
from paxline.forecast.shown import NEVER, Shown

DAY = date(2025, 3, 3)
START = datetime(2025, 3, 4, 13, tzinfo=UTC)
DAYS = np.arange(DAY.toordinal() - 1, DAY.toordinal() + 15)

readings = st.builds(
    Reading,
    day=st.integers(0, 13).map(lambda i: DAY + timedelta(days=i)),
    passengers=st.integers(0, 3_000_000),
    known_at=st.integers(0, 400).map(lambda hours: START + timedelta(hours=hours)),
    vintage=st.sampled_from(Vintage),
    source=st.just("made up"),
)


@given(st.lists(readings, max_size=40), st.integers(-1, 401))
@settings(max_examples=200)
def test_the_arrays_answer_as_the_history_does_at_every_instant(made: list[Reading], hours: int) -> None:
    everything = History.of(made, known_by=START + timedelta(hours=401))
    shown = Shown.of(everything)
    instant = START + timedelta(hours=hours)
    then = everything.as_of(instant)
    days = [date.fromordinal(int(day)) for day in DAYS]
    for figures, expected in (
        (shown.counted(DAYS, instant.timestamp()), then.published),
        (shown.comparable(DAYS, instant.timestamp()), then.comparable),
    ):
        known = [expected[day].passengers if day in expected else np.nan for day in days]
        np.testing.assert_array_equal(figures, known)
    assert [shown.reading(int(day), instant.timestamp()) for day in DAYS] == [then.published.get(day) for day in days]


@given(st.lists(readings, min_size=1, max_size=40))
def test_days_are_complete_from_the_instant_at_which_the_last_of_them_counted(made: list[Reading]) -> None:
    everything = History.of(made, known_by=START + timedelta(hours=401))
    shown = Shown.of(everything)
    days = np.array(sorted({r.day.toordinal() for r in made if r.vintage is not Vintage.RESTATED}), dtype=np.int64)
    if len(days):
        instant = shown.complete_at(days)
        assert np.isfinite(shown.counted(days, instant)).all()
        assert not np.isfinite(shown.counted(days, instant - 1.0)).all()
    assert shown.complete_at(np.array([DAY.toordinal() - 900])) == NEVER


@given(st.lists(readings, max_size=40))
def test_mixed_weeks_are_those_with_a_day_both_published_and_stood_in_for(made: list[Reading]) -> None:
    kinds: dict[date, set[Vintage]] = {}
    for one in made:
        kinds.setdefault(one.day, set()).add(one.vintage)
    both = {day for day, found in kinds.items() if {Vintage.PUBLISHED, Vintage.STAND_IN} <= found}
    expected = {Week.holding(day).monday.toordinal() for day in both}
    assert Shown.of(History.of(made, known_by=START + timedelta(hours=401))).mixed_weeks == expected
