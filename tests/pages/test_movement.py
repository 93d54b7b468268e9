from dataclasses import replace

from paxline.exchange.world import make_world
from paxline.market.book import Quote
from paxline.pages.movement import movement
from paxline.pages.week import WeekPage
from paxline.testing import NOW, WEEK
from paxline.units import Price


def test_each_quoted_rung_has_its_small_chart_with_ours_and_the_markets(page: WeekPage) -> None:
    quotes = make_world(WEEK, as_of=NOW, seed=7).quotes
    drawn = movement(quotes, [page.valuation.forecast])
    assert drawn is not None
    assert "style=" not in drawn.svg
    assert drawn.svg.count("above 2.") >= 1
    assert "ours at 1 instants" in drawn.summary


def test_of_many_rungs_those_that_moved_most_are_drawn(page: WeekPage) -> None:
    (seen, *_) = make_world(WEEK, as_of=NOW, seed=7).quotes
    path = [
        replace(
            seen,
            contract=replace(seen.contract, strike=2_000_000 + 50_000 * i),
            quote=Quote(bid=Price.cents(bid), ask=Price.cents(bid + 2)),
        )
        for i in range(10)
        for bid in (40, 40 + i)
    ]
    drawn = movement(path, [page.valuation.forecast])
    assert drawn is not None
    assert drawn.summary.startswith("8 of 10 rungs")
    assert "above 2.45 M" in drawn.svg
    assert "above 2.00 M" not in drawn.svg


def test_without_a_two_sided_quote_nothing_is_drawn(page: WeekPage) -> None:
    assert movement((), [page.valuation.forecast]) is None
