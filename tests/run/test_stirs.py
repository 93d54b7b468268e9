from datetime import timedelta

import pytest

from paxline.market.book import Quote
from paxline.run.stirs import PAUSE, Stirs
from paxline.testing import NOW
from paxline.units import Price

LATER = NOW + PAUSE


def quote(bid: int | None, ask: int | None) -> Quote:
    return Quote(price(bid), price(ask))


def price(cents: int | None) -> Price | None:
    return None if cents is None else Price.cents(cents)


@pytest.fixture
def stirs() -> Stirs:
    made = Stirs()
    made.quoted("A", quote(40, 44))
    made.looked(NOW)
    return made


def test_before_anything_was_told_nothing_waits() -> None:
    assert not Stirs().waits(NOW)


def test_a_fill_waits_until_a_look_and_no_longer(stirs: Stirs) -> None:
    stirs.filled()
    assert stirs.waits(LATER)
    stirs.looked(LATER)
    assert not stirs.waits(LATER + PAUSE)


@pytest.mark.parametrize(
    ("bid", "ask", "waits"),
    [(40, 44, False), (42, 42, False), (43, 44, True), (37, 44, True), (40, 47, True), (None, 44, True)],
)
def test_prices_that_moved_far_since_the_look_wait(stirs: Stirs, bid: int | None, ask: int, *, waits: bool) -> None:
    stirs.quoted("A", quote(bid, ask))
    assert stirs.waits(LATER) is waits


def test_small_moves_add_up_and_a_look_sees_them_all(stirs: Stirs) -> None:
    stirs.quoted("A", quote(42, 44))
    stirs.quoted("A", quote(43, 44))
    assert stirs.waits(LATER)
    stirs.looked(LATER)
    stirs.quoted("A", quote(44, 44))
    assert not stirs.waits(LATER + PAUSE)


def test_a_market_that_is_first_told_of_is_no_move(stirs: Stirs) -> None:
    stirs.quoted("B", quote(10, None))
    assert not stirs.waits(LATER)
    stirs.quoted("B", quote(10, 12))
    assert stirs.waits(LATER)


def test_looks_keep_their_distance_also_where_a_clock_was_set_back(stirs: Stirs) -> None:
    stirs.filled()
    assert not stirs.waits(NOW + PAUSE - timedelta(microseconds=1))
    assert not stirs.waits(NOW - timedelta(seconds=1))
    assert stirs.waits(NOW - timedelta(hours=1))
