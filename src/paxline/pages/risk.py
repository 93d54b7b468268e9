"""What is held, seen from the print: what each settlement would earn, how likely it is, how near the limits are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from paxline.desk.ledger import Ledger
from paxline.desk.policy import Policy
from paxline.desk.snapshot import Account, account_in
from paxline.desk.states import Outcome, outcomes, state_probabilities, worst_loss
from paxline.market.contract import Ladder
from paxline.market.fair import fair_ladder
from paxline.pages import grammar as vl
from paxline.pages import words
from paxline.pages.books_shown import Books, Rows, dollars, span
from paxline.pages.drawing import GAIN, LINE, LOSS, Figure, Row, data, stacked
from paxline.pages.prints import density, print_axis, print_range, strike_rules
from paxline.pages.week import WeekPage
from paxline.units import Usd

QUESTION: Final = "What have we got on it?"

_LABELLED: Final = 0.07
"""Share of the drawn prints below which a step has no label of its own."""


@dataclass(frozen=True, slots=True)
class Risk:
    """One event's book.

    Attributes:
        outcomes: What the event has earned in each settlement state, lowest print first, fees included.
        chances: The pool's probability of each, as many.
    """

    outcomes: tuple[Outcome, ...]
    chances: tuple[float, ...]

    @property
    def expected(self) -> float:
        """What the pool expects the event to earn, dollars."""
        return sum(p * one.profit.dollars for p, one in zip(self.chances, self.outcomes, strict=True))

    @property
    def losing(self) -> float:
        """The pool's probability that the event loses."""
        return sum(p for p, one in zip(self.chances, self.outcomes, strict=True) if one.profit < Usd(0))

    @property
    def steps(self) -> tuple[tuple[Outcome, float], ...]:
        """The outcomes with their chances, neighbours that earn the same as one."""
        found: list[tuple[Outcome, float]] = []
        for one, p in zip(self.outcomes, self.chances, strict=True):
            if found and found[-1][0].profit == one.profit:
                before, chance = found[-1]
                found[-1] = (Outcome(before.above, one.up_to, one.profit), chance + p)
            else:
                found.append((one, p))
        return tuple(found)


def ladder_of(page: WeekPage) -> Ladder:
    """The week's rungs."""
    return Ladder(page.week, tuple(rung.contract for rung in page.valuation.rungs))


def account_on(page: WeekPage, ledger: Ledger, *, at: datetime | None = None) -> Account:
    """The account as the week's decision would see it, at ``at`` (UTC) or at the page's own instant."""
    return account_in(ledger, ladder_of(page), as_of=at or page.as_of)


def risk_of(page: WeekPage, books: Books | None) -> Risk | None:
    """The event's risk; ``None`` where nothing of the week is held."""
    if books is None:
        return None
    ladder, account = ladder_of(page), account_on(page, books.ledger)
    if not account.held:
        return None
    pooled = fair_ladder(page.valuation.pooled.distribution, ladder)
    return Risk(
        outcomes(account.held, paid=account.paid, ladder=ladder), tuple(map(float, state_probabilities(pooled)))
    )


def risk_words(of: Risk) -> str:
    """The whole risk in two sentences."""
    steps = [one for one, _ in of.steps]
    worst, best = min(steps, key=lambda one: one.profit), max(steps, key=lambda one: one.profit)
    return (
        f"The pool expects {dollars(Usd(round(of.expected * 1e6)))} and gives {_percent(of.losing)} to a loss. Best "
        f"{dollars(best.profit)} ({span(best)}), worst {dollars(worst.profit)} ({span(worst)})."
    )


def profit_figure(page: WeekPage, of: Risk) -> Figure:
    """What each print earns, as steps over the strikes, and the density of the print beneath."""
    upper = profit_steps(page, of, None)
    drawn = stacked([(upper, 170), (density(page, "average of the week, millions; thin rules are strikes"), 110)])
    listed = "; ".join(f"{span(one)}: {dollars(one.profit)}, {_percent(p)}" for one, p in of.steps)
    return Figure(QUESTION, drawn, f"{risk_words(of)} By print, with the pool's chance: {listed}.")


