"""What the daily brief tells, put into words once for both of its forms, text and HTML."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from paxline.desk.decide import Decision
from paxline.desk.orders import Side, Terms
from paxline.forecast.distribution import Distribution, median
from paxline.pages import week as view
from paxline.pages import words
from paxline.pages.books_shown import Books, Rows, breach_lines, dollars
from paxline.pages.health import summary
from paxline.pages.report import day_cells, rung_cells
from paxline.pages.risk import risk_of, risk_words, step_rows
from paxline.pages.rungs import common_reason
from paxline.pages.week import WeekPage
from paxline.run.health import Finding, Health

LONGEST_SUBJECT: Final = 120
"""Characters of a subject; phones show half of them."""

_DAY: Final = timedelta(days=1)
_OPEN: Final = 0.005
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under their headings.

    Attributes:
        title: What the table holds.
        headings: One for each column; the first column names the row.
        rows: As wide as the headings; often none.
    """

    title: str
    headings: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Section:
    """One question and its answer.

    Attributes:
        question: The heading.
        lines: Sentences.
        tables: What stands under them.
    """

    question: str
    lines: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The brief in words.

    Attributes:
        subject: One line, the forecast first.
        title: The week.
        standing: As of when, what is published and comes next, and how the bot stands.
        notices: What has to be known first, most important first; often empty.
        headline: The forecast in one line.
        sections: In reading order.
    """

    subject: str
    title: str
    standing: str
    notices: tuple[str, ...]
    headline: str
    sections: tuple[Section, ...]


def letter(
    page: WeekPage, *, decision: Decision | None, books: Books | None, findings: Sequence[Finding], state: str
) -> Letter:
    """The words of the brief on one week; ``state`` says how the bot stands, such as ``paper, running``."""
    amiss = tuple(finding for finding in findings if finding.health is not Health.OK)
    return Letter(
        subject=_subject(page, amiss, state),
        title=view.title(page),
        standing=plain(f"As of {words.instant(page.as_of)} · {view.status(page)} · {state}"),
        notices=tuple(map(plain, view.notices(page))),
        headline=view.headline(page),
        sections=(
            _forecast(page),
            _ladder(page),
            _held(page, books),
            _done(page, decision, books),
            _health(findings, amiss, state),
        ),
    )


def plain(text: str) -> str:
    """``text`` on one line, without the invisible signs that could hide or turn around what follows them."""
    return " ".join("".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in text).split())


def _subject(page: WeekPage, amiss: Sequence[Finding], state: str) -> str:
    bad = sum(finding.health is Health.BAD for finding in amiss)
    halted = "HALTED · " if state.startswith("halted") else ""
    wrong = f" · {bad} bad" if bad else ""
    return plain(f"{halted}{view.headline(page)} · week ending {words.day(page.week.sunday)}{wrong}")[:LONGEST_SUBJECT]


def _forecast(page: WeekPage) -> Section:
    lines = [
        f"Ours: {view.headline(page)}, by the model “{page.valuation.forecast.model}”.",
        f"The market: {view.market_line(page)}.",
        f"Pooled: {_spread(page.valuation.pooled.distribution)}.",
    ]
    settled = view.settled_line(page)
    if settled:
        lines.append(settled)
    rows = tuple(
        (cells["day"], f"{cells['count']} ± {cells['sd']}" if cells["sd"] else cells["count"], cells["change"], kind)
        for cells in map(day_cells, view.day_rows(page))
        for kind in (plain(cells["kind"]),)
    )
    headings = ("day", "count", "on last year", "")
    return Section("What will the week average?", tuple(map(plain, lines)), (Table("Day by day", headings, rows),))


def _spread(of: Distribution) -> str:
    low, high = of.quantile((0.1, 0.9))
    return f"{words.millions(median(of))} · 80 % {words.millions(low)[:-2]} – {words.millions(high)}"


def _ladder(page: WeekPage) -> Section:
    names = ("strike", "ours", "market", "pooled", "bid", "ask", "edge")
    open_ = [rung for rung in page.valuation.rungs if _OPEN <= rung.pooled <= 1 - _OPEN]
    rows = tuple(tuple(str(cells[name]) for name in names) for cells in map(rung_cells, open_))
    headings = ("above", "ours", "market", "pooled", "bid", "ask", "edge after fee")
    lines = [plain(view.verdict(page))]
    settled = len(page.valuation.rungs) - len(open_)
    if settled:
        lines.append(f"{settled} more rungs are as good as decided and left out here.")
    return Section("What is each rung worth?", tuple(lines), (Table("Rungs that are open", headings, rows),))


def _held(page: WeekPage, books: Books | None) -> Section:
    question = "What have we got on it?"
    if books is None:
        return Section(question, ("Nothing was traded here yet.",), ())
    of = books.ledger
    line = (
        f"In the books of “{books.name}”: cash {dollars(of.cash)}, realised {dollars(of.realised)}, "
        f"fees ${of.fees.dollars:,.2f}."
    )
    positions = tuple(
        (_market(page, ticker), f"{abs(one.count.contracts):g} {one.leg.value.upper()}", f"${one.cost.dollars:,.2f}")
        for ticker, one in of.positions.items()
    )
    working = tuple(
        (_market(page, one.terms.ticker), one.terms.side.value, words.cents(one.terms.price), words.size(one.remaining))
        for one in of.working()
    )
    risk = risk_of(page, books)
    at_risk = (risk_words(risk),) if risk else ()
    return Section(
        question,
        (plain(line), *at_risk, *map(plain, (*of.halted, *of.contradictions))),
        (
            Table("Positions", ("above", "contracts", "cost"), positions),
            Table("Profit at each print", ("the week averages", "profit", "chance"), step_rows(risk) if risk else ()),
            Table("Working orders", ("above", "side", "price", "left"), working),
        ),
    )


def _done(page: WeekPage, decision: Decision | None, books: Books | None) -> Section:
    lately = _fills(page, books) if books else ()
    lines = [f"{len(lately) or 'No'} fill{'s' if len(lately) > 1 else ''} in the last day."]
    wanted: Rows = ()
    if decision is None:
        lines.append("No decision about this week is kept.")
    else:
        lines += [
            (
                f"Decided {words.instant(decision.as_of)}: {len(decision.orders)} orders to send, "
                f"{len(decision.cancels)} to take out, {len(decision.keep)} stay."
            ),
            f"The worst print would lose ${decision.worst.dollars:,.2f} of ${decision.most.dollars:,.2f} allowed.",
            *(f"No decision without {name}." for name in decision.missing),
            *breach_lines(decision),
        ]
        shared = common_reason(decision)
        if shared:
            lines.append(f"Of every rung: {shared}")
        wanted = tuple(
            (words.strike(rung.contract.strike), " ".join(map(_quoted, rung.targets)) or "–", plain(rung.reason))
            for rung in decision.rungs
            if not shared
        )
    return Section(
        "What was done, and why not more?",
        tuple(map(plain, lines)),
        (
            Table("Fills of the last day", ("when", "above", "side", "price", "contracts", "fee"), lately),
            Table("Each rung", ("above", "our quotes", "why"), wanted),
        ),
    )


def _fills(page: WeekPage, books: Books) -> Rows:
    fills = sorted(books.ledger.fills.values(), key=lambda fill: fill.at, reverse=True)
    return tuple(
        (
            words.instant(fill.at),
            _market(page, fill.ticker),
            fill.side.value,
            words.cents(fill.price),
            words.size(fill.count),
            f"${fill.fee.dollars:,.2f}",
        )
        for fill in fills
        if page.as_of - _DAY < fill.at <= page.as_of
    )


def _health(findings: Sequence[Finding], amiss: Sequence[Finding], state: str) -> Section:
    checked = f"Checks: {summary(findings)}." if findings else "Nothing was checked."
    rows = tuple((f"{one.health.value}: {one.check}", plain(one.words), plain(one.remedy)) for one in amiss)
    lines = (plain(f"The bot: {state}."), checked)
    return Section("Is anything wrong?", lines, (Table("To look at", ("what", "found", "to do"), rows),))


def _market(page: WeekPage, ticker: str) -> str:
    """A market of this week by its strike, another by its ticker."""
    strikes = {rung.contract.ticker: rung.contract.strike for rung in page.valuation.rungs}
    return words.strike(strikes[ticker]) if ticker in strikes else plain(ticker)


def _quoted(terms: Terms) -> str:
    sign = "+" if terms.side is Side.BID else "−"
    return f"{sign}{words.size(terms.count)} at {words.cents(terms.price)}"
