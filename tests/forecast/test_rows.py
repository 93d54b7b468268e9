from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from paxline.counts.history import History, Reading, Vintage
from paxline.counts.shocks import Shock
from paxline.forecast.rows import Figures, State, states

NOON = datetime(2023, 3, 1, 12, tzinfo=UTC)


def reading(day: int, count: int, *, after: int, vintage: Vintage = Vintage.PUBLISHED) -> Reading:
    return Reading(date(2023, 2, day), count, NOON + timedelta(hours=after), vintage, "made up")


READINGS = [
    reading(1, 100, after=1),
    reading(2, 200, after=2),
    reading(4, 400, after=3),
    reading(3, 300, after=4),
    reading(2, 222, after=5),
    reading(1, 101, after=6, vintage=Vintage.RESTATED),
    reading(5, 555, after=6, vintage=Vintage.RESTATED),
    reading(5, 500, after=7),
]
FIGURES = Figures.of(History.of(READINGS, known_by=NOON + timedelta(hours=9)))


def at(*hours: int, shocks: tuple[Shock, ...] = ()) -> list[State]:
    return list(states(FIGURES, [(NOON + timedelta(hours=h)).timestamp() for h in hours], shocks))


def counts(state: State) -> dict[int, int]:
    days = (date.fromordinal(int(day)).day for day in state.days)
    return {day: round(float(np.exp(log))) for day, log in zip(days, state.log_counts, strict=True)}


@pytest.mark.parametrize("known", range(len(READINGS) + 1))
def test_figures_that_grow_are_those_made_anew(known: int) -> None:
    before = History.of(READINGS[:known], known_by=NOON + timedelta(hours=9))
    whole = History.of(READINGS, known_by=NOON + timedelta(hours=9))
    grown = Figures.of(before).grown(before, whole)
    backward = FIGURES.grown(whole, before)
    for one, other in ((grown, FIGURES), (backward, Figures.of(before))):
        for name in ("known_at", "days", "log_counts", "restated"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_nothing_is_known_before_it_is() -> None:
    before, first, late = at(0, 1, 3)
    assert counts(before) == {}
    assert counts(first) == {1: 100}
    assert counts(late) == {1: 100, 2: 200, 4: 400}


def test_a_late_day_takes_its_place_among_the_days() -> None:
    (state,) = at(4)
    assert list(counts(state)) == [1, 2, 3, 4]


def test_a_correction_replaces_from_when_it_is_known() -> None:
    before, after = at(4, 5)
    assert counts(before)[2] == 200
    assert counts(after)[2] == 222
    assert after.common(before) == 1


def test_published_goes_before_restated_whenever_it_comes() -> None:
    restated, published = at(6, 7)
    assert counts(restated)[1] == 100
    assert counts(restated)[5] == 555
    assert restated.restated.tolist() == [False, False, False, False, True]
    assert counts(published)[5] == 500
    assert not published.restated.any()


def test_one_walk_gives_what_separate_looks_give() -> None:
    hours = range(9)
    for together, hour in zip(at(*hours), hours, strict=True):
        (alone,) = at(hour)
        assert counts(together) == counts(alone)
        assert together.restated.tolist() == alone.restated.tolist()


def test_a_shock_is_in_force_from_its_declaration_and_breaks_what_is_common() -> None:
    shock = Shock(date(2023, 2, 3), date(2023, 2, 4), -0.1, 0.1, "storm", NOON + timedelta(hours=8))
    before, after = at(7, 8, shocks=(shock,))
    assert before.shocks == ()
    assert after.shocks == (shock,)
    assert before.common(after) == 2


@pytest.mark.parametrize("day", [date(2020, 3, 1), date(2020, 6, 30)])
def test_the_collapse_is_left_out(day: date) -> None:
    history = History.of([Reading(day, 90_000, NOON, Vintage.PUBLISHED, "made up")], known_by=NOON)
    assert len(Figures.of(history).days) == 0


def test_a_count_of_zero_is_left_out() -> None:
    history = History.of([reading(1, 0, after=1)], known_by=NOON + timedelta(hours=2))
    (state,) = states(Figures.of(history), [(NOON + timedelta(hours=2)).timestamp()], ())
    assert len(state) == 0
