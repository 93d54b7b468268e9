"""A placebo: the same rule on a model whose gap to the market has the wrong sign.

Where the model lies above the market it is mirrored to lie as far below it, its shape kept, event by event. If the
model knows nothing, the true signs are one pattern among all of them, and rank anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np

from paxline.exchange.fills import Bound
from paxline.forecast.distribution import Moved, median
from paxline.market.implied import NoImplied, implied_market
from paxline.run.replay import Fate, Rule, Stage, replay, scenery

MOST: Final = 14
"""Up to so many events every pattern of signs is tried; of more, ``DRAWN`` are."""

DRAWN: Final = 4096


@dataclass(frozen=True, slots=True)
class Placebo:
    """The true signs among the others; days before trading opened, which have no gap, are left out. Dollars.

    Attributes:
        patterns: Patterns of signs, the true one among them.
        true: What the true signs made in all, middle bound.
        mean: What a pattern made on average.
        rank: How many patterns made at least as much as the true one, itself among them.
    """

    patterns: int
    true: float
    mean: float
    rank: int

    @property
    def p(self) -> float:
        """The share of patterns at least as good as the true one."""
        return self.rank / self.patterns


def mirrored(stages: Sequence[Stage], rule: Rule, *, seed: int) -> Placebo | None:
    """The placebo of ``rule`` on the stages with a market; ``None`` where there is none."""
    pairs = [(stage, flipped) for stage in stages if (flipped := _mirror(stage)) is not None]
    if not pairs:
        return None
    weeks = sorted({stage.week for stage, _ in pairs})
    made = np.array(
        [
            [_made(replay([scenery(pair[side]) for pair in pairs if pair[0].week == week], rule)) for side in range(2)]
            for week in weeks
        ]
    )
    if len(weeks) <= MOST:
        signs = np.array(list(product((0, 1), repeat=len(weeks))))
    else:
        drawn = np.random.default_rng(seed).integers(0, 2, (DRAWN - 1, len(weeks)))
        signs = np.vstack([np.zeros((1, len(weeks)), dtype=drawn.dtype), drawn])
    totals = made[np.arange(len(weeks)), signs].sum(axis=1)
    true = float(totals[0])
    return Placebo(len(totals), true, float(totals.mean()), int((totals >= true - 1e-9).sum()))


def _mirror(stage: Stage) -> Stage | None:
    market = implied_market(stage.quotes) if stage.quotes else NoImplied("trading has not opened")
    if isinstance(market, NoImplied):
        return None
    gap = median(stage.ours) - market.distribution.loc
    return replace(stage, ours=Moved(stage.ours, -2.0 * gap))


def _made(fates: Sequence[Fate]) -> float:
    return sum(fate.profit(Bound.MIDDLE).dollars for fate in fates)
