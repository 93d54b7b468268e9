from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.scenes import account, snapshot

from paxline.desk.limits import (
    Allows,
    Asked,
    Ground,
    Limit,
    age_words,
    capital,
    share,
    standing,
    within,
    worst_if_filled,
)
from paxline.desk.orders import Crossing, Side, Terms
from paxline.desk.policy import Limits, Policy
from paxline.desk.states import outcomes, worst_loss
from paxline.forecast.distribution import Normal
from paxline.market.contract import Ladder
from paxline.market.fair import fair_ladder
from paxline.market.fees import FeeSchedule
from paxline.units import Count, Price, Usd

SCENE = snapshot()
assert SCENE.ladder
assert SCENE.fees
LADDER: Ladder = SCENE.ladder
FEES: FeeSchedule = SCENE.fees
FAIR = fair_ladder(Normal(2_425_000, 100_000), LADDER)
GROUND = Ground(FAIR, FEES)
TICKERS = [rung.ticker for rung in LADDER.rungs]


def asked(place: int, side: Side, cents: int, contracts: int) -> Asked:
    terms = Terms(TICKERS[place], side, Price.cents(cents), Count.whole(contracts), crossing=Crossing.POSTS_ONLY)
    return Asked(terms, reducing=False)


orders = st.lists(
    st.builds(asked, st.integers(6, 14), st.sampled_from(Side), st.integers(3, 97), st.integers(1, 80)), max_size=8
)
holdings = st.dictionaries(st.sampled_from(TICKERS[6:14]), st.integers(-50, 50).map(Count.whole), max_size=3)


@given(wanted=orders, held=holdings, paid=st.integers(-20, 40))
def test_whatever_is_asked_for_stays_within_every_limit_of_size(
    wanted: list[Asked], held: dict[str, Count], paid: int
) -> None:
    holding = account(held=held, paid=Usd.cents(paid * 100))
    policy = Policy(lot=Count.whole(10), limits=Limits(rung=Count.whole(60), event=Count.whole(120)))
    scene = replace(SCENE, account=holding)
    kept, breaches = within(wanted, scene, policy, ground=GROUND)
    now = worst_loss(held, paid=holding.paid, ladder=LADDER)
    assert worst_if_filled(kept, holding, LADDER, FEES) <= max(Usd.parse("20"), now)
    assert sum(one.count.hundredths for one in kept) + sum(abs(c.hundredths) for c in held.values()) <= max(
        12_000, sum(abs(c.hundredths) for c in held.values())
    )
    for terms in kept:
        value = FAIR.p_above[TICKERS.index(terms.ticker)]
        worse = terms.price.dollars - value if terms.side is Side.BID else value - terms.price.dollars
        assert worse <= policy.limits.collar
    assert breaches or list(kept) == [one.terms for one in wanted]


def test_the_worst_print_counts_every_order_that_could_lose_there_and_none_that_would_gain() -> None:
    both = [asked(9, Side.BID, 60, 10).terms, asked(11, Side.ASK, 20, 10).terms]
    alone = [worst_if_filled([one], account(), LADDER, FEES) for one in both]
    assert alone == [Usd.parse("6"), Usd.parse("8")]
    # The two lose at different prints: below the one strike, above the other.
    assert worst_if_filled(both, account(), LADDER, FEES) == Usd.parse("8")


def test_what_shrinks_a_position_is_kept_longest() -> None:
    holding = account(held={TICKERS[10]: Count.whole(30)}, paid=Usd.parse("20"))
    sell = replace(asked(10, Side.ASK, 62, 30), reducing=True)
    kept, breaches = within(
        [asked(9, Side.BID, 60, 50), sell], replace(SCENE, account=holding), Policy(), ground=GROUND
    )
    assert sell.terms in kept
    assert [breach.limit for breach in breaches] == [Limit.WORST_STATE]
    assert breaches[0].allows is Allows.LESS


