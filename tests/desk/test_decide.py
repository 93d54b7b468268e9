from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.scenes import MORNING, account, snapshot

from paxline.desk.decide import Decision, decide
from paxline.desk.limits import worst_if_filled
from paxline.desk.orders import Crossing, Side, Terms, Working
from paxline.desk.policy import Limits, Policy
from paxline.desk.snapshot import Snapshot
from paxline.desk.states import worst_loss
from paxline.forecast.distribution import Normal, StudentT
from paxline.market.evidence import Evidence
from paxline.market.weights import Weights
from paxline.units import Count, Price, Usd

RUNGS = [book.contract.ticker for book in snapshot().books]

scenes = st.builds(
    snapshot,
    as_of=st.integers(-70, 80).map(lambda hours: MORNING + timedelta(hours=hours)),
    ours=st.builds(Normal, st.floats(2_370_000, 2_480_000), st.floats(12_000, 45_000)),
    half_spread=st.floats(0.005, 0.12),
    known=st.integers(1, 4),
    holding=st.builds(
        account,
        held=st.dictionaries(st.sampled_from(RUNGS[8:14]), st.integers(-60, 60).map(Count.whole), max_size=3),
        paid=st.integers(-30, 60).map(lambda dollars: Usd.cents(dollars * 100)),
    ),
)


def standing(decision: Decision) -> list[Terms]:
    """Everything that may fill once the decision is carried out."""
    kept = [replace(one.terms, count=one.remaining) for one in decision.keep]
    return [order.terms for order in decision.orders] + kept


@given(scene=scenes)
@settings(max_examples=14)
def test_no_decision_lets_the_event_lose_more_than_it_may_whichever_orders_fill(scene: Snapshot) -> None:
    policy = Policy(limits=Limits(worst_state=0.02))
    decision = decide(scene, policy)
    assert scene.account
    assert scene.ladder
    assert scene.fees
    now = worst_loss(scene.account.held, paid=scene.account.paid, ladder=scene.ladder)
    worst = worst_if_filled(standing(decision), scene.account, scene.ladder, scene.fees)
    assert worst <= max(decision.most, now)
    assert decision.most == Usd.parse("20")
    for one in standing(decision):
        held = scene.account.held.get(one.ticker, Count(0)).hundredths
        after = held + (one.count.hundredths if one.side is Side.BID else -one.count.hundredths)
        assert abs(after) <= max(policy.limits.rung.hundredths, abs(held))
    # Fair values never rise with the strike, and quotes cross neither the book nor each other.
    for values in ([r.ours for r in decision.rungs], [r.pooled for r in decision.rungs]):
        assert values == sorted(values, reverse=True)
    for rung in decision.rungs:
        posts = [terms for terms in rung.targets if terms.crossing is Crossing.POSTS_ONLY]
        bids = [terms.price for terms in posts if terms.side is Side.BID]
        asks = [terms.price for terms in posts if terms.side is Side.ASK]
        assert rung.quote or not posts
        ask, bid = (rung.quote.ask, rung.quote.bid) if rung.quote else (None, None)
        assert all(price < ask for price in bids if ask)
        assert all(price > bid for price in asks if bid)
        assert not bids or not asks or max(bids) < min(asks)
        assert rung.reason


def test_a_plain_morning_is_quoted_around_the_pool_and_says_so() -> None:
    decision = decide(snapshot(), Policy())
    said = {rung.contract.strike: rung.reason for rung in decision.rungs}
    assert said[2_400_000].startswith("Bid ")
    assert said[2_450_000].startswith("Offer ")
    assert said[2_200_000].startswith("No trade: all but settled at 100¢")
    assert {order.terms.crossing for order in decision.orders} == {Crossing.POSTS_ONLY}


def test_the_same_decision_twice_has_the_same_ids_and_a_later_one_others() -> None:
    first = decide(snapshot(), Policy())
    assert decide(snapshot(), Policy()) == first
    later = decide(snapshot(as_of=MORNING + timedelta(minutes=1)), Policy())
    assert not {order.client_id for order in first.orders} & {order.client_id for order in later.orders}


def test_what_stands_as_wanted_is_kept_and_our_own_quotes_are_not_taken_for_the_markets() -> None:
    first = decide(snapshot(), Policy())
    working = [Working(order.client_id, order.terms, order.terms.count) for order in first.orders]
    again = decide(snapshot(holding=account(working=working)), Policy())
    assert again.orders == again.cancels == ()
    assert set(again.keep) == set(working)


