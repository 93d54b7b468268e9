"""What the books have earned: day by day, from the top, and where each fill's money came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from paxline.desk.ledger import Filled, Ledger
from paxline.desk.orders import Side
from paxline.pages import grammar as vl
from paxline.pages import words
from paxline.pages.books_shown import Books, Rows, dollars
from paxline.pages.drawing import CARD, GAIN, INK, LINE, LOSS, Figure, Row, data, svg
from paxline.units import Usd


@dataclass(frozen=True, slots=True)
class Marked:
    """A fill beside the market.

    Attributes:
        fill: The fill.
        then: The market's middle as last seen before it, dollars; ``None`` where none was seen.
        now: What a contract is worth now: settled, or the market's middle; ``None`` where nobody knows.
    """

    fill: Filled
    then: float | None
    now: float | None


@dataclass(frozen=True, slots=True)
class Decomposed:
    """The profit of fills in parts, dollars, fees taken off; they add up.

    Attributes:
        fills: How many are in it.
        left_out: Fills with no market to hold them against.
        spread: What the price gave against the market's middle of that moment.
        since: How the market or the settlement has moved since, in our favour.
        fee: What the exchange took, at or below zero.
    """

    fills: int
    left_out: int
    spread: float
    since: float
    fee: float

    @property
    def made(self) -> float:
        """Their sum."""
        return self.spread + self.since + self.fee


def decomposed(of: Sequence[Marked]) -> Decomposed | None:
    """The parts of all fills together; ``None`` where none can be held against a market."""
    parts = [_parts(one) for one in of]
    told = [part for part in parts if part is not None]
    if not told:
        return None
    spread, since, fee = (sum(part[i] for part in told) for i in range(3))
    return Decomposed(len(told), len(parts) - len(told), spread, since, fee)


def decomposed_words(of: Decomposed) -> str:
    """What the parts say."""
    left = f" {of.left_out} more fills have no market to be held against." if of.left_out else ""
    tail = "the market has come our way since" if of.since >= 0 else "the market has gone against us since"
    return (
        f"{of.fills} fills made {_money(of.made)}: {_money(of.spread)} from prices better than the market's middle, "
        f"{_money(of.since)} as {tail}, {_money(of.fee)} in fees.{left}"
    )


def decomposed_rows(of: Decomposed) -> Rows:
    """Part and dollars, their sum last."""
    return (
        ("price against the market's middle", _money(of.spread)),
        ("moves since, or the settlement", _money(of.since)),
        ("fees", _money(of.fee)),
        ("made", _money(of.made)),
    )


def equity_figure(books: Books) -> Figure | None:
    """What has been earned, day by day, open lots at cost, and how far that is below its top; ``None`` before two."""
    days = _days(books.ledger)
    if len(days) < 2:
        return None
    last, deepest = days[-1], max(days, key=lambda one: one.below)
    rows: list[Row] = [
        {
            "day": one.day.isoformat(),
            "earned": one.earned.dollars,
            "top": one.top.dollars,
            "label": dollars(one.earned),
        }
        for one in days
    ]
    x = vl.shown("day:T", title=None, axis=vl.Axis(format="%-d %b", grid=False, tickCount=6))
    axis = vl.Axis(grid=False, tickCount=4, labelExpr="(datum.value < 0 ? '−$' : '$') + abs(datum.value)")
    y = vl.shown("earned:Q", title=None, axis=axis)
    base = vl.Chart(data(rows)).encode(x=x)
    chart = vl.layer(
        vl.Chart(data([{"earned": 0.0}])).mark("rule", color=LINE).encode(y=y),
        base.mark("area", color=LOSS, opacity=0.2, interpolate="step-after", line=False).encode(y=y, y2="top:Q"),
        base.mark("line", color=INK, strokeWidth=2, interpolate="step-after").encode(y=y),
        vl.Chart(data(rows[-1:]))
        .mark(
            "text", dy=-10, align="right", fontSize=12, fontWeight="bold", color=GAIN if last.earned > Usd(0) else LOSS
        )
        .encode(x=x, y=y, text="label:N"),
    )
    summary = (
        f"Earned {dollars(last.earned)} by {words.day_of_year(last.day)}, open lots at cost. The deepest fall from a "
        f"top is ${deepest.below.dollars:,.2f}, on {words.day_of_year(deepest.day)} (shaded)."
    )
    return Figure("How has it gone?", svg(chart, height=170, width=CARD), summary)


@dataclass(frozen=True, slots=True)
class _Day:
    """One Eastern day with money: what was earned by its end, and the most earned until then."""

    day: date
    earned: Usd
    top: Usd

    @property
    def below(self) -> Usd:
        """How far the day ends below the top."""
        return self.top - self.earned


def _days(of: Ledger) -> list[_Day]:
    found: list[_Day] = []
    earned = top = Usd(0)
    for day, of_day in sorted(of.days.items()):
        earned += of_day.result
        top = max(top, earned)
        found.append(_Day(day, earned, top))
    return found


def _parts(of: Marked) -> tuple[float, float, float] | None:
    """Spread, since and fee of one fill, dollars."""
    if of.then is None or of.now is None:
        return None
    fill, sign = of.fill, 1 if of.fill.side is Side.BID else -1
    count = fill.count.contracts
    return (
        sign * (of.then - fill.price.dollars) * count,
        sign * (of.now - of.then) * count,
        -fill.fee.dollars,
    )


def _money(of: float) -> str:
    return dollars(Usd(round(of * 1e6)))
