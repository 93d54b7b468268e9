"""One week as a self-contained HTML file: no script, no request to anyone, readable in light and dark."""

from datetime import UTC

from paxline.desk.appraisal import Appraisal
from paxline.market.book import Quote
from paxline.pages import week as view
from paxline.pages import words
from paxline.pages.charts import figures
from paxline.pages.html import figure_cells, render
from paxline.pages.week import DayRow, WeekPage


def week_report(page: WeekPage) -> str:
    """The report of one week; everything that came from outside is escaped."""
    return render(
        "report.html.j2",
        title=view.title(page),
        as_of=words.instant(page.as_of),
        as_of_iso=page.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        status=view.status(page),
        origin=page.origin,
        notices=view.notices(page),
        headline=view.headline(page),
        model=page.valuation.forecast.model,
        market=view.market_line(page),
        settled=view.settled_line(page),
        verdict=view.verdict(page),
        figures=[figure_cells(figure) for figure in figures(page)],
        rungs=[rung_cells(rung) for rung in page.valuation.rungs],
        pool=f"Pool: {page.valuation.pooled.note}",
        days=[day_cells(row) for row in view.day_rows(page)],
    )


def rung_cells(rung: Appraisal) -> dict[str, object]:
    """A rung as the ladder's table takes it."""
    quote = rung.quote
    return {
        "strike": words.strike(rung.contract.strike),
        "ours": words.probability(rung.ours),
        "market": words.probability(rung.market) if rung.market is not None else "–",
        "pooled": words.probability(rung.pooled),
        "bid": words.cents(quote.bid if quote else None),
        "ask": words.cents(quote.ask if quote else None),
        "size": _depth(quote),
        "edge": f"{words.signed_cents(rung.edge)} {rung.side.value}" if rung.side else "–",
        "sign": "" if rung.edge is None else ("gain" if rung.edge > 0 else "loss"),
        "worth": rung.worth_taking,
        "why": rung.reason,
    }


def _depth(quote: Quote | None) -> str:
    """Contracts at the bid and at the ask; a dash where nobody told either."""
    if quote is None or (quote.bid_size is None and quote.ask_size is None):
        return "–"
    return f"{words.size(quote.bid_size)}/{words.size(quote.ask_size)}"


def day_cells(row: DayRow) -> dict[str, str]:
    """A day as the table of days takes it."""
    return {
        "day": words.day(row.day),
        "count": f"{row.passengers:,.0f}",
        "sd": f"{row.sd:,.0f}" if row.sd is not None else "",
        "before": f"{row.year_earlier:,}" if row.year_earlier else "–",
        "change": words.signed_percent(row.change),
        "kind": _kind(row),
    }


def _kind(row: DayRow) -> str:
    if row.sd is not None:
        return "forecast"
    return f"suspect: {row.doubt}" if row.doubt else "published"
