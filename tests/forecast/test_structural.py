from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tests.forecast import drawn

from paxline.counts.calendar import Week
from paxline.counts.history import History, Reading
from paxline.counts.shocks import Shock
from paxline.errors import LookAhead, MissingData
from paxline.forecast import prints
from paxline.forecast.distribution import Mixture, StudentT, median
from paxline.forecast.factor import Factor, grow
from paxline.forecast.kernels import Parameters, lag_table
from paxline.forecast.shipped import SHIPPED, Fit
from paxline.forecast.structural import FEWEST_DAYS, StructuralModel
from paxline.forecast.weekly import Forecaster, Origin, WeekForecast
from paxline.study.walkforward import KNOWN, WINDOW_B, Span, origins, walk_forward

MODEL = StructuralModel()
DAYS = 250


@cache
def readings() -> tuple[Reading, ...]:
    return tuple(drawn.readings(DAYS, seed=11))


@cache
def past() -> History:
    return drawn.history(readings())


def at(day: int) -> datetime:
    return datetime.combine(drawn.START + timedelta(days=day), datetime.min.time(), UTC) + timedelta(hours=15)


def close(a: WeekForecast, b: WeekForecast) -> None:
    levels = np.array([0.01, 0.16, 0.5, 0.84, 0.99])
    np.testing.assert_allclose(a.settlement.quantile(levels), b.settlement.quantile(levels), rtol=1e-8)
    np.testing.assert_allclose([d.mean for d in a.days], [d.mean for d in b.days], rtol=1e-8)
    np.testing.assert_allclose([d.sd for d in a.days], [d.sd for d in b.days], rtol=1e-6)
    assert a.known_days == b.known_days
    assert (a.week, a.as_of, a.model) == (b.week, b.as_of, b.model)


def test_it_is_a_forecaster() -> None:
    forecaster: Forecaster = MODEL
    assert forecaster.name == "structural"


def test_a_walk_gives_what_separate_forecasts_give() -> None:
    asked = [Origin(drawn.week_of(d), at(d)) for d in range(180, 240, 4)]
    for origin, walked in zip(asked, MODEL.walk(past(), asked), strict=True):
        close(walked, MODEL.forecast(past().as_of(origin.as_of), origin.week))


def test_a_prepared_model_says_what_a_forecast_says() -> None:
    known = past().as_of(at(200))
    prepared = MODEL.prepare(known)
    for weeks in (0, 1, 6, 12):
        week = drawn.week_of(200).plus(weeks)
        close(prepared.forecast(week), MODEL.forecast(known, week))


def test_published_days_are_facts_and_the_rest_a_forecast() -> None:
    forecast = MODEL.forecast(past().as_of(at(202)), drawn.week_of(202))
    assert len(forecast.known_days) + len(forecast.days) == 7
    assert [d.day for d in forecast.days] == [d for d in forecast.week.days if d not in forecast.known_days]
    total = sum(r.passengers for r in forecast.known_days.values()) + sum(d.mean for d in forecast.days)
    assert median(forecast.settlement) == pytest.approx(total / 7, rel=2e-3)


def test_each_known_day_narrows_the_print() -> None:
    week = drawn.week_of(203)
    spreads = [MODEL.forecast(past().as_of(at(203 + k)), week).settlement.sd for k in range(5)]
    assert spreads == sorted(spreads, reverse=True)


def test_weeks_further_ahead_are_less_sure() -> None:
    prepared = MODEL.prepare(past())
    spreads = [prepared.forecast(drawn.week_of(DAYS + 7).plus(weeks)).settlement.sd for weeks in (0, 2, 6)]
    assert spreads == sorted(spreads)


def test_a_whole_week_stands_but_for_corrections() -> None:
    week = drawn.week_of(203)
    forecast = MODEL.forecast(past(), week)
    assert forecast.days == ()
    assert isinstance(forecast.settlement, Mixture)
    mean = sum(r.passengers for r in forecast.known_days.values()) / 7
    assert median(forecast.settlement) == pytest.approx(mean, abs=1.0)


