import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from tests.forecast.made_up import past

from paxline.counts.calendar import Week, eastern
from paxline.counts.history import History, Vintage
from paxline.errors import MissingData, UsageError
from paxline.forecast.baselines import COPY, RATIO
from paxline.forecast.distribution import Normal
from paxline.forecast.weekly import Origin, WeekForecast
from paxline.market.contract import closes_at
from paxline.study.walkforward import (
    KNOWN,
    LEVELS,
    WINDOW_A,
    WINDOW_B,
    WINDOW_C,
    Row,
    Span,
    document,
    in_holiday_week,
    in_winter,
    last_settled,
    origins,
    summarise,
    walk_forward,
)
from paxline.testing import history, reading

MONDAY = date(2026, 3, 2)
WEEK = Week(MONDAY)
SPAN = Span(WEEK, WEEK)


@dataclass(frozen=True)
class Sure:
    """A forecaster that says the same of every week."""

    loc: float
    scale: float
    name: str = "sure"

    def forecast(self, history: History, week: Week) -> WeekForecast:
        told = Normal(self.loc, self.scale)
        return WeekForecast(week, history.known_by, self.name, history.known_days(week), told, ())

    def walk(self, history: History, origins: Sequence[Origin]) -> Iterable[WeekForecast]:
        return (self.forecast(history.as_of(origin.as_of), origin.week) for origin in origins)


def month(**known_at: datetime) -> History:
    """Four weeks of a million a day around ``WEEK``; a day named like ``d03`` comes out when told."""
    days = [MONDAY + timedelta(days=i) for i in range(-7, 21)]
    readings = [reading(day, 1_000_000, known_at=known_at.get(f"d{day:%d}" if day.month == 3 else "")) for day in days]
    return History.of(readings, known_by=datetime(2026, 4, 1, tzinfo=UTC))


def test_forecasts_are_issued_at_9_05_eastern_monday_to_friday() -> None:
    schedule = origins(month(), SPAN)
    assert [issue.known for issue in schedule.issues] == list(KNOWN)
    expected = [eastern(MONDAY + timedelta(days=i), time(9, 5)) for i in range(5)]
    assert [issue.origin.as_of for issue in schedule.issues] == expected
    assert schedule.left_out == ()
    assert all(issue.target.passengers == 1_000_000 for issue in schedule.issues)


def test_at_its_instant_a_forecast_sees_as_many_days_as_its_name_says() -> None:
    everything = month()
    for issue in origins(everything, SPAN).issues:
        assert len(everything.as_of(issue.origin.as_of).known_days(WEEK)) == issue.known


def test_a_late_count_is_waited_for_and_not_a_second_longer() -> None:
    came = datetime(2026, 3, 4, 20, 41, 7, tzinfo=UTC)
    issues = origins(month(d03=came), SPAN).issues
    assert [issue.origin.as_of for issue in issues[2:4]] == [came, eastern(date(2026, 3, 5), time(9, 5))]
    assert issues[1].origin.as_of < came


def test_a_later_forecast_does_not_pass_over_a_day_that_is_still_out() -> None:
    came = eastern(date(2026, 3, 6), time(15, 0))
    issues = origins(month(d02=came), SPAN).issues
    assert [issue.origin.as_of for issue in issues[1:]] == [came] * 4


def test_a_count_that_came_after_the_close_leaves_its_forecasts_out_and_counts_them() -> None:
    schedule = origins(month(d04=closes_at(WEEK) + timedelta(seconds=1)), SPAN)
    assert [issue.known for issue in schedule.issues] == [0, 1, 2]
    assert [(left.known, left.reason) for left in schedule.left_out] == [
        (3, "its count came after trading had closed"),
        (4, "its count came after trading had closed"),
    ]
    assert len(origins(month(d04=closes_at(WEEK)), SPAN).issues) == 5


def test_weeks_without_counts_or_without_a_print_are_left_out() -> None:
    everything = month()
    unsettled = everything.as_of(eastern(MONDAY + timedelta(days=3), time(12, 0)))
    reasons = [left.reason for left in origins(unsettled, SPAN).left_out]
    assert reasons == ["the week has not settled"] * 4 + ["its count was never published"]


@pytest.mark.parametrize("known", [(5,), (-1,), (0, 9)])
def test_days_that_cannot_be_known_while_the_contract_trades_are_refused(known: tuple[int, ...]) -> None:
    with pytest.raises(UsageError):
        origins(month(), SPAN, known=known)


def test_only_the_asked_days_are_made_and_a_span_covers_its_weeks() -> None:
    assert [issue.known for issue in origins(month(), SPAN, known=(4, 0)).issues] == [0, 4]
    assert len(Span(WEEK, WEEK.plus(2)).weeks) == 3
    with pytest.raises(ValueError, match="a span ends"):
        Span(WEEK, WEEK.plus(-1))


def test_the_protocol_s_windows_hold_as_many_weeks_as_it_says() -> None:
    assert [len(window.weeks) for window in (WINDOW_A, WINDOW_B, WINDOW_C)] == [68, 121, 82]


