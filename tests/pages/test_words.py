from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from paxline.counts.shocks import Shock
from paxline.pages import words
from paxline.units import Count, Price, Usd


def test_counts_are_millions_with_three_decimals_and_strikes_with_the_two_that_matter() -> None:
    assert words.millions(2_462_113) == "2.462 M"
    assert words.strike(2_450_000) == "2.45 M"
    assert words.strike(2_400_000) == "2.40 M"
    assert words.strike(2_425_500) == "2.425 M" or words.strike(2_425_500) == "2.426 M"


@pytest.mark.parametrize(
    ("p", "text"), [(0.71, ".71"), (0.004, "<.01"), (0.996, ">.99"), (0.99, ".99"), (0.5, ".50"), (1.0, ">.99")]
)
def test_a_probability_has_no_leading_zero_and_is_never_certain(p: float, text: str) -> None:
    assert words.probability(p) == text


def test_money_is_told_to_the_cent() -> None:
    assert words.money(Usd.parse("1000")) == "$1,000.00"
    assert words.money(Usd.parse("-3.2")) == "−$3.20"


def test_prices_are_cents_and_fractions_only_where_there_are_any() -> None:
    assert words.cents(Price.parse("0.61")) == "61¢"
    assert words.cents(Price.parse("0.615")) == "61.5¢"
    assert words.cents(None) == "–"
    assert words.signed_cents(0.011) == "+1.1¢"
    assert words.signed_cents(-0.02) == "−2.0¢"
    assert words.signed_cents(None) == "–"


def test_sizes_changes_and_days() -> None:
    assert words.size(Count.whole(40)) == "40"
    assert words.size(Count.parse("2.50")) == "2.5"
    assert words.size(None) == "–"
    assert words.signed_percent(-0.013) == "−1.3%"
    assert words.signed_percent(None) == "–"
    assert words.days(1) == "1 day"
    assert words.days(3) == "3 days"
    assert words.day_of_year(date(2026, 4, 6)) == "Mon 6 Apr 2026"


def test_instants_are_eastern_on_both_sides_of_daylight_saving() -> None:
    assert words.instant(datetime(2026, 4, 23, 13, 5, tzinfo=UTC)) == "Thu 23 Apr 2026 9:05 EDT"
    assert words.instant(datetime(2026, 1, 15, 4, 0, tzinfo=UTC)) == "Wed 14 Jan 2026 23:00 EST"


def test_a_shock_is_said_with_its_days_size_and_reason() -> None:
    storm = Shock(date(2026, 1, 24), date(2026, 1, 26), -0.2, 0.1, "winter storm", datetime(2026, 1, 22, tzinfo=UTC))
    assert words.shock(storm) == "Sat 24 Jan to Mon 26 Jan, −20% ± 10%: winter storm"
    assert words.shock(replace(storm, last=storm.first, note="")) == "Sat 24 Jan, −20% ± 10%"
