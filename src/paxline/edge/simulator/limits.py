"""How often one may ask: buckets of tokens that fill with the time of the wall, and what each call costs.

Source: docs.kalshi.com rate_limits (2026-08-12), ``/account/limits`` and ``/account/endpoint_costs`` as recorded on
2026-06-11, and OpenAPI 3.34.0 for the balance, which has a bucket of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final

DEFAULT_COST: Final = 10

COSTS: Final[Mapping[tuple[str, str], int]] = MappingProxyType(
    {
        ("DELETE", "/portfolio/events/orders/{order_id}"): 2,
        ("DELETE", "/portfolio/events/orders/batched"): 2,
        ("GET", "/portfolio/orders/{order_id}"): 2,
    }
)
"""Calls that do not cost the default; a batch costs this much for each of its orders."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A bucket: how many tokens it holds, and how many it gains in a second."""

    capacity: int
    refill: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What a member may spend; each key has buckets of its own."""

    tier: str
    read: Rate
    write: Rate
    balance: Rate


BASIC: Final = Limits("basic", Rate(200, 200), Rate(100, 100), Rate(DEFAULT_COST, DEFAULT_COST))
"""A new account: 20 reads, 10 orders and one look at the balance a second."""


class Purse(Enum):
    """Which bucket a call draws on."""

    READ = "read"
    WRITE = "write"
    BALANCE = "balance"


class Buckets:
    """The tokens that every key has left."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._left: dict[tuple[str, Purse], tuple[datetime, float]] = {}

    def take(self, key_id: str, purse: Purse, *, cost: int, at: datetime) -> bool:
        """Spend ``cost`` tokens of a key at ``at`` (UTC), all or none; whether there were enough."""
        rate = self._rate(purse)
        since, left = self._left.get((key_id, purse), (at, float(rate.capacity)))
        passed = max((at - since).total_seconds(), 0.0)
        left = min(float(rate.capacity), left + passed * rate.refill)
        enough = left >= cost
        self._left[key_id, purse] = (max(at, since), left - cost if enough else left)
        return enough

    def _rate(self, purse: Purse) -> Rate:
        match purse:
            case Purse.READ:
                return self.limits.read
            case Purse.WRITE:
                return self.limits.write
            case Purse.BALANCE:
                return self.limits.balance
