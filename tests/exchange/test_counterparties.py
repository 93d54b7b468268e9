from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import numpy as np
import pytest
from tests.exchange.day import CLOSE, LADDER, LOW, OPEN, WEEK

from paxline.counts.calendar import nominal_release
from paxline.exchange.answers import Refused, Traded
from paxline.exchange.beliefs import hidden_week
from paxline.exchange.counterparties import (
    CALM,
    FIRST,
    NOISE,
    Crowd,
    Flow,
    Timed,
    listing,
    maker_of,
    outcome,
    requoting,
    trading,
)
from paxline.exchange.engine import Exchange
from paxline.exchange.requests import CancelAll, Place, Side, Wait
from paxline.forecast.distribution import exceedance
from paxline.market.book import Quote, SeenQuote
from paxline.market.contract import usual_ladder
from paxline.units import Count, Price, Usd

TRUTH = 2_431_000.0
HIDDEN = hidden_week(WEEK, average=TRUTH, seed=3)
RUNGS = usual_ladder(WEEK, TRUTH)


@cache
def whole_week() -> tuple[Timed, ...]:
    return (*listing(RUNGS), *trading(HIDDEN, RUNGS, seed=4), *outcome(RUNGS, average=TRUTH))


def at(until: datetime) -> Exchange:
    exchange = Exchange.replay((one.at, one.request) for one in whole_week() if one.at <= until)
    exchange.apply(Wait(), at=until)
    return exchange


def test_a_whole_week_runs_forward_and_nothing_in_it_is_refused() -> None:
    exchange, refused, traded = Exchange(), list[Refused](), Counter[datetime]()
    for one in whole_week():
        answer, events = exchange.apply(one.request, at=one.at)
        refused += [answer] if isinstance(answer, Refused) else []
        traded.update(event.at for event in events if isinstance(event, Traded))
    assert refused == []
    assert len(traded) > 100
    assert OPEN <= min(traded) <= max(traded) < CLOSE
    exchange.apply(Wait(), at=whole_week()[-1].at + timedelta(hours=1))
    money = exchange.treasury
    assert money.escrow == Usd(0)
    assert money.members + money.fees == money.brought


def test_the_same_seed_makes_the_same_requests_and_another_seed_others() -> None:
    again = [*trading(HIDDEN, RUNGS, seed=4)]
    assert again == [one for one in whole_week() if OPEN <= one.at < CLOSE]
    assert again != [*trading(HIDDEN, RUNGS, seed=5)]


@pytest.mark.parametrize("hours", [1, 50, 120])
def test_the_maker_stands_on_both_sides_of_what_it_believes(hours: int) -> None:
    now = OPEN + timedelta(hours=hours)
    exchange = at(now)
    belief = HIDDEN.market(HIDDEN.known(now))
    middle = min(RUNGS.rungs, key=lambda rung: abs(float(exceedance(belief, rung.strike)) - 0.5))
    orders = exchange.resting(maker_of(middle.ticker))
    assert {order.side for order in orders} == set(Side)
    bid, ask = (next(o.price.dollars for o in orders if o.side is side) for side in Side)
    assert 0.02 <= ask - bid <= 0.07
    # It drifts around its belief, by a little.
    assert abs((bid + ask) / 2 - float(exceedance(belief, middle.strike))) < 0.3


def test_before_a_release_the_maker_is_out_and_comes_back_soon_after() -> None:
    release = nominal_release(WEEK.monday)
    makers = [maker_of(rung.ticker) for rung in RUNGS.rungs]
    before, after = at(release), at(release + CALM.back_after)
    assert not any(before.resting(maker) for maker in makers)
    assert any(after.resting(maker) for maker in makers)


