from pathlib import Path

import pytest
from tests.wiring.on_record import AFTER, HIGH, LOW, a_store

from paxline.errors import MissingData
from paxline.exchange.requests import CancelAll, Place
from paxline.testing import NOW, WEEK, reading
from paxline.units import Count
from paxline.wiring.simulated.recorded import UNSIZED, recorded_week


def test_a_settled_week_is_read_with_its_rungs_its_quotes_and_its_average(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        found = recorded_week(store, WEEK, now=AFTER)
    assert (found.week, found.average) == (WEEK, 2_420_000)
    assert found.ladder.strikes == (LOW, HIGH)
    assert [seen.contract.strike for seen in found.quotes] == [LOW, HIGH]


def test_its_quotes_are_shown_again_and_a_side_without_a_size_stands_with_one(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        shown = [*recorded_week(store, WEEK, now=AFTER).shown_again()]
    assert [type(one.request) for one in shown] == [CancelAll, Place, Place] * 2
    assert {one.request.count for one in shown if isinstance(one.request, Place)} == {UNSIZED}
    assert Count(0) < UNSIZED


def test_a_week_that_has_not_settled_or_that_nobody_saw_cannot_be_traded_again(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        with pytest.raises(MissingData, match="not settled"):
            recorded_week(store, WEEK, now=NOW)
        store.add_readings(reading(day, 2_300_000) for day in WEEK.plus(-1).days)
        with pytest.raises(MissingData, match="no quote"):
            recorded_week(store, WEEK.plus(-1), now=AFTER)
