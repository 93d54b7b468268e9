"""One screen of text: the week, the forecast and every rung."""

from collections.abc import Iterator
from itertools import repeat
from typing import Final

import numpy as np
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from paxline.desk.appraisal import Appraisal
from paxline.forecast.distribution import Distribution
from paxline.market.implied import ImpliedMarket
from paxline.pages import words
from paxline.pages.week import DayRow, WeekPage, day_rows, headline, market_line, notices, settled_line, status, title
from paxline.pages.week import verdict as verdict_of

# One meaning each, as on every page: published, ours, the market's, pooled.
_PUBLISHED: Final = "bold"
_OURS: Final = "blue"
_MARKET: Final = "yellow"
_POOLED: Final = "magenta"
_QUIET: Final = "bright_black"

_BARS: Final = " ▁▂▃▄▅▆▇█"
_SPARK_WIDTH: Final = 56


def week_screen(page: WeekPage) -> RenderableType:
    """The page of one week for a terminal at least 100 columns wide."""
    return Group(*_parts(page))


def _parts(page: WeekPage) -> Iterator[RenderableType]:
    yield Text(f"{title(page)} · as of {words.instant(page.as_of)}", style="bold")
    yield Text(status(page), style=_QUIET)
    for notice in notices(page):
        yield Text(f"! {notice}", style="bold yellow")
    yield Text("")
    yield Text.assemble(("ours    ", _QUIET), (headline(page), f"bold {_OURS}"))
    yield Text.assemble(("market  ", _QUIET), (market_line(page), _MARKET))
    yield from _sparks(page)
    settled = settled_line(page)
    if settled:
        yield Text(settled, style=_PUBLISHED)
    yield Text("")
    yield Padding(_days(page), (0, 0, 1, 0))
    yield _ladder(page)
    yield Text("")
    yield Text(f"Pool: {page.valuation.pooled.note}.", style=_QUIET)
    yield Text(verdict_of(page), style="bold")


def _sparks(page: WeekPage) -> Iterator[Text]:
    """The two densities over the same range of prints, one line each."""
    ours = page.valuation.forecast.settlement
    market = page.valuation.market
    both: list[Distribution] = [ours]
    if isinstance(market, ImpliedMarket):
        both.append(market.distribution)
    low = min(float(of.quantile(0.005)) for of in both)
    high = max(float(of.quantile(0.995)) for of in both)
    for of, style in zip(both, (_OURS, _MARKET), strict=False):
        edges = np.linspace(low, high, _SPARK_WIDTH + 1)
        mass = np.diff(of.cdf(edges))
        scaled = np.rint(mass / mass.max() * (len(_BARS) - 1)).astype(int)
        yield Text("        " + "".join(_BARS[i] for i in scaled), style=style)
    left, right = words.millions(low), words.millions(high)
    yield Text("        " + left + " " * (_SPARK_WIDTH - len(left) - len(right)) + right, style=_QUIET)


def _days(page: WeekPage) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=_QUIET)
    for heading, justify in (("day", "left"), ("count", "right"), ("± sd", "right"), ("year before", "right")):
        table.add_column(heading, justify="right" if justify == "right" else "left")
    table.add_column("change", justify="right")
    table.add_column("", justify="left")
    for row in day_rows(page):
        table.add_row(*_day_cells(row))
    return table


def _day_cells(row: DayRow) -> tuple[RenderableType, ...]:
    style = _OURS if row.sd is not None else _PUBLISHED
    return (
        words.day(row.day),
        Text(f"{row.passengers:,.0f}", style=style),
        f"{row.sd:,.0f}" if row.sd is not None else "",
        f"{row.year_earlier:,}" if row.year_earlier else "–",
        words.signed_percent(row.change),
        Text("suspect" if row.doubt else ("forecast" if row.sd is not None else "published"), style=_QUIET),
    )


def _ladder(page: WeekPage) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=_QUIET)
    headings = ("above", "ours", "market", "pooled", "bid", "ask", "size", "edge")
    for heading, style in zip(headings, ("bold", _OURS, _MARKET, _POOLED, *repeat("", 4)), strict=True):
        table.add_column(heading, justify="right", style=style, no_wrap=True)
    table.add_column("why")
    for rung in page.valuation.rungs:
        table.add_row(*_rung_cells(rung))
    return table


def _rung_cells(rung: Appraisal) -> tuple[RenderableType, ...]:
    quote = rung.quote
    sizes = f"{words.size(quote.bid_size)}/{words.size(quote.ask_size)}" if quote else "–"
    return (
        words.strike(rung.contract.strike),
        words.probability(rung.ours),
        words.probability(rung.market) if rung.market is not None else "–",
        words.probability(rung.pooled),
        words.cents(quote.bid if quote else None),
        words.cents(quote.ask if quote else None),
        sizes,
        Text(words.signed_cents(rung.edge), style="green" if rung.worth_taking else ""),
        Text(rung.reason, style="bold" if rung.worth_taking else _QUIET),
    )
