from math import log

from paxline.pages.explore_words import changed, count_of, distance, effect, effect_interval, share, signed
from paxline.study.series import Estimate

SOME = Estimate(log(1.05), log(1.01), log(1.09), 6)
ONE = Estimate(log(0.9), None, None, 1)


def test_an_estimate_comes_with_its_interval_and_n() -> None:
    assert effect(SOME) == "+5.0% (95 %: +1.0% to +9.0%, n = 6)"
    assert effect_interval(SOME) == "+5.0% (+1.0% to +9.0%)"
    assert changed(Estimate(-0.02, -0.03, -0.01, 1200)) == "−2.0% (95 %: −3.0% to −1.0%, n = 1,200)"
    assert distance(Estimate(0.02, 0.01, 0.03, 9)) == "2.0% (95 %: 1.0% to 3.0%, n = 9)"


def test_a_single_value_says_that_it_has_none() -> None:
    assert effect(ONE) == "−10.0% (n = 1, no interval)"
    assert effect_interval(ONE) == "−10.0%"


def test_small_words() -> None:
    assert (signed(0.013), share(0.013)) == ("+1.3%", "1.3%")
    assert (count_of(1, "week"), count_of(2000, "week")) == ("1 week", "2,000 weeks")
