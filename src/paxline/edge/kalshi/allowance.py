"""How fast the exchange may be asked: token buckets, and what each endpoint costs.

Every call takes tokens from a bucket that refills steadily; an empty bucket answers 429 without saying when to
come back. Spending by the same rules keeps that from happening.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from paxline.edge.kalshi.wire.exchange import EndpointCosts
from paxline.run.ports import Clock


@dataclass(frozen=True, slots=True)
class Allowance:
    """A bucket's size and refill.

    Attributes:
        per_second: Tokens refilled each second.
        capacity: Tokens a full bucket holds.
        source: Where the figures come from.
    """

    per_second: float
    capacity: float
    source: str


BASIC_READS: Final = Allowance(200, 400, "docs.kalshi.com rate_limits, August 2026: Basic, two seconds of budget")
"""For calls that read. Demo answered a capacity of one second on 2026-06-11, before the docs' change."""

BASIC_WRITES: Final = Allowance(100, 100, "docs.kalshi.com rate_limits, August 2026: Basic, one second of budget")
"""For calls that change something."""

DEFAULT_COST: Final = 10
"""Tokens of an endpoint that the exchange's list of costs does not name (OpenAPI 3.34.0)."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What each endpoint takes, in tokens.

    Attributes:
        default: Of endpoints not listed.
        listed: By method and path template; ``:name`` stands for one segment, a last ``*name`` for the rest.
    """

    default: int = DEFAULT_COST
    listed: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    @classmethod
    def of(cls, answer: EndpointCosts) -> Self:
        """The costs as the exchange lists them."""
        return cls(answer.default_cost, {(c.method, c.path): c.cost for c in answer.endpoint_costs})

    def of_call(self, method: str, path: str) -> int:
        """What one call of ``path`` (in full, without query) takes; an exact path wins over a template."""
        exact = self.listed.get((method, path))
        if exact is not None:
            return exact
        fitting = [cost for (m, template), cost in self.listed.items() if m == method and _fits(template, path)]
        # Where several templates fit, the dearest keeps us within every reading.
        return max(fitting, default=self.default)


def _fits(template: str, path: str) -> bool:
    wanted, given = template.split("/"), path.split("/")
    if wanted[-1].startswith("*"):
        wanted, given = wanted[:-1], given[: len(wanted) - 1]
    return len(wanted) == len(given) and all(
        w == g or (w.startswith(":") and g != "") for w, g in zip(wanted, given, strict=True)
    )


@dataclass
class Bucket:
    """Tokens left at an instant; starts full.

    Attributes:
        allowance: Size and refill.
        clock: Tells how long ago tokens were last counted, and waits.
    """

    allowance: Allowance
    clock: Clock
    _tokens: float = field(init=False)
    _counted_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._tokens = self.allowance.capacity
        self._counted_at = self.clock.now()

    def spend(self, cost: int) -> float:
        """Take ``cost`` tokens, waiting until they are there; the seconds waited.

        ``ValueError`` where no full bucket holds so many.
        """
        if not 0 <= cost <= self.allowance.capacity:
            raise ValueError(f"a cost of {cost} never fits a bucket of {self.allowance.capacity}")
        self._refill()
        waited = 0.0
        # Sleeping may end a little early, so the tokens are counted again.
        while self._tokens < cost:
            pause = max((cost - self._tokens) / self.allowance.per_second, 0.001)
            self.clock.sleep(pause)
            waited += pause
            self._refill()
        self._tokens -= cost
        return waited

    def empty(self) -> None:
        """Count no tokens: the exchange has said that there are none."""
        self._refill()
        self._tokens = 0.0

    def _refill(self) -> None:
        now = self.clock.now()
        # A clock set back must not take tokens away.
        seconds = max((now - self._counted_at).total_seconds(), 0.0)
        self._tokens = min(self._tokens + seconds * self.allowance.per_second, self.allowance.capacity)
        self._counted_at = now
