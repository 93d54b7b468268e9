from dataclasses import replace
from datetime import UTC, datetime

from paxline.desk.decide import Decision, RungDecision
from paxline.desk.ledger import Answered, CashMoved, Cause, Event, Filled, Intended, Role, fold
from paxline.desk.orders import Heard, Order, Side, Terms
from paxline.pages.books_shown import Books
from paxline.pages.risk import risk_of
from paxline.pages.rungs import common_reason, one_scale_figure, rung_rows
from paxline.pages.week import WeekPage
from paxline.testing import WEEK
from paxline.units import Count, Price, Usd

AT = datetime(2026, 4, 21, 14, tzinfo=UTC)


def books(page: WeekPage) -> Books:
    """Three YES on the first rung, and a bid that rests on the second."""
    first, second = (rung.contract.ticker for rung in page.valuation.rungs[:2])
    events: list[Event] = [
        CashMoved(AT, Usd.cents(10_000), Cause.OPENING, "paper"),
        Filled(AT, "f1", "o1", first, Side.BID, Price.cents(40), Count.whole(3), Usd(0), Role.MAKER),
        Intended(AT, Order("c2", Terms(second, Side.BID, Price.cents(61), Count.whole(20))), "d"),
        Answered(AT, "c2", Heard.RESTS, "o2"),
    ]
    return Books("paper", fold(events))


def deciding(page: WeekPage) -> Decision:
    rungs = page.valuation.rungs[1:3]
    terms = [Terms(rung.contract.ticker, Side.ASK, Price.cents(62), Count.whole(20)) for rung in rungs]
    decided = tuple(
        RungDecision(
            rung.contract, rung.ours, rung.market, rung.pooled, rung.quote, (one,), f"resting above {one.ticker}"
        )
        for rung, one in zip(rungs, terms, strict=True)
    )
    return Decision("d", page.as_of, WEEK, rungs=decided)


def test_orders_that_stand_come_before_those_that_are_wanted(page: WeekPage) -> None:
    rows = rung_rows(page, decision=deciding(page), books=books(page))
    assert [(row.quotes, row.position) for row in rows[:3]] == [("–", "+3"), ("+20 at 61¢", "–"), ("−20 at 62¢", "–")]
    assert rows[1].decided.startswith("resting above")
    assert [row.near for row in rows[:3]] == ["near"] * 3


def test_every_rung_has_its_row_lowest_strike_first_and_dead_ones_are_far(page: WeekPage) -> None:
    rows = rung_rows(page, decision=None, books=None)
    assert len(rows) == len(page.valuation.rungs)
    dead = replace(page.valuation.rungs[0], pooled=0.999)
    valuation = replace(page.valuation, rungs=(dead, *page.valuation.rungs[1:]))
    assert rung_rows(replace(page, valuation=valuation), decision=None, books=None)[0].near == "far"


def test_one_scale_holds_the_profit_where_something_is_held(page: WeekPage) -> None:
    bare = one_scale_figure(page, None)
    held = one_scale_figure(page, risk_of(page, books(page)))
    assert "var(--gain)" not in bare.svg
    assert "var(--gain)" in held.svg or "var(--loss)" in held.svg
    assert "The pool expects" in held.summary


def test_a_reason_that_is_the_same_for_every_rung_is_told_once(page: WeekPage) -> None:
    decision = deciding(page)
    same = replace(decision, rungs=tuple(replace(one, reason="No trade: night.") for one in decision.rungs))
    assert common_reason(same) == "No trade: night."
    assert {row.decided for row in rung_rows(page, decision=same, books=None)} == {""}
    assert common_reason(decision) == common_reason(None) == ""
