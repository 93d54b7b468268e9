from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.ladders import (
    CENTICENTS,
    CENTS,
    Case,
    believed,
    best_by_trying_all,
    bounds,
    full,
    ladder,
    offer,
    small,
    stake,
)

from paxline.desk.orders import Side
from paxline.desk.sizing import Binding, Bounds, Liquidity, Offer, Stake
from paxline.desk.states import state_payouts, state_probabilities, yes_pays
from paxline.market.fair import FairLadder
from paxline.units import Count, Price, Usd

seeds = st.integers(0, 2**32 - 1)
TICKER = ladder(1).rungs[0].ticker


def case(fair: FairLadder, *offers: Offer) -> Case:
    """Full Kelly on 1,000 dollars with room for everything."""
    return Case(fair, offers, stake(), bounds(), 1.0, CENTICENTS)


def contracts(of: Case) -> list[int]:
    return [count.hundredths // 100 for count in of.sizing.trades]


def after(of: Case) -> tuple[dict[str, Count], Usd]:
    """What is held and what the event has cost once the sizes have traded, fees included."""
    held, paid = dict(of.stake.held), of.stake.paid.millionths
    for one, count in zip(of.offers, of.sizing.trades, strict=True):
        buys = one.side is Side.BID
        charge = of.fees.taker_fee if one.liquidity is Liquidity.TAKES else of.fees.maker_fee
        paid += (one.price if buys else one.price.complement).times(count).millionths
        paid += charge(one.price, count).millionths
        before = held.get(one.ticker, Count(0))
        closed = min(count.hundredths, max(-before.hundredths if buys else before.hundredths, 0))
        paid -= closed * 10_000
        held[one.ticker] = before + count if buys else before - count
    return held, Usd(paid)


def losses(of: Case) -> tuple[list[int], list[int]]:
    """The event's loss in each state before and after the trades, in millionths."""
    held, paid = after(of)
    before = of.stake.paid.millionths - state_payouts(of.stake.held, of.fair.ladder)
    return before.tolist(), (paid.millionths - state_payouts(held, of.fair.ladder)).tolist()


def as_by_trying_all(fees: object, *, times: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(times):
        one = small(rng, CENTS if fees is CENTS else CENTICENTS)
        best, found = best_by_trying_all(one), one.sizing
        assert found.certain == pytest.approx(best, abs=1e-6)
        assert best <= found.relaxed + found.gap + 1e-12
        assert found.gap <= 1e-7


@pytest.mark.parametrize("fees", [CENTS, CENTICENTS], ids=["cents", "centicents"])
def test_small_ladders_are_sized_as_by_trying_all(fees: object) -> None:
    as_by_trying_all(fees, times=60, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("fees", [CENTS, CENTICENTS], ids=["cents", "centicents"])
def test_a_thousand_small_ladders_are_sized_as_by_trying_all(fees: object) -> None:
    as_by_trying_all(fees, times=1000, seed=3)


@given(seeds)
def test_no_settlement_loses_more_than_the_bound(seed: int) -> None:
    one = full(np.random.default_rng(seed), levels=2)
    before, now = losses(one)
    most = one.bounds.worst_loss.millionths
    assert all(loss <= max(most, had) for had, loss in zip(before, now, strict=True))


@given(seeds)
def test_no_more_is_traded_than_is_there_and_all_of_it_in_whole_contracts(seed: int) -> None:
    one = full(np.random.default_rng(seed), levels=2)
    for offered, count in zip(one.offers, one.sizing.trades, strict=True):
        assert Count(0) <= count <= offered.available
        assert count.hundredths % 100 == 0


@given(seeds)
def test_no_rung_is_held_beyond_its_bound_and_no_more_cash_spent_than_there_is(seed: int) -> None:
    one = full(np.random.default_rng(seed), levels=2)
    held, paid = after(one)
    for ticker, count in held.items():
        had = one.stake.held[ticker].hundredths if ticker in one.stake.held else 0
        assert abs(count.hundredths) <= max(one.bounds.rung.hundredths, abs(had))
    assert paid - one.stake.paid <= one.bounds.spend


@given(seeds)
def test_a_rung_is_never_bought_on_both_sides(seed: int) -> None:
    one = full(np.random.default_rng(seed), levels=2)
    sides: dict[str, set[Side]] = {}
    for offered, count in zip(one.offers, one.sizing.trades, strict=True):
        if count > Count(0):
            sides.setdefault(offered.ticker, set()).add(offered.side)
    assert all(len(taken) == 1 for taken in sides.values())


@given(seeds)
def test_trading_is_never_worth_less_than_not_trading(seed: int) -> None:
    found = full(np.random.default_rng(seed), levels=2).sizing
    assert 0 <= found.certain <= found.relaxed + found.gap + 1e-12
    assert found.shortfall == pytest.approx(found.relaxed + found.gap - found.certain, abs=1e-12)


@given(seeds)
def test_the_same_question_has_the_same_answer(seed: int) -> None:
    one = full(np.random.default_rng(seed), levels=2)
    assert one.sizing == one.sizing


@given(seeds)
def test_the_prices_of_states_are_those_of_a_dollar_and_rungs_are_worth_their_sum(seed: int) -> None:
    one = full(np.random.default_rng(seed), levels=2)
    found = one.sizing
    assert sum(found.states) == pytest.approx(1)
    assert min(found.states) >= 0
    assert list(found.worth.values()) == pytest.approx((yes_pays(one.fair.ladder) @ found.states).tolist())
    assert list(found.worth.values()) == sorted(found.worth.values(), reverse=True)


@given(seeds)
def test_believed_odds_against_a_fall_hold_after_the_trade(seed: int) -> None:
    one = full(np.random.default_rng(seed), levels=2)
    held, paid = after(one)
    chance, power = state_probabilities(one.fair), 1 - 1 / one.fraction
    # E w^(1 - a) never rises by a trade: that bounds the chance ever to fall to a share of today's wealth.
    start = one.stake.wealth.millionths + one.stake.paid.millionths
    before = (start - np.array(losses(one)[0])) / start
    now = (start + state_payouts(held, one.fair.ladder) - paid.millionths) / start
    real = chance > 0
    assert chance[real] @ now[real] ** power <= chance[real] @ before[real] ** power * (1 + 1e-9)


def test_at_a_fair_price_nothing_is_traded() -> None:
    fair = believed(0.8, 0.5, 0.2)
    quotes = [
        offer(i, side, c, count=50, liquidity=Liquidity.MAKES) for i, c in enumerate((80, 50, 20)) for side in Side
    ]
    one = case(fair, *quotes)
    assert contracts(one) == [0] * 6
    assert one.sizing.certain == 0
    assert list(one.sizing.worth.values()) == pytest.approx([0.8, 0.5, 0.2])


def test_no_offer_is_no_trade() -> None:
    found = case(believed(0.6, 0.4)).sizing
    assert (found.trades, found.growth, found.gap, found.binding) == ((), 0, 0, ())


@settings(max_examples=10)
@given(st.integers(30, 60), st.floats(0.3, 0.8))
def test_more_edge_is_never_a_smaller_bet(cents: int, worth: float) -> None:
    sizes = [
        contracts(case(believed(min(worth + more, 0.99)), offer(0, Side.BID, cents, count=5_000)))[0]
        for more in (0.0, 0.04, 0.1)
    ]
    assert sizes == sorted(sizes)


@settings(max_examples=25)
@given(seeds)
def test_a_better_price_is_never_a_smaller_position_on_a_whole_ladder(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one = full(rng, levels=1)
    place = int(rng.integers(len(one.offers)))
    offered = one.offers[place]
    cents = offered.price.ten_thousandths // 100 + (-1 if offered.side is Side.BID else 1)
    if not 1 <= cents <= 99:
        return
    cheaper = replace(offered, price=Price.cents(cents))
    better = replace(one, offers=tuple(cheaper if i == place else o for i, o in enumerate(one.offers)))
    # Whole contracts may leave one on either side.
    assert contracts(better)[place] >= contracts(one)[place] - 1


def test_one_rung_is_kellys_formula() -> None:
    one = case(believed(0.6), offer(0, Side.BID, 50, count=5_000, liquidity=Liquidity.MAKES))
    # A fifth of 1,000 dollars at even odds, in contracts of half a dollar.
    assert contracts(one) == [400]
    assert contracts(replace(one, fraction=0.25)) == [pytest.approx(101, abs=2)]


def test_the_levels_of_a_book_are_taken_from_the_best_on() -> None:
    one = case(believed(0.6), *(offer(0, Side.BID, c, count=100, liquidity=Liquidity.MAKES) for c in (45, 50, 53, 61)))
    first, second, third, fourth = contracts(one)
    assert first == second == 100
    assert 0 < third < 100
    assert fourth == 0


def test_after_the_best_trade_a_rung_is_worth_the_price_paid_last() -> None:
    one = case(believed(0.6), offer(0, Side.BID, 50, count=5_000, liquidity=Liquidity.MAKES))
    assert one.sizing.worth[TICKER] == pytest.approx(0.5, abs=1e-4)


def test_rungs_are_one_bet() -> None:
    fair = believed(0.62, 0.6, 0.58)
    alone = sum(contracts(case(fair, offer(i, Side.BID, 50, count=5_000)))[0] for i in range(3))
    together = sum(contracts(case(fair, *(offer(i, Side.BID, 50, count=5_000) for i in range(3)))))
    assert together < 0.6 * alone


def test_what_is_held_already_is_not_bought_again() -> None:
    fair, sold = believed(0.6), offer(0, Side.BID, 50, count=5_000, liquidity=Liquidity.MAKES)
    fresh = case(fair, sold)
    # 200 contracts that cost 100 dollars: the other half of the same bet is left.
    later = replace(fresh, stake=Stake(Usd.cents(90_000), {TICKER: Count.whole(200)}, Usd.cents(10_000)))
    assert contracts(later) == [200]
    full_up = replace(fresh, stake=Stake(Usd.cents(80_000), {TICKER: Count.whole(400)}, Usd.cents(20_000)))
    assert contracts(full_up) == [0]


def test_too_large_a_position_is_sold_even_at_a_loss() -> None:
    held = Stake(Usd.cents(20_000), {TICKER: Count.whole(1600)}, Usd.cents(80_000))
    one = Case(believed(0.6), (offer(0, Side.ASK, 58, count=5_000),), held, bounds(), 1.0, CENTICENTS)
    assert contracts(one)[0] > 500


def test_a_position_beyond_its_bounds_is_only_ever_reduced() -> None:
    held = Stake(Usd.cents(20_000), {TICKER: Count.whole(1600)}, Usd.cents(80_000))
    tight = bounds(loss=100, rung=50)
    buying = Case(believed(0.9), (offer(0, Side.BID, 50, count=5_000),), held, tight, 1.0, CENTICENTS)
    assert contracts(buying) == [0]
    assert Binding.RUNG not in buying.sizing.binding
    selling = replace(buying, fair=believed(0.5), offers=(offer(0, Side.ASK, 55, count=5_000),))
    assert contracts(selling)[0] >= 1550


def test_selling_what_is_held_needs_no_cash() -> None:
    held = Stake(Usd.cents(100), {TICKER: Count.whole(100)}, Usd.cents(5_000))
    one = Case(believed(0.5), (offer(0, Side.ASK, 58, count=300),), held, bounds(spend=0), 1.0, CENTICENTS)
    sold = contracts(one)[0]
    assert sold > 0
    assert after(one)[1] - held.paid <= Usd(0)


@pytest.mark.parametrize(
    ("limits", "bound"),
    [
        (bounds(loss=20), Binding.WORST_LOSS),
        (bounds(rung=30), Binding.RUNG),
        (bounds(spend=15), Binding.SPEND),
    ],
)
def test_the_bound_that_stops_a_bet_is_named(limits: Bounds, bound: Binding) -> None:
    one = replace(case(believed(0.6), offer(0, Side.BID, 50, count=5_000)), bounds=limits)
    assert one.sizing.binding == (bound,)
    assert case(believed(0.6), offer(0, Side.BID, 50, count=5_000)).sizing.binding == ()


def test_a_loss_already_made_leaves_less_to_lose() -> None:
    one = replace(case(believed(0.6), offer(0, Side.BID, 50, count=5_000)), bounds=bounds(loss=50))
    lost = replace(one, stake=Stake(Usd.cents(97_000), {}, Usd.cents(3_000)))
    assert contracts(lost)[0] == pytest.approx(20 / 0.5175, abs=1)
    assert contracts(one)[0] == pytest.approx(50 / 0.5175, abs=1)


def test_the_fee_that_rounds_up_decides_whether_one_contract_pays() -> None:
    one = replace(case(believed(0.08), offer(0, Side.BID, 7, count=1)), fees=CENTS)
    # Unrounded the fee is 0.46 cents of an edge of one; rounded up it takes all of it.
    assert contracts(one) == [0]
    assert contracts(replace(one, fees=CENTICENTS)) == [1]


def test_of_two_quotes_that_straddle_the_value_only_the_better_is_sized() -> None:
    both = [offer(0, Side.BID, 45, count=100, liquidity=Liquidity.MAKES)]
    both += [offer(0, Side.ASK, 58, count=100, liquidity=Liquidity.MAKES)]
    assert contracts(case(believed(0.5), *both)) == [0, 100]
    assert contracts(case(believed(0.5), both[0])) == [100]


def test_a_half_contract_is_left_where_it_is() -> None:
    one = Offer(TICKER, Side.BID, Price.cents(50), Count.parse("1.5"), Liquidity.MAKES)
    assert contracts(case(believed(0.9), one)) == [1]


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(ValueError, match="no rung of this ladder"):
        _ = case(believed(0.5), offer(1, Side.BID, 50, count=1)).sizing
    with pytest.raises(ValueError, match="fraction of Kelly"):
        _ = replace(case(believed(0.5)), fraction=2.0).sizing
    with pytest.raises(ValueError, match="nothing can be sized"):
        Stake(Usd(0), {}, Usd(0))
    with pytest.raises(ValueError, match="bounds are 0 or more"):
        Bounds(Usd(-1), Count(0), Usd(0))
    with pytest.raises(ValueError, match="an offer has a price"):
        Offer(TICKER, Side.BID, Price(0), Count(1), Liquidity.TAKES)