def profit_steps(page: WeekPage, of: Risk, heading: str | None) -> vl.Spec:
    """The steps alone, on the scale of prints."""
    low, high = print_range(page)
    rows: list[Row] = []
    for one, _ in of.steps:
        start = max(low, low if one.above is None else one.above / 1e6)
        end = min(high, high if one.up_to is None else one.up_to / 1e6)
        if start < end:
            label = dollars(one.profit) if end - start > _LABELLED * (high - low) else ""
            profit = one.profit.dollars
            rows.append(
                {"x": start, "end": end, "middle": (start + end) / 2, "profit": profit, "label": label, "at": 0}
            )
    x = print_axis(heading, low, high)
    span_of = [float(str(row["profit"])) for row in rows]
    room = 0.18 * (max(*span_of, 0.0) - min(*span_of, 0.0) or 1.0)
    scale = vl.Scale(domain=[min(*span_of, 0.0) - room, max(*span_of, 0.0) + room], nice=False)
    signed = vl.Axis(grid=False, tickCount=4, labelExpr="(datum.value < 0 ? '−$' : '$') + abs(datum.value)")
    y = vl.shown("profit:Q", scale=scale, title=None, axis=signed)
    colour = vl.either("datum.profit < 0", LOSS, GAIN)
    base = vl.Chart(data(rows))
    zero = vl.Chart(data([{"profit": 0.0}])).mark("rule", color=LINE, strokeWidth=1.5).encode(y=y)
    labels = [
        base.mark("text", dy=dy, fontSize=12, fontWeight="bold")
        .encode(x=print_axis(heading, low, high, field="middle"), y=y, text="label:N", color=colour)
        .only(where)
        for where, dy in (("datum.profit >= 0", -10), ("datum.profit < 0", 12))
    ]
    return vl.layer(
        strike_rules(page, low, high).encode(x=x),
        base.mark("rect", opacity=0.18).encode(
            x=x, x2="end:Q", y=vl.shown("at:Q", scale=scale, title=None, axis=signed), y2="profit:Q", color=colour
        ),
        zero,
        base.mark("rule", strokeWidth=2.5).encode(x=x, x2="end:Q", y=y, color=colour),
        *labels,
    )


def step_rows(of: Risk) -> Rows:
    """Print, what it earns and the pool's chance of it."""
    return tuple((span(one), dollars(one.profit), words.probability(p)) for one, p in of.steps)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One limit and how much of it is used.

    Attributes:
        name: What is limited.
        words: What is used, of what.
        used: Share of the limit, 0 to 1; more is shown as 1.
        state: ``full`` from nine tenths on, ``high`` from six, else ``fine``.
    """

    name: str
    words: str
    used: float
    state: str


def gauges(page: WeekPage, books: Books, policy: Policy) -> tuple[Gauge, ...]:
    """The desk's limits on what is held and what is lost, by the policy in force."""
    limits, account = policy.limits, account_on(page, books.ledger)
    base = min(policy.capital.dollars, account.equity.dollars)
    held = {ticker: abs(count.contracts) for ticker, count in account.held.items()}
    working: dict[str, float] = {}
    for one in account.working:
        working[one.terms.ticker] = working.get(one.terms.ticker, 0.0) + one.remaining.contracts
    worst = worst_loss(account.held, paid=account.paid, ladder=ladder_of(page)).dollars if held else 0.0
    lost = (account.highest - account.equity).dollars
    return (
        _money("Loss at the worst print", worst, limits.worst_state * base),
        _count("Contracts in one rung", max(held.values(), default=0.0), limits.rung.contracts),
        _count("Contracts and orders in the event", _sum(held) + _sum(working), limits.event.contracts),
        _money("Loss of the day", -account.day_result.dollars, limits.day * base),
        _money("Loss from the highest equity", lost, limits.drawdown * account.highest.dollars),
    )


def _sum(of: Mapping[str, float]) -> float:
    return sum(of.values())


def _money(name: str, used: float, most: float) -> Gauge:
    return _gauge(name, f"${used if used > 0 else 0.0:,.2f} of ${most:,.2f}", used, most)


def _count(name: str, used: float, most: float) -> Gauge:
    return _gauge(name, f"{used:g} of {most:g}", used, most)


def _gauge(name: str, said: str, used: float, most: float) -> Gauge:
    share = min(max(used / most, 0.0), 1.0) if most > 0 else 1.0
    return Gauge(name, said, share, "full" if share >= 0.9 else "high" if share >= 0.6 else "fine")


def _percent(p: float) -> str:
    return "under 1 %" if p < 0.01 else "over 99 %" if p > 0.99 else f"{p * 100:.0f} %"
