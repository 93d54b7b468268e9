from dataclasses import dataclass, field, replace

from tests.study.ladders import KNOWS, MARKET
from tests.study.replays import scenes, stages

from paxline.desk.orders import Crossing, Side, Terms
from paxline.exchange.fills import Bound
from paxline.run.replay import Resting, Standing, replay, scenery, total
from paxline.study.maker import PlainMaker
from paxline.units import Count, Price, Usd

TICKER = "KXTSAW-26APR26-A2.40"


@dataclass
class Scripted:
    """A rule that bids one price for one rung, and remembers what it saw."""

    price: Price
    name: str = "scripted"
    seen: list[Standing] = field(default_factory=list[Standing])

    def quotes(self, seen: Standing) -> tuple[Resting, ...]:
        self.seen.append(seen)
        return (Resting(Terms(TICKER, Side.BID, self.price, Count.whole(10), crossing=Crossing.POSTS_ONLY), 0.6),)


def test_a_rule_sees_no_quote_later_than_its_knowledge_time() -> None:
    rule = Scripted(Price.cents(1))
    replay([scenery(stage) for stage in stages(KNOWS)], rule)
    assert len(rule.seen) == 7
    assert rule.seen[0].market is None
    for seen in rule.seen:
        assert all((quote.known_at - seen.as_of).total_seconds() <= 60 for quote in seen.quotes.values())


def test_later_orders_see_the_position_of_the_middle_bound() -> None:
    rule = Scripted(Price.cents(49))
    fates = replay([scenery(stage) for stage in stages(KNOWS)], rule)
    held = [seen.held.get(TICKER, Count(0)).contracts for seen in rule.seen]
    assert held == [10.0 * i for i in range(7)]
    assert [fate.got[Bound.MIDDLE].contracts for fate in fates] == [10.0] * 7


def test_a_fill_pays_its_settlement_less_its_price() -> None:
    (first, *_) = replay([scenery(stage) for stage in stages(KNOWS)], Scripted(Price.cents(49)))
    assert first.pays == Price.cents(100)
    assert first.profit(Bound.UPPER) == Usd.cents(510)
    assert first.fees[Bound.UPPER] == Usd(0)
    assert abs(first.claimed - 0.11) < 1e-12
    assert first.marked is not None
    lost = replay([scenery(stage) for stage in stages(KNOWS, outcome=2_300_000.0)], Scripted(Price.cents(49)))
    assert lost[0].profit(Bound.UPPER) == Usd.cents(-490)
    assert total(lost, Bound.UPPER) == Usd.cents(-490 * len(lost))


def test_an_order_that_would_cross_is_refused_and_one_on_a_still_rung_gets_nothing() -> None:
    assert replay([scenery(stages(KNOWS)[1])], Scripted(Price.cents(53))) == ()
    still = stages(KNOWS)[1]
    still = replace(still, candles={}, marks={})
    (fate,) = replay([scenery(still)], Scripted(Price.cents(49)))
    assert set(fate.got.values()) == {Count(0)}
    assert fate.marked is None


def test_the_floor_is_never_above_any_bound() -> None:
    fates = replay(scenes(KNOWS, weeks=2), PlainMaker())
    assert fates
    for fate in fates:
        assert all(fate.floor <= fate.profit(bound) for bound in (Bound.LOWER, Bound.UPPER))


def test_bids_and_asks_at_one_price_share_a_dollar() -> None:
    fates = replay([scenery(stage) for stage in stages(MARKET)], PlainMaker())
    for fate in fates:
        opposite = type(fate)(
            fate.stage,
            Resting(
                Terms(fate.resting.terms.ticker, _other(fate.resting.terms.side), fate.resting.terms.price, Count(100)),
                fate.resting.worth,
            ),
            fate.market,
            fate.got,
            fate.mark,
            fate.pays,
            fate.fees,
        )
        for bound in Bound:
            assert fate.profit(bound) == -opposite.profit(bound)


def _other(side: Side) -> Side:
    return Side.ASK if side is Side.BID else Side.BID
