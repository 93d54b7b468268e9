from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.counts.calendar import Week, nominal_release
from paxline.counts.history import History, Reading, Vintage
from paxline.errors import LookAhead
from paxline.testing import history, reading

WEEK = Week(date(2026, 4, 20))
COUNTS = [2_400_000, 2_200_000, 2_300_000, 2_600_000, 2_700_000, 2_300_000, 2_600_000]
EXPIRY = nominal_release(WEEK.sunday)
LATE = EXPIRY + timedelta(days=300)


def week_readings() -> list[Reading]:
    return [reading(day, count) for day, count in zip(WEEK.days, COUNTS, strict=True)]


def settle(readings: Sequence[Reading]) -> float | None:
    settlement = History.of(readings, known_by=LATE).settlement(WEEK)
    return settlement and settlement.passengers


FIRST = datetime(2025, 1, 1, tzinfo=UTC)
instants = st.integers(0, 24 * 400).map(lambda hours: FIRST + timedelta(hours=hours))


@st.composite
def readings_in_any_order(draw: st.DrawFn) -> list[Reading]:
    """Readings no two of which tell of one day at one instant."""
    keys = draw(st.lists(st.tuples(instants, st.integers(0, 30)), unique=True, max_size=30))
    return [
        reading(
            FIRST.date() + timedelta(days=n),
            draw(st.integers(0, 3_000_000)),
            known_at=instant,
            vintage=draw(st.sampled_from(Vintage)),
        )
        for instant, n in keys
    ]


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        reading(date(2026, 4, 20), -1)


@pytest.mark.parametrize(
    "known_at",
    [
        datetime(2026, 4, 21, 13),  # noqa: DTZ001 - the instant to be refused
        datetime(2026, 4, 21, 9, tzinfo=timezone(timedelta(hours=-4))),
    ],
)
def test_an_instant_that_is_not_utc_is_refused(known_at: datetime) -> None:
    with pytest.raises(ValueError, match="UTC"):
        reading(date(2026, 4, 20), 1, known_at=known_at)


def test_a_history_refuses_a_reading_from_its_future() -> None:
    future = reading(WEEK.monday, 2_400_000)
    with pytest.raises(LookAhead, match="2026-04-20 was known at 2026-04-21 13:00Z"):
        History(future.known_at - timedelta(microseconds=1), (future,))
    assert History(future.known_at, (future,)).latest_day == WEEK.monday


def test_a_history_refuses_readings_out_of_order() -> None:
    early, late = week_readings()[:2]
    with pytest.raises(ValueError, match="order"):
        History(LATE, (late, early))


def test_a_history_cannot_be_asked_about_its_future() -> None:
    with pytest.raises(LookAhead, match="ends at"):
        history(WEEK.monday, COUNTS).as_of(EXPIRY + timedelta(seconds=1))


@given(readings_in_any_order(), instants)
def test_what_was_known_is_a_prefix_and_nothing_else(readings: list[Reading], instant: datetime) -> None:
    everything = History.of(readings, known_by=FIRST + timedelta(days=500))
    then = everything.as_of(instant)
    assert then.readings == everything.readings[: len(then.readings)]
    assert all(r.known_at <= instant for r in then.readings)
    assert all(r.known_at > instant for r in everything.readings[len(then.readings) :])
    assert then == History.of(readings, known_by=instant)


@given(readings_in_any_order(), instants, instants)
def test_looking_back_twice_is_looking_back_once(readings: list[Reading], a: datetime, b: datetime) -> None:
    everything = History.of(readings, known_by=FIRST + timedelta(days=500))
    early, late = sorted((a, b))
    assert everything.as_of(late).as_of(early) == everything.as_of(early)


@given(readings_in_any_order(), readings_in_any_order(), instants)
def test_later_readings_do_not_change_what_was_known(
    readings: list[Reading], more: list[Reading], instant: datetime
) -> None:
    later = [r for r in more if r.known_at > instant]
    assert History.of([*readings, *later], known_by=instant) == History.of(readings, known_by=instant)


@given(readings_in_any_order(), st.data())
def test_the_order_in_which_readings_arrive_does_not_matter(readings: list[Reading], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(readings))
    assert History.of(shuffled, known_by=LATE) == History.of(readings, known_by=LATE)


