from datetime import timedelta

import pytest
from tests.forecast.made_up import START, day, past

from paxline.counts.calendar import Week
from paxline.counts.history import History, Reading, Vintage
from paxline.errors import LookAhead
from paxline.forecast.baselines import BASELINES
from paxline.forecast.weekly import Origin
from paxline.study.lookahead import fingerprint
from paxline.study.newcomer import Newcomer, restated

RESTATED_AT = past().readings[0].known_at + timedelta(days=420)


def both() -> History:
    """The made-up past, its first 400 days restated upwards on one day."""
    again = [Reading(day(i), 2_100_000 + i, RESTATED_AT, Vintage.RESTATED, "made up") for i in range(400)]
    return History.of([*past().readings, *again], known_by=past().known_by)


def test_a_restated_day_hides_what_the_page_had_shown() -> None:
    seen = restated(both(), by=RESTATED_AT)
    assert min(seen.published) == day(400)
    assert seen.restated == both().restated
    assert seen.comparable.keys() == both().comparable.keys()


def test_before_the_restatement_nothing_is_hidden() -> None:
    before = RESTATED_AT - timedelta(seconds=1)
    assert restated(both(), by=before).as_of(before) == both().as_of(before)


def test_a_walk_says_what_single_forecasts_say_on_both_sides_of_a_restatement() -> None:
    newcomer = Newcomer(BASELINES["ratio"])
    days = (410, 500, 419, 431)
    asked = [
        Origin(Week.holding(START + timedelta(days=d)), past().readings[0].known_at + timedelta(days=d)) for d in days
    ]
    walked = newcomer.walk(both(), asked)
    single = [newcomer.forecast(both().as_of(origin.as_of), origin.week) for origin in asked]
    assert [fingerprint(f) for f in walked] == [fingerprint(f) for f in single]


def test_it_is_named_and_never_looks_ahead() -> None:
    newcomer = Newcomer(BASELINES["ratio"])
    assert newcomer.name == "ratio, past years restated"
    later = past().known_by + timedelta(days=1)
    with pytest.raises(LookAhead):
        newcomer.walk(both(), [Origin(Week.holding(later.date()), later)])
