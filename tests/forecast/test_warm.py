from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from tests.forecast import drawn
from tests.forecast.test_structural import MODEL, at, close, past, readings

from paxline.counts.history import History
from paxline.counts.shocks import Shock
from paxline.errors import MissingData
from paxline.forecast import bank
from paxline.forecast.shipped import SHIPPED
from paxline.forecast.warm import Warm
from paxline.forecast.weekly import Forecaster, Origin


def test_asked_day_by_day_it_says_what_the_model_says() -> None:
    warm: Forecaster = Warm(MODEL)
    for day in (200, 201, 202, 203, 203, 205, 209, 216, 240):
        known = past().as_of(at(day))
        for weeks in (0, 1):
            week = drawn.week_of(day).plus(weeks)
            close(warm.forecast(known, week), MODEL.forecast(known, week))


def test_a_new_count_leaves_what_was_grown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    grown: list[int] = []
    grow = bank.grow

    def counted(*args: object, filled: int = 0) -> None:
        grown.append(filled)
        grow(*args, filled=filled)  # pyright: ignore[reportArgumentType] - as it was called

    monkeypatch.setattr(bank, "grow", counted)
    warm = Warm(MODEL)
    for day in (200, 201, 202):
        warm.forecast(past().as_of(at(day)), drawn.week_of(202))
    assert grown[: bank.SHARES] == [0] * bank.SHARES
    assert all(filled > 200 for filled in grown[bank.SHARES :])


def test_a_correction_is_taken_in_from_where_it_was_made() -> None:
    known = past().as_of(at(210))
    day = drawn.START + timedelta(days=150)
    corrected = replace(known.published[day], passengers=3_000_000, known_at=known.known_by)
    changed = History.of([*known.readings, corrected], known_by=known.known_by)
    warm, week = Warm(MODEL), drawn.week_of(210)
    warm.forecast(known, week)
    close(warm.forecast(changed, week), MODEL.forecast(changed, week))
    close(warm.forecast(known, week), MODEL.forecast(known, week))


def test_a_shock_that_is_declared_moves_it_as_it_moves_the_model() -> None:
    week = drawn.week_of(210)
    shock = Shock(week.days[5], week.days[6], -0.2, 0.1, "a storm", at(209) + timedelta(hours=1))
    shocked = replace(MODEL, shocks=(shock,))
    warm = Warm(shocked)
    for day in (209, 210, 211):
        close(warm.forecast(past().as_of(at(day)), week), shocked.forecast(past().as_of(at(day)), week))


def test_another_fit_begins_anew() -> None:
    first, last = SHIPPED[0], SHIPPED[-1]
    later = replace(last, trained_through=(at(205)).date())
    model = replace(MODEL, fits=(replace(first, trained_through=at(0).date()), later))
    warm = Warm(model)
    for day in (200, 210):
        known = past().as_of(at(day))
        close(warm.forecast(known, drawn.week_of(day)), model.forecast(known, drawn.week_of(day)))


def test_what_it_cannot_answer_it_refuses_and_goes_on() -> None:
    warm = Warm(MODEL)
    short = drawn.history(readings()[:20])
    with pytest.raises(MissingData):
        warm.forecast(short, drawn.week_of(20))
    known = past().as_of(at(200))
    close(warm.forecast(known, drawn.week_of(200)), MODEL.forecast(known, drawn.week_of(200)))
    (walked,) = warm.walk(known, [Origin(drawn.week_of(200), at(200))])
    assert np.isfinite(walked.settlement.mean)
    assert warm.name == MODEL.name
