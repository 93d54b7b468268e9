from datetime import timedelta

import pytest
from tests.exchange.day import ASK, BID, CLOSE, LOW, OPEN, a_day

from paxline.edge.simulator import messages
from paxline.edge.simulator.messages import Scale
from paxline.exchange.answers import MarketChanged
from paxline.exchange.lifecycle import MarketStatus, MarketStep


def test_a_side_on_which_nobody_stands_is_not_in_a_snapshot_and_levels_go_from_worst_to_best() -> None:
    day = a_day()
    day.place("bob", BID, 1, 40)
    day.place("bob", BID, 2, 45)
    told = messages.snapshot(day.exchange, LOW, clock=3, scale=Scale.YES)
    assert told["yes_dollars_fp"] == [["0.4000", "1.00"], ["0.4500", "2.00"]]
    assert "no_dollars_fp" not in told


@pytest.mark.parametrize("step", [MarketStep.OPEN, MarketStep.CLOSE, MarketStep.DISPUTE])
def test_opening_closing_and_disputes_are_not_told(step: MarketStep) -> None:
    assert messages.lifecycle(MarketChanged(OPEN, LOW, step, MarketStatus.ACTIVE, CLOSE, None)) is None


def test_a_determination_says_what_a_contract_is_worth() -> None:
    told = messages.lifecycle(MarketChanged(CLOSE, LOW, MarketStep.DETERMINE, MarketStatus.DETERMINED, CLOSE, "no"))
    assert told is not None
    assert (told["result"], told["settlement_value"]) == ("no", "0.0000")


def test_times_are_cut_to_milliseconds() -> None:
    day = a_day()
    at = OPEN + timedelta(microseconds=1999)
    day.place("bob", ASK, 1, 40)
    event = day.happened[-1]
    assert event
    told = messages.ticker(day.exchange, LOW, last_size=messages.Count(0), at=at)
    assert str(told["time"]).endswith("00.001Z")


def test_a_market_has_always_the_same_id() -> None:
    assert messages.market_id(LOW) == messages.market_id(LOW) != messages.market_id(LOW + "x")
