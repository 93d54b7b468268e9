"""The ladder as the dashboard shows it: value, market, our quotes, position, edge and reason, one row a rung."""

from dataclasses import dataclass
from typing import Final

from paxline.desk.decide import Decision
from paxline.pages import words
from paxline.pages.books_shown import Books, short
from paxline.pages.charts import rungs as rungs_chart
from paxline.pages.drawing import Figure, stacked
from paxline.pages.prints import density, print_range
from paxline.pages.report import rung_cells
from paxline.pages.risk import Risk, profit_steps, risk_words
from paxline.pages.week import WeekPage

_OPEN: Final = 0.005


@dataclass(frozen=True, slots=True)
class RungRow:
    """One rung in words.

    Attributes:
        cells: As the report's table takes them.
        quotes: What we want to stand at, or the orders that stand; a dash where neither is.
        position: Contracts held, signed; a dash where none is.
        decided: The desk's reason at its last decision; empty where there is none, or one for all.
        near: ``near`` where the rung is still open, quoted by us or held, else ``far``.
    """

    cells: dict[str, object]
    quotes: str
    position: str
    decided: str
    near: str


def rung_rows(page: WeekPage, *, decision: Decision | None, books: Books | None) -> tuple[RungRow, ...]:
    """Every rung, lowest strike first."""
    wanted = {rung.contract.ticker: rung for rung in decision.rungs} if decision else {}
    held = books.ledger.positions if books else {}
    shared = common_reason(decision)
    standing: dict[str, list[str]] = {}
    for one in books.ledger.working() if books else ():
        standing.setdefault(one.terms.ticker, []).append(short(one.terms, one.remaining))
    rows: list[RungRow] = []
    for rung in page.valuation.rungs:
        ticker = rung.contract.ticker
        decided, position = wanted.get(ticker), held.get(ticker)
        stands = " ".join(standing.get(ticker, ()))
        wants = " ".join(short(one, one.count) for one in decided.targets) if decided else ""
        is_near = _OPEN <= rung.pooled <= 1 - _OPEN or position is not None or stands or wants
        rows.append(
            RungRow(
                cells=rung_cells(rung),
                quotes=stands or wants or "–",
                position=f"{position.count.contracts:+g}".replace("-", "−") if position else "–",
                decided=decided.reason if decided and not shared else "",
                near="near" if is_near else "far",
            )
        )
    return tuple(rows)


def common_reason(decision: Decision | None) -> str:
    """The reason that the desk gives for every rung, where it is one and the same; else empty."""
    reasons = {rung.reason for rung in decision.rungs} if decision else set[str]()
    return reasons.pop() if len(reasons) == 1 else ""


def one_scale_figure(page: WeekPage, risk: Risk | None) -> Figure:
    """The density, what each rung is worth and what each print earns, under each other on one scale of prints."""
    heading = "average of the week, millions; thin rules are strikes"
    charts = [(density(page, None), 120), (rungs_chart(page, heading if risk is None else None, above=None), 190)]
    if risk is not None:
        charts.append((profit_steps(page, risk, heading), 130))
    low, high = print_range(page)
    listed = "; ".join(
        f"above {words.strike(rung.contract.strike)} ours {words.probability(rung.ours)}, pooled "
        f"{words.probability(rung.pooled)}, bid {words.cents(rung.quote.bid if rung.quote else None)}, "
        f"ask {words.cents(rung.quote.ask if rung.quote else None)}"
        for rung in page.valuation.rungs
        if low <= rung.contract.strike / 1e6 <= high
    )
    held = f" {risk_words(risk)}" if risk else ""
    summary = f"Dots are ours, diamonds the pool, bars run from the market's bid to its ask. {listed}.{held}"
    return Figure("Where does it all stand on one scale?", stacked(charts), summary)
