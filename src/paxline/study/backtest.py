"""What a rule would have made on the recorded ladders, told so that a small sample cannot flatter.

An event is one observation. Beside the three bounds of fills stands the floor; beside every profit its parts (claimed
at the fill, marked at the day's close, settled), every other configuration tried, and a placebo by the same machinery.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from paxline.counts.calendar import Week
from paxline.exchange.fills import Bound
from paxline.run.replay import Fate, Rule, Scenery, replay, total
from paxline.study.clustered import Clustered, clustered
from paxline.study.maker import Centre, PlainMaker
from paxline.study.mirrored import Placebo
from paxline.study.scoreboard import DAYS
from paxline.study.sources import Sources, sources
from paxline.units import Count, Price, Usd

PLAIN: Final = PlainMaker()
"""The plain maker as an earlier study had set it on the same ladders."""

OTHERS: Final = (
    PlainMaker(Centre.MARKET),
    PlainMaker(Centre.MODEL),
    *(PlainMaker(half_width=Price.cents(width)) for width in (1, 3, 4, 6)),
    *(PlainMaker(size=Count.whole(size)) for size in (100, 250)),
    *(PlainMaker(lowest=Price.cents(lowest)) for lowest in (5, 10, 20)),
)
"""Every other plain maker tried, one setting changed at a time; all are shown."""

ENOUGH_EVENTS: Final = 20
"""Events below which no profit is called supported, whatever its interval."""

POWER: Final = 7.85
"""Squared sum of the normal quantiles of 80 % power and 5 % two-sided."""

_CLAIMS: Final = (0.0, 0.025, 0.035, 0.05, 1.0)
_PRICES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class EventResult:
    """One event; money after fees.

    Attributes:
        week: The event.
        orders: Orders that rested.
        fills: Orders with a fill at the middle bound.
        contracts: Contracts filled, by bound.
        made: Profit to settlement, by bound.
        floor: The worst of the bracket, order by order.
        fees: What fills cost in fees at the upper bound.
    """

    week: Week
    orders: int
    fills: int
    contracts: Mapping[Bound, Count]
    made: Mapping[Bound, Usd]
    floor: Usd
    fees: Usd


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of the fills at the middle bound; cents a contract, events first averaged each on its own.

    Attributes:
        name: Which.
        contracts: Contracts in all.
        claimed: Edge claimed at the fill.
        marked: What they had made by the day's close; ``None`` where no mark is known.
        settled: What they had made by settlement.
        made: Profit in all.
    """

    name: str
    contracts: Count
    claimed: Clustered
    marked: Clustered | None
    settled: Clustered
    made: Usd


@dataclass(frozen=True, slots=True)
class Tried:
    """One configuration; dollars an event."""

    name: str
    lower: Clustered
    middle: Clustered
    upper: Clustered
    floor: Clustered


@dataclass(frozen=True, slots=True)
class Backtest:
    """Everything.

    Attributes:
        model: The forecaster.
        tried: Every configuration, the main one first.
        events: The main configuration by event, oldest first.
        whole: All of its fills.
        by_day: By the day on which they came.
        by_hours: By the hours since the newest release when quotes were set.
        by_price: By YES's price.
        by_claim: By the edge claimed.
        sources: Where a contract's profit came from, of fills where the market had a value; ``None`` without any.
        placebo: The same rule on the wrong signs; ``None`` where no day had a market.
    """

    model: str
    tried: tuple[Tried, ...]
    events: tuple[EventResult, ...]
    whole: Slice | None
    by_day: tuple[Slice, ...]
    by_hours: tuple[Slice, ...]
    by_price: tuple[Slice, ...]
    by_claim: tuple[Slice, ...]
    sources: Sources | None
    placebo: Placebo | None

    @property
    def main(self) -> Tried:
        """The main configuration."""
        return self.tried[0]

    def equity(self, bound: Bound) -> tuple[Usd, ...]:
        """Profit so far after each event has settled."""
        so_far = np.cumsum([event.made[bound].millionths for event in self.events])
        return tuple(Usd(int(value)) for value in so_far)

    def drawdown(self, bound: Bound) -> Usd:
        """The largest fall of the equity from an earlier high, 0 or more; seen at settlements only."""
        path = np.array([0, *(value.millionths for value in self.equity(bound))])
        return Usd(int((np.maximum.accumulate(path) - path).max()))