def test_a_price_far_on_the_wrong_side_of_the_value_is_not_sent() -> None:
    kept, breaches = within([asked(10, Side.BID, 97, 5)], SCENE, Policy(), ground=GROUND)
    assert kept == ()
    assert [(breach.limit, breach.ticker) for breach in breaches] == [(Limit.COLLAR, TICKERS[10])]


def test_cash_covers_everything_that_could_fill() -> None:
    poor = replace(SCENE, account=replace(account(cash=Usd.parse("1")), equity=Usd.parse("1000")))
    kept, breaches = within([asked(10, Side.BID, 50, 10)], poor, Policy(), ground=GROUND)
    assert sum(terms.price.times(terms.count).millionths for terms in kept) <= 1_000_000
    assert breaches[0].limit is Limit.CASH


def test_without_an_account_nothing_is_within() -> None:
    assert within([asked(10, Side.BID, 50, 1)], replace(SCENE, account=None), Policy(), ground=GROUND) == (
        (),
        (),
    )


def test_a_blocked_or_shut_rung_is_named_by_its_ticker() -> None:
    assert SCENE.gate
    scene = replace(SCENE, account=replace(account(), blocked=("A",)), gate=replace(SCENE.gate, shut=("B",)))
    assert {(b.limit, b.ticker) for b in standing(scene, Policy())} == {(Limit.HALT, "A"), (Limit.GATE, "B")}


@pytest.mark.parametrize(("equity", "most"), [("500", "500"), ("2000", "1000"), ("-3", "0")])
def test_shares_are_of_the_policys_capital_or_of_what_is_left_of_it(equity: str, most: str) -> None:
    assert capital(replace(account(), equity=Usd.parse(equity)), Policy()) == Usd.parse(most)
    assert share(Usd(101), 0.5) == Usd(50)


@given(wanted=orders, held=holdings, paid=st.integers(-20, 40))
def test_what_could_be_lost_near_the_median_has_a_limit_of_its_own(
    wanted: list[Asked], held: dict[str, Count], paid: int
) -> None:
    holding, low, high = account(held=held, paid=Usd.cents(paid * 100)), 2_390_000, 2_460_000
    ground = replace(GROUND, near=(low, high))
    policy = Policy(limits=Limits(near_state=0.01))
    kept, _ = within(wanted, replace(SCENE, account=holding), policy, ground=ground)
    for one in outcomes({}, paid=Usd(0), ladder=LADDER):
        above, up_to = one.above or 0, one.up_to or 9_000_000
        is_near = above < high and up_to >= low
        print_ = min(max(above + 1, low), up_to)
        before = sum_lost([], held, holding.paid, print_)
        if is_near:
            most = max(10_000_000, max_lost_near(held, holding.paid, low, high))
            assert sum_lost([*kept], held, holding.paid, print_) <= max(most, before)


def sum_lost(terms: list[Terms], held: dict[str, Count], paid: Usd, print_: int) -> int:
    """Counted contract by contract: what one print loses, whichever of the orders fill, millionths."""
    strikes = dict(zip(TICKERS, LADDER.strikes, strict=True))
    lost = paid.millionths
    for ticker, count in held.items():
        wins = (print_ > strikes[ticker]) == (count > Count(0))
        lost -= abs(count.hundredths) * 10_000 if wins else 0
    for one in terms:
        bid = one.side is Side.BID
        price = one.price if bid else one.price.complement
        wins = (print_ > strikes[one.ticker]) == bid
        cost = price.times(one.count).millionths + FEES.maker_fee(one.price, one.count).millionths
        lost += max(cost - (one.count.hundredths * 10_000 if wins else 0), 0)
    return lost


def max_lost_near(held: dict[str, Count], paid: Usd, low: int, high: int) -> int:
    return max(sum_lost([], held, paid, print_) for print_ in range(low, high + 1, 5_000))


