import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.market.exact import slowly_implied

from paxline.forecast.distribution import StudentT, exceedance
from paxline.market.book import SeenQuote
from paxline.market.implied import ImpliedMarket, NoImplied, implied_market
from paxline.testing import WEEK, quotes_around, seen_quote


@given(st.floats(2_050_000, 2_550_000), st.floats(28_000, 90_000))
def test_a_ladder_quoted_around_a_distribution_gives_it_back(loc: float, scale: float) -> None:
    belief = StudentT(loc, scale, 4.0)
    market = implied_market(quotes_around(belief, half_spread=0.02))
    assert isinstance(market, ImpliedMarket)
    assert market.distribution.loc == pytest.approx(loc, abs=0.25 * scale + 1_000)
    assert market.distribution.scale == pytest.approx(scale, rel=0.35)
    assert market.worst_miss < 1.5


def test_a_dead_rungs_tick_does_not_lift_the_tails() -> None:
    belief = StudentT(2_400_000, 25_000, 4.0)
    live = quotes_around(belief, half_spread=0.01)
    dead = [seen_quote(strike, bid=None, ask=1) for strike in range(2_650_000, 2_850_000, 50_000)]
    with_dead, without = implied_market([*live, *dead]), implied_market(live)
    assert isinstance(with_dead, ImpliedMarket)
    assert isinstance(without, ImpliedMarket)
    assert with_dead.distribution.scale <= without.distribution.scale * 1.01
    assert float(exceedance(with_dead.distribution, 2_800_000)) < 0.01


def test_a_one_sided_quote_bounds_and_is_silent_inside_its_bound() -> None:
    belief = StudentT(2_400_000, 30_000, 4.0)
    live = quotes_around(belief, half_spread=0.015)
    silent = implied_market([*live, seen_quote(2_990_000, bid=None, ask=60)])
    base = implied_market(live)
    assert isinstance(silent, ImpliedMarket)
    assert isinstance(base, ImpliedMarket)
    assert silent.distribution.loc == pytest.approx(base.distribution.loc, abs=50)
    assert silent.distribution.scale == pytest.approx(base.distribution.scale, rel=0.005)


@pytest.mark.parametrize("two_sided", [0, 1])
def test_fewer_than_two_two_sided_rungs_give_no_distribution_and_a_reason(two_sided: int) -> None:
    quotes = [seen_quote(2_300_000 + 50_000 * i, bid=50, ask=54) for i in range(two_sided)]
    quotes.append(seen_quote(2_700_000, bid=None, ask=2))
    market = implied_market(quotes)
    assert market == NoImplied(
        f"{two_sided} of {two_sided + 1} quoted rungs have both a bid and an ask; two are needed"
    )


def test_an_empty_market_gives_a_reason() -> None:
    assert implied_market([]) == NoImplied("0 of 0 quoted rungs have both a bid and an ask; two are needed")
    assert isinstance(implied_market([seen_quote(2_400_000, bid=None, ask=None)]), NoImplied)


def test_the_order_of_the_quotes_does_not_matter() -> None:
    quotes = quotes_around(StudentT(2_400_000, 30_000, 4.0), half_spread=0.02)
    assert implied_market(quotes) == implied_market(reversed(quotes))
    assert quotes[0].contract.ticker.startswith("KXTSAW-26APR26")
    assert WEEK.sunday.isoformat() == "2026-04-26"


def noisy(belief: StudentT, seed: int) -> list[SeenQuote]:
    """A ladder whose mids scatter by three cents and whose spreads differ from rung to rung."""
    rng, quotes = np.random.default_rng(seed), list[SeenQuote]()
    for strike in range(1_900_000, 2_900_000, 50_000):
        value, half = float(exceedance(belief, strike)) + rng.normal(0, 0.03), rng.uniform(0.005, 0.08)
        bid, ask = int((value - half) * 100), int((value + half) * 100) + 1
        quotes.append(seen_quote(strike, bid=bid if 1 <= bid < 99 else None, ask=ask if 1 < ask <= 99 else None))
    return quotes


@given(st.floats(2_150_000, 2_550_000), st.floats(30_000, 90_000))
@settings(max_examples=10)
def test_the_fit_is_that_of_a_slow_search_to_the_last_digit(loc: float, scale: float) -> None:
    quotes = quotes_around(StudentT(loc, scale, 4.0), half_spread=0.02)
    market = implied_market(quotes)
    assert isinstance(market, ImpliedMarket)
    slow, _ = slowly_implied(quotes, market.distribution)
    strikes = np.arange(1_900_000, 2_900_000, 50_000)
    np.testing.assert_allclose(market.distribution.cdf(strikes), slow.cdf(strikes), atol=1e-8)


@given(st.floats(2_150_000, 2_550_000), st.floats(15_000, 120_000), st.integers(0, 99))
@settings(max_examples=20)
def test_no_slow_search_from_several_starts_fits_a_scattered_ladder_better(loc: float, scale: float, seed: int) -> None:
    quotes = noisy(StudentT(loc, scale, 4.0), seed)
    market = implied_market(quotes)
    if isinstance(market, ImpliedMarket):
        slow, worse = slowly_implied(quotes, market.distribution)
        strikes = np.arange(1_900_000, 2_900_000, 50_000)
        assert worse < 1e-11
        # Where a one-sided bound just binds, the slow search stops short of the best.
        if worse > -1e-12:
            np.testing.assert_allclose(market.distribution.cdf(strikes), slow.cdf(strikes), atol=1e-6)