def test_a_row_scores_what_was_said_against_what_came() -> None:
    record = walk_forward(Sure(1_020_000.0, 10_000.0), month(), origins(month(), SPAN))
    row = record.rows[0]
    assert (row.actual, row.mean, row.median, row.sd) == (1_000_000.0, 1_020_000.0, 1_020_000.0, 10_000.0)
    assert row.pit == pytest.approx(0.02275, abs=1e-5)
    assert row.crps == pytest.approx(14_528.0, rel=1e-3)
    assert row.quantiles[LEVELS.index(0.5)] == row.median
    [zero, *_] = summarise(record.rows)
    assert (zero.known, zero.n, zero.mae, zero.rmse, zero.bias) == (0, 1, 20_000.0, 20_000.0, 20_000.0)
    assert (zero.within_50k, zero.cover50, zero.cover80, zero.cover95) == (1.0, 0.0, 0.0, 0.0)
    assert summarise([]) == ()


def test_stand_ins_are_marked() -> None:
    readings = [
        reading(r.day, r.passengers, vintage=Vintage.STAND_IN) if r.day == MONDAY else r for r in month().readings
    ]
    everything = History.of(readings, known_by=month().known_by)
    record = walk_forward(Sure(1e6, 1e4), everything, origins(everything, SPAN))
    assert {row.stands_in for row in record.rows} == {True}
    assert document(record, seconds=0.0)["rows"][0]["actual_source"] == "stand-in"


def test_the_document_has_the_promised_shape() -> None:
    record = walk_forward(Sure(1e6, 1e4), month(), origins(month(), SPAN))
    made = json.loads(json.dumps(document(record, seconds=1.5), allow_nan=False))
    assert made["model"] == "sure"
    assert made["seconds"] == 1.5
    assert list(made["rows"][0]) == [
        *("week_end", "known", "as_of", "actual", "actual_source", "mean", "median", "sd", "q", "crps", "pit")
    ]
    assert made["rows"][0]["week_end"] == "2026-03-08"
    assert made["rows"][0]["as_of"] == "2026-03-02T14:05:00Z"
    assert list(made["rows"][0]["q"])[:3] == ["0.01", "0.025", "0.05"]
    assert list(made["summary"][0]) == [
        *("known", "n", "mae", "rmse", "bias", "within_50k", "crps", "cover50", "cover80", "cover95")
    ]


def test_what_was_left_out_is_in_the_document() -> None:
    late = month(d05=closes_at(WEEK) + timedelta(hours=9))
    made = document(walk_forward(Sure(1e6, 1e4), late, origins(late, SPAN)), seconds=0.0)
    assert made["left_out"] == [
        {"week_end": "2026-03-08", "known": 4, "reason": "its count came after trading had closed"}
    ]


def test_a_week_that_cannot_be_forecast_stops_the_walk() -> None:
    with pytest.raises(MissingData):
        walk_forward(COPY, month(), origins(month(), SPAN))


def row_of(monday: date) -> Row:
    start = monday - timedelta(weeks=1)
    week = Week(monday)
    everything = history(start, [1_000_000] * 14)
    settled = History.of(everything.readings, known_by=everything.known_by + timedelta(days=7))
    return walk_forward(Sure(1e6, 1e4), settled, origins(settled, Span(week, week), known=(0,))).rows[0]


@pytest.mark.parametrize(
    ("monday", "winter", "holiday"),
    [
        (date(2026, 1, 5), True, False),
        (date(2026, 1, 12), True, True),  # the eve of Martin Luther King's Monday
        (date(2026, 2, 2), True, False),  # the Super Bowl
        (date(2025, 12, 29), False, True),
        (date(2026, 3, 2), False, False),
        (date(2026, 3, 30), False, True),  # Easter
        (date(2025, 8, 25), False, True),  # before Labor Day
        (date(2025, 10, 27), False, False),  # Halloween
        (date(2025, 11, 24), False, True),
    ],
)
def test_winter_and_holiday_weeks_can_be_looked_at_apart(monday: date, *, winter: bool, holiday: bool) -> None:
    assert in_winter(row_of(monday)) is winter
    assert in_holiday_week(row_of(monday)) is holiday


def test_the_real_windows_lose_no_forecast(real_history: History) -> None:
    for window, weeks in ((WINDOW_A, 68), (WINDOW_B, 121), (WINDOW_C, 82)):
        schedule = origins(real_history, window)
        assert len(schedule.issues) == 5 * weeks
        assert schedule.left_out == ()


def test_targets_are_the_prints_as_published(real_history: History) -> None:
    record = walk_forward(RATIO, real_history, origins(real_history, Span(WINDOW_A.last, WINDOW_A.last)))
    assert record.rows[0].actual == pytest.approx(2_460_000, rel=0.01)
    assert not record.rows[0].stands_in


def test_the_last_settled_week_is_the_last_whose_print_is_final() -> None:
    known = past()
    last = last_settled(known)
    assert last is not None
    assert known.settlement(last) is not None
    assert known.settlement(last.plus(1)) is None


def test_where_nothing_settled_there_is_no_last_week() -> None:
    assert last_settled(History(past().known_by, ())) is None
    assert last_settled(History(past().readings[2].known_at, past().readings[:3])) is None
