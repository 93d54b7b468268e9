"""What a trader of constant relative risk aversion wants of wealth: the fraction of Kelly as an objective.

``U(w) = (w^(1 - a) - 1) / (1 - a)`` with ``a = 1 / fraction``, the logarithm at fraction 1. It is reported as the
certain growth it is worth, ``log CE`` with ``U(CE) = E U(w)``, which at fraction 1 is the expected log growth.

Whoever trades only where ``E U`` does not fall keeps ``E w^(1 - a)`` from rising, so that, if the probabilities are
right, the chance that wealth ever falls to a share ``s`` of what it was is at most ``s^(1/fraction - 1)``.

Source: Merton, Review of Economics and Statistics 51 (1969); MacLean, Ziemba and Blazenko, Management Science 38
(1992); Busseti, Ryu and Boyd, Journal of Investing 25 (2016), whose risk-constrained Kelly is that last inequality.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Utility:
    """A fraction of Kelly.

    Attributes:
        fraction: Above 0, at most 1; one over the relative risk aversion.
    """

    fraction: float

    def __post_init__(self) -> None:
        if not 0.0 < self.fraction <= 1.0:
            raise ValueError(f"a fraction of Kelly lies in (0, 1], not {self.fraction}")

    @property
    def aversion(self) -> float:
        """The relative risk aversion."""
        return 1.0 / self.fraction

    def of(self, wealth: Floats) -> Floats:
        """The utility of wealth above 0, elementwise."""
        power = 1.0 - self.aversion
        log = np.log(wealth)
        return log if power == 0.0 else np.expm1(power * log) / power

    def slope(self, wealth: Floats) -> Floats:
        """The utility's derivative at wealth above 0, elementwise."""
        return wealth**-self.aversion

    def certain_growth(self, expected: float) -> float:
        """The growth that is worth as much as the ``expected`` utility; ``inf`` where none is certain to be."""
        power = 1.0 - self.aversion
        if power == 0.0:
            return expected
        # A bound on utility may lie above all utilities: then it bounds nothing.
        return float(np.log1p(power * expected) / power) if power * expected > -1.0 else float("inf")