@pytest.mark.parametrize(
    ("hours", "why"),
    [
        (-12, "nothing stands overnight"),
        (-2.3, "the count of Wednesday is due"),
        (21.7, "the count of Thursday is due"),
        (-80, "the week does not trade now"),
    ],
)
def test_out_of_hours_what_stands_is_taken_out(hours: float, why: str) -> None:
    terms = Terms(RUNGS[10], Side.BID, Price.cents(60), Count.whole(3), crossing=Crossing.POSTS_ONLY)
    scene = snapshot(
        as_of=MORNING + timedelta(hours=hours),
        known=2 if hours < -2 else 3,
        holding=account(working=[Working("a", terms, Count.whole(3))]),
    )
    decision = decide(scene, Policy())
    assert decision.orders == ()
    assert [one.client_id for one in decision.cancels] == ["a"]
    assert all(why in rung.reason for rung in decision.rungs)


def test_when_ours_and_the_markets_are_far_apart_nothing_stands_until_a_person_has_looked() -> None:
    decision = decide(snapshot(ours=Normal(2_560_000, 15_000)), Policy())
    assert decision.orders == ()
    assert "a person has to look first" in decision.rungs[0].reason


def test_without_a_market_of_its_own_a_week_is_not_quoted_after_its_opening() -> None:
    empty = snapshot(half_spread=0.6)
    assert decide(empty, Policy()).orders == ()
    assert "the market has no value of its own" in decide(empty, Policy()).rungs[0].reason


def test_straight_after_a_count_a_large_edge_is_taken_and_later_it_is_not() -> None:
    market, ours = StudentT(2_420_000, 40_000, 4), Normal(2_485_000, 40_000)
    fresh = decide(snapshot(ours=ours, market=market, as_of=MORNING - timedelta(hours=1)), Policy(taker_bar=0.02))
    taken = [order.terms for order in fresh.orders if order.terms.crossing is Crossing.TAKES]
    assert taken
    assert all(terms.side is Side.BID for terms in taken)
    later = decide(snapshot(ours=ours, market=market, as_of=MORNING + timedelta(hours=3)), Policy(taker_bar=0.02))
    assert not [order for order in later.orders if order.terms.crossing is Crossing.TAKES]


def test_on_sunday_only_what_shrinks_a_position_is_asked_for() -> None:
    sunday = MORNING + timedelta(days=3)
    held = {RUNGS[10]: Count.whole(20)}
    scene = snapshot(as_of=sunday, known=4, holding=account(held=held, paid=Usd.parse("14")))
    decision = decide(scene, Policy())
    assert {order.terms.side for order in decision.orders} == {Side.ASK}
    assert {order.terms.ticker for order in decision.orders} == {RUNGS[10]}


def test_a_position_that_could_lose_more_than_it_may_is_sold_at_once() -> None:
    held = {RUNGS[10]: Count.whole(60)}
    decision = decide(snapshot(half_spread=0.005, holding=account(held=held, paid=Usd.parse("44"))), Policy())
    assert [(o.terms.side, o.terms.crossing) for o in decision.orders if o.terms.ticker == RUNGS[10]] == [
        (Side.ASK, Crossing.TAKES)
    ]


def test_the_closer_ours_is_to_the_market_the_less_is_asked_for() -> None:
    gaps = (0, 10_000, 20_000)
    edges = [abs(decide(snapshot(ours=Normal(2_420_000 + gap, 30_000)), Policy()).pooled.gap) for gap in gaps]  # pyright: ignore[reportOptionalMemberAccess] - nothing is missing
    assert np.all(np.diff(edges) > 0)


def test_a_pool_that_settled_weeks_speak_against_is_staked_less_and_then_nothing() -> None:
    def asked(odds: float) -> int:
        seen = replace(snapshot(), evidence=Evidence(odds=odds))
        return sum(terms.count.hundredths for terms in standing(decide(seen, Policy())))

    sizes = [asked(odds) for odds in (1.0, 0.2, 0.04)]
    assert sizes[0] > sizes[1] > sizes[2] == 0
    assert asked(30.0) == sizes[0]
    given_up = decide(replace(snapshot(), evidence=Evidence(odds=0.04)), Policy())
    assert any("25 to 1 for the market" in rung.reason for rung in given_up.rungs)


def test_the_pool_takes_the_weights_that_were_learned() -> None:
    learned = decide(replace(snapshot(), evidence=Evidence(Weights((0.1,) * 7, 60))), Policy())
    assert learned.pooled
    assert learned.pooled.weight == 0.1


def test_a_book_of_a_rung_that_is_not_listed_is_left_alone() -> None:
    scene = snapshot(as_of=MORNING - timedelta(hours=1))
    assert scene.ladder
    fewer = replace(scene, ladder=replace(scene.ladder, rungs=scene.ladder.rungs[:-1]))
    assert decide(fewer, Policy()).missing == ()