def backtest(
    model: str, scenes: Sequence[Scenery], rule: Rule, *, others: Sequence[Rule], placebo: Placebo | None
) -> Backtest:
    """The report of ``rule`` on ``scenes``, with the outcome of ``others``; ``ValueError`` without an event."""
    weeks = sorted({scene.stage.week for scene in scenes})
    fates = replay(scenes, rule)
    filled = [fate for fate in fates if fate.got[Bound.MIDDLE] > Count(0)]

    def sliced(keys: Callable[[Fate], str]) -> tuple[Slice, ...]:
        groups: dict[str, list[Fate]] = {}
        for fate in filled:
            groups.setdefault(keys(fate), []).append(fate)
        return tuple(_slice(name, groups[name]) for name in sorted(groups))

    return Backtest(
        model=model,
        tried=(
            _tried(rule.name, fates, weeks),
            *(_tried(other.name, replay(scenes, other), weeks) for other in others),
        ),
        events=tuple(_event(week, [fate for fate in fates if fate.stage.week == week]) for week in weeks),
        whole=_slice("all", filled) if filled else None,
        by_day=tuple(sorted(sliced(_day), key=lambda one: DAYS.index(one.name))),
        by_hours=tuple(sorted(sliced(_hours), key=lambda one: int(one.name.split()[0]))),
        by_price=sliced(_price),
        by_claim=sliced(_claim),
        sources=sources(fates),
        placebo=placebo,
    )


def _day(fate: Fate) -> str:
    return DAYS[fate.stage.day.weekday()]


def _hours(fate: Fate) -> str:
    return f"{round(fate.stage.hours)} h"


def _price(fate: Fate) -> str:
    return _step(fate.resting.terms.price.dollars, _PRICES)


def _claim(fate: Fate) -> str:
    return _step(fate.claimed, _CLAIMS)


def _step(value: float, edges: Sequence[float]) -> str:
    at = min(max(int(np.searchsorted(edges, value, side="right")) - 1, 0), len(edges) - 2)
    low, high = (100 * edge for edge in edges[at : at + 2])
    return f"over {low:04.1f} c" if at == len(edges) - 2 and high == 100 and low < 50 else f"{low:04.1f}–{high:04.1f} c"


def _event(week: Week, fates: Sequence[Fate]) -> EventResult:
    counts = {bound: Count(sum(fate.got[bound].hundredths for fate in fates)) for bound in Bound}
    return EventResult(
        week=week,
        orders=len(fates),
        fills=sum(fate.got[Bound.MIDDLE] > Count(0) for fate in fates),
        contracts=counts,
        made={bound: total(fates, bound) for bound in Bound},
        floor=Usd(sum(fate.floor.millionths for fate in fates)),
        fees=Usd(sum(fate.fees[Bound.UPPER].millionths for fate in fates)),
    )


def _tried(name: str, fates: Sequence[Fate], weeks: Sequence[Week]) -> Tried:
    by_week = [[fate for fate in fates if fate.stage.week == week] for week in weeks]
    lower, middle, upper = (clustered([total(each, bound).dollars for each in by_week]) for bound in Bound)
    return Tried(name, lower, middle, upper, clustered([_floor(each) for each in by_week]))


def _floor(fates: Sequence[Fate]) -> float:
    return sum(fate.floor.dollars for fate in fates)


def _slice(name: str, fates: Sequence[Fate]) -> Slice:
    weeks = sorted({fate.stage.week for fate in fates})
    by_week = [[fate for fate in fates if fate.stage.week == week] for week in weeks]
    marked = [value for each in by_week if (value := _per_contract(each, _marked)) is not None]
    return Slice(
        name=name,
        contracts=Count(sum(fate.got[Bound.MIDDLE].hundredths for fate in fates)),
        claimed=clustered([_per_contract(each, _claimed) or 0.0 for each in by_week]),
        marked=clustered(marked) if marked else None,
        settled=clustered([_per_contract(each, _settled) or 0.0 for each in by_week]),
        made=total(fates, Bound.MIDDLE),
    )


def _per_contract(fates: Sequence[Fate], gain: Callable[[Fate], float | None]) -> float | None:
    """The mean of ``gain`` over the contracts filled at the middle bound, cents; ``None`` where none has it."""
    told = [(value, fate.got[Bound.MIDDLE].contracts) for fate in fates if (value := gain(fate)) is not None]
    if not told:
        return None
    values, counts = np.array(told).T
    return float(100.0 * (values @ counts) / counts.sum())


def _claimed(fate: Fate) -> float:
    return fate.claimed


def _marked(fate: Fate) -> float | None:
    return fate.marked


def _settled(fate: Fate) -> float:
    return fate.profit(Bound.MIDDLE).dollars / fate.got[Bound.MIDDLE].contracts
