from dataclasses import replace
from datetime import timedelta

import pytest
from tests.desk.scenes import MARKET, MORNING, OURS, account, snapshot

from paxline.desk.orders import Side
from paxline.desk.policy import Policy
from paxline.desk.quoting import (
    Lean,
    Stand,
    Tilt,
    View,
    after_market,
    believed_ladder,
    cents,
    half_width,
    is_knife_edge,
    knife_edges,
    quotes,
    reduce_only,
)
from paxline.desk.snapshot import Snapshot
from paxline.forecast.distribution import Distribution, Normal
from paxline.market.book import Quote
from paxline.market.contract import Ladder
from paxline.market.fair import fair_ladder
from paxline.testing import WEEK
from paxline.units import Count, Price

LADDER = Ladder.of(WEEK, tuple(range(2_300_000, 2_600_000, 50_000)))
NEAR = LADDER.rungs[2]
WING = LADDER.rungs[3]
LEVEL = Lean(Tilt.NONE, 0.0)
POLICY = Policy()
WIDE = Quote(Price.cents(2), Price.cents(98))


def view(of: Distribution = OURS, market: Distribution | None = MARKET) -> View:
    ours, theirs = fair_ladder(of, LADDER), fair_ladder(market, LADDER) if market else None
    return View(ours, theirs, ours, believed_ladder(ours, theirs, share=0.5), of.mean, of.sd)


def stand(scene: Snapshot, *, of: View | None = None, quote: Quote = WIDE, lean: Lean = LEVEL) -> Stand:
    return quotes(NEAR, scene, POLICY, view=of or view(), quote=quote, lean=lean)


def prices(found: Stand) -> dict[Side, Price]:
    return {wish.side: wish.price for wish in found.wishes}


def test_quotes_are_rounded_outward_around_the_value() -> None:
    near = view(Normal(2_405_000, 20_000), Normal(2_405_000, 20_000))
    fair = near.pooled.of(NEAR)
    found = prices(stand(snapshot(), of=near))
    assert found[Side.BID] == Price.cents(int((fair - 0.04) * 100))
    assert found[Side.ASK] == Price.cents(int((fair + 0.04) * 100) + 1)


def test_a_quote_never_meets_the_book() -> None:
    near = view(Normal(2_405_000, 20_000), Normal(2_405_000, 20_000))
    found = prices(stand(snapshot(), of=near, quote=Quote(Price.cents(70), Price.cents(75))))
    assert found[Side.ASK] == Price.cents(71)
    low = prices(stand(snapshot(), of=near, quote=Quote(Price.cents(40), Price.cents(45))))
    assert low[Side.BID] == Price.cents(44)


def test_a_position_moves_quotes_against_itself_by_a_cent_for_each_quarter_of_the_limit() -> None:
    near = view(Normal(2_405_000, 20_000), Normal(2_405_000, 20_000))
    level, high = (prices(stand(snapshot(), of=near, lean=lean)) for lean in (LEVEL, Lean(Tilt.HIGH, 0.5)))
    assert [level[side].ten_thousandths - high[side].ten_thousandths for side in Side] == [200, 200]


def test_wings_are_offered_and_not_bid_for() -> None:
    cheap = quotes(WING, snapshot(), POLICY, view=view(Normal(2_415_000, 30_000)), quote=WIDE, lean=LEVEL)
    assert set(prices(cheap)) == {Side.ASK}
    dear = quotes(NEAR, snapshot(), POLICY, view=view(Normal(2_440_000, 30_000)), quote=WIDE, lean=LEVEL)
    assert set(prices(dear)) == {Side.BID}


def test_what_is_all_but_settled_or_unquoted_is_left_alone() -> None:
    settled = quotes(NEAR, snapshot(), POLICY, view=view(Normal(2_500_000, 20_000)), quote=WIDE, lean=LEVEL)
    assert settled.wishes == ()
    assert "all but settled" in settled.words
    assert quotes(NEAR, snapshot(), POLICY, view=view(), quote=None, lean=LEVEL).wishes == ()


def test_widths_follow_the_situation_and_the_disagreement() -> None:
    agreed = view(OURS, OURS)
    near = view(Normal(2_405_000, 30_000), Normal(2_405_000, 30_000))
    evening, saturday = MORNING + timedelta(hours=6), MORNING + timedelta(days=2)
    assert half_width(NEAR, snapshot(), POLICY, view=near) == pytest.approx(0.04)
    assert half_width(NEAR, snapshot(as_of=evening), POLICY, view=near) == pytest.approx(0.03)
    assert half_width(NEAR, snapshot(as_of=saturday), POLICY, view=near) == pytest.approx(0.02)
    assert half_width(WING, snapshot(), POLICY, view=agreed) == pytest.approx(0.02)
    assert half_width(NEAR, snapshot(), POLICY, view=view(OURS, None)) == pytest.approx(0.06)
    apart = view(OURS, Normal(2_380_000, 28_000))
    assert half_width(NEAR, snapshot(), POLICY, view=apart) > half_width(NEAR, snapshot(), POLICY, view=agreed)


