import json

from paxline.pages.drawing import stacked
from paxline.pages.prints import density, print_axis, print_range
from paxline.pages.week import WeekPage


def test_the_prints_drawn_hold_nearly_all_of_ours_and_a_strike_on_either_side(page: WeekPage) -> None:
    low, high = print_range(page)
    ours = page.valuation.forecast.settlement
    assert low * 1e6 <= float(ours.quantile(0.004))
    assert high * 1e6 >= float(ours.quantile(0.996))
    inside = [rung.contract.strike for rung in page.valuation.rungs if low <= rung.contract.strike / 1e6 <= high]
    middle = float(ours.quantile(0.5))
    assert min(inside) < middle < max(inside)


def test_an_axis_without_a_heading_leaves_its_labels_to_the_neighbour_below() -> None:
    assert '"labels": false' in json.dumps(print_axis(None, 2.0, 3.0))
    assert '"labels": false' not in json.dumps(print_axis("millions", 2.0, 3.0))


def test_the_density_names_both_where_the_market_has_one(page: WeekPage) -> None:
    drawn = stacked([(density(page, "millions"), 80)])
    assert ">ours<" in drawn
    assert ">market<" in drawn
