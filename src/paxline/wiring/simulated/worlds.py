"""Lives of the desk in made-up worlds: week after week on the simulated exchange, capital and evidence carried on.

Every week is drawn from its seed: the truth, who else trades, and what an outside model says. The desk goes through
the same ``run.step`` as on paper; what must hold is checked from the exchange's books after every step.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Final, cast

import joblib
import numpy as np

from paxline.counts.calendar import Week, eastern, nominal_release
from paxline.counts.history import Reading, Vintage
from paxline.desk.ledger import CashMoved, Cause, Event, Ledger
from paxline.desk.policy import Policy
from paxline.desk.record import Record
from paxline.desk.snapshot import Gate, Release, Rule, SeenBook, Snapshot, account_in
from paxline.exchange.beliefs import HiddenWeek, hidden_week
from paxline.exchange.counterparties import Crowd, Flow, Timed, listing, outcome, trading
from paxline.exchange.engine import Exchange
from paxline.exchange.outsiders import Outsider
from paxline.exchange.requests import Deposit
from paxline.forecast.weekly import WeekForecast
from paxline.market.contract import STRIKE_STEP, Ladder, opens_at
from paxline.market.evidence import NOTHING_SETTLED, Evidence, log_odds
from paxline.market.fees import TSA_TERMS, FeeSchedule
from paxline.market.implied import ImpliedMarket
from paxline.market.weights import Settled, Weights, learned_weights
from paxline.run.memory import MemoryJournal
from paxline.run.recover import Ready, recover
from paxline.run.simulated import SimulatedVenue
from paxline.run.step import step
from paxline.study.worlds import Life, Lived
from paxline.units import Count, Usd
from paxline.wiring.simulated.audit import apart, beyond, crowded, leaking, losing
from paxline.wiring.simulated.exchange import LivelyWeek, bring_up

US: Final = "us"
"""The desk's member."""

CAPITAL: Final = Usd.parse("1000")
"""What each life begins with."""

LIFE: Final = 200
"""Weeks that one life lasts."""

MODEST: Final = Crowd(
    requote=timedelta(hours=12), noise_per_hour=0.5, noise_size=10.0, depth=Count.whole(60), first_size=Count.whole(20)
)
"""Others who trade less than in 2026, so that very many weeks can be lived."""

RUNGS: Final = 9
"""Rungs of a made-up week: its market's belief hardly reaches beyond them."""

RELEARN: Final = 10
"""Weeks between two times at which the weights are learned anew; the odds are carried on every week."""

_FIRST_MONDAY: Final = date(2025, 9, 8)
_MORNING: Final = time(10, 30)
_NIGHT: Final = time(22, 1)
_LOOKS: Final = ((0, _MORNING), (0, _NIGHT), (2, _MORNING), (2, _NIGHT), (4, _MORNING), (6, _NIGHT))
"""When the desk looks: by weekday, after Monday's, Wednesday's and Friday's counts, and when it must be out again."""

_MODEL: Final = "an outside model"


@dataclass(frozen=True, slots=True)
class World:
    """One made-up week; every desk finds the same.

    Attributes:
        seed: Makes it again.
        hidden: Its truth, and what may be believed of it.
        ladder: Its rungs.
        requests: Everything the others do, in order, with the listing before and the determination after.
    """

    seed: int
    hidden: HiddenWeek
    ladder: Ladder
    requests: tuple[Timed, ...]


