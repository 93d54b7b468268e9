"""A walk over recorded days: at each knowledge time a rule says what to rest, and the day's candles say what it got.

A rule sees what stood then and nothing later. Its orders rest through one whole candle and are cancelled at its end.
What later orders react to is the position of the middle bound; every order's fate is told at all three.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, Protocol

from paxline.counts.calendar import Week, eastern_day
from paxline.desk.ledger import Answered, Event, Filled, Intended, Role
from paxline.desk.orders import Heard, Order, Side, Terms
from paxline.desk.snapshot import Release
from paxline.exchange.fills import Bound, filled, posts
from paxline.forecast.distribution import Distribution
from paxline.forecast.weekly import WeekForecast
from paxline.market.book import SeenQuote
from paxline.market.candle import Candle
from paxline.market.contract import Contract, Ladder
from paxline.market.evidence import NOTHING_SETTLED, Evidence, evidence_of
from paxline.market.fair import FairLadder, fair_ladder
from paxline.market.fees import FeeSchedule
from paxline.market.implied import ImpliedMarket, NoImplied, implied_market
from paxline.market.pooling import pool
from paxline.market.weights import Settled
from paxline.units import Count, Price, Usd

_NOTHING: Final = Count(0)
_DOLLAR: Final = Price(10_000)


@dataclass(frozen=True, slots=True)
class Stage:
    """One recorded day of one week, and what was known when its quotes were set.

    Attributes:
        week: The event.
        day: The day whose candles decide.
        as_of: When quotes were set (UTC).
        begins: When the day's candles begin, a minute later but on Monday (UTC).
        hours: Since the newest release by then.
        ladder: The rungs listed.
        quotes: The newest quote of each rung, none before trading opens.
        opening: What stood as the candles began; on Monday their first quotes.
        forecast: Ours from what was known then.
        inputs: A fingerprint of what it was made from.
        release: How far the counts had come, ``None`` where nothing was published.
        candles: The day's candles by ticker; a rung without one neither traded nor moved.
        marks: Each rung's middle at the day's close, by ticker, dollars.
        settled: What the week settled on, people.
        settled_at: When that was known (UTC).
    """

    week: Week
    day: date
    as_of: datetime
    begins: datetime
    hours: float
    ladder: Ladder
    quotes: tuple[SeenQuote, ...]
    opening: tuple[SeenQuote, ...]
    forecast: WeekForecast
    inputs: str
    release: Release | None
    candles: Mapping[str, Candle]
    marks: Mapping[str, float]
    settled: float
    settled_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What a rule sees.

    Attributes:
        week: The event.
        as_of: Now (UTC).
        quotes: The newest quote by contract.
        ours: Our fair values.
        market: The market's, ``None`` where its quotes do not add up to a distribution.
        pooled: The pool's.
        held: Net YES contracts of this week by ticker, negative on the NO side.
        events: This week's orders and fills so far, as a journal has them, without any money to begin with.
        begins: When the orders begin to rest (UTC).
        ladder: The rungs listed.
        opening: What stands as they begin to.
        forecast: Ours.
        inputs: A fingerprint of what it was made from.
        release: How far the counts have come.
        evidence: What the weeks replayed before and settled by now say.
    """

    week: Week
    as_of: datetime
    quotes: Mapping[Contract, SeenQuote]
    ours: FairLadder
    market: FairLadder | None
    pooled: FairLadder
    held: Mapping[str, Count]
    events: tuple[Event, ...]
    begins: datetime
    ladder: Ladder
    opening: tuple[SeenQuote, ...]
    forecast: WeekForecast
    inputs: str
    release: Release | None
    evidence: Evidence = NOTHING_SETTLED


@dataclass(frozen=True, slots=True)
class Resting:
    """An order to rest, and what its rule takes YES to be worth, dollars."""

    terms: Terms
    worth: float


class Rule(Protocol):
    """What says what to rest."""

    @property
    def name(self) -> str:
        """What it is called in reports."""
        ...

    def quotes(self, seen: Standing) -> tuple[Resting, ...]:
        """The orders to rest through the next candle."""
        ...


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one order.

    Attributes:
        stage: The day it rested.
        resting: The order.
        market: What the market's own distribution took YES to be worth, dollars; ``None`` where there was none.
        got: Contracts filled, by bound.
        mark: The rung's middle at the day's close, dollars; ``None`` where none is known.
        pays: What one YES contract paid in the end.
        fees: What its fills cost in fees, by bound.
    """

    stage: Stage
    resting: Resting
    market: float | None
    got: Mapping[Bound, Count]
    mark: float | None
    pays: Price
    fees: Mapping[Bound, Usd]

    def profit(self, bound: Bound) -> Usd:
        """What its fills made by settlement after fees, exactly."""
        count, price = self.got[bound], self.resting.terms.price
        gain = self.pays.times(count) - price.times(count)
        return (gain if self.resting.terms.side is Side.BID else -gain) - self.fees[bound]

    @property
    def floor(self) -> Usd:
        """The worst of the bracket: a loser filled as at the upper bound, a winner as at the lower."""
        return min(self.profit(Bound.LOWER), self.profit(Bound.UPPER))

    @property
    def sign(self) -> float:
        """1 for a bid, which gains as YES does; -1 for an ask."""
        return 1.0 if self.resting.terms.side is Side.BID else -1.0

    @property
    def claimed(self) -> float:
        """The edge its rule claimed, dollars a contract."""
        return self._gain(self.resting.worth)

    @property
    def marked(self) -> float | None:
        """What a contract had made by the day's close, dollars; ``None`` without a mark."""
        return None if self.mark is None else self._gain(self.mark)

    def _gain(self, worth: float) -> float:
        return self.sign * (worth - self.resting.terms.price.dollars)


