"""When something is going on that the model does not know: nothing is added, and the market is followed.

Source: one recorded week in which the model was off by 200 thousand at a stated 12 thousand (2026-01-25, seen); what
is called far, wide and sudden here is judgement, not measurement.
"""

from statistics import median
from typing import Final

from paxline.desk.looks import Look, is_due, kept, recalled, usual_spread
from paxline.desk.snapshot import Snapshot
from paxline.forecast.distribution import Distribution, Widened
from paxline.market.implied import ImpliedMarket, NoImplied, implied_market
from paxline.market.pooling import SHOCK_WEIGHT, PooledView, pool
from paxline.market.weights import Weights

MOVED: Final = 40_000.0
"""People by which the fair value may move between two counts."""

DOUBLED: Final = 2.0
"""Spreads so many times as wide as in the last day say that others know, or fear, something."""

LEAST_MORE: Final = 0.02
"""Dollars by which spreads have to be wider, for a tick doubles soon."""

LOOKS: Final = 3
"""Earlier looks without which nothing is called usual."""

SCALE: Final = 1.5
"""Factor on our distribution's width while something is going on."""


def alarm(snapshot: Snapshot, now: Look) -> str | None:
    """What is going on, for a person; ``None`` on an ordinary day."""
    return _declared(snapshot) or _moved(snapshot, now) or _doubled(snapshot, now)


def following(ours: Distribution, market: ImpliedMarket | NoImplied, snapshot: Snapshot) -> PooledView:
    """The pool that follows the market: ours widened, and of little weight."""
    weights = tuple(min(weight, SHOCK_WEIGHT) for weight in snapshot.evidence.weights.by_weekday)
    return pool(
        Widened(ours, SCALE),
        market,
        as_of=snapshot.as_of,
        weights=Weights(weights, snapshot.evidence.weights.weeks),
    )


def look(snapshot: Snapshot, market: ImpliedMarket | NoImplied, pooled: PooledView) -> Look | None:
    """What this snapshot will be remembered by; ``None`` where no count is known."""
    if snapshot.release is None:
        return None
    working = snapshot.account.working if snapshot.account else ()
    quotes = (book.without(working).quote for book in snapshot.books)
    fair = float(pooled.distribution.quantile(0.5)) if isinstance(market, ImpliedMarket) else None
    return Look(snapshot.as_of, snapshot.release.seen_at, fair, usual_spread(quotes))


def looks_after(before: Snapshot) -> tuple[Look, ...]:
    """What the decision after that of ``before`` remembers."""
    release = before.release
    if before.forecast is None or release is None:
        return before.recent
    if not is_due(before.recent, at=before.as_of, counted_at=release.seen_at):
        return recalled(before.recent, at=before.as_of)
    working = before.account.working if before.account else ()
    market = implied_market(book.without(working) for book in before.books)
    pooled = pool(before.forecast.settlement, market, as_of=before.as_of, weights=before.evidence.weights)
    newest = look(before, market, pooled)
    return before.recent if newest is None else kept(before.recent, newest)


def _declared(snapshot: Snapshot) -> str | None:
    forecast = snapshot.forecast
    if forecast is None:
        return None
    to_come = [day for day in snapshot.week.days if day not in forecast.known_days]
    standing = [shock for shock in forecast.shocks if any(map(shock.touches, to_come))]
    if not standing:
        return None
    return f"a shock is declared ({standing[0].note}): only reducing, and after the market"


def _moved(snapshot: Snapshot, now: Look) -> str | None:
    """A fair value far from where it was when the newest count came."""
    if now.fair is None:
        return None
    for one in snapshot.recent:
        if one.fair is not None and one.counted_at == now.counted_at and abs(now.fair - one.fair) >= MOVED:
            by = f"{abs(now.fair - one.fair) / 1000:,.0f} thousand"
            return f"the fair value has moved by {by} without a count: only reducing, after the market"
    return None


def _doubled(snapshot: Snapshot, now: Look) -> str | None:
    before = [one.spread for one in snapshot.recent if one.spread is not None]
    if now.spread is None or len(before) < LOOKS:
        return None
    usual = median(before)
    if now.spread < DOUBLED * usual or now.spread - usual < LEAST_MORE:
        return None
    return f"others stand {now.spread * 100:.0f}¢ apart, usually {usual * 100:.0f}¢: only reducing, after the market"
