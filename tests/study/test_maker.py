from dataclasses import dataclass, field

import pytest
from tests.study.ladders import KNOWS, MARKET
from tests.study.replays import stages

from paxline.desk.orders import Crossing, Side
from paxline.run.replay import Resting, Standing, replay, scenery
from paxline.study.maker import Centre, PlainMaker
from paxline.units import Price


@dataclass
class Watching:
    """A rule as it is, remembering what it saw and said."""

    rule: PlainMaker
    name: str = "watching"
    said: list[tuple[Standing, tuple[Resting, ...]]] = field(default_factory=list[tuple[Standing, tuple[Resting, ...]]])

    def quotes(self, seen: Standing) -> tuple[Resting, ...]:
        resting = self.rule.quotes(seen)
        self.said.append((seen, resting))
        return resting


def watched(rule: PlainMaker) -> list[tuple[Standing, tuple[Resting, ...]]]:
    watching = Watching(rule)
    replay([scenery(stage) for stage in stages(KNOWS)], watching)
    return watching.said


@pytest.mark.parametrize("centre", list(Centre))
@pytest.mark.parametrize("width", [1, 2, 6])
def test_quotes_lie_at_least_the_half_width_from_fair_and_never_cross(centre: Centre, width: int) -> None:
    for seen, said in watched(PlainMaker(centre, Price.cents(width))):
        for one in said:
            terms = one.terms
            assert terms.crossing is Crossing.POSTS_ONLY
            away = one.worth - terms.price.dollars if terms.side is Side.BID else terms.price.dollars - one.worth
            assert away >= width / 100 - 1e-9
            quote = (
                next(shown.quote for contract, shown in seen.quotes.items() if contract.ticker == terms.ticker)
                if (seen.quotes)
                else None
            )
            if quote and terms.side is Side.BID and quote.ask:
                assert terms.price < quote.ask
            if quote and terms.side is Side.ASK and quote.bid:
                assert terms.price > quote.bid


def test_around_the_market_there_is_nothing_to_quote_before_it_opens() -> None:
    (_, monday), (_, tuesday), *_ = watched(PlainMaker(Centre.MARKET))
    assert monday == ()
    assert tuesday != ()
    assert watched(PlainMaker(Centre.POOL))[0][1] == watched(PlainMaker(Centre.MODEL))[0][1]


def test_rungs_near_certainty_are_left_alone() -> None:
    for _, said in watched(PlainMaker(lowest=Price.cents(20))):
        assert all(0.2 <= one.worth <= 0.8 for one in said)


def test_its_name_tells_its_settings() -> None:
    assert PlainMaker().name == "pool ± 2 c, 50 a side, 3–97 c"
    assert MARKET.df == 4.0
