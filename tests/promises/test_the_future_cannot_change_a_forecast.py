"""Whatever becomes known after an instant, what was said by then stays the same, to the byte."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.made_up import DAYS, START, day, past

from paxline.counts.calendar import Week
from paxline.counts.history import History, Reading, Vintage
from paxline.forecast.baselines import BASELINES
from paxline.forecast.structural import StructuralModel
from paxline.forecast.weekly import Forecaster, Origin
from paxline.study.lookahead import altered, fingerprint

FORECASTERS: list[Forecaster] = list(BASELINES.values())

hours = st.integers(24 * 500, 24 * (DAYS - 8))
"""Instants, as hours from the start of the made-up past, by which there is a year to learn from."""

later_readings = st.lists(
    st.builds(
        Reading,
        day=st.integers(0, DAYS).map(day),
        passengers=st.integers(0, 4_000_000),
        known_at=st.integers(0, 24 * 900).map(lambda h: past().known_by - timedelta(hours=h)),
        vintage=st.sampled_from(Vintage),
        source=st.just("made up"),
    ),
    max_size=20,
)


@pytest.mark.parametrize("forecaster", FORECASTERS, ids=lambda f: f.name)
@given(at=hours, weeks_ahead=st.integers(0, 1), seed=st.integers(0, 2**31), added=later_readings)
@settings(max_examples=45)
def test_the_future_cannot_change_a_forecast(
    forecaster: Forecaster, at: int, weeks_ahead: int, seed: int, added: list[Reading]
) -> None:
    as_of = past().readings[0].known_at + timedelta(hours=at)
    week = Week.holding(START + timedelta(hours=at)).plus(weeks_ahead)
    said = fingerprint(forecaster.forecast(past().as_of(as_of), week))
    other = [*altered(past().readings, after=as_of, seed=seed), *(r for r in added if r.known_at > as_of)]
    future = History.of(other, known_by=past().known_by)
    assert fingerprint(forecaster.forecast(future.as_of(as_of), week)) == said
    (walked,) = forecaster.walk(future, [Origin(week, as_of)])
    assert fingerprint(walked) == said


@pytest.mark.parametrize("hour", [24 * 510, 24 * 600 + 3, 24 * 655 + 13])
def test_the_future_cannot_change_what_the_structural_model_says(hour: int) -> None:
    as_of = past().readings[0].known_at + timedelta(hours=hour)
    week = Week.holding(START + timedelta(hours=hour))
    said = fingerprint(StructuralModel().forecast(past().as_of(as_of), week))
    future = History.of(altered(past().readings, after=as_of, seed=hour), known_by=past().known_by)
    assert fingerprint(StructuralModel().forecast(future.as_of(as_of), week)) == said
