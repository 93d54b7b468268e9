"""A market's life, as a table of what may follow what.

Source: docs.kalshi.com market_lifecycle (2026-08): ``initialized`` opens and ``active`` closes by the clock; a market
may pause and resume; ``closed`` is determined, and after a timer ``finalized``; a dispute may amend the determination.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class MarketStatus(StrEnum):
    """Where a market stands, in the words of its ``status``."""

    INITIALIZED = "initialized"
    ACTIVE = "active"
    INACTIVE = "inactive"
    CLOSED = "closed"
    DETERMINED = "determined"
    DISPUTED = "disputed"
    AMENDED = "amended"
    FINALIZED = "finalized"


class MarketStep(StrEnum):
    """What may happen to a market."""

    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    DETERMINE = "determine"
    DISPUTE = "dispute"
    FINALIZE = "finalize"


TRANSITIONS: Final[Mapping[tuple[MarketStatus, MarketStep], MarketStatus]] = MappingProxyType(
    {
        (MarketStatus.INITIALIZED, MarketStep.OPEN): MarketStatus.ACTIVE,
        (MarketStatus.INITIALIZED, MarketStep.CLOSE): MarketStatus.CLOSED,
        (MarketStatus.ACTIVE, MarketStep.PAUSE): MarketStatus.INACTIVE,
        (MarketStatus.ACTIVE, MarketStep.CLOSE): MarketStatus.CLOSED,
        (MarketStatus.INACTIVE, MarketStep.RESUME): MarketStatus.ACTIVE,
        (MarketStatus.INACTIVE, MarketStep.CLOSE): MarketStatus.CLOSED,
        (MarketStatus.CLOSED, MarketStep.DETERMINE): MarketStatus.DETERMINED,
        (MarketStatus.DETERMINED, MarketStep.DISPUTE): MarketStatus.DISPUTED,
        (MarketStatus.DETERMINED, MarketStep.FINALIZE): MarketStatus.FINALIZED,
        (MarketStatus.DISPUTED, MarketStep.DETERMINE): MarketStatus.AMENDED,
        (MarketStatus.AMENDED, MarketStep.DISPUTE): MarketStatus.DISPUTED,
        (MarketStatus.AMENDED, MarketStep.FINALIZE): MarketStatus.FINALIZED,
    }
)
"""What each step makes of each status; a pair that is not here cannot happen."""

ENDED: Final = frozenset(
    {
        MarketStatus.CLOSED,
        MarketStatus.DETERMINED,
        MarketStatus.DISPUTED,
        MarketStatus.AMENDED,
        MarketStatus.FINALIZED,
    }
)
"""Statuses after the end of trading, in which even a cancel is refused."""


def after(status: MarketStatus, step: MarketStep) -> MarketStatus | None:
    """What ``step`` makes of ``status``; ``None`` where it cannot happen."""
    return TRANSITIONS.get((status, step))
