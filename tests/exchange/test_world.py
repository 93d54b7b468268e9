from datetime import timedelta

import numpy as np

from paxline.counts.calendar import Holiday, travel_holidays
from paxline.exchange.world import make_world
from paxline.market.contract import opens_at
from paxline.market.implied import ImpliedMarket, implied_market
from paxline.testing import NOW, WEEK


def test_the_same_seed_makes_the_same_world_and_another_another() -> None:
    assert make_world(WEEK, as_of=NOW, seed=1) == make_world(WEEK, as_of=NOW, seed=1)
    assert make_world(WEEK, as_of=NOW, seed=1) != make_world(WEEK, as_of=NOW, seed=2)


def test_nothing_in_it_is_from_the_future() -> None:
    world = make_world(WEEK, as_of=NOW, seed=1)
    assert len(world.history.known_days(WEEK)) == 3
    assert all(quote.known_at <= NOW for quote in world.quotes)
    assert make_world(WEEK, as_of=opens_at(WEEK) - timedelta(seconds=1), seed=1).quotes == ()


def test_an_earlier_look_sees_the_same_counts() -> None:
    late, early = (make_world(WEEK, as_of=NOW + timedelta(days=d), seed=1).history for d in (0, -2))
    assert late.as_of(early.known_by).readings == early.readings


def test_counts_have_the_shape_of_a_year() -> None:
    counts = make_world(WEEK, as_of=NOW, seed=3).history.published
    by_weekday = {d: np.mean([r.passengers for r in counts.values() if r.day.weekday() == d]) for d in range(7)}
    assert min(by_weekday, key=lambda d: by_weekday[d]) == 1
    thanksgiving = travel_holidays(2024)[Holiday.THANKSGIVING]
    assert counts[thanksgiving].passengers < 0.8 * counts[thanksgiving - timedelta(days=7)].passengers


def test_the_market_believes_something_near_the_truth() -> None:
    weeks = [WEEK.plus(-i) for i in range(8)]
    worlds = [make_world(week, as_of=NOW + (week.monday - WEEK.monday), seed=i) for i, week in enumerate(weeks)]
    markets = [implied_market(world.quotes) for world in worlds]
    assert all(isinstance(market, ImpliedMarket) for market in markets)
    for world in worlds:
        strikes = world.ladder.strikes
        bids = [q.quote.bid.dollars if q.quote.bid else 0.0 for q in world.quotes]
        assert bids == sorted(bids, reverse=True)
        assert len(strikes) == 21