@dataclass(frozen=True, slots=True)
class Scenery:
    """A stage with everything a rule may ask of it worked out once, however many rules are tried on it."""

    stage: Stage
    ours: FairLadder
    market: FairLadder | None
    pooled: FairLadder
    implied: Distribution | None = None


def scenery(stage: Stage) -> Scenery:
    """The fair values of a stage."""
    market = implied_market(stage.quotes) if stage.quotes else NoImplied("trading has not opened")
    ours = stage.forecast.settlement
    pooled = pool(ours, market, as_of=stage.as_of)
    return Scenery(
        stage=stage,
        ours=fair_ladder(ours, stage.ladder),
        market=fair_ladder(market.distribution, stage.ladder) if isinstance(market, ImpliedMarket) else None,
        pooled=fair_ladder(pooled.distribution, stage.ladder),
        implied=market.distribution if isinstance(market, ImpliedMarket) else None,
    )


def replay(scenes: Iterable[Scenery], rule: Rule) -> tuple[Fate, ...]:
    """The fate of every order that ``rule`` rests, in the order of the scenes, which is that of time.

    Each week begins with nothing held: an event is one observation, whatever came of the one before.
    """
    held: dict[str, Count] = {}
    events: list[Event] = []
    week: Week | None = None
    fates: list[Fate] = []
    records: list[Settled] = []
    evidence = NOTHING_SETTLED
    for scene in scenes:
        stage = scene.stage
        if stage.week != week:
            held, events, week = {}, [], stage.week
            evidence = evidence_of(records, as_of=stage.as_of)
        standing = replace(_standing(scene, held, events), evidence=evidence)
        records += _record(scene)
        for place, resting in enumerate(rule.quotes(standing)):
            fate = _fate(scene, resting)
            if fate is None:
                continue
            fates.append(fate)
            terms, got = resting.terms, fate.got[Bound.MIDDLE]
            if got > _NOTHING:
                signed = got if terms.side is Side.BID else _NOTHING - got
                held[terms.ticker] = held.get(terms.ticker, _NOTHING) + signed
                events += _told(fate, f"{stage.day}-{place}")
    return tuple(fates)


def _record(scene: Scenery) -> tuple[Settled, ...]:
    """What both said on this day, for the weeks to come; nothing where there was no market."""
    stage = scene.stage
    if scene.implied is None:
        return ()
    weekday = eastern_day(stage.as_of).weekday()
    ours = stage.forecast.settlement
    return (Settled(stage.week.sunday, weekday, ours, scene.implied, stage.settled, stage.settled_at),)


def _told(fate: Fate, name: str) -> tuple[Event, ...]:
    """A filled order's life as a journal has it: written down, resting, filled at the day's close, gone."""
    stage, terms, got = fate.stage, fate.resting.terms, fate.got[Bound.MIDDLE]
    ends = stage.candles[terms.ticker].ends_at
    gone = Heard.EXECUTED if got == terms.count else Heard.CANCELED
    fill = Filled(ends, name, name, terms.ticker, terms.side, terms.price, got, fate.fees[Bound.MIDDLE], Role.MAKER)
    return (
        Intended(stage.begins, Order(name, terms), name),
        Answered(stage.begins, name, Heard.RESTS, name),
        fill,
        Answered(ends, name, gone, name),
    )


def _standing(scene: Scenery, held: Mapping[str, Count], events: Sequence[Event]) -> Standing:
    stage = scene.stage
    return Standing(
        week=stage.week,
        as_of=stage.as_of,
        quotes=MappingProxyType({seen.contract: seen for seen in stage.quotes}),
        ours=scene.ours,
        market=scene.market,
        pooled=scene.pooled,
        held=MappingProxyType(dict(held)),
        events=tuple(events),
        begins=stage.begins,
        ladder=stage.ladder,
        opening=stage.opening,
        forecast=stage.forecast,
        inputs=stage.inputs,
        release=stage.release,
    )


def _fate(scene: Scenery, resting: Resting) -> Fate | None:
    """What became of an order; ``None`` where it was refused for crossing."""
    stage = scene.stage
    terms = resting.terms
    contract = next(rung for rung in stage.ladder.rungs if rung.ticker == terms.ticker)
    candle = stage.candles.get(terms.ticker)
    if candle is not None and not posts(terms, candle):
        return None
    got = {bound: _NOTHING if candle is None else filled(terms, candle, bound) for bound in Bound}
    schedule = FeeSchedule.at(stage.as_of)
    return Fate(
        stage=stage,
        resting=resting,
        market=scene.market.of(contract) if scene.market else None,
        got=MappingProxyType(got),
        mark=stage.marks.get(terms.ticker),
        pays=_DOLLAR if contract.pays(stage.settled) else Price(0),
        fees=MappingProxyType({bound: schedule.maker_fee(terms.price, count) for bound, count in got.items()}),
    )


def total(fates: Sequence[Fate], bound: Bound) -> Usd:
    """What all fills made by settlement."""
    return Usd(sum(fate.profit(bound).millionths for fate in fates))