def test_what_is_held_on_the_knifes_edge_counts_twice() -> None:
    policy = Policy(limits=Limits(rung=Count.whole(60)))
    edge = replace(GROUND, edges=frozenset({TICKERS[10]}))
    wanted = [asked(10, Side.ASK, 90, 50)]
    (whole,), breaches = within(wanted, SCENE, policy, ground=GROUND)
    assert (whole.count, breaches) == (Count.whole(50), ())
    (half,), (breach,) = within(wanted, SCENE, policy, ground=edge)
    assert half.count <= Count.whole(30)
    assert breach.limit is Limit.RUNG
    assert "limits.rung allows 60" in breach.words
    assert "count twice" in breach.words
    held = account(held={TICKERS[10]: Count.whole(-25)}, paid=Usd.parse("2"))
    kept, _ = within(wanted, replace(SCENE, account=held), policy, ground=edge)
    assert sum(one.count.hundredths for one in kept) <= 500


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(-1, "0 minutes"), (119, "119 minutes"), (120, "2 hours"), (2879, "47 hours"), (2885, "2 days")],
)
def test_a_long_time_is_told_in_a_person_s_unit(minutes: int, said: str) -> None:
    assert age_words(timedelta(minutes=minutes)) == said


def test_a_loss_that_is_too_much_is_told_with_the_setting_that_says_so_and_what_is_done() -> None:
    policy = Policy(limits=Limits(worst_state=0.005))
    kept, (breach,) = within([asked(10, Side.BID, 50, 30)], SCENE, policy, ground=GROUND)
    assert 0 < kept[0].count.hundredths < 3000
    assert breach.words == (
        "with every wanted order filled the event could lose $15.00 at its worst print; "
        "limits.worst_state allows $5.00, so the orders are made smaller"
    )


def test_what_is_past_a_limit_already_is_not_told_as_what_the_setting_allows() -> None:
    policy = Policy(lot=Count.whole(10), limits=Limits(rung=Count.whole(20), event=Count.whole(20)))
    held = account(held={TICKERS[9]: Count.whole(30)}, paid=Usd.parse("2"))
    _, (breach,) = within([asked(10, Side.BID, 50, 10)], replace(SCENE, account=held), policy, ground=GROUND)
    assert "would have 40 contracts; 30 is reached already, past limits.event of 20, so" in breach.words


def test_cash_that_does_not_suffice_is_told_in_dollars_and_cents() -> None:
    poor = replace(SCENE, account=replace(account(cash=Usd.parse("1")), equity=Usd.parse("1000")))
    _, (breach,) = within([asked(10, Side.BID, 50, 10)], poor, Policy(), ground=GROUND)
    assert "would need $5.00; there is $1.00 of cash, so they are made smaller" in breach.words


def test_what_stops_everything_says_what_is_and_what_the_setting_allows() -> None:
    assert SCENE.gate
    assert SCENE.forecast
    late = SCENE.as_of - timedelta(minutes=45)
    lost = replace(account(), equity=Usd.parse("850"), highest=Usd.parse("1000"), day_result=Usd.parse("-25"), sent=70)
    scene = replace(
        SCENE,
        account=lost,
        gate=replace(SCENE.gate, seen_at=late),
        forecast=replace(SCENE.forecast, as_of=late),
        books=tuple(replace(one, known_at=late) for one in SCENE.books[:1]),
    )
    assert [breach.words for breach in standing(scene, Policy())] == [
        "the exchange was last seen to take orders 45 minutes ago; limits.quote_age allows 10 minutes",
        "the forecast is 45 minutes old; limits.forecast_age allows 30 minutes",
        "its book was last seen 45 minutes ago; limits.quote_age allows 10 minutes",
        "the day has lost $25.00; limits.day allows $17.00, so positions may only shrink",
        "$150.00 are lost from the highest equity; limits.drawdown allows $100.00, so positions may only shrink",
        "70 orders were sent within a minute; limits.order_rate allows 50",
    ]


def test_a_price_is_refused_with_how_far_it_lies_and_how_far_it_may() -> None:
    _, (breach,) = within([asked(10, Side.BID, 97, 5)], SCENE, Policy(), ground=GROUND)
    assert breach.words.endswith("¢ worse than the fair value; limits.collar allows 5.0¢")