def test_what_comes_later_changes_not_a_byte() -> None:
    origin = Origin(drawn.week_of(200), at(200))
    twisted = [replace(r, passengers=7) if r.known_at > origin.as_of else r for r in readings()]
    fewer = [r for r in readings() if r.known_at <= origin.as_of]
    told = [
        repr(MODEL.forecast(History.of(some, known_by=at(400)).as_of(origin.as_of), origin.week))
        for some in (readings(), twisted, fewer)
    ]
    assert told[0] == told[1] == told[2]


def test_too_little_history_is_refused() -> None:
    short = drawn.history(readings()[: FEWEST_DAYS - 1])
    with pytest.raises(MissingData, match="56 days"):
        MODEL.forecast(short, drawn.week_of(60))
    with pytest.raises(MissingData):
        MODEL.prepare(short)


def test_a_walk_refuses_where_any_of_its_origins_knows_too_little() -> None:
    asked = [Origin(drawn.week_of(d), at(d)) for d in (200, 30, 220)]
    with pytest.raises(MissingData, match="56 days"):
        MODEL.walk(past(), asked)


def test_a_walk_without_origins_is_empty() -> None:
    assert list(MODEL.walk(past(), [])) == []


def test_a_day_shown_as_zero_is_forecast_not_believed() -> None:
    broken = [replace(r, passengers=0) if i == 203 else r for i, r in enumerate(readings())]
    known = drawn.history(broken).as_of(at(206))
    week = drawn.week_of(203)
    direct, prepared = MODEL.forecast(known, week), MODEL.prepare(known).forecast(week)
    close(direct, prepared)
    assert drawn.START + timedelta(days=203) in [day.day for day in direct.days]


def test_a_look_ahead_is_refused() -> None:
    with pytest.raises(LookAhead):
        MODEL.walk(past().as_of(at(100)), [Origin(drawn.week_of(120), at(120))])


def test_parameters_have_never_seen_the_day_they_are_used_on() -> None:
    for fit in SHIPPED:
        day = datetime.combine(fit.trained_through, datetime.min.time(), UTC) + timedelta(hours=17)
        usable = [f for f in SHIPPED if f.trained_through < fit.trained_through]
        if usable:
            assert MODEL.fit_for(day) == usable[-1]
        else:
            with pytest.raises(MissingData, match="hyper-parameters"):
                MODEL.fit_for(day)
        assert MODEL.fit_for(day + timedelta(days=1)) == fit


class TestAnnouncedShocks:
    WEEK = drawn.week_of(210)
    SHOCK = Shock(WEEK.monday + timedelta(days=2), WEEK.monday + timedelta(days=3), -0.2, 0.1, "storm", at(205))

    def told(self, *shocks: Shock, when: int, week: Week = WEEK) -> WeekForecast:
        return StructuralModel(shocks=shocks).forecast(past().as_of(at(when)), week)

    def test_it_is_not_known_before_it_is_declared(self) -> None:
        assert repr(self.told(self.SHOCK, when=204)) == repr(self.told(when=204))

    def test_it_shifts_and_widens_the_days_it_names(self) -> None:
        plain, told = self.told(when=206), self.told(self.SHOCK, when=206)
        for before, after in zip(plain.days, told.days, strict=True):
            if self.SHOCK.first <= before.day <= self.SHOCK.last:
                assert after.mean / before.mean == pytest.approx(0.8, abs=0.01)
                assert after.sd > 1.5 * before.sd
            else:
                assert after.mean == pytest.approx(before.mean)
        assert told.settlement.sd > plain.settlement.sd
        assert median(told.settlement) < median(plain.settlement)

    def test_other_weeks_do_not_move(self) -> None:
        later = self.WEEK.plus(1)
        close(self.told(self.SHOCK, when=206, week=later), self.told(when=206, week=later))

    def test_a_disturbed_day_teaches_little_once_declared(self) -> None:
        def next_week(factor: float, *shocks: Shock) -> float:
            hit = [
                replace(r, passengers=int(r.passengers * factor)) if self.SHOCK.touches(r.day) else r
                for r in readings()
            ]
            known = drawn.history(hit).as_of(at(217))
            return median(StructuralModel(shocks=shocks).forecast(known, self.WEEK.plus(1)).settlement)

        moved = abs(next_week(0.9) / next_week(1.0) - 1)
        masked = abs(next_week(0.9, self.SHOCK) / next_week(1.0, self.SHOCK) - 1)
        assert masked < 0.5 * moved

    def test_a_walk_over_its_declaration_equals_separate_forecasts(self) -> None:
        model = StructuralModel(shocks=(self.SHOCK,))
        asked = [Origin(drawn.week_of(d), at(d)) for d in range(200, 225, 2)]
        for origin, walked in zip(asked, model.walk(past(), asked), strict=True):
            close(walked, model.forecast(past().as_of(origin.as_of), origin.week))


