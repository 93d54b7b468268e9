"""Decisions and ledgers as the dashboard shows them: rows of words."""

from dataclasses import dataclass
from typing import Final

from paxline.desk.decide import Decision, RungDecision
from paxline.desk.ledger import Ledger
from paxline.desk.orders import Side, Terms
from paxline.desk.states import Outcome
from paxline.pages import words
from paxline.units import Count, Usd

Rows = tuple[tuple[str, ...], ...]

_FILLS: Final = 50


@dataclass(frozen=True, slots=True)
class Books:
    """A journal, folded.

    Attributes:
        name: Of the world its orders went to.
        ledger: What its events come to.
    """

    name: str
    ledger: Ledger


def dollars(of: Usd) -> str:
    """Money with its sign, such as ``+$1.20``."""
    return f"{'−' if of.millionths < 0 else '+'}${abs(of.dollars):,.2f}"


def decision_cells(decision: Decision) -> dict[str, object]:
    """A decision as its section takes it."""
    said = (
        f"Decided {words.instant(decision.as_of)}: {len(decision.orders)} orders to send, {len(decision.cancels)} to "
        f"take out, {len(decision.keep)} stay."
    )
    missing = [f"No decision without {name}." for name in decision.missing]
    most = decision.most.dollars
    return {
        "words": said,
        "breaches": [*missing, *breach_lines(decision)],
        "worst": f"${decision.worst.dollars:,.2f}",
        "most": f"${most:,.2f}",
        "used": f"{min(max(decision.worst.dollars / most, 0.0), 1.0) if most else 0.0:.3f}",
        "rows": [
            (words.strike(rung.contract.strike), _quotes(rung), rung.reason) for rung in decision.rungs if rung.targets
        ],
    }


def breach_lines(decision: Decision) -> tuple[str, ...]:
    """What keeps the decision from more, each once, and of which rung it is said."""
    strikes = {rung.contract.ticker: words.strike(rung.contract.strike) for rung in decision.rungs}
    said = (
        f"Above {strikes.get(one.ticker, one.ticker)}: {one.words}."
        if one.ticker
        else f"{one.words[:1].upper()}{one.words[1:]}."
        for one in decision.breaches
    )
    return tuple(dict.fromkeys(said))


def short(terms: Terms, count: Count) -> str:
    """An order in a few signs, such as ``+20 at 61¢`` for a bid and ``−20 at 64¢`` for an ask."""
    sign = "+" if terms.side is Side.BID else "−"
    return f"{sign}{words.size(count)} at {words.cents(terms.price)}"


def span(of: Outcome) -> str:
    """The prints of a settlement state, such as ``above 2.40 M up to 2.45 M``."""
    if of.above is None:
        return f"up to {words.strike(of.up_to)}" if of.up_to is not None else "anything"
    return f"above {words.strike(of.above)}" + (f" up to {words.strike(of.up_to)}" if of.up_to is not None else "")


def ledger_cells(books: Books) -> dict[str, object]:
    """A ledger as its section takes it."""
    of = books.ledger
    newest = sorted(of.fills.values(), key=lambda fill: fill.at, reverse=True)[:_FILLS]
    return {
        "name": books.name,
        "halts": (*of.halted, *of.contradictions),
        "words": (
            f"Cash {dollars(of.cash)}, realised {dollars(of.realised)}, fees ${of.fees.dollars:,.2f}, "
            f"put in {dollars(of.moved)}."
        ),
        "positions": [
            (ticker, f"{abs(one.count.contracts):g} {one.leg.value.upper()}", f"${one.cost.dollars:,.2f}")
            for ticker, one in of.positions.items()
        ],
        "working": [
            (one.terms.ticker, one.terms.side.value, words.cents(one.terms.price), words.size(one.remaining))
            for one in of.working()
        ],
        "fills": [
            (
                words.instant(fill.at),
                fill.ticker,
                fill.side.value,
                words.cents(fill.price),
                words.size(fill.count),
                f"${fill.fee.dollars:,.2f}",
            )
            for fill in newest
        ],
    }


def _quotes(of: RungDecision) -> str:
    return " ".join(short(one, one.count) for one in of.targets) or "–"
