from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from tests.forecast.made_up import DAYS, START, counts, day, past

from paxline.counts.calendar import Week
from paxline.counts.history import History, Vintage
from paxline.errors import LookAhead, MissingData
from paxline.forecast.baselines import (
    ASSUMED_ERROR,
    BASELINES,
    COPY,
    FEWEST_ERRORS,
    LAST_YEAR,
    RATIO,
    RATIO_14,
    TREND,
    Average,
    Growth,
    YearOnYear,
)
from paxline.forecast.distribution import StudentT
from paxline.forecast.weekly import Origin
from paxline.study.walkforward import WINDOW_B, WINDOW_C, Span, origins, summarise, walk_forward
from paxline.testing import history, reading

EVERY = pytest.mark.parametrize("model", BASELINES.values(), ids=BASELINES.keys())
ONE_QUICK = [
    pytest.param(model, id=model.name, marks=() if model is RATIO else pytest.mark.slow) for model in BASELINES.values()
]
WEEK = Week(day(DAYS - 7))


def grown(rate: float) -> History:
    """Two years without noise, the second ``rate`` above the first day by day, and a few weeks more."""
    first = [2_000_000 + 1000 * (i % 7) * (i % 5) for i in range(364)]
    later = [round(count * (1.0 + rate)) for count in first]
    return history(date(2023, 1, 2), first + later + [round(c * (1.0 + rate) ** 2) for c in first[:70]])


def scale_of(model: YearOnYear, seen: History, week: Week) -> float:
    of = model.forecast(seen, week).settlement
    assert isinstance(of, StudentT)
    return of.scale


@EVERY
def test_published_days_are_facts_and_the_others_are_forecast(model: YearOnYear) -> None:
    seen = past().as_of(past().published[WEEK.days[2]].known_at)
    told = model.forecast(seen, WEEK)
    assert told.known_days == seen.known_days(WEEK)
    assert [one.day for one in told.days] == list(WEEK.days[3:])
    known = sum(r.passengers for r in told.known_days.values())
    assert told.settlement.mean == pytest.approx((known + sum(one.mean for one in told.days)) / 7)
    assert (told.model, told.as_of, told.week) == (model.name, seen.known_by, WEEK)
    assert all(one.sd > 0 for one in told.days)


def test_the_copy_copies_52_weeks_back() -> None:
    seen = past().as_of(past().published[WEEK.monday - timedelta(days=1)].known_at)
    told = COPY.forecast(seen, WEEK)
    assert [one.mean for one in told.days] == [past().published[d - timedelta(days=364)].passengers for d in WEEK.days]


def test_last_year_has_the_mean_of_the_same_dates() -> None:
    seen = past().as_of(past().published[WEEK.monday - timedelta(days=1)].known_at)
    same_dates = [past().published[d - timedelta(days=365)].passengers for d in WEEK.days]
    assert LAST_YEAR.forecast(seen, WEEK).settlement.mean == pytest.approx(np.mean(same_dates))


def test_the_trend_multiplies_it_by_the_newest_seven_days_growth() -> None:
    seen = past().as_of(past().published[WEEK.monday - timedelta(days=1)].known_at)
    newest = [WEEK.monday - timedelta(days=i) for i in range(1, 8)]
    now = sum(past().published[d].passengers for d in newest)
    then = sum(past().published[d - timedelta(days=365)].passengers for d in newest)
    expected = LAST_YEAR.forecast(seen, WEEK).settlement.mean * now / then
    assert TREND.forecast(seen, WEEK).settlement.mean == pytest.approx(expected)


@pytest.mark.parametrize("model", [RATIO, RATIO_14], ids=lambda m: m.name)
def test_the_ratio_carries_steady_growth_on(model: YearOnYear) -> None:
    everything = grown(0.08)
    week = Week(date(2024, 2, 12))
    seen = everything.as_of(everything.published[week.monday - timedelta(days=1)].known_at)
    actual = [everything.published[d].passengers * 1.08 / 1.08 for d in week.days]
    assert model.forecast(seen, week).settlement.mean == pytest.approx(np.mean(actual), rel=2e-3)


def test_growth_is_a_median_or_a_ratio_of_means_and_needs_half_its_days() -> None:
    now, then = np.array([2.0, 3.0, 10.0, np.nan]), np.array([1.0, 2.0, 2.0, 5.0])
    assert Growth(4, Average.MEDIAN).of(now, then) == 2.0
    assert Growth(4, Average.MEANS).of(now, then) == 3.0
    assert np.isnan(Growth(7, Average.MEDIAN).of(now, then))
    with pytest.raises(ValueError, match="at least one day"):
        Growth(0, Average.MEDIAN)


@pytest.mark.parametrize("model", ONE_QUICK)
def test_a_walk_says_what_single_forecasts_say(model: YearOnYear) -> None:
    span = Span(Week(day(700 - 700 % 7)), WEEK.plus(-1))
    asked = [issue.origin for issue in origins(past(), span).issues][::7]
    walked = list(model.walk(past(), asked))
    assert len(walked) == len(asked)
    assert walked == [model.forecast(past().as_of(o.as_of), o.week) for o in asked]


