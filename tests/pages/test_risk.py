from datetime import UTC, datetime

import pytest

from paxline.desk.ledger import CashMoved, Cause, Event, Filled, Intended, Role, fold
from paxline.desk.orders import Order, Side, Terms
from paxline.desk.policy import Policy
from paxline.pages.books_shown import Books
from paxline.pages.prints import print_range
from paxline.pages.risk import gauges, profit_figure, risk_of, risk_words, step_rows
from paxline.pages.week import WeekPage
from paxline.units import Count, Price, Usd

AT = datetime(2026, 4, 21, 14, tzinfo=UTC)


def holding(page: WeekPage) -> Books:
    """Twenty YES at 40 cents on a rung in the middle of what is drawn, and an order for ten more."""
    low, high = print_range(page)
    drawn = [rung.contract for rung in page.valuation.rungs if low <= rung.contract.strike / 1e6 <= high]
    ticker = drawn[len(drawn) // 2].ticker
    order = Order("c2", Terms(ticker, Side.BID, Price.cents(38), Count.whole(10)))
    events: list[Event] = [
        CashMoved(AT, Usd.cents(10_000), Cause.OPENING, "paper"),
        Filled(AT, "f1", "o1", ticker, Side.BID, Price.cents(40), Count.whole(20), Usd.cents(4), Role.MAKER),
        Intended(AT, order, "d"),
    ]
    return Books("paper", fold(events))


def test_neighbouring_prints_that_earn_the_same_are_one_step(page: WeekPage) -> None:
    risk = risk_of(page, holding(page))
    assert risk is not None
    assert [one.profit for one, _ in risk.steps] == [Usd.cents(-804), Usd.cents(1196)]
    assert sum(p for _, p in risk.steps) == pytest.approx(1.0)
    assert [row[1] for row in step_rows(risk)] == ["−$8.04", "+$11.96"]


def test_the_risk_in_words_has_the_expected_the_best_and_the_worst(page: WeekPage) -> None:
    risk = risk_of(page, holding(page))
    assert risk is not None
    said = risk_words(risk)
    assert "Best +$11.96 (above" in said
    assert "worst −$8.04 (up to" in said
    expected = -8.04 * risk.losing + 11.96 * (1 - risk.losing)
    assert risk.expected == pytest.approx(expected)


def test_the_picture_shows_the_steps_over_the_density(page: WeekPage) -> None:
    risk = risk_of(page, holding(page))
    assert risk is not None
    drawn = profit_figure(page, risk)
    assert "−$8.04" in drawn.svg
    assert "+$11.96" in drawn.svg
    assert "var(--loss)" in drawn.svg
    assert ">ours<" in drawn.svg


def test_without_anything_held_there_is_no_risk_to_draw(page: WeekPage) -> None:
    assert risk_of(page, None) is None
    assert risk_of(page, Books("paper", fold([]))) is None


def test_gauges_say_how_much_of_each_limit_is_used(page: WeekPage) -> None:
    found = {one.name: one for one in gauges(page, holding(page), Policy(capital=Usd.cents(10_000)))}
    worst = found["Loss at the worst print"]
    assert worst.words.startswith("$8.04 of $2.0")
    assert (worst.used, worst.state) == (1.0, "full")
    assert found["Contracts in one rung"].words == "20 of 100"
    assert found["Contracts in one rung"].state == "fine"
    assert found["Loss of the day"].words.startswith("$0.0")


def test_of_an_empty_account_every_limit_on_money_is_full(page: WeekPage) -> None:
    found = {one.name: one for one in gauges(page, Books("paper", fold([])), Policy())}
    assert found["Loss of the day"].used == 1.0
    assert found["Contracts in one rung"].used == 0.0
