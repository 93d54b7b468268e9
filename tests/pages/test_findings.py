from dataclasses import replace

import pytest
from tests.pages.proven import lost, proof

from paxline.pages.findings import (
    bars_outside,
    closest_rival,
    contest_sentence,
    findings,
    headline,
    interval_sentence,
    main_window,
    percent,
    skill_sentence,
    strike_sentence,
    subset_sentence,
    tail_sentence,
    worst_sentence,
)
from paxline.study.calibration import Histogram


def test_the_headline_is_about_the_recent_window_and_the_closest_rival() -> None:
    assert main_window(proof()) == "B"
    assert closest_rival(proof(), "B") == "vague"
    part = proof().part("B", "ours")
    assert part is not None
    assert f"{part.summaries[0].mae:,.0f} passengers on average with 0 days known" in headline(proof())
    assert "'vague'" in headline(proof())


def test_without_the_recent_window_the_first_stands_for_it() -> None:
    assert main_window(lost()) == "C"


def test_a_gain_and_a_loss_are_called_what_they_are() -> None:
    gain = skill_sentence(proof(), "B")
    assert "below the closest baseline's (vague;" in gain
    assert "luck" not in gain
    assert "above the closest baseline's (ours;" in skill_sentence(lost(), "C")


def test_comparisons_are_counted_won_lost_and_undecided() -> None:
    single = [c for c in proof().contests if c.known is not None and c.window == "C"]
    assert contest_sentence(single) == (
        "Of 6 comparisons in CRPS at one number of days known, 6 are won at 95 %, 0 lost."
    )
    others = contest_sentence(lost().contests)
    assert "0 are won at 95 %, 2 lost" in others
    assert "2 undecided (same with 0 known on C; same with 0 known on all)" in others


def test_too_wide_intervals_are_said_to_be_wider_than_they_need_be() -> None:
    assert "wider than they need be" in interval_sentence(lost().calibration[0])
    assert "as often as claimed" in interval_sentence(proof().calibration[0])


def test_weeks_looked_at_apart_are_named_with_their_number() -> None:
    said = subset_sentence(proof(), "C")
    assert "in 9 weeks of January and February" in said
    assert "in 29 holiday weeks" in said
    assert "not by luck" not in said
    assert "not by luck" in subset_sentence(lost(), "C")


def test_strikes_that_come_otherwise_are_listed() -> None:
    assert "stated" in strike_sentence(lost().calibration[0]).partition("than stated")[2]
    assert " 0 came true in another share than stated, as far as" in strike_sentence(proof().calibration[-1])


@pytest.mark.parametrize(
    ("low", "high", "said"), [(-0.02, 0.01, "which may be luck."), (-0.02, -0.01, "nats each more (95 %")]
)
def test_a_gain_by_tails_is_luck_until_its_interval_leaves_zero(low: float, high: float, said: str) -> None:
    of = proof().tails[0]
    skill = replace(of.strike_skill, difference=-0.01, low=low, high=high)
    assert said in tail_sentence(replace(of, strike_skill=skill))


def test_the_worst_weeks_are_counted() -> None:
    assert worst_sentence(proof()).startswith("Of the 20 weeks missed by most, ")


@pytest.mark.parametrize(
    ("shares", "said"), [((0.1,) * 10, "none lies"), ((0.5, *(0.05,) * 8, 0.1), "1 lies"), ((0.5, 0.5), "2 lie ")]
)
def test_bars_are_counted_in_grammar(shares: tuple[float, ...], said: str) -> None:
    assert f"of {len(shares)} PIT bars {said}" in bars_outside(Histogram(shares, (0.05, 0.15), 100, 100))


def test_percents_are_whole_with_a_space_that_does_not_break() -> None:
    assert percent(0.824) == "82\N{NO-BREAK SPACE}%"
    assert percent(-0.05) == "−5\N{NO-BREAK SPACE}%"


def test_every_finding_is_a_sentence() -> None:
    for each in (proof(), lost()):
        assert all(finding.endswith(".") and "nan" not in finding for finding in findings(each))
