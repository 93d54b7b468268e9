from datetime import date
from itertools import pairwise

from paxline.forecast.shipped import SHIPPED


def test_fits_come_oldest_first() -> None:
    assert all(a.trained_through < b.trained_through for a, b in pairwise(SHIPPED))


def test_both_windows_have_a_fit_that_had_not_seen_them() -> None:
    through = [fit.trained_through for fit in SHIPPED]
    assert date(2022, 5, 31) in through
    assert date(2023, 12, 31) in through


def test_no_fit_claims_to_have_seen_the_sealed_weeks() -> None:
    assert SHIPPED[-1].trained_through < date(2026, 4, 27)
