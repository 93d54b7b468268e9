"""What settled weeks say for trading on our model: the pool's weights, and its running odds over the market.

The odds are a bettor's stake at the market's probabilities: each settled week multiplies them by what the pool with its
fixed weight gave the bin that came, over what the market gave it, at one close of the week. They may be read after any
week without a penalty: a market that is right lets them pass 20 in one world of 20 at most, and a pool that is right
lets them fall under 1/20 in one of 20 at most (Ville).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from paxline.market.weights import FIXED, PRIOR_WEIGHTS, Settled, Weights, learned_weights

GIVEN_UP: Final = 1 / 20
"""Odds at which nothing more is staked on the pool."""

_MOST: Final = 300.0
"""The log of odds that a float still holds."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What has been learned of our model beside the market.

    Attributes:
        weights: On ours, by weekday.
        odds: Of the pool with its fixed weight over the market, above 0; 1 before anything settled.
    """

    weights: Weights = FIXED
    odds: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.odds < np.inf:
            raise ValueError(f"odds are above 0, not {self.odds}")

    @property
    def trust(self) -> float:
        """The share of its usual stake that the pool deserves, 0 to 1.

        The chance that the pool is right and not the market, both as likely at first, over that first chance; it can
        take away and never adds, and is 0 from ``GIVEN_UP`` down.
        """
        return 0.0 if self.odds <= GIVEN_UP else min(1.0, 2 * self.odds / (1 + self.odds))


NOTHING_SETTLED: Final = Evidence()
"""Before any week has settled."""


def log_odds(record: Settled) -> float:
    """The log of what one close multiplies the odds by."""
    pooled, market = record.log_likelihood(np.array([PRIOR_WEIGHTS[record.weekday], 0.0]))
    return float(pooled - market)


def evidence_of(records: Iterable[Settled], *, as_of: datetime) -> Evidence:
    """What the weeks that settled by ``as_of`` (UTC) say; the odds count each week once, by its first record."""
    known = [record for record in records if record.known_at <= as_of]
    first: dict[date, Settled] = {}
    for record in sorted(known, key=lambda record: record.weekday):
        first.setdefault(record.week, record)
    if not first:
        return NOTHING_SETTLED
    total = sum(log_odds(record) for record in first.values())
    return Evidence(learned_weights(known, as_of=as_of), float(np.exp(np.clip(total, -_MOST, _MOST))))
