from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import exp

import pytest

from paxline.counts.shocks import Shock, read_share

STORM = Shock(
    first=date(2026, 1, 24),
    last=date(2026, 1, 26),
    effect=-0.2,
    spread=0.1,
    note="winter storm over the north-east",
    declared_at=datetime(2026, 1, 22, 14, tzinfo=UTC),
)


def test_it_stands_from_its_declaration_until_it_is_withdrawn() -> None:
    later = STORM.declared_at + timedelta(days=1)
    withdrawn = replace(STORM, withdrawn_at=later)
    assert not STORM.stands_at(STORM.declared_at - timedelta(seconds=1))
    assert STORM.stands_at(STORM.declared_at)
    assert STORM.stands_at(later + timedelta(days=400))
    assert withdrawn.stands_at(later - timedelta(seconds=1))
    assert not withdrawn.stands_at(later)


def test_it_touches_its_days_and_no_others() -> None:
    assert [STORM.touches(date(2026, 1, day)) for day in (23, 24, 26, 27)] == [False, True, True, False]


def test_shares_become_logarithms() -> None:
    assert exp(STORM.log_effect) == pytest.approx(0.8)
    assert STORM.log_spread == pytest.approx(0.125)


@pytest.mark.parametrize(
    "wrong",
    [
        {"last": date(2026, 1, 23)},
        {"effect": -1.0},
        {"effect": 1.5},
        {"effect": float("nan")},
        {"spread": 0.0},
        {"spread": float("inf")},
        {"declared_at": datetime(2026, 1, 22, 14)},  # noqa: DTZ001 - the naive instant is the point
        {"withdrawn_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"shock|effect|spread"):
        replace(STORM, **wrong)  # pyright: ignore[reportArgumentType] - wrong on purpose


def test_shares_are_read_with_and_without_percent() -> None:
    assert read_share("-20%") == read_share("−20%") == read_share("-0.2") == -0.2


def test_what_is_no_share_is_refused() -> None:
    with pytest.raises(ValueError, match="not a share"):
        read_share("much")
