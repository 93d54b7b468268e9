from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from paxline.desk.ledger import CashMoved, Cause, Event, Filled, Role, Settled, fold
from paxline.desk.orders import Side
from paxline.pages.books_shown import Books
from paxline.pages.earned import Marked, decomposed, decomposed_rows, decomposed_words, equity_figure
from paxline.units import Count, Price, Usd

AT = datetime(2026, 4, 7, 14, tzinfo=UTC)
FILL = Filled(AT, "f1", "o1", "T", Side.BID, Price.cents(40), Count.whole(10), Usd.cents(4), Role.MAKER)


def test_the_parts_of_a_bid_add_up_to_what_it_made() -> None:
    parts = decomposed([Marked(FILL, then=0.45, now=1.0)])
    assert parts is not None
    assert (parts.spread, parts.since, parts.fee) == pytest.approx((0.5, 5.5, -0.04))
    assert parts.made == pytest.approx(10 * 0.6 - 0.04)
    assert decomposed_rows(parts)[-1] == ("made", "+$5.96")


def test_an_ask_is_its_mirror() -> None:
    parts = decomposed([Marked(replace(FILL, side=Side.ASK), then=0.45, now=1.0)])
    assert parts is not None
    assert (parts.spread, parts.since) == pytest.approx((-0.5, -5.5))
    assert "gone against us" in decomposed_words(parts)


def test_a_fill_without_a_market_is_left_out_and_counted() -> None:
    parts = decomposed([Marked(FILL, 0.45, 0.5), Marked(FILL, None, 0.5), Marked(FILL, 0.4, None)])
    assert parts is not None
    assert (parts.fills, parts.left_out) == (1, 2)
    assert "2 more fills" in decomposed_words(parts)
    assert decomposed([Marked(FILL, None, None)]) is None
    assert decomposed([]) is None


def test_what_was_earned_is_drawn_from_the_second_day_on() -> None:
    opening: list[Event] = [CashMoved(AT, Usd.cents(10_000), Cause.OPENING, "paper"), FILL]
    assert equity_figure(Books("paper", fold(opening))) is None
    lost = [*opening, Settled(AT + timedelta(days=6), "T", Price(0), Usd(0))]
    drawn = equity_figure(Books("paper", fold(lost)))
    assert drawn is not None
    assert "Earned −$4.04 by Mon 13 Apr 2026" in drawn.summary
    assert "−$4.04" in drawn.svg
    won = [*opening, Settled(AT + timedelta(days=6), "T", Price.cents(100), Usd.cents(1000))]
    risen = equity_figure(Books("paper", fold(won)))
    assert risen is not None
    assert "+$5.96" in risen.svg
