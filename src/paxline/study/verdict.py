"""What a backtest allows to be said, in plain sentences; and the whole of it as one document."""

from collections.abc import Sequence
from typing import Any, Final

from paxline.exchange.fills import Bound
from paxline.study.backtest import ENOUGH_EVENTS, POWER, Backtest, EventResult, Slice, Tried
from paxline.study.clustered import Clustered
from paxline.units import Usd

CANNOT: Final = (
    "Daily candles do not tell the order within a day, the depth, the queue, or what our own orders would have moved.",
    "The weeks are calm: no storm stood on a recorded ladder, and a maker's loss in one is not in these figures.",
    "The desk leaves the book before each count; daily candles do not show the hours after one, when it would quote.",
    "All settings were chosen with sight of these same weeks, so nothing here confirms them; later weeks can.",
)
"""What no figure of a backtest on these data says."""

BEFORE: Final = 195
"""Maker, taker and Friday configurations that an earlier study had tried on the same weeks, by its own count."""


def supported(of: Backtest) -> bool:
    """Whether a profit may be claimed: enough events, a floor whose interval lies above zero, and a beaten placebo."""
    floor, placebo = of.main.floor, of.placebo
    return floor.n >= ENOUGH_EVENTS and floor.low > 0 and placebo is not None and placebo.p <= 0.05


def weeks_to_show(of: Backtest) -> float | None:
    """Weeks until half of the claimed edge would show at 80 % power; ``None`` without fills or without an edge."""
    whole = of.whole
    if whole is None or whole.claimed.mean <= 0 or whole.settled.n < 2:
        return None
    variance = whole.settled.error**2 * whole.settled.n
    return POWER * variance / (whole.claimed.mean / 2) ** 2


def verdict(of: Backtest) -> tuple[str, ...]:
    """What may be said, most important first."""
    main, n = of.main, of.main.middle.n
    said = [
        "A profit is supported: the floor's interval lies above zero and the placebo is beaten."
        if supported(of)
        else f"No supported profit: {_events(n)}."
        if n < ENOUGH_EVENTS
        else "No supported profit: the floor or the placebo does not bear it out."
    ]
    said.append(
        f"{main.name}: {money(main.middle)} an event at the middle bound, {money(main.lower)} at the lower, "
        f"{money(main.upper)} at the upper, {money(main.floor)} at the floor (every loser filled, winners hardly)."
    )
    if of.whole is not None:
        said += _parts(of.whole)
    weeks = weeks_to_show(of)
    if of.whole is not None and weeks is not None:
        half = of.whole.claimed.mean / 2
        said.append(
            f"Expected edge, halved: {half:.1f} c a contract; it would need about {weeks:,.0f} weeks to show if events "
            f"vary as these did, and {4 * weeks:,.0f} if they vary twice as much, which {n} calm ones cannot rule out."
        )
    if of.placebo is not None:
        said.append(
            f"Placebo: with the signs of the model's gap tossed by event, {of.placebo.patterns} patterns make "
            f"{_dollars(of.placebo.mean)} on average, the true signs {_dollars(of.placebo.true)}: "
            f"rank {of.placebo.rank} (p {of.placebo.p:.2f})."
        )
    tried = len(of.tried)
    said.append(f"Configurations tried here: {tried}, all shown; an earlier study had tried some {BEFORE}.")
    return tuple(said)


def _events(n: int) -> str:
    return "one event is one observation" if n == 1 else f"{n} events are {n} observations"


def _parts(whole: Slice) -> list[str]:
    if whole.marked is None:
        return []
    claimed, marked, settled = (one.mean for one in (whole.claimed, whole.marked, whole.settled))
    said = [
        f"A contract claimed {claimed:+.1f} c at the fill, had made {marked:+.1f} c by the day's close and "
        f"{settled:+.1f} c by settlement.".replace("-", "−")
    ]
    if settled > 0 > marked:
        said.append("What is lost by the evening and won at settlement is a position, not a spread.")
    return said


def money(of: Clustered) -> str:
    """A mean in dollars with its interval."""
    return f"{_dollars(of.mean)} ({_dollars(of.low)} to {_dollars(of.high)})"