def test_the_middle_is_half_the_size_and_the_knifes_edge_a_third_and_nothing_after_friday() -> None:
    middle = view(Normal(2_412_000, 30_000), Normal(2_412_000, 30_000))
    assert {wish.count for wish in stand(snapshot(), of=middle).wishes} == {Count.whole(25)}
    edge = view(Normal(2_401_000, 20_000), Normal(2_401_000, 20_000))
    assert is_knife_edge(NEAR, snapshot(known=4), view=edge)
    assert not is_knife_edge(NEAR, snapshot(known=3), view=edge)
    assert {wish.count for wish in stand(snapshot(known=4), of=edge).wishes} == {Count.whole(16)}
    assert stand(snapshot(known=4, as_of=MORNING + timedelta(days=2)), of=edge).wishes == ()


def test_what_is_held_is_reduced_and_never_turned_around() -> None:
    held = snapshot(holding=account(held={NEAR.ticker: Count.whole(7)}))
    near = view(Normal(2_405_000, 20_000), Normal(2_405_000, 20_000))
    (ask,) = (wish for wish in stand(held, of=near).wishes if wish.side is Side.ASK)
    assert ask.reducing
    assert ask.count == Count.whole(7)
    only = reduce_only(stand(held, of=near), why="Sunday")
    assert [wish.side for wish in only.wishes] == [Side.ASK]
    assert reduce_only(stand(snapshot(), of=near), why="Sunday") == Stand((), "Sunday")


def test_half_of_the_distance_from_the_market_is_believed() -> None:
    both = view(Normal(2_420_000, 30_000), Normal(2_400_000, 30_000))
    assert both.market
    half = (both.pooled.of(NEAR) + both.market.of(NEAR)) / 2
    assert both.believed.of(NEAR) == pytest.approx(half)
    assert believed_ladder(both.pooled, None, share=0.5) == both.pooled


def test_without_a_market_an_opening_is_quoted_at_half_the_size() -> None:
    monday = MORNING - timedelta(days=3)
    alone = replace(view(Normal(2_385_000, 40_000)), market=None)
    assert {wish.count for wish in stand(snapshot(as_of=monday), of=alone).wishes} == {Count.whole(12)}


@pytest.mark.parametrize(("dollars", "text"), [(0.61, "61¢"), (0.034, "3.4¢"), (-0.0001, "0¢")])
def test_cents_are_written_with_decimals_only_where_they_have_some(dollars: float, text: str) -> None:
    assert cents(dollars) == text


def test_what_reduces_joins_the_best_of_its_side_where_that_is_no_worse_than_the_value() -> None:
    near = view(Normal(2_405_000, 20_000), Normal(2_405_000, 20_000))
    fair = near.pooled.of(NEAR)
    held = snapshot(holding=account(held={NEAR.ticker: Count.whole(7)}))
    tight = Quote(Price.cents(int(fair * 100) - 1), Price.cents(int(fair * 100) + 2))
    assert prices(stand(held, of=near, quote=tight))[Side.ASK] == tight.ask
    rich = Quote(Price.cents(40), Price.cents(int(fair * 100) - 3))
    worst = prices(stand(held, of=near, quote=rich))[Side.ASK]
    assert fair <= worst.dollars < fair + 0.01
    # What adds stays where it was.
    assert prices(stand(snapshot(), of=near, quote=tight))[Side.ASK] > Price.cents(int(fair * 100) + 2)


def test_while_something_is_going_on_quotes_stand_at_their_widest() -> None:
    assert half_width(NEAR, snapshot(), POLICY, view=replace(view(), alarm="a storm")) == POLICY.widths.opening


def test_on_the_knifes_edge_no_distance_from_the_market_is_believed() -> None:
    both = view(Normal(2_402_000, 20_000), Normal(2_380_000, 20_000))
    edges = knife_edges(snapshot(known=4), view=both)
    assert edges == {NEAR.ticker}
    assert both.market
    believed = after_market(both.believed, both.market, edges=edges)
    assert believed.of(NEAR) == both.market.of(NEAR)
    assert believed.of(LADDER.rungs[0]) == both.believed.of(LADDER.rungs[0])
    assert after_market(both.believed, None, edges=edges) == both.believed
