"""What an outside model says of a hidden week: one that knows more than the market, as much, less, or nothing.

A model of known skill is calibrated: the truth lies where it says as often as it says. One that knows nothing stands
where the market stands and a surprise of its own beside it, which has nothing to do with the truth, and claims to be as
sure as the market: given the market, it tells nothing. One that knows the same says what the market's maker believes.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from paxline.exchange.beliefs import HiddenWeek, Skill
from paxline.forecast.distribution import StudentT

THE_SAME: Final = Skill(1.0, correlation=1.0)
"""Errs by what the market errs by."""


class Sign(Enum):
    """On which side of the market's centre a model stands."""

    OWN = 1
    FLIPPED = -1
    """As far from the market as the model, on the other side: a placebo."""


@dataclass(frozen=True, slots=True)
class Outsider:
    """A model to trade on.

    Attributes:
        skill: How good it is; ``None`` where it knows nothing.
        sign: Its own, or flipped.
    """

    skill: Skill | None
    sign: Sign = Sign.OWN

    @property
    def name(self) -> str:
        """What it is called in reports: its error over the market's, or that it knows the same, or nothing."""
        told = "none" if self.skill is None else "same" if self.skill == THE_SAME else f"{self.skill.ratio:g}"
        return told if self.sign is Sign.OWN else f"{told}, flipped"

    def believes(self, hidden: HiddenWeek, known: int) -> StudentT:
        """What it says with ``known`` days published."""
        market = hidden.market(known)
        if self.skill is None:
            own = StudentT(market.loc + hidden.other_errors[known], market.scale, market.df)
        else:
            own = hidden.view(self.skill, known)
        return StudentT(market.loc + self.sign.value * (own.loc - market.loc), own.scale, own.df)