@given(readings_in_any_order())
def test_views_by_day_ascend_and_cannot_be_written(readings: list[Reading]) -> None:
    everything = History.of(readings, known_by=LATE)
    for view in (everything.published, everything.restated, everything.comparable):
        assert all(a < b for a, b in pairwise(view))
        with pytest.raises(TypeError):
            view[date(2026, 1, 1)] = reading(date(2026, 1, 1), 1)  # pyright: ignore[reportIndexIssue] - the point


def test_the_newest_figure_of_a_day_is_the_one_published() -> None:
    corrected = reading(WEEK.monday, 2_450_000, known_at=EXPIRY)
    known = History.of([corrected, *week_readings()], known_by=LATE)
    assert known.published[WEEK.monday].passengers == 2_450_000
    assert known.as_of(EXPIRY - timedelta(seconds=1)).published[WEEK.monday].passengers == 2_400_000


def test_a_restatement_does_not_replace_what_was_published() -> None:
    restated = reading(WEEK.monday, 2_500_000, known_at=LATE, vintage=Vintage.RESTATED)
    known = History.of([*week_readings(), restated], known_by=LATE)
    assert known.published[WEEK.monday].passengers == 2_400_000
    assert known.restated[WEEK.monday].passengers == 2_500_000
    assert known.comparable[WEEK.monday].passengers == 2_400_000


def test_where_nothing_was_published_the_restated_figure_compares() -> None:
    old = date(2019, 5, 1)
    known = History.of([reading(old, 2_000_000, vintage=Vintage.RESTATED), *week_readings()], known_by=LATE)
    assert list(known.comparable) == [old, *WEEK.days]
    assert known.comparable[old].vintage is Vintage.RESTATED
    assert old not in known.published


def test_a_stand_in_counts_as_published_until_the_published_figure_is_found() -> None:
    stand_in = reading(WEEK.monday, 2_500_000, vintage=Vintage.STAND_IN)
    found = reading(WEEK.monday, 2_400_000, known_at=EXPIRY)
    assert History.of([stand_in], known_by=LATE).published[WEEK.monday] == stand_in
    assert History.of([stand_in, found], known_by=LATE).published[WEEK.monday] == found


def test_a_published_figure_outranks_what_stands_in_for_it_even_when_known_earlier() -> None:
    stand_in = reading(WEEK.monday, 1, vintage=Vintage.STAND_IN)
    seen_early = reading(WEEK.monday, 2_400_000, known_at=stand_in.known_at - timedelta(minutes=15))
    known = History.of([stand_in, seen_early, *week_readings()[1:]], known_by=LATE)
    settlement = known.settlement(WEEK)
    assert known.published[WEEK.monday] == seen_early
    assert settlement is not None
    assert (settlement.passengers, settlement.stands_in) == (sum(COUNTS) / 7, False)


def test_an_empty_history_knows_no_day() -> None:
    empty = History.of([], known_by=LATE)
    assert empty.latest_day is None
    assert not empty.known_days(WEEK)
    assert empty.settlement(WEEK) is None
    assert empty.as_of(EXPIRY) == History(EXPIRY, ())


@pytest.mark.parametrize(
    ("at", "known"),
    [
        (date(2026, 4, 20), 0),
        (date(2026, 4, 21), 1),
        (date(2026, 4, 24), 4),
        (date(2026, 4, 26), 4),  # the weekend is not known while the week trades
        (date(2026, 4, 27), 7),
    ],
)
def test_days_of_a_week_become_known_by_the_timetable(at: date, known: int) -> None:
    noon = datetime(at.year, at.month, at.day, 16, tzinfo=UTC)
    seen = History.of(week_readings(), known_by=noon)
    assert tuple(seen.known_days(WEEK)) == WEEK.days[:known]


def test_a_week_settles_on_the_mean_of_seven_days_at_nine_eastern() -> None:
    settlement = history(WEEK.monday, COUNTS).settlement(WEEK)
    assert settlement is not None
    assert settlement.passengers == sum(COUNTS) / 7
    assert settlement.known_at == EXPIRY
    assert not settlement.stands_in
    assert settlement.week == WEEK


@pytest.mark.parametrize("missing", range(7))
def test_a_week_with_a_day_missing_is_not_settled(missing: int) -> None:
    readings = week_readings()
    del readings[missing]
    assert settle(readings) is None