def test_prints_are_calibrated_in_worlds_drawn_from_the_model() -> None:
    """Simulation-based calibration (Talts et al. 2018): with the true parameters, pits of prints are uniform."""
    truth, n, worlds = Parameters(), 119, 200
    of = drawn.design(n, ahead=7)
    covariance, mean = drawn.covariance(of, truth), of.mean(truth)
    triangle = np.linalg.cholesky(covariance)
    table, sparse = lag_table(n + 7, truth), of.sparse(truth)
    rng = np.random.default_rng(20)
    pits = np.empty(worlds)
    for world in range(worlds):
        logs = mean + triangle @ rng.standard_normal(n + 7)
        factor = Factor.empty(n + 7)
        grow([factor], [table], of, (logs - mean)[:n], sparse)
        panel = factor.lower[n : n + 7, :n]
        centre, half = prints.print_quantiles(
            0.0, mean[n:] + panel @ factor.whitened[:n], covariance[n:, n:] - panel @ panel.T
        )
        t = prints.tailed(np.array([centre]), np.array([half]), np.ones(1))
        pits[world] = t.cdf(np.exp(logs[n:]).mean())
    counts = np.histogram(pits, bins=5, range=(0, 1))[0]
    # Five bins of 40: sds of 5.7; the t is a little wider than the normal truth in its tails.
    assert counts.min() > 22
    assert counts.max() < 60
    assert ((pits > 0.1) & (pits < 0.9)).mean() == pytest.approx(0.81, abs=0.08)


def test_its_print_is_one_student_t_while_days_are_missing() -> None:
    assert isinstance(MODEL.forecast(past(), drawn.week_of(DAYS + 7)).settlement, StudentT)


def test_a_model_may_bring_its_own_fit() -> None:
    wide = replace(SHIPPED[0].parameters, noise_sd=0.1)
    model = StructuralModel(fits=(Fit(date(2022, 1, 1), wide, 0.0, 0.0),))
    week = drawn.week_of(DAYS + 7)
    assert model.forecast(past(), week).settlement.sd > 1.2 * MODEL.forecast(past(), week).settlement.sd


def test_a_prepared_model_shows_its_parts() -> None:
    days = [drawn.START + timedelta(days=i) for i in range(100, DAYS)]
    shown = MODEL.prepare(past()).anatomy(days)
    summed = shown.mean + sum(shown.parts.values())
    np.testing.assert_allclose(np.exp(summed), [r.passengers for r in readings()[100:]], rtol=1e-6)


@pytest.mark.slow
def test_it_reaches_the_bars_on_collected_data(real_history: History, shared_data: Path) -> None:
    assert shared_data.is_dir()
    schedule = origins(real_history, Span(Week(date(2022, 6, 6)), WINDOW_B.last))
    record = walk_forward(MODEL, real_history, schedule)

    def mean_crps(span: Span) -> float:
        inside = [row for row in record.rows if span.first <= row.week <= span.last]
        return float(np.mean([np.mean([row.crps for row in inside if row.known == known]) for known in KNOWN]))

    assert mean_crps(WINDOW_B) < 17_950.0
    assert mean_crps(Span(Week(date(2022, 6, 6)), Week(date(2023, 12, 25)))) < 19_300.0
