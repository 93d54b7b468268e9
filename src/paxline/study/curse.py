"""The winner's curse: what the edges one would have picked claimed, and what they realised.

Every side offered at a day's close is a bet at its price after the taker's fee. A rung and side is entered once, on the
first evening on which it claims anything, as somebody would who acts on each claim. Edges picked for being large are
large partly by error, so they realise less than they claim.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

import numpy as np

from paxline.forecast.distribution import Distribution
from paxline.market.fair import fair_ladder
from paxline.market.fees import FeeSchedule
from paxline.market.implied import implied_market
from paxline.market.pooling import pool
from paxline.study.clustered import Clustered, clustered
from paxline.study.scoreboard import Seen
from paxline.units import Count, Price

BUCKETS: Final = (0.0, 0.02, 0.04, 0.06, 0.10, 1.0)
"""Claimed edge after fee, dollars a contract; the bounds between which claims are put together."""

_LOT: Final = Count.whole(10)
"""The size at which fees are weighed."""


class Claimant(Enum):
    """By whose probabilities edges are claimed."""

    MODEL = "model"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class Bet:
    """One offer at a day's close; dollars a contract."""

    event: int
    claimed: float
    realised: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """Claims of like size; cents a contract, each event counted once.

    Attributes:
        claimant: Whose claims.
        low: Least claim, cents.
        high: What every claim is below, cents.
        bets: Number of bets.
        claimed: Their mean claim.
        realised: What they realised after fee, by event.
    """

    claimant: Claimant
    low: float
    high: float
    bets: int
    claimed: float
    realised: Clustered


def curse(seen: Sequence[Seen]) -> tuple[Bucket, ...]:
    """Claimed and realised edge by bucket for ours and for the pool; empty buckets are left out.

    The last bucket of each claimant is all of its claims together.
    """
    found: list[Bucket] = []
    for claimant in Claimant:
        bets = first_bets(seen, claimant)
        edges = [*pairwise(BUCKETS), (BUCKETS[0], BUCKETS[-1])]
        for low, high in edges:
            inside = [bet for bet in bets if low < bet.claimed <= high]
            if inside:
                found.append(_bucket(claimant, low, high, inside))
    return tuple(found)


def first_bets(seen: Sequence[Seen], claimant: Claimant) -> tuple[Bet, ...]:
    """Every rung and side on the first evening on which it claims an edge after fee."""
    weeks = sorted({one.evening.week for one in seen})
    entered: set[tuple[str, str]] = set()
    bets: list[Bet] = []
    for one in seen:
        fair = fair_ladder(_view(one, claimant), one.evening.ladder)
        fees = FeeSchedule.at(one.evening.as_of)
        for quoted in one.evening.quotes:
            p, paid = fair.of(quoted.contract), float(quoted.contract.pays(one.settlement.passengers))
            sides = (("yes", quoted.quote.ask, p, paid), ("no", _no(quoted.quote.bid), 1 - p, 1 - paid))
            for side, price, worth, value in sides:
                key = (quoted.contract.ticker, side)
                if price is None or key in entered:
                    continue
                cost = price.dollars + fees.taker_fee(price, _LOT).dollars / _LOT.contracts
                if worth > cost:
                    entered.add(key)
                    bets.append(Bet(weeks.index(one.evening.week), worth - cost, value - cost))
    return tuple(bets)


def _no(bid: Price | None) -> Price | None:
    return bid.complement if bid else None


def _view(one: Seen, claimant: Claimant) -> Distribution:
    if claimant is Claimant.MODEL:
        return one.ours
    return pool(one.ours, implied_market(one.evening.quotes), as_of=one.evening.as_of).distribution


def _bucket(claimant: Claimant, low: float, high: float, bets: Sequence[Bet]) -> Bucket:
    events = sorted({bet.event for bet in bets})
    realised = [100.0 * float(np.mean([bet.realised for bet in bets if bet.event == event])) for event in events]
    claimed = 100.0 * float(np.mean([bet.claimed for bet in bets]))
    return Bucket(claimant, 100.0 * low, 100.0 * high, len(bets), claimed, clustered(realised))
