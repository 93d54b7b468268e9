"""Ours, the market's and the pool's distributions against what came, at the close of every recorded day.

An event is one observation. The raw market is the ladder's middles as they stand, dead rungs lifted by the tick; the
clean market is the distribution read out of the same quotes. Being better than the raw one is partly the tick, so both
comparisons are made, with the same floor under every probability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np

from paxline.counts.calendar import Week
from paxline.counts.history import Settlement
from paxline.forecast.distribution import Distribution, Floats, median
from paxline.forecast.scoring import crps
from paxline.market.fair import fair_ladder
from paxline.market.implied import ImpliedMarket, implied_market
from paxline.market.pooling import pool
from paxline.market.weights import Settled, Weights, learned_weights
from paxline.study.clustered import Clustered, clustered
from paxline.study.evenings import Evening
from paxline.study.odds import Odds, factor, odds_of

FLOOR: Final = 0.002
"""How near to 0 and 1 a strike's log loss takes a probability to be, the same for all."""

LIVE: Final = (0.05, 0.95)
"""Raw middles between which a rung is live; outside it trades at the tick."""

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

CLAIM_DAY: Final = 2
"""The one close a week on which odds are claimed: Wednesday, the middle of the week."""


@dataclass(frozen=True, slots=True)
class Scores:
    """One forecaster on one evening's ladder, lower is better.

    Attributes:
        brier: Mean over the rungs.
        log_loss: Nats a rung, mean over the rungs.
        live_loss: The same over live rungs, ``None`` where there is none.
        crps: Of the print, people.
    """

    brier: float
    log_loss: float
    live_loss: float | None
    crps: float


@dataclass(frozen=True, slots=True)
class Row:
    """One event at the close of one day.

    Attributes:
        week: The event.
        day: The day that closed.
        known: Days of the week published by then.
        actual: What the week settled on, people.
        medians: Medians of model, clean market and pool, people.
        model: Ours.
        market: The raw middles.
        clean: The distribution read out of the quotes.
        pooled: The pool with the fixed weights.
        learned: The pool with the weights learned from weeks settled before.
        weight: The fixed weight on ours.
        learned_weight: The learned one.
        gap: Distance of the medians in combined half-widths, signed.
        odds: What the day multiplies a stake on the pool against the clean market by.
    """

    week: Week
    day: date
    known: int
    actual: float
    medians: tuple[float, float, float]
    model: Scores
    market: Scores
    clean: Scores
    pooled: Scores
    learned: Scores
    weight: float
    learned_weight: float
    gap: float
    odds: float


@dataclass(frozen=True, slots=True)
class Against:
    """The pool against one reference by one score, over events; differences are pool less reference."""

    score: str
    reference: str
    difference: Clustered
    skill: float
    skill_low: float
    skill_high: float