def world_of(seed: int, week: Week) -> World:
    """The world of a seed, played in ``week``."""
    average = float(np.random.default_rng([seed, 1]).uniform(2_100_000, 2_700_000))
    middle = round(average / STRIKE_STEP)
    ladder = Ladder.of(week, tuple((middle + i - RUNGS // 2) * STRIKE_STEP for i in range(RUNGS)))
    hidden = hidden_week(week, average=average, seed=seed)
    happening = chain(
        listing(ladder), trading(hidden, ladder, seed=seed, crowd=MODEST), outcome(ladder, average=average)
    )
    return World(seed, hidden, ladder, tuple(happening))


class _Clock:
    """Moved by hand; who sleeps on it moves it."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    def sleep(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)


class _Forgets:
    """Keeps no decision: a life makes too many."""

    def add_decision(self, record: Record) -> int:
        del record
        return 1


@dataclass(frozen=True, slots=True)
class _Source:
    """What the desk sees of a world: an outside model, and the exchange's books."""

    world: World
    outsider: Outsider
    exchange: Exchange
    evidence: Evidence

    def snapshot(self, ledger: Ledger, *, as_of: datetime) -> Snapshot:
        hidden, ladder = self.world.hidden, self.world.ladder
        week, known = hidden.week, hidden.known(as_of)
        day = max(d for d in (week.plus(-1).sunday, *week.days) if nominal_release(d) <= as_of)
        forecast = WeekForecast(
            week=week,
            as_of=as_of,
            model=_MODEL,
            known_days={
                d: Reading(d, round(hidden.truth), nominal_release(d), Vintage.PUBLISHED, _MODEL)
                for d in week.days[:known]
            },
            settlement=self.outsider.believes(hidden, known),
            days=(),
        )
        return Snapshot(
            as_of=as_of,
            week=week,
            forecast=forecast,
            inputs_digest=str(self.world.seed),
            ladder=ladder,
            books=tuple(SeenBook(rung, self.exchange.book(rung.ticker), as_of, "its book") for rung in ladder.rungs),
            fees=FeeSchedule.at(as_of),
            fee_terms=TSA_TERMS,
            rule=Rule.KNOWN,
            gate=Gate(exchange_open=True, trading_open=True, shut=(), seen_at=as_of),
            release=Release(day, nominal_release(day)),
            account=account_in(ledger, ladder, as_of=as_of),
            evidence=self.evidence,
        )


@dataclass
class _Desk:
    """One desk as it lives: what it has, and what it has learned.

    Attributes:
        capital: What it has now.
        highest: The most it had at the start or after any week.
        records: Of settled weeks, three of each.
        log_odds: The log of its running odds.
    """

    outsider: Outsider
    policy: Policy
    capital: Usd = CAPITAL
    highest: Usd = CAPITAL
    records: list[Settled] = field(default_factory=list[Settled])
    log_odds: float = 0.0
    weights: Weights = NOTHING_SETTLED.weights

    def live(self, world: World) -> Lived:
        """Trade one week, and learn from its outcome."""
        week, ladder = world.hidden.week, world.ladder
        opened = opens_at(week) - timedelta(hours=1)
        exchange, clock = Exchange(), _Clock(opened)
        lively = LivelyWeek(exchange, world.hidden, ladder, Flow(world.requests))
        bring_up(lively, opened)
        exchange.apply(Deposit(US, self.capital), at=opened)
        journal = MemoryJournal()
        journal.append(self._brought(opened), known_at=opened)
        venue = SimulatedVenue(exchange, US, clock)
        evidence = Evidence(self.weights, float(np.exp(np.clip(self.log_odds, -300, 300))))
        source = _Source(world, self.outsider, exchange, evidence)
        policy = replace(self.policy, capital=self.capital)
        checks = _Checks(exchange, ladder, policy, self.capital)
        seen: list[Settled] = []
        for weekday, at in _LOOKS:
            instant = eastern(week.days[weekday], at)
            bring_up(lively, instant)
            clock.instant = instant
            checks.look()
            stepped = step(policy, clock=clock, source=source, journal=journal, venue=venue, records=_Forgets())
            checks.look()
            checks.breaches += [f"stopped: {why}" for why in stepped.stopped]
            market = stepped.decisions[0].market if stepped.decisions else None
            if at is _MORNING and isinstance(market, ImpliedMarket):
                ours = self.outsider.believes(world.hidden, world.hidden.known(instant))
                told_at = nominal_release(week.sunday)
                truth = world.hidden.truth
                seen.append(Settled(week.sunday, weekday, ours, market.distribution, truth, told_at))
        ended = world.requests[-1].at + timedelta(hours=2)
        bring_up(lively, ended)
        clock.instant = ended
        checks.settled(recover(journal=journal, account=venue, clock=clock))
        return self._learn(world, exchange, evidence, seen=seen, breaches=checks.breaches)

    def _brought(self, at: datetime) -> list[Event]:
        """The money of this week as a journal tells it: the most there was, and what has been lost since."""
        opening = CashMoved(at, self.highest, Cause.OPENING, "the most there was")
        lost = CashMoved(at, self.capital - self.highest, Cause.TRANSFER, "lost since")
        return [opening, lost] if self.capital < self.highest else [opening]

    def _learn(
        self, world: World, exchange: Exchange, evidence: Evidence, *, seen: Sequence[Settled], breaches: Iterable[str]
    ) -> Lived:
        before, self.capital = self.capital, exchange.money(US).cash
        fills = exchange.fills(US)
        lived = Lived(
            seed=world.seed,
            began=before.dollars,
            ended=self.capital.dollars,
            contracts=sum(fill.size.contracts for fill in fills),
            fees=sum(fill.fee.dollars for fill in fills),
            odds=evidence.odds,
            weight=evidence.weights.on(0),
            drawn_down=self.highest - before >= Usd(int(self.highest.millionths * self.policy.limits.drawdown)),
            breaches=tuple(breaches),
        )
        self.highest = max(self.highest, self.capital)
        if seen:
            self.log_odds += log_odds(seen[0])
        self.records += seen
        weeks = len({record.week for record in self.records})
        if weeks % RELEARN == 0:
            self.weights = learned_weights(self.records, as_of=world.requests[-1].at + timedelta(days=1))
        return lived


class _Checks:
    """What must hold in every state, told from the exchange's own books."""

    def __init__(self, exchange: Exchange, ladder: Ladder, policy: Policy, brought: Usd) -> None:
        self._exchange = exchange
        self._ladder = ladder
        self._policy = policy
        self._brought = brought
        self.breaches: list[str] = []

    def look(self) -> None:
        """Look at the exchange as it stands now."""
        exchange, limits = self._exchange, self._policy.limits
        most = Usd(int(self._brought.millionths * limits.worst_state) + 1)
        self.breaches += losing(exchange, most, ladder=self._ladder, brought=self._brought, member=US)
        self.breaches += beyond(exchange, limits.rung, member=US)
        self.breaches += crowded(exchange, limits.event, member=US)
        self.breaches += leaking(exchange)

    def settled(self, found: object) -> None:
        """Hold the journal against the exchange once everything is paid."""
        if isinstance(found, Ready):
            self.breaches += apart(found.ledger, self._exchange, member=US)
        else:
            self.breaches.append(f"journal and exchange do not agree: {found}")


def live(first_seed: int, weeks: int, outsiders: Sequence[Outsider], policy: Policy) -> tuple[Life, ...]:
    """One life of so many weeks for each outsider, all in the same worlds of consecutive seeds."""
    desks = [_Desk(outsider, policy) for outsider in outsiders]
    lived: list[list[Lived]] = [[] for _ in desks]
    for i in range(weeks):
        world = world_of(first_seed + i, Week(_FIRST_MONDAY).plus(i))
        for desk, weeks_of in zip(desks, lived, strict=True):
            weeks_of.append(desk.live(world))
    return tuple(Life(o.name, tuple(each)) for o, each in zip(outsiders, lived, strict=True))


def lives(
    first_seed: int, weeks: int, outsiders: Sequence[Outsider], *, policy: Policy, jobs: int = 1
) -> Generator[tuple[Life, ...]]:
    """Lives of up to ``LIFE`` weeks each until so many weeks are lived, in the order of their seeds."""
    starts = range(0, weeks, LIFE)
    run = joblib.Parallel(n_jobs=jobs, return_as="generator")
    tasks = (joblib.delayed(live)(first_seed + at, min(LIFE, weeks - at), outsiders, policy) for at in starts)
    yield from cast("Iterator[tuple[Life, ...]]", run(tasks))