def test_a_settlement_is_not_known_before_the_contract_expires() -> None:
    early = [reading(r.day, r.passengers, known_at=r.known_at - timedelta(minutes=20)) for r in week_readings()]
    known = History.of(early, known_by=LATE)
    assert known.as_of(EXPIRY - timedelta(seconds=1)).settlement(WEEK) is None
    settlement = known.as_of(EXPIRY).settlement(WEEK)
    assert settlement is not None
    assert settlement.known_at == EXPIRY


def test_a_figure_that_comes_after_nine_settles_on_the_next_morning() -> None:
    *six, sunday = week_readings()
    late = reading(sunday.day, sunday.passengers, known_at=EXPIRY + timedelta(minutes=1))
    settlement = History.of([*six, late], known_by=LATE).settlement(WEEK)
    assert settlement is not None
    assert settlement.known_at == EXPIRY + timedelta(days=1)


def test_a_correction_shown_by_the_expiry_counts_and_a_later_one_does_not() -> None:
    in_time = reading(WEEK.monday, 2_470_000, known_at=EXPIRY)
    too_late = reading(WEEK.monday, 1, known_at=EXPIRY + timedelta(seconds=1))
    restated = reading(WEEK.monday, 2, known_at=LATE, vintage=Vintage.RESTATED)
    corrected = (sum(COUNTS) + 70_000) / 7
    assert settle([*week_readings(), in_time]) == corrected
    assert settle([*week_readings(), in_time, too_late, restated]) == corrected
    assert settle([*week_readings(), too_late, restated]) == sum(COUNTS) / 7


def test_restated_figures_alone_settle_nothing() -> None:
    assert settle([reading(r.day, r.passengers, vintage=Vintage.RESTATED) for r in week_readings()]) is None


def test_a_settlement_that_leans_on_a_stand_in_says_so() -> None:
    *six, sunday = week_readings()
    stand_in = reading(sunday.day, sunday.passengers, vintage=Vintage.STAND_IN)
    settlement = History.of([*six, stand_in], known_by=LATE).settlement(WEEK)
    assert settlement is not None
    assert settlement.stands_in


@given(readings_in_any_order(), st.data())
def test_equal_histories_have_one_digest_and_any_other_reading_changes_it(
    readings: list[Reading], data: st.DataObject
) -> None:
    known = History.of(readings, known_by=LATE)
    assert History.of(data.draw(st.permutations(readings)), known_by=LATE).digest == known.digest
    extra = reading(date(2031, 1, 1), 5, known_at=EXPIRY)
    others = [[*readings, extra], *([readings[1:]] if readings else [])]
    assert known.digest not in {History.of(other, known_by=LATE).digest for other in others}


@given(old=readings_in_any_order(), new=readings_in_any_order(), asked=st.sampled_from(("asked", "not asked")))
def test_a_history_that_grew_is_the_one_made_of_all_readings(
    old: list[Reading], new: list[Reading], asked: str
) -> None:
    middle = FIRST + timedelta(days=200)
    first = History.of(old, known_by=middle)
    if asked == "asked":
        assert (first.published, first.comparable, first.digest, first.settlement(WEEK)) is not None
    known = set(old)
    more = [
        one for one in new if one not in known and (one.known_at, one.day) not in {(o.known_at, o.day) for o in old}
    ]
    later = FIRST + timedelta(days=402)
    grown = first.grown([one for one in more if one.known_at > middle], known_by=later)
    seen = [one for one in old if one.known_at <= middle] + [one for one in more if one.known_at > middle]
    whole = History.of(seen, known_by=later)
    assert grown == whole
    assert (grown.published, grown.restated, grown.comparable) == (whole.published, whole.restated, whole.comparable)
    assert list(grown.published) == list(whole.published)
    assert list(grown.comparable) == list(whole.comparable)
    assert grown.digest == whole.digest
    assert grown._shown == whole._shown
    for week in (Week(FIRST.date() + timedelta(days=5)), WEEK):
        assert grown.settlement(week) == whole.settlement(week)


def test_a_history_does_not_grow_backward() -> None:
    known = history(WEEK.monday, COUNTS)
    with pytest.raises(LookAhead):
        known.grown((), known_by=known.known_by - timedelta(seconds=1))
    early = known.grown([reading(WEEK.monday - timedelta(days=9), 1_800_000)], known_by=known.known_by)
    assert early.readings[0].day < WEEK.monday
