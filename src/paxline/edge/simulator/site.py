"""What every call is answered from, and what one call is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from paxline.edge.simulator.hub import Hub
from paxline.edge.simulator.keys import ApiKey, Keyring
from paxline.edge.simulator.limits import Buckets
from paxline.edge.simulator.params import Params
from paxline.edge.simulator.tape import Tape
from paxline.exchange.answers import Answer
from paxline.exchange.requests import Request

LIVE_FOR: Final = timedelta(days=90)
"""What is older than this is told by the historical calls only (docs.kalshi.com historical_data: three months)."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How far reads of a member's own data lag behind its writes.

    Attributes:
        by: In the exchange's time, always.
        pace: How many seconds of the exchange pass in one of the wall; what a single call lags is told in the wall's.
    """

    by: timedelta = timedelta(0)
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class Site:
    """All that the calls share."""

    hub: Hub
    tape: Tape
    keys: Keyring
    buckets: Buckets

    def do(self, request: Request) -> tuple[Answer, datetime]:
        """Ask the exchange, and say at which instant it answered."""
        with self.hub.held() as exchange:
            answer = self.hub.apply(request)
            return answer, exchange.now or self.hub.clock.now()


@dataclass(frozen=True, slots=True)
class Ask:
    """One call.

    Attributes:
        path: Values from the path, by name.
        key: Who asks; only of calls that are signed.
        lag: How old the answer shall be, in the exchange's time.
    """

    path: Mapping[str, str]
    params: Params
    body: bytes
    key: ApiKey | None
    lag: timedelta

    @property
    def member(self) -> str:
        """Who asks, of a call that is signed."""
        if self.key is None:
            raise ValueError(f"{self.params.operation} is asked by nobody")
        return self.key.member

    def as_of(self, site: Site) -> datetime:
        """The instant of which a member's own data are told."""
        return site.hub.now() - self.lag