@dataclass(frozen=True, slots=True)
class DaySummary:
    """The events at the close of one day of the week, or of all days where ``day`` says so."""

    day: str
    events: int
    means: Mapping[str, Scores]
    against: tuple[Against, ...]
    odds: Odds


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """Everything recorded.

    Attributes:
        model: The forecaster.
        rows: By event and day.
        left_out: Evenings without a clean market or a settlement, and why.
        summaries: Monday to Sunday, then Monday to Saturday together.
        weights: The weights that all recorded weeks leave for the next.
    """

    model: str
    rows: tuple[Row, ...]
    left_out: tuple[str, ...]
    summaries: tuple[DaySummary, ...]
    weights: Weights

    @property
    def claim(self) -> Odds:
        """The running odds of the one close a week on which they count."""
        return next(s.odds for s in self.summaries if s.day == DAYS[CLAIM_DAY])


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood at one close: the ladder, our forecast of the print, and how it came out.

    Attributes:
        evening: The ladder.
        ours: Our distribution from what was known then.
        known: Days of the week published by then.
        settlement: What the week settled on, and when that was known.
    """

    evening: Evening
    ours: Distribution
    known: int
    settlement: Settlement


def scoreboard(model: str, seen: Sequence[Seen]) -> Scoreboard:
    """The scoreboard of ``seen``, in the order of weeks and days; ``ValueError`` where nothing can be scored."""
    markets = [implied_market(one.evening.quotes) for one in seen]
    records = [
        _settled(one, market) for one, market in zip(seen, markets, strict=True) if isinstance(market, ImpliedMarket)
    ]
    rows: list[Row] = []
    left_out: list[str] = []
    weights: dict[Week, Weights] = {}
    for one, market in zip(seen, markets, strict=True):
        week = one.evening.week
        # What a week teaches is known before the next one's first close.
        if week not in weights:
            weights[week] = learned_weights(records, as_of=one.evening.as_of)
        if isinstance(market, ImpliedMarket):
            rows.append(_row(one, market, weights[week]))
        else:
            left_out.append(f"{one.evening.week}, {one.evening.day:%a}: {market.reason}")
    if not rows:
        raise ValueError("no evening has a market")
    latest = max(one.settlement.known_at for one in seen)
    days = [summary(DAYS[i], [r for r in rows if r.day.weekday() == i]) for i in range(7) if _held(rows, i)]
    together = summary("Mon-Sat", [row for row in rows if row.day.weekday() < 6])
    return Scoreboard(model, tuple(rows), tuple(left_out), (*days, together), learned_weights(records, as_of=latest))


def _held(rows: Sequence[Row], weekday: int) -> bool:
    return any(row.day.weekday() == weekday for row in rows)


def _settled(one: Seen, market: ImpliedMarket) -> Settled:
    evening = one.evening
    settlement = one.settlement
    return Settled(
        week=evening.week.sunday,
        weekday=evening.day.weekday(),
        ours=one.ours,
        market=market.distribution,
        actual=settlement.passengers,
        known_at=settlement.known_at,
    )


def _row(one: Seen, market: ImpliedMarket, weights: Weights) -> Row:
    evening, actual = one.evening, one.settlement.passengers
    strikes = np.asarray(evening.ladder.strikes, dtype=float)
    fixed = pool(one.ours, market, as_of=evening.as_of)
    learned = pool(one.ours, market, as_of=evening.as_of, weights=weights)
    mids = np.asarray(evening.mids)
    clean = market.distribution

    def scored(of: Distribution) -> Scores:
        p = np.asarray(fair_ladder(of, evening.ladder).p_above)
        return scores(p, strikes=strikes, mids=mids, actual=actual, crps_of=float(crps(of, actual)))

    ladders = [fair_ladder(of, evening.ladder).p_above for of in (fixed.distribution, clean)]
    return Row(
        week=evening.week,
        day=evening.day,
        known=one.known,
        actual=actual,
        medians=(median(one.ours), median(clean), median(fixed.distribution)),
        model=scored(one.ours),
        market=scores(mids, strikes=strikes, mids=mids, actual=actual, crps_of=raw_crps(mids, strikes, actual)),
        clean=scored(clean),
        pooled=scored(fixed.distribution),
        learned=scored(learned.distribution),
        weight=fixed.weight,
        learned_weight=learned.weight,
        gap=fixed.gap,
        odds=factor(*ladders, passed=int((actual > strikes).sum())),
    )


def scores(p_above: Floats, *, strikes: Floats, mids: Floats, actual: float, crps_of: float) -> Scores:
    """The scores of probabilities of each rung, shape ``(n,)``; ``mids`` say which are live."""
    above = (actual > strikes).astype(float)
    floored = np.clip(p_above, FLOOR, 1.0 - FLOOR)
    losses = -np.log(np.where(above > 0, floored, 1.0 - floored))
    live = (mids >= LIVE[0]) & (mids <= LIVE[1])
    return Scores(
        brier=float(np.mean((p_above - above) ** 2)),
        log_loss=float(losses.mean()),
        live_loss=float(losses[live].mean()) if live.any() else None,
        crps=crps_of,
    )


def raw_crps(mids: Floats, strikes: Floats, actual: float) -> float:
    """The CRPS of straight lines through the middles, one step of the ladder beyond its ends certain; people."""
    step = float(np.min(np.diff(strikes))) if len(strikes) > 1 else 50_000.0
    x = np.concatenate([[strikes[0] - step], strikes, [strikes[-1] + step]])
    p = np.concatenate([[1.0], mids, [0.0]])
    at = float(np.clip(actual, x[0], x[-1]))
    grid = np.union1d(x, [at])
    above = np.interp(grid, x, p)
    gap = np.where(grid[1:] <= at, 1.0, 0.0)
    low, high = above[:-1] - gap, above[1:] - gap
    # The integral of the square of a straight line from low to high.
    inside = float(np.sum(np.diff(grid) * (low**2 + low * high + high**2) / 3.0))
    return inside + abs(actual - at)


_NAMES: Final = ("model", "market", "clean", "pooled", "learned")

_COMPARED: Final = ("crps", "log_loss", "brier", "live_loss")


def summary(day: str, rows: Sequence[Row]) -> DaySummary:
    """What the rows of one kind of day say, each event counted once."""
    weeks = sorted({row.week for row in rows})
    means = {name: _mean([getattr(row, name) for row in rows]) for name in _NAMES}
    references = [(score, reference) for reference in ("clean", "market", "model") for score in _COMPARED]
    return DaySummary(
        day=day,
        events=len(weeks),
        means=MappingProxyType(means),
        against=tuple(_against(rows, weeks, score, reference) for score, reference in references),
        odds=odds_of([row.odds for row in rows]) if len(weeks) == len(rows) else odds_of(()),
    )


def _against(rows: Sequence[Row], weeks: Sequence[Week], score: str, reference: str) -> Against:
    ours = _per_event(rows, weeks, "pooled", score)
    theirs = _per_event(rows, weeks, reference, score)
    both = np.isfinite(ours) & np.isfinite(theirs)
    if not both.any():
        both = np.ones_like(both)
        ours, theirs = np.zeros_like(ours), np.zeros_like(theirs)
    difference = clustered((ours - theirs)[both])
    scale = float(theirs[both].mean()) or 1.0
    # The reference's own mean is taken as given, so the interval is that of the paired difference.
    skill, low, high = (-value / scale for value in (difference.mean, difference.high, difference.low))
    return Against(score, reference, difference, skill, low, high)


def _per_event(rows: Sequence[Row], weeks: Sequence[Week], name: str, score: str) -> Floats:
    found: list[float] = []
    for week in weeks:
        values = [getattr(getattr(row, name), score) for row in rows if row.week == week]
        told = [value for value in values if value is not None]
        found.append(float(np.mean(told)) if told else np.nan)
    return np.array(found)


def _mean(of: Sequence[Scores]) -> Scores:
    live = [one.live_loss for one in of if one.live_loss is not None]
    return Scores(
        brier=float(np.mean([one.brier for one in of])),
        log_loss=float(np.mean([one.log_loss for one in of])),
        live_loss=float(np.mean(live)) if live else None,
        crps=float(np.mean([one.crps for one in of])),
    )
