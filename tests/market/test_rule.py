import json
from pathlib import Path

import pytest

from paxline.market.rule import is_known_rule, template

PRIMARY = (
    "If weekly average TSA airport screenings are above 2.45 million for the week ending August 30, 2026, "
    "according to the TSA, then the market resolves to Yes."
)
SECONDARY = (
    "The Contract will expire at the sooner of the first 9:00 AM following the release of the data for August 30, "
    "2026, or one week after August 30, 2026. "
    "The Last Trading Date and Time will always be 11:59 PM on August 30, 2026."
)


def test_the_rule_is_known_whatever_the_strike_and_the_week() -> None:
    assert is_known_rule(PRIMARY, SECONDARY)
    assert is_known_rule(PRIMARY.replace("2.45", "2.8").replace("August 30, 2026", "June 01, 2025"), SECONDARY)


@pytest.mark.parametrize(
    ("word", "other"), [("above", "at least"), ("TSA, then", "BTS, then"), ("9:00", "10:00"), ("release", "revision")]
)
def test_a_changed_word_makes_it_another_rule(word: str, other: str) -> None:
    assert not is_known_rule(PRIMARY.replace(word, other), SECONDARY.replace(word, other))


def test_a_week_that_is_not_the_other_dates_week_makes_it_another_rule() -> None:
    mixed = SECONDARY.replace("data for August 30, 2026", "data for August 29, 2026")
    assert not is_known_rule(PRIMARY, mixed)
    assert "{date 2}" in template(mixed)


def test_nothing_is_no_known_rule() -> None:
    assert not is_known_rule("", "")


def test_the_rules_recorded_in_2026_are_known(shared_data: Path) -> None:
    recorded = json.loads((shared_data.parent / "kalshi" / "kxtsaw_market_samples.json").read_text(encoding="utf-8"))
    texts = {(one["rules_primary"], one["rules_secondary"]) for one in _markets(recorded) if "26AUG" in one["ticker"]}
    assert texts
    assert all(is_known_rule(*pair) for pair in texts)


def _markets(told: object) -> list[dict[str, str]]:
    """Every market object, however deep it lies."""
    if isinstance(told, list):
        return [found for one in told for found in _markets(one)]
    if not isinstance(told, dict):
        return []
    own = [told] if "rules_primary" in told else []
    return own + [found for one in told.values() for found in _markets(one)]