def test_who_is_first_takes_what_others_left_standing() -> None:
    release = nominal_release(WEEK.monday)
    coming = [*trading(HIDDEN, RUNGS, seed=4, crowd=replace(CALM, noise_per_hour=0.0))]
    exchange = Exchange.replay((one.at, one.request) for one in (*listing(RUNGS), *coming) if one.at < release)
    belief = HIDDEN.market(1)
    rung = min(RUNGS.rungs, key=lambda r: abs(float(exceedance(belief, r.strike)) - 0.5))
    dear = Price.cents(int(100 * float(exceedance(belief, rung.strike))) + 20)
    exchange.apply(Place(NOISE[0], rung.ticker, Side.BID, Count.whole(30), dear), at=release)
    for one in coming:
        if release < one.at < release + CALM.back_after:
            exchange.apply(one.request, at=one.at)
    assert exchange.stakes(FIRST)[rung.ticker].position == Count.whole(-30)
    quiet = trading(HIDDEN, RUNGS, seed=4, crowd=replace(CALM, first_size=Count(0)))
    assert not any(isinstance(one.request, Place) and one.request.member == FIRST for one in quiet)


def test_a_maker_that_jumps_only_part_of_the_way_goes_on_moving() -> None:
    still = Crowd(wander=0, noise_per_hour=0, jump=0.0, digest=timedelta(hours=10))
    hidden = replace(HIDDEN, market_errors=(100_000.0, *([-100_000.0] * 4)))
    release = nominal_release(WEEK.monday)
    prices = {
        one.at: one.request.price.ten_thousandths
        for one in trading(hidden, RUNGS, seed=1, crowd=still)
        if isinstance(one.request, Place) and one.request.ticker == RUNGS.rungs[10].ticker
        if one.request.side is Side.ASK and one.request.member != FIRST and one.at < release + timedelta(hours=23)
    }
    after = [price for instant, price in prices.items() if instant >= release]
    assert after == sorted(after, reverse=True)
    assert after[0] > after[-1]


def test_the_noise_is_as_frequent_as_asked() -> None:
    hours = (CLOSE - OPEN) / timedelta(hours=1)
    asked = replace(CALM, noise_per_hour=20.0)
    noise = [
        one.request
        for one in trading(HIDDEN, RUNGS, seed=9, crowd=asked)
        if isinstance(one.request, Place) and one.request.member in NOISE
    ]
    # Those that would stand beyond the ends of the dollar are not made.
    assert 0.85 * 20 * hours < len(noise) < 1.05 * 20 * hours
    assert 20 < float(np.mean([one.count.contracts for one in noise])) < 30


def test_recorded_quotes_stand_again_as_they_were_seen() -> None:
    rung = LADDER.rungs[0]
    first = SeenQuote(rung, Quote(bid=Price.cents(40), ask=Price.cents(44), bid_size=Count(700)), OPEN, "recorded")
    second = replace(first, quote=Quote(bid=None, ask=Price.cents(50)), known_at=OPEN + timedelta(hours=1))
    outside = replace(first, known_at=CLOSE)
    flow = Flow([*listing(LADDER), *requoting(LADDER, [second, outside, first], size=Count(300))])
    exchange = Exchange.replay(flow.due(OPEN))
    assert exchange.book(LOW).quote == replace(first.quote, ask_size=Count(300))
    assert flow.next_at == second.known_at
    for one in flow.due(CLOSE):
        exchange.apply(one.request, at=one.at)
    assert exchange.book(LOW).quote == replace(second.quote, ask_size=Count(300))
    assert flow.next_at is None


def test_a_flow_hands_each_request_over_once() -> None:
    flow = Flow(Timed(OPEN + timedelta(hours=i), CancelAll(FIRST)) for i in range(3))
    assert len([*flow.due(OPEN + timedelta(hours=1))]) == 2
    assert [*flow.due(OPEN + timedelta(hours=1))] == []
    assert len([*flow.due(CLOSE)]) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"requote": timedelta(0)}, {"digest": timedelta(0)}, {"jump": 1.5}, {"half_spread": 0.0}, {"noise_size": 0.5}],
)
def test_an_impossible_crowd_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        replace(CALM, **wrong)  # pyright: ignore[reportArgumentType] - some are times
