"""How the ladder moved through the week: the market's middles and our fair values, a small chart for each rung."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import altair as alt

from paxline.forecast.distribution import exceedance
from paxline.forecast.weekly import WeekForecast
from paxline.market.book import SeenQuote
from paxline.pages import words
from paxline.pages.drawing import MARKET, OURS, Figure, Row, data, panels

_COLUMNS: Final = 4
_MOST: Final = 400
"""Quotes of one rung that a small chart shows; of more, every so many."""


def movement(path: Sequence[SeenQuote], told: Sequence[WeekForecast]) -> Figure | None:
    """Each rung's two-sided middle at every stored quote and ours at each forecast; ``None`` without a quote.

    ``path`` is in the order of knowledge, ``told`` are forecasts of the same week.
    """
    quotes: dict[int, list[tuple[datetime, float]]] = {}
    for seen in path:
        bid, ask = seen.quote.bid, seen.quote.ask
        if bid is not None and ask is not None:
            quotes.setdefault(seen.contract.strike, []).append((seen.known_at, (bid.dollars + ask.dollars) / 2))
    rows: list[Row] = []
    for strike, middles in sorted(quotes.items()):
        thinned = middles[:: -(-len(middles) // _MOST)]
        rows += [_row(strike, "market", at, p) for at, p in thinned]
        rows += [_row(strike, "ours", of.as_of, float(exceedance(of.settlement, strike))) for of in told]
    if not rows:
        return None
    colour = alt.Color("who:N", title=None, scale=alt.Scale(domain=["ours", "market"], range=[OURS, MARKET]))
    x = alt.X("at:T", title=None, axis=alt.Axis(format="%a", grid=False, tickCount="day"))
    y = alt.Y("p:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(grid=False, tickCount=3))
    base = alt.Chart(data(rows)).encode(x=x, y=y, color=colour)
    layered = alt.layer(base.mark_line(strokeWidth=1.5), base.mark_point(filled=True, size=14))
    names = [f"above {words.strike(strike)}" for strike in sorted(quotes)]
    chart = layered.properties(width=190, height=90).facet(
        facet=alt.Facet("rung:N", title=None, sort=names), columns=_COLUMNS
    )
    summary = (
        f"{len(quotes)} rungs, the market's middle from {words.instant(path[0].known_at)} to "
        f"{words.instant(path[-1].known_at)}, and ours at {len(told)} instants."
    )
    return Figure("How did each rung move?", panels(chart), summary)


def _row(strike: int, who: str, at: datetime, p: float) -> Row:
    return {"rung": f"above {words.strike(strike)}", "who": who, "at": at.astimezone(UTC).isoformat(), "p": p}
