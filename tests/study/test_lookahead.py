from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from tests.forecast.made_up import DAYS, day, past

from paxline.counts.calendar import Week
from paxline.counts.history import History
from paxline.forecast.baselines import BASELINES, RATIO, YearOnYear
from paxline.forecast.distribution import Normal, Sample
from paxline.forecast.weekly import Origin, WeekForecast
from paxline.study.lookahead import altered, document, fingerprint, look_ahead, sampled
from paxline.study.walkforward import WINDOW_B, Span, origins

SCHEDULE = origins(past(), Span(Week(day(DAYS - 140)), Week(day(DAYS - 14))))


@dataclass(frozen=True)
class Peeks:
    """A forecaster whose walk looks a little further than its origin."""

    ahead: timedelta
    name: str = "peeks"

    def forecast(self, history: History, week: Week) -> WeekForecast:
        level = sum(reading.passengers for reading in history.readings[-7:]) / 7
        return WeekForecast(week, history.known_by, self.name, history.known_days(week), Normal(level, 1.0), ())

    def walk(self, history: History, origins: Sequence[Origin]) -> Iterable[WeekForecast]:
        for origin in origins:
            told = self.forecast(history.as_of(origin.as_of + self.ahead), origin.week)
            seen = history.as_of(origin.as_of)
            yield WeekForecast(
                origin.week, origin.as_of, self.name, seen.known_days(origin.week), told.settlement, told.days
            )


@dataclass(frozen=True)
class LearnsFromTheEnd:
    """A forecaster whose walk fits once, on what its last origin sees."""

    name: str = "learns from the end"

    def walk(self, history: History, origins: Sequence[Origin]) -> Iterable[WeekForecast]:
        last = Peeks(timedelta()).forecast(history.as_of(origins[-1].as_of), origins[-1].week)
        for origin in origins:
            known = history.as_of(origin.as_of).known_days(origin.week)
            yield WeekForecast(origin.week, origin.as_of, self.name, known, last.settlement, ())

    def forecast(self, history: History, week: Week) -> WeekForecast:
        return Peeks(timedelta()).forecast(history, week)


@pytest.mark.parametrize(
    "model",
    [pytest.param(m, id=m.name, marks=() if m.name == "ratio" else pytest.mark.slow) for m in BASELINES.values()],
)
def test_no_baseline_sees_the_future(model: YearOnYear) -> None:
    found = look_ahead(model, past(), sampled(SCHEDULE, 12, seed=2), seed=3)
    assert document(found) == {"checked": 12, "changed": 0, "leaks": []}


def test_nor_on_real_counts(real_history: History) -> None:
    tried = sampled(origins(real_history, WINDOW_B), 12, seed=5)
    assert look_ahead(RATIO, real_history, tried, seed=6).leaks == ()


def test_a_forecaster_that_peeks_is_found_out() -> None:
    tried = sampled(SCHEDULE, 10, seed=2)
    found = look_ahead(Peeks(timedelta(days=3)), past(), tried, seed=3)
    assert found.checked == 10
    assert set(found.leaks) == set(tried)
    assert document(found)["changed"] == 10
    assert look_ahead(Peeks(timedelta()), past(), tried, seed=3).leaks == ()


def test_so_is_one_that_learns_from_its_later_origins() -> None:
    assert look_ahead(LearnsFromTheEnd(), past(), sampled(SCHEDULE, 10, seed=2), seed=3).leaks


def test_a_sample_is_drawn_by_its_seed_and_comes_in_the_order_of_instants() -> None:
    drawn = sampled(SCHEDULE, 20, seed=1)
    assert drawn == sampled(SCHEDULE, 20, seed=1) != sampled(SCHEDULE, 20, seed=2)
    assert len(set(drawn)) == 20
    assert [origin.as_of for origin in drawn] == sorted(origin.as_of for origin in drawn)
    assert len(sampled(SCHEDULE, 10_000, seed=1)) == len(SCHEDULE.issues)


def test_only_what_came_later_is_altered_and_all_of_it() -> None:
    instant = past().readings[500].known_at
    changed = list(altered(past().readings, after=instant, seed=1))
    for before, after in zip(past().readings, changed, strict=True):
        assert (before == after) == (before.known_at <= instant)
        assert (before.day, before.known_at) == (after.day, after.known_at)


def test_a_fingerprint_tells_forecasts_apart_to_the_last_bit() -> None:
    origin = SCHEDULE.issues[0].origin
    told = RATIO.forecast(past().as_of(origin.as_of), origin.week)
    draws = tuple(float(i) for i in range(3000))
    one = WeekForecast(told.week, told.as_of, told.model, told.known_days, Sample(draws), told.days)
    other = WeekForecast(told.week, told.as_of, told.model, told.known_days, Sample((*draws[:-1], 3000.5)), told.days)
    assert fingerprint(told) == fingerprint(RATIO.forecast(past().as_of(origin.as_of), origin.week))
    assert len({fingerprint(told), fingerprint(one), fingerprint(other)}) == 3
