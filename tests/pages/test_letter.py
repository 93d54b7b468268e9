from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from paxline.desk.decide import Decision, RungDecision
from paxline.desk.ledger import CashMoved, Cause, Filled, Halted, Intended, Role, fold
from paxline.desk.limits import Allows, Breach, Limit
from paxline.desk.orders import Order, Side, Terms
from paxline.pages.books_shown import Books
from paxline.pages.letter import LONGEST_SUBJECT, Letter, letter, plain
from paxline.pages.week import WeekPage
from paxline.run.health import Finding, bad, ok
from paxline.testing import NOW, WEEK
from paxline.units import Count, Price, Usd

HOSTILE = "<script>alert('x')</script>\r\nBcc: all \u202etxet\u2066\x07"


def told(
    page: WeekPage,
    *,
    decision: Decision | None = None,
    books: Books | None = None,
    findings: tuple[Finding, ...] = (ok("disk", "enough"),),
    state: str = "paper, running",
) -> Letter:
    return letter(page, decision=decision, books=books, findings=findings, state=state)


def traded(page: WeekPage) -> Books:
    ticker = page.valuation.rungs[3].contract.ticker
    lately, before = page.as_of - timedelta(hours=2), page.as_of - timedelta(days=2)
    terms = Terms(ticker, Side.BID, Price.cents(40), Count.whole(5))
    return Books(
        "paper",
        fold(
            [
                CashMoved(before, Usd(1_000_000_000), Cause.OPENING),
                Intended(before, Order("one", terms), "d"),
                Filled(before, "f1", "x", "ELSEWHERE", Side.ASK, Price.cents(30), Count.whole(1), Usd(0), Role.MAKER),
                Filled(lately, "f2", "y", ticker, Side.BID, Price.cents(61), Count.whole(20), Usd(10_000), Role.MAKER),
                Halted(lately, "the figures differ"),
            ]
        ),
    )


def test_the_subject_is_the_forecast_and_says_first_that_trading_is_halted(page: WeekPage) -> None:
    assert told(page).subject.startswith("2.")
    assert " M · week ending " in told(page).subject
    halted = told(page, state=f"halted: {HOSTILE * 9}", findings=(bad("counts", "old", remedy="ingest"),)).subject
    assert halted.startswith("HALTED · 2.")
    assert halted.endswith("· 1 bad")
    assert len(halted) <= LONGEST_SUBJECT
    assert "script" not in halted


def test_the_five_questions_come_in_their_order(page: WeekPage) -> None:
    assert [section.question for section in told(page).sections] == [
        "What will the week average?",
        "What is each rung worth?",
        "What have we got on it?",
        "What was done, and why not more?",
        "Is anything wrong?",
    ]
    days, rungs = (section.tables[0].rows for section in told(page).sections[:2])
    assert len(days) == 7
    assert 0 < len(rungs) <= len(page.valuation.rungs)


def test_only_rungs_that_are_open_are_listed_and_the_rest_counted(page: WeekPage) -> None:
    section = told(page).sections[1]
    left_out = len(page.valuation.rungs) - len(section.tables[0].rows)
    assert any(f"{left_out} more rungs" in line for line in section.lines) or left_out == 0


def test_what_is_held_and_what_filled_in_the_last_day_is_told(page: WeekPage) -> None:
    _, _, held, done, _ = told(page, books=traded(page)).sections
    positions, profits, working = held.tables
    assert [row[1] for row in positions.rows] == ["1 NO", "20 YES"]
    earned = [row[1] for row in profits.rows]
    assert all(one != other for one, other in pairwise(earned))
    assert held.lines[1].startswith("The pool expects")
    assert working.rows == ()
    assert "the figures differ" in held.lines
    assert done.lines[0] == "1 fill in the last day."
    assert [row[3] for row in done.tables[0].rows] == ["61¢"]


def test_a_decision_says_what_it_lacks_and_which_limits_it_met(page: WeekPage) -> None:
    breach = Breach(Limit.EVENT, Allows.LESS, "the event is full")
    made = Decision("d", NOW, WEEK, missing=("the account",), breaches=(breach, breach), most=Usd(20_000_000))
    lines = told(page, decision=made).sections[3].lines
    assert "No decision without the account." in lines
    assert lines.count("The event is full.") == 1
    assert any("of $20.00 allowed" in line for line in lines)


def test_one_reason_for_every_rung_is_said_once(page: WeekPage) -> None:
    def made(*reasons: str) -> Decision:
        rungs = tuple(
            RungDecision(rung.contract, rung.ours, rung.market, rung.pooled, rung.quote, (), reason)
            for rung, reason in zip(page.valuation.rungs, reasons, strict=False)
        )
        return Decision("d", NOW, WEEK, rungs=rungs, most=Usd(20_000_000))

    alike = told(page, decision=made("No trade: it is late.", "No trade: it is late.")).sections[3]
    assert "Of every rung: No trade: it is late." in alike.lines
    assert alike.tables[1].rows == ()
    apart = told(page, decision=made("No trade: it is late.", "No edge.")).sections[3]
    assert [row[2] for row in apart.tables[1].rows] == ["No trade: it is late.", "No edge."]


def test_without_trades_or_decisions_it_says_so(page: WeekPage) -> None:
    _, _, held, done, health = told(page, findings=()).sections
    assert held.lines == ("Nothing was traded here yet.",)
    assert "No decision about this week is kept." in done.lines
    assert "Nothing was checked." in health.lines


def test_what_is_wrong_comes_with_what_to_do(page: WeekPage) -> None:
    rows = (
        told(page, findings=(ok("disk", "enough"), bad("counts", HOSTILE, remedy="ingest"))).sections[4].tables[0].rows
    )
    assert [(row[0], row[2]) for row in rows] == [("bad: counts", "ingest")]
    assert "\n" not in rows[0][1]


def test_hostile_words_stay_on_their_line_and_turn_nothing_around(page: WeekPage, doubtful: WeekPage) -> None:
    assert plain(HOSTILE) == "<script>alert('x')</script> Bcc: all txet"
    made = told(replace(doubtful, conditions=(HOSTILE,)), state=HOSTILE)
    everything = repr(made)
    for sign in ("\\u202e", "\\u2066", "\\r", "\\n", "\\x07"):
        assert sign not in everything


def test_a_week_without_quotes_has_its_letter_too(make_page: Callable[..., WeekPage]) -> None:
    assert "No quotes were known" in told(make_page(quoted="bare")).sections[1].lines[0]
