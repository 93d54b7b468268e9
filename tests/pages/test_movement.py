from paxline.exchange.world import make_world
from paxline.pages.movement import movement
from paxline.pages.week import WeekPage
from paxline.testing import NOW, WEEK


def test_each_quoted_rung_has_its_small_chart_with_ours_and_the_markets(page: WeekPage) -> None:
    quotes = make_world(WEEK, as_of=NOW, seed=7).quotes
    drawn = movement(quotes, [page.valuation.forecast])
    assert drawn is not None
    assert "style=" not in drawn.svg
    assert drawn.svg.count("above 2.") >= 1
    assert "ours at 1 instants" in drawn.summary


def test_without_a_two_sided_quote_nothing_is_drawn(page: WeekPage) -> None:
    assert movement((), [page.valuation.forecast]) is None
