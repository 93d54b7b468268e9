"""The settlement states of one event, and what is held paid out in each.

Nested strikes are one bet on one number: ``N`` rungs make ``N + 1`` states, state ``j`` being a print above just the
``j`` lowest strikes. A rung pays in every state above it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paxline.market.contract import Ladder
from paxline.market.fair import FairLadder
from paxline.units import Count, Usd

_USD_PER_HUNDREDTH = 10_000
"""A hundredth of a contract pays this many millionths of a dollar."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One settlement state.

    Attributes:
        above: The highest strike that the print is above, in people; ``None`` where it is above none.
        up_to: The lowest strike that it is not above; ``None`` where it is above all.
        profit: What the event has earned then, fees included; negative where it has lost.
    """

    above: int | None
    up_to: int | None
    profit: Usd


def state_probabilities(fair: FairLadder) -> NDArray[np.float64]:
    """The probability of each state, lowest print first, shape ``(rungs + 1,)``; they sum to one."""
    return -np.diff(np.array([1.0, *fair.p_above, 0.0]))


def yes_pays(ladder: Ladder) -> NDArray[np.bool_]:
    """Whether one rung's YES pays in one state, shape ``(rungs, rungs + 1)``."""
    rungs = len(ladder.rungs)
    return np.arange(rungs + 1)[None, :] > np.arange(rungs)[:, None]


def state_payouts(held: Mapping[str, Count], ladder: Ladder) -> NDArray[np.int64]:
    """What ``held`` (by ticker, negative for NO) pays in each state, in millionths, shape ``(rungs + 1,)``.

    A ticker that the ladder does not hold raises ``ValueError``.
    """
    tickers = [rung.ticker for rung in ladder.rungs]
    strange = sorted(held.keys() - set(tickers))
    if strange:
        raise ValueError(f"{strange[0]} is no rung of this ladder")
    counts = np.array([held[ticker].hundredths if ticker in held else 0 for ticker in tickers], dtype=np.int64)
    pays = yes_pays(ladder)
    paid = np.where(counts[:, None] > 0, counts[:, None] * pays, -counts[:, None] * ~pays)
    return paid.sum(axis=0) * _USD_PER_HUNDREDTH


def outcomes(held: Mapping[str, Count], *, paid: Usd, ladder: Ladder) -> tuple[Outcome, ...]:
    """What the event earns at each print, lowest first.

    Args:
        held: Contracts by ticker, negative for NO.
        paid: What the event has cost so far, fees included and earnings taken off; may be negative.
        ladder: The event's rungs.
    """
    edges = (None, *ladder.strikes, None)
    profits = state_payouts(held, ladder) - paid.millionths
    return tuple(
        Outcome(above, up_to, Usd(int(profit))) for above, up_to, profit in zip(edges, edges[1:], profits, strict=False)
    )


def worst_loss(held: Mapping[str, Count], *, paid: Usd, ladder: Ladder) -> Usd:
    """What the event loses at the print that is worst for it; negative where it earns at every print."""
    return Usd(paid.millionths - int(state_payouts(held, ladder).min()))
