"""What every rung of the ladder is worth under a distribution of the settlement print."""

from dataclasses import dataclass

import numpy as np

from paxline.forecast.distribution import Distribution, exceedance
from paxline.market.contract import Contract, Ladder


@dataclass(frozen=True, slots=True)
class FairLadder:
    """The probability that each rung pays.

    Attributes:
        ladder: The rungs, lowest strike first.
        p_above: As many probabilities, never rising with the strike.
    """

    ladder: Ladder
    p_above: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.p_above) != len(self.ladder.rungs):
            raise ValueError("one probability for each rung")
        if any(low < high for low, high in zip(self.p_above, self.p_above[1:], strict=False)):
            raise ValueError("a higher strike is never likelier")

    def of(self, contract: Contract) -> float:
        """The probability that one rung pays; ``ValueError`` where the ladder does not hold it."""
        return self.p_above[self.ladder.rungs.index(contract)]


def fair_ladder(of: Distribution, ladder: Ladder) -> FairLadder:
    """The fair value of each rung in dollars, which is the probability of a print strictly above its strike."""
    p = np.clip(exceedance(of, np.asarray(ladder.strikes, dtype=float)), 0.0, 1.0)
    # Families that invert numerically may break the order in the last bit.
    return FairLadder(ladder, tuple(np.minimum.accumulate(p).tolist()))
