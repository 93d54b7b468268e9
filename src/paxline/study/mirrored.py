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
from paxline.run.replay import Fate, Rule, Scenery, Stage, replay, scenery

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


Pair = tuple[Scenery, Scenery]
"""A day as it was, and with the model mirrored."""


def mirror(scenes: Sequence[Scenery]) -> tuple[Pair, ...]:
    """Every scene that has a market beside its mirror image; worked out once, whatever rules are tried on it."""
    return tuple((scene, image) for scene in scenes if (image := _image(scene.stage)) is not None)


def mirrored(pairs: Sequence[Pair], rule: Rule, *, seed: int) -> Placebo | None:
    """The placebo of ``rule``; ``None`` where no day has a market."""
    if not pairs:
        return None
    weeks = sorted({scene.stage.week for scene, _ in pairs})
    of_week = [[pair for pair in pairs if pair[0].stage.week == week] for week in weeks]
    made = np.array([[_made(replay([pair[side] for pair in each], rule)) for side in range(2)] for each in of_week])
    if len(weeks) <= MOST:
        signs = np.array(list(product((0, 1), repeat=len(weeks))))
    else:
        drawn = np.random.default_rng(seed).integers(0, 2, (DRAWN - 1, len(weeks)))
        signs = np.vstack([np.zeros((1, len(weeks)), dtype=drawn.dtype), drawn])
    totals = made[np.arange(len(weeks)), signs].sum(axis=1)
    true = float(totals[0])
    return Placebo(len(totals), true, float(totals.mean()), int((totals >= true - 1e-9).sum()))


def _image(stage: Stage) -> Scenery | None:
    market = implied_market(stage.quotes) if stage.quotes else NoImplied("trading has not opened")
    if isinstance(market, NoImplied):
        return None
    ours = stage.forecast.settlement
    gap = median(ours) - market.distribution.loc
    moved = replace(stage.forecast, settlement=Moved(ours, -2.0 * gap))
    return scenery(replace(stage, forecast=moved))


def _made(fates: Sequence[Fate]) -> float:
    return sum(fate.profit(Bound.MIDDLE).dollars for fate in fates)
