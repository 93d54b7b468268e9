import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.scenes import account, snapshot

from paxline.counts.shocks import Shock
from paxline.desk.orders import Side, Terms, Working
from paxline.desk.packing import packed, snapshot_of, text_of, unpacked
from paxline.forecast.distribution import Mixture, Normal, Pooled, Sample, StudentT
from paxline.units import Count, Price

NOON = datetime(2026, 4, 23, 16, 0, 0, 123456, tzinfo=UTC)


def test_every_kind_of_value_comes_back_as_it_was() -> None:
    parts = (Normal(2.4e6, 1 / 3), StudentT(0.1 + 0.2, 7.0, 4.5), Sample((1.0, 2.5)))
    shock = Shock(date(2026, 4, 22), date(2026, 4, 23), -0.1, 0.05, "snow – “deep”", NOON)
    terms = Terms("T", Side.ASK, Price.cents(61), Count.whole(3))
    forecast = snapshot().forecast
    assert forecast
    scene = replace(
        snapshot(holding=account(working=[Working("a", terms, Count(150))], held={"T": Count(-200)})),
        forecast=replace(forecast, settlement=Mixture((Pooled(parts, (0.2, 0.3, 0.5)), parts[0]), (0.25, 0.75))),
    )
    scene = replace(scene, forecast=scene.forecast and replace(scene.forecast, shocks=(shock,)))
    assert snapshot_of(text_of(scene)) == scene
    assert text_of(snapshot_of(text_of(scene))) == text_of(scene)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_keep_every_bit(value: float) -> None:
    assert unpacked(json.loads(json.dumps(packed(Normal(value, 1.0))))).loc.hex() == value.hex()


def test_equal_values_have_equal_texts_and_others_have_others() -> None:
    assert text_of(snapshot()) == text_of(snapshot())
    assert text_of(snapshot()) != text_of(replace(snapshot(), inputs_digest="another"))


def test_what_is_not_on_the_list_is_neither_written_nor_read() -> None:
    with pytest.raises(TypeError, match="no plain form"):
        packed(object())
    for strange in ({"a": "Popen", "args": "ls"}, {"enum": "Color", "is": "RED"}, {"else": 1}):
        with pytest.raises(ValueError, match="nothing here is written as"):
            unpacked(strange)
    with pytest.raises(ValueError, match="a snapshot was written here"):
        snapshot_of(text_of(Price.cents(3)))
