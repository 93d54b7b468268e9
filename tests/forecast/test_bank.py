from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from tests.forecast import drawn

from paxline.counts.history import Reading, Vintage
from paxline.counts.shocks import Shock
from paxline.forecast import factor
from paxline.forecast.bank import SPEEDS, Bank, Question, members, walk
from paxline.forecast.kernels import Parameters
from paxline.forecast.rows import Figures, states

AT = Parameters()
DAYS = 200


def figures(readings: list[Reading]) -> Figures:
    return Figures.of(drawn.history(sorted(readings, key=lambda r: r.order)))


def troubled() -> list[Reading]:
    """A past with a late day, a correction, a restatement and days that only the archive has."""
    made = drawn.readings(DAYS, seed=4)
    made[180] = replace(made[180], known_at=made[182].known_at)
    wrong = replace(made[170], passengers=int(made[170].passengers * 0.85))
    right = replace(made[170], known_at=made[176].known_at)
    restated_at = made[150].known_at
    old = [replace(r, vintage=Vintage.RESTATED, known_at=r.known_at) for r in made[:20]]
    again = [replace(r, vintage=Vintage.RESTATED, known_at=restated_at) for r in made[20:40]]
    late = [replace(r, known_at=made[160].known_at) for r in made[10:15]]
    return [*made[20:170], wrong, *made[171:], right, *old, *again, *late]


def questions(days: range) -> list[Question]:
    noon = datetime(drawn.START.year, 1, 2, 14, 5, tzinfo=UTC)
    return [Question((noon + timedelta(days=d)).timestamp(), drawn.week_of(d).monday.toordinal()) for d in days]


def test_the_members_differ_in_speed_only() -> None:
    each = members(AT)
    assert len(each) == len(SPEEDS)
    for one, speed in zip(each, SPEEDS, strict=True):
        assert one.level_innovation == AT.level_innovation * speed.level
        assert one.medium_sd == AT.medium_sd * speed.medium
        unmoved = replace(one, level_innovation=0.0, medium_sd=0.0)
        assert unmoved == replace(each[0], level_innovation=0.0, medium_sd=0.0)


@pytest.mark.parametrize(
    "shocks",
    [(), (Shock(date(2023, 6, 19), date(2023, 6, 21), -0.1, 0.1, "cuts", datetime(2023, 6, 24, tzinfo=UTC)),)],
    ids=["calm", "shock"],
)
def test_one_walk_equals_separate_forecasts(shocks: tuple[Shock, ...]) -> None:
    of, asked = figures(troubled()), questions(range(140, DAYS))
    together = walk(of, asked, shocks, AT)
    for i in range(0, len(asked), 3):
        (alone,) = walk(of, [asked[i]], shocks, AT)
        np.testing.assert_array_equal(together[i].days, alone.days)
        np.testing.assert_allclose(together[i].mean, alone.mean, atol=1e-8)
        np.testing.assert_allclose(together[i].covariance, alone.covariance, atol=1e-8)
        np.testing.assert_allclose(together[i].weights, alone.weights, atol=1e-8)
        assert together[i].known_counts == alone.known_counts


def test_answers_come_in_the_order_of_the_questions() -> None:
    of, asked = figures(drawn.readings(120, seed=1)), questions(range(100, 118))
    forwards = walk(of, asked, (), AT)
    backwards = walk(of, asked[::-1], (), AT)
    for a, b in zip(forwards, backwards[::-1], strict=True):
        np.testing.assert_allclose(a.mean, b.mean, atol=1e-10)


def test_uncut_the_posterior_is_exact_against_one_dense_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factor, "CLIP_SD", 1e9)
    readings = drawn.readings(120, seed=6)
    of = figures(readings)
    (answer,) = walk(of, questions(range(114, 115)), (), AT)
    known = int(np.searchsorted(of.known_at, questions(range(114, 115))[0].instant, side="right"))
    design = drawn.design(known, ahead=int(answer.days[-1]) - drawn.START.toordinal() + 1 - known)
    logs = np.concatenate([of.log_counts[:known], np.zeros(len(design) - known)])
    for i, at in enumerate(members(AT)):
        covariance, mean = drawn.covariance(design, at), design.mean(at)
        inside = covariance[:known, :known]
        solved = np.linalg.solve(inside, (logs - mean)[:known])
        rows = answer.days - drawn.START.toordinal()
        np.testing.assert_allclose(answer.mean[i], mean[rows] + covariance[rows, :known] @ solved, atol=1e-9)


def test_what_came_later_changes_nothing() -> None:
    readings = drawn.readings(160, seed=2)
    asked = questions(range(100, 130))
    cut = asked[-1].instant
    twisted = [replace(r, passengers=r.passengers // 2) if r.known_at.timestamp() > cut else r for r in readings]
    twisted.append(replace(readings[50], passengers=1, known_at=readings[-1].known_at))
    for a, b in zip(walk(figures(readings), asked, (), AT), walk(figures(twisted), asked, (), AT), strict=True):
        np.testing.assert_allclose(a.mean, b.mean, atol=1e-9)
        np.testing.assert_allclose(a.weights, b.weights, atol=1e-9)


def test_a_day_whose_row_is_later_a_restated_one_is_forecast_as_published() -> None:
    made = drawn.readings(120, seed=3)
    archive = [replace(r, vintage=Vintage.RESTATED) if i >= 100 else r for i, r in enumerate(made)]
    asked = questions(range(105, 112))
    together = walk(figures(archive), asked, (), AT)
    for question, answer in zip(asked, together, strict=True):
        (alone,) = walk(figures(archive), [question], (), AT)
        assert answer.known_counts == {}
        assert len(answer.days) == 7
        np.testing.assert_allclose(answer.mean, alone.mean, atol=1e-8)
        np.testing.assert_allclose(answer.covariance, alone.covariance, atol=1e-8)


def test_a_bank_grown_day_by_day_answers_as_a_fresh_one() -> None:
    of, asked = figures(drawn.readings(120, seed=8)), questions(range(100, 114))
    grown = Bank(AT)
    for question, state in zip(asked, states(of, [q.instant for q in asked], ()), strict=True):
        week = np.arange(question.monday, question.monday + 7)
        grown.grow(state, week[~np.isin(week, state.days)])
        (fresh,) = walk(of, [question], (), AT)
        step = grown.ask(question, observed=len(state))
        np.testing.assert_allclose(step.mean, fresh.mean, atol=1e-8)
        np.testing.assert_allclose(step.weights, fresh.weights, atol=1e-8)
