"""How the ladder moved through the week: the market's middles and our fair values, a small chart for each rung."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from paxline.forecast.distribution import exceedance
from paxline.forecast.weekly import WeekForecast
from paxline.market.book import SeenQuote
from paxline.pages import grammar as vl
from paxline.pages import words
from paxline.pages.drawing import MARKET, OURS, Figure, Row, data, panels

_COLUMNS: Final = 2
_RUNGS: Final = 8
"""Rungs that are drawn: those that moved most."""

_CHANCES: Final = vl.Axis(grid=False, values=[0, 0.5, 1], labelExpr="datum.value == 0.5 ? '.5' : datum.value")
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
    moving = sorted(quotes, key=lambda strike: _breadth(quotes[strike]), reverse=True)[:_RUNGS]
    # Whole rows: the one that moved least of an odd number is left out.
    moving = moving[: len(moving) - len(moving) % _COLUMNS] or moving
    for strike in sorted(moving):
        middles = quotes[strike]
        thinned = middles[:: -(-len(middles) // _MOST)]
        rows += [_row(strike, "market", at, p) for at, p in thinned]
        rows += [_row(strike, "ours", of.as_of, float(exceedance(of.settlement, strike))) for of in told]
    if not rows:
        return None
    colour = vl.shown("who:N", scale=vl.Scale(domain=["ours", "market"], range=[OURS, MARKET]), legend=None)
    x = vl.shown("at:T", title=None, axis=vl.Axis(format="%a", grid=False, tickCount="day"))
    y = vl.shown("p:Q", title=None, scale=vl.Scale(domain=[0, 1]), axis=_CHANCES)
    base = vl.Chart().encode(x=x, y=y, color=colour)
    layered = vl.layer(base.mark("line", strokeWidth=1.5), base.mark("point", filled=True, size=14), rows=data(rows))
    names = [f"above {words.strike(strike)}" for strike in sorted(moving)]
    chart = vl.facet(
        vl.sized(layered, width=240, height=84), vl.shown("rung:N", title=None, sort=names), columns=_COLUMNS
    )
    summary = (
        f"{len(moving)} of {len(quotes)} rungs, those that moved most: the market's middle from "
        f"{words.instant(path[0].known_at)} to {words.instant(path[-1].known_at)}, and ours at {len(told)} instants."
    )
    return Figure("How did each rung move?", panels(chart), summary)


def _breadth(of: Sequence[tuple[datetime, float]]) -> float:
    """How far apart the middles of one rung lie."""
    middles = [p for _, p in of]
    return max(middles) - min(middles)


def _row(strike: int, who: str, at: datetime, p: float) -> Row:
    return {"rung": f"above {words.strike(strike)}", "who": who, "at": at.astimezone(UTC).isoformat(), "p": p}