def _dollars(value: float) -> str:
    return f"{'−' if round(value) < 0 else ''}${abs(value):,.0f}"


def documents(desk: Backtest, plain: Backtest) -> dict[str, Any]:
    """The desk's report as the command's JSON document, the plain maker's inside it."""
    return {**document(desk), "plain_maker": document(plain)}


def document(of: Backtest) -> dict[str, Any]:
    """One report; money in decimal strings of dollars."""
    made = {bound: Usd(sum(event.made[bound].millionths for event in of.events)) for bound in Bound}
    return {
        "model": of.model,
        "rule": of.main.name,
        "events": len(of.events),
        "orders": sum(event.orders for event in of.events),
        "fills": sum(event.fills for event in of.events),
        "pnl_lower": str(made[Bound.LOWER]),
        "pnl_middle": str(made[Bound.MIDDLE]),
        "pnl_upper": str(made[Bound.UPPER]),
        "pnl_floor": str(Usd(sum(event.floor.millionths for event in of.events))),
        "fees": str(Usd(sum(event.fees.millionths for event in of.events))),
        "interval": _interval(of.main.middle),
        "intervals": {
            "lower": _interval(of.main.lower),
            "middle": _interval(of.main.middle),
            "upper": _interval(of.main.upper),
            "floor": _interval(of.main.floor),
        },
        "per_event": [_event(event) for event in of.events],
        "equity": [str(value) for value in of.equity(Bound.MIDDLE)],
        "drawdown": str(of.drawdown(Bound.MIDDLE)),
        "contract": _slice(of.whole) if of.whole is not None else None,
        "sources": None if of.sources is None else {name: _cents(one) for name, one in of.sources.named().items()},
        "by_day": _slices(of.by_day),
        "by_hours_since_release": _slices(of.by_hours),
        "by_price": _slices(of.by_price),
        "calibration": _slices(of.by_claim),
        "placebo": None
        if of.placebo is None
        else {
            "patterns": of.placebo.patterns,
            "true": of.placebo.true,
            "mean": of.placebo.mean,
            "rank": of.placebo.rank,
            "p": of.placebo.p,
        },
        "configurations": [_tried(one) for one in of.tried],
        "configurations_tried": len(of.tried),
        "configurations_tried_before": BEFORE,
        "supported": supported(of),
        "verdict": list(verdict(of)),
        "cannot_tell": list(CANNOT),
    }


def _interval(of: Clustered) -> dict[str, str]:
    mean, low, high = (str(Usd(round(value * 1_000_000))) for value in (of.mean, of.low, of.high))
    return {"mean": mean, "low": low, "high": high}


def _event(of: EventResult) -> dict[str, Any]:
    return {
        "week_end": of.week.sunday.isoformat(),
        "orders": of.orders,
        "fills": of.fills,
        "contracts": of.contracts[Bound.MIDDLE].contracts,
        "pnl_lower": str(of.made[Bound.LOWER]),
        "pnl_middle": str(of.made[Bound.MIDDLE]),
        "pnl_upper": str(of.made[Bound.UPPER]),
        "pnl_floor": str(of.floor),
        "fees": str(of.fees),
    }


def _cents(of: Clustered) -> dict[str, float]:
    return {"mean": of.mean, "low": of.low, "high": of.high}


def _slices(of: Sequence[Slice]) -> list[dict[str, Any]]:
    return [_slice(one) for one in of]


def _slice(of: Slice) -> dict[str, Any]:
    return {
        "name": of.name,
        "contracts": of.contracts.contracts,
        "events": of.settled.n,
        "claimed_cents": of.claimed.mean,
        "marked_cents": of.marked.mean if of.marked is not None else None,
        "settled_cents": of.settled.mean,
        "settled_low": of.settled.low,
        "settled_high": of.settled.high,
        "pnl": str(of.made),
    }


def _tried(of: Tried) -> dict[str, Any]:
    bounds = {"lower": of.lower, "middle": of.middle, "upper": of.upper, "floor": of.floor}
    return {"name": of.name, **{name: _interval(one) for name, one in bounds.items()}}
