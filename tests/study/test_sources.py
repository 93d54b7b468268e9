import pytest
from tests.study.ladders import KNOWS
from tests.study.replays import scenes

from paxline.exchange.fills import Bound
from paxline.run.replay import replay
from paxline.study.maker import Centre, PlainMaker
from paxline.study.sources import parts, sources

FATES = replay(scenes(KNOWS, weeks=2), PlainMaker())


def test_the_parts_of_a_fill_add_up_to_what_it_made() -> None:
    told = [(fate, part) for fate in FATES if (part := parts(fate)) is not None]
    assert told
    for fate, part in told:
        made = fate.profit(Bound.MIDDLE).dollars / fate.got[Bound.MIDDLE].contracts
        assert part.made == pytest.approx(made)
        assert part.spread + part.model == pytest.approx(fate.claimed)


def test_around_the_market_nothing_is_claimed_beyond_the_spread() -> None:
    of = sources(replay(scenes(KNOWS), PlainMaker(Centre.MARKET)))
    assert of is not None
    assert of.model.mean == 0.0
    assert of.spread.mean >= 2.0
    assert list(of.named()) == ["spread", "model", "selection", "fee", "made"]


def test_orders_without_fills_or_without_a_market_have_no_parts() -> None:
    mondays = [fate for fate in FATES if fate.stage.day.weekday() == 0]
    assert all(parts(fate) is None for fate in mondays)
    assert sources(mondays) is None
    assert sources([]) is None
