from dataclasses import fields
from datetime import UTC, datetime

import pytest

from paxline.counts.history import History, Vintage
from paxline.errors import MissingData
from paxline.exchange.world import make_world
from paxline.study.explore import explore
from paxline.study.residuals import Residuals
from paxline.study.series import Lacking
from paxline.testing import NOW, WEEK, history, reading


def test_a_made_up_world_answers_every_question_but_those_of_vintages() -> None:
    of = explore(make_world(WEEK, as_of=NOW, seed=7).history)
    lacking = {field.name for field in fields(of) if isinstance(getattr(of, field.name), Lacking)}
    assert lacking == {"restatement"}
    assert of.holdings.restated == of.holdings.missing == of.holdings.standing_in == 0
    assert of.holdings.last == of.holdings.last
    assert of.revisions == ()


def test_a_single_day_is_held_and_everything_else_lacking() -> None:
    of = explore(history(WEEK.monday, [2_400_000]))
    assert (of.holdings.first, of.holdings.published) == (WEEK.monday, 1)
    for part in (of.growth, of.overlay, of.weekdays, of.holidays, of.residuals, of.restatement):
        assert isinstance(part, Lacking)
        assert part.reason.endswith(".")


def test_only_restated_figures_still_tell_of_weekdays_and_holidays() -> None:
    world = make_world(WEEK, as_of=NOW, seed=7).history
    restated = [reading(r.day, r.passengers, vintage=Vintage.RESTATED) for r in world.readings]
    of = explore(History.of(restated, known_by=NOW))
    assert of.holdings.published == 0
    assert not isinstance(of.holidays, Lacking)
    assert isinstance(of.sightings, Lacking)


def test_nothing_is_refused() -> None:
    with pytest.raises(MissingData):
        explore(History(datetime(2026, 1, 1, tzinfo=UTC), ()))


def test_the_collected_data_answer_every_question(real_history: History) -> None:
    of = explore(real_history)
    assert not any(isinstance(getattr(of, field.name), Lacking) for field in fields(of))
    assert isinstance(of.residuals, Residuals)
    assert of.residuals.lags[0].value.mean > 0.2
