from datetime import UTC, date, datetime, timedelta

from tests.study.planted import FIRST, honest, outcomes, record

from paxline.counts.calendar import Week
from paxline.counts.history import History
from paxline.forecast.baselines import COPY, RATIO
from paxline.study.record import EVERY_WEEK, LOOK_BACK, judge, same_issues, schedule_for_all, weeks_of
from paxline.study.walkforward import Span, walk_forward
from paxline.testing import history

SPAN = Span(Week(date(2026, 3, 2)), Week(date(2026, 3, 9)))


def flat(first: date) -> History:
    days = (date(2026, 3, 22) - first).days + 1
    return history(first, [1_000_000 + 1_000 * (i % 7) for i in range(days)])


def test_a_record_scores_as_the_walk_forward_does_and_keeps_the_distributions() -> None:
    counts = flat(date(2024, 1, 1))
    schedule = schedule_for_all(counts, SPAN)
    kept = judge(RATIO, counts, schedule)
    assert kept.rows == walk_forward(RATIO, counts, schedule).rows
    assert all(abs(case.settlement.mean - case.row.mean) < 1e-6 for case in kept.cases)


def test_weeks_without_a_year_before_them_are_left_out_for_everyone() -> None:
    first = SPAN.last.monday - LOOK_BACK
    schedule = schedule_for_all(flat(first), SPAN)
    assert {issue.origin.week for issue in schedule.issues} == {SPAN.last}
    assert {left.week for left in schedule.left_out} == {SPAN.first}
    assert len(judge(COPY, flat(first), schedule).cases) == 5
    later = schedule_for_all(flat(first + timedelta(days=1)), SPAN)
    assert later.issues == ()


def test_a_history_without_counts_has_no_schedule() -> None:
    nothing = History.of([], known_by=datetime(2026, 3, 24, tzinfo=UTC))
    assert schedule_for_all(nothing, SPAN).issues == ()


def test_a_record_is_cut_by_weeks_and_by_rows() -> None:
    whole = record(honest, outcomes(10), known=(0, 4))
    part = whole.of(Span(FIRST.plus(2), FIRST.plus(4)))
    assert weeks_of(part.rows) == (FIRST.plus(2), FIRST.plus(3), FIRST.plus(4))
    assert [row.known for row in part.where(lambda row: row.known == 4).rows] == [4, 4, 4]


def test_records_of_other_issues_are_told_apart() -> None:
    whole = record(honest, outcomes(10))
    assert same_issues([whole, record(honest, outcomes(10), model="another")])
    assert not same_issues([whole, record(honest, outcomes(9))])


def test_every_week_holds_both_windows_without_a_gap() -> None:
    assert len(EVERY_WEEK.weeks) == 121 + 82
