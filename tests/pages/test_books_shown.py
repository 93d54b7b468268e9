from dataclasses import replace
from datetime import UTC, datetime

from paxline.desk.decide import Decision, RungDecision
from paxline.desk.ledger import CashMoved, Cause, Event, Filled, Role, fold
from paxline.desk.limits import Allows, Breach, Limit
from paxline.desk.orders import Side, Terms
from paxline.desk.policy import Policy
from paxline.desk.states import Outcome
from paxline.pages import dashboard
from paxline.pages.books_shown import Books, breach_lines, decision_cells, dollars, ledger_cells, short, span
from paxline.pages.dashboard import Seen, Trading, frame_of
from paxline.pages.week import WeekPage
from paxline.pages.words import strike
from paxline.testing import WEEK
from paxline.units import Count, Price, Usd

AT = datetime(2026, 4, 21, 14, tzinfo=UTC)


def bought(page: WeekPage) -> Books:
    """Three YES at 40 cents on the first rung."""
    ticker = page.valuation.rungs[0].contract.ticker
    events: list[Event] = [
        CashMoved(AT, Usd.cents(10_000), Cause.OPENING, "paper"),
        Filled(AT, "f1", "o1", ticker, Side.BID, Price.cents(40), Count.whole(3), Usd(0), Role.MAKER),
    ]
    return Books("paper", fold(events))


def wanting(page: WeekPage) -> Decision:
    rung = page.valuation.rungs[1]
    terms = Terms(rung.contract.ticker, Side.ASK, Price.cents(62), Count.whole(20))
    decided = RungDecision(rung.contract, rung.ours, rung.market, rung.pooled, rung.quote, (terms,), "resting above")
    return Decision("d", page.as_of, WEEK, rungs=(decided,), worst=Usd.cents(500), most=Usd.cents(2000))


def test_money_has_its_sign() -> None:
    assert dollars(Usd.cents(120)) == "+$1.20"
    assert dollars(Usd.cents(-120)) == "−$1.20"


def test_what_keeps_a_decision_from_more_is_said_once_and_of_its_rung(page: WeekPage) -> None:
    decision, rung = wanting(page), page.valuation.rungs[1].contract
    breaches = (
        Breach(Limit.EVENT, Allows.LESS, "the event is full"),
        Breach(Limit.EVENT, Allows.LESS, "the event is full"),
        Breach(Limit.EVENT, Allows.LESS, "its book is old", rung.ticker),
    )
    assert breach_lines(replace(decision, breaches=breaches)) == (
        "The event is full.",
        f"Above {strike(rung.strike)}: its book is old.",
    )


def test_the_desk_shows_decision_limits_and_books(page: WeekPage) -> None:
    cells = decision_cells(wanting(page))
    assert (cells["worst"], cells["most"], cells["used"]) == ("$5.00", "$20.00", "0.250")
    assert ledger_cells(bought(page))["positions"]
    frame = frame_of(page, stamp="s", seen=Seen.LIVE, state="paper, running")
    html = dashboard.desk_html(page, frame, Trading(wanting(page), bought(page), Policy()))
    assert "Loss at the worst print" in html
    assert "Wanted orders" in html
    assert "Working orders" in html


def test_a_decision_that_refuses_says_what_was_missing(page: WeekPage) -> None:
    cells = decision_cells(replace(wanting(page), rungs=(), missing=("the forecast",), most=Usd(0)))
    assert cells["breaches"] == ["No decision without the forecast."]
    assert cells["used"] == "0.000"


def test_an_order_and_a_span_of_prints_are_told_shortly() -> None:
    bid = Terms("T", Side.BID, Price.cents(61), Count.whole(20))
    assert short(bid, Count.whole(5)) == "+5 at 61¢"
    assert short(replace(bid, side=Side.ASK), bid.count) == "−20 at 61¢"
    assert span(Outcome(None, None, Usd(0))) == "anything"
    assert span(Outcome(None, 2_400_000, Usd(0))) == "up to 2.40 M"
    assert span(Outcome(2_400_000, 2_450_000, Usd(0))) == "above 2.40 M up to 2.45 M"
    assert span(Outcome(2_450_000, None, Usd(0))) == "above 2.45 M"