@EVERY
def test_the_walk_says_so_on_real_counts_too(model: YearOnYear, real_history: History) -> None:
    asked = [issue.origin for issue in origins(real_history, WINDOW_B).issues][3::61]
    assert list(model.walk(real_history, asked)) == [model.forecast(real_history.as_of(o.as_of), o.week) for o in asked]


def test_a_walk_follows_its_origins_order_and_refuses_one_beyond_the_history() -> None:
    first, second = (issue.origin for issue in origins(past(), Span(WEEK.plus(-1), WEEK.plus(-1))).issues[:2])
    assert [told.as_of for told in RATIO.walk(past(), [second, first])] == [second.as_of, first.as_of]
    with pytest.raises(LookAhead):
        list(RATIO.walk(past(), [Origin(WEEK, past().known_by + timedelta(hours=1))]))


def test_figures_that_stand_in_until_the_published_come_are_seen_as_they_were() -> None:
    late = datetime(2026, 6, 1, tzinfo=UTC)
    readings = [
        reading(r.day, r.passengers + 50_000, vintage=Vintage.STAND_IN) if r.day.day == 5 else r
        for r in past().readings
    ]
    readings += [reading(r.day, r.passengers, known_at=late) for r in past().readings if r.day.day == 5]
    everything = History.of(readings, known_by=late)
    asked = [issue.origin for issue in origins(past(), Span(WEEK.plus(-20), WEEK.plus(-18))).issues]
    assert list(RATIO.walk(everything, asked)) == [RATIO.forecast(everything.as_of(o.as_of), o.week) for o in asked]


def test_a_count_that_is_months_late_teaches_nothing_before_it_comes() -> None:
    missing, came = WEEK.plus(-30).days[6], past().published[WEEK.plus(-2).monday].known_at
    readings = [reading(r.day, r.passengers, known_at=came) if r.day == missing else r for r in past().readings]
    everything = History.of(readings, known_by=past().known_by)
    asked = [issue.origin for issue in origins(past(), Span(WEEK.plus(-4), WEEK.plus(-1))).issues]
    assert list(RATIO.walk(everything, asked)) == [RATIO.forecast(everything.as_of(o.as_of), o.week) for o in asked]


def test_the_spread_is_learned_from_the_forecaster_s_own_errors() -> None:
    calm, wild = (history(START, counts(noise=noise)) for noise in (0.01, 0.05))
    asked = calm.published[WEEK.monday].known_at
    assert scale_of(RATIO, wild.as_of(asked), WEEK) > 2.0 * scale_of(RATIO, calm.as_of(asked), WEEK)


def test_the_spread_shrinks_as_days_become_known_and_all_but_vanishes_when_all_are() -> None:
    scales = [scale_of(RATIO, past().as_of(past().published[d].known_at), WEEK) for d in WEEK.days]
    assert scales[0] > scales[3] > scales[6] == 1.0


def test_68_of_100_past_errors_lie_within_the_central_68_percent() -> None:
    record = walk_forward(RATIO, past(), origins(past(), Span(WEEK.plus(-50), WEEK.plus(-1))))
    assert 0.5 < np.mean([abs(row.pit - 0.5) < 0.34 for row in record.rows]) < 0.85


def test_a_short_past_assumes_its_spread() -> None:
    short = history(START, counts()[: 364 + 7 * (FEWEST_ERRORS - 2)])
    week = Week.holding(short.readings[-1].day + timedelta(days=1))
    told = COPY.forecast(short, week).settlement
    low, high = told.quantile([0.16, 0.84])
    assert (high - low) / 2.0 == pytest.approx(ASSUMED_ERROR * told.mean)


def test_a_week_further_ahead_is_forecast_less_surely() -> None:
    seen = past().as_of(past().published[WEEK.monday].known_at)
    ahead = TREND.forecast(seen, WEEK.plus(2))
    assert len(ahead.days) == 7
    assert ahead.settlement.sd > TREND.forecast(seen, WEEK).settlement.sd


@EVERY
def test_without_last_year_there_is_no_forecast(model: YearOnYear) -> None:
    with pytest.raises(MissingData):
        model.forecast(history(START, counts()[:200]), Week(day(203)))
    with pytest.raises(MissingData):
        model.forecast(History.of([], known_by=past().known_by), WEEK)


PUBLISHED = {
    "B": (WINDOW_B, (44_480, 37_633, 33_327, 31_137, 24_101)),
    "C": (WINDOW_C, (72_299, 61_428, 51_686, 45_511, 35_088)),
}


@pytest.mark.parametrize("window", PUBLISHED)
def test_the_ratio_reproduces_the_published_baseline_within_5_percent(real_history: History, window: str) -> None:
    span, published = PUBLISHED[window]
    record = walk_forward(RATIO, real_history, origins(real_history, span))
    assert [s.mae for s in summarise(record.rows)] == [pytest.approx(figure, rel=0.05) for figure in published]
