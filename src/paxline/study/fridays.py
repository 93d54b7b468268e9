"""One quote a week on Fridays since 2022: a long record, and a selected one.

Each row is the rung on which a simple ratio model disagreed most with the market, at a spread of at most ten cents,
so neither the size of a gain nor a weight carries over to other rungs. Only the ask of one side was recorded: the
market's probability is guessed at that ask less ``HALF_SPREAD``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit, logit

from paxline.counts.calendar import Week
from paxline.forecast.distribution import Floats
from paxline.market.book import SeenQuote
from paxline.study.clustered import Clustered, clustered
from paxline.study.odds import Odds, odds_of

HALF_SPREAD: Final = 0.015
"""Dollars by which the recorded ask is taken to lie above the market's own value."""

WEIGHT: Final = 0.5
"""Weight on ours in log-odds; a single rung has no quantiles to average."""

KNOWN: Final = 4
"""Days published at the time of the quote; rows with fewer (late counts, shutdowns) are left out."""

SELECTION: Final = (
    "One rung a week, the one on which a simple ratio model disagreed most with the market (spread up to 10 cents): a "
    "selected sample, whose gains and weights carry over to no other rung. Only one side's ask was recorded."
)

_FLOOR: Final = 0.002
_SPLIT: Final = 2025


@dataclass(frozen=True, slots=True)
class Friday:
    """One recorded quote.

    Attributes:
        week: The event.
        seen: The quote; one side only.
        ours: Our probability that YES pays.
        paid: Whether YES paid.
    """

    week: Week
    seen: SeenQuote
    ours: float
    paid: bool

    @property
    def market(self) -> float:
        """The market's probability of YES, guessed from the side that was quoted."""
        ask, bid = self.seen.quote.ask, self.seen.quote.bid
        guess = ask.dollars - HALF_SPREAD if ask else (bid.dollars if bid else 1.0) + HALF_SPREAD
        return float(np.clip(guess, 0.005, 0.995))

    @property
    def pooled(self) -> float:
        """The pool's, in log-odds."""
        mine = float(np.clip(self.ours, _FLOOR, 1 - _FLOOR))
        return float(expit(WEIGHT * logit(mine) + (1 - WEIGHT) * logit(self.market)))


@dataclass(frozen=True, slots=True)
class FridaySummary:
    """Some of the Fridays; differences are pool less market, better below zero."""

    years: str
    log_loss: Clustered
    brier: Clustered
    odds: Odds


def summarise_fridays(rows: Sequence[Friday]) -> tuple[FridaySummary, ...]:
    """All Fridays, those before 2025 and those since; parts without a row are left out."""
    ordered = sorted(rows, key=lambda row: row.week)
    parts = {
        "all": ordered,
        f"before {_SPLIT}": [row for row in ordered if row.week.sunday.year < _SPLIT],
        f"since {_SPLIT}": [row for row in ordered if row.week.sunday.year >= _SPLIT],
    }
    return tuple(_summary(name, part) for name, part in parts.items() if part)


def _summary(years: str, rows: Sequence[Friday]) -> FridaySummary:
    paid = np.array([row.paid for row in rows], dtype=float)
    pooled = np.array([row.pooled for row in rows])
    market = np.array([row.market for row in rows])
    given_pooled, given_market = (np.where(paid > 0, p, 1 - p) for p in (pooled, market))
    return FridaySummary(
        years=years,
        log_loss=clustered(_loss(given_pooled) - _loss(given_market)),
        brier=clustered((pooled - paid) ** 2 - (market - paid) ** 2),
        odds=odds_of((given_pooled / given_market).tolist()),
    )


def _loss(given: Floats) -> Floats:
    return -np.log(np.clip(given, _FLOOR, 1 - _FLOOR))
