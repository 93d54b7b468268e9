"""A rehearsal as its client sees it: a simulated exchange on this machine that tells its time, its key, and counts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

import httpx
from pydantic import AwareDatetime, BaseModel, PositiveFloat, ValidationError

from paxline.edge.kalshi.http import PRODUCTION, Environment
from paxline.edge.simulator.rehearsal import COUNTS_AT, TOLD_AT
from paxline.edge.tsa import PLAIN_URL
from paxline.errors import Unreachable, UsageError

_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_TRIES: Final = 10
_NAME: Final = "rehearsal"


class _Told(BaseModel):
    """The document at ``TOLD_AT``."""

    now: AwareDatetime
    pace: PositiveFloat
    key_id: str
    private_key_path: Path


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A simulated exchange that runs.

    Attributes:
        environment: Where orders go.
        base: Its address, without a path.
        now: Its time when it was asked (UTC).
        pace: Seconds of it in one of the wall.
        key_id: The member's key.
        private_key_path: Where its private half lies.
    """

    environment: Environment
    base: str
    now: datetime
    pace: float
    key_id: str = field(repr=False)
    private_key_path: Path

    @classmethod
    def ask(cls, url: str, *, wait: Callable[[float], None]) -> Self:
        """Ask the exchange at ``url``, more than once; raises ``Unreachable``, or ``UsageError`` where it is not here.

        Nothing outside this machine is a rehearsal, whatever it says.
        """
        try:
            at = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise UsageError(f"{url!r} is no address: {error}") from None
        if at.scheme != "http" or at.host not in _HERE or at.port is None:
            raise UsageError(f"a rehearsal is at http://127.0.0.1:PORT, not at {url!r}")
        base = f"http://{at.netloc.decode('ascii')}"
        told = _asked(base, wait)
        rest, stream = httpx.URL(PRODUCTION.rest).path, httpx.URL(PRODUCTION.stream).path
        environment = Environment(_NAME, f"{base}{rest}", f"ws{base.removeprefix('http')}{stream}", "simulated")
        return cls(environment, base, told.now.astimezone(UTC), told.pace, told.key_id, told.private_key_path)


class CountsThere(httpx.BaseTransport):
    """A network in which the TSA's pages are the rehearsal's, and nothing else is anywhere."""

    def __init__(self, base: str) -> None:
        self._base = httpx.URL(base)
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the TSA's site would."""
        asked = request.url
        if asked.host != httpx.URL(PLAIN_URL).host:
            raise httpx.ConnectError(f"{asked.host} is not part of the rehearsal", request=request)
        path = asked.path.removeprefix(httpx.URL(PLAIN_URL).path)
        request.url = self._base.copy_with(path=COUNTS_AT + path)
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Let go of the connections."""
        self._inner.close()


def _asked(base: str, wait: Callable[[float], None]) -> _Told:
    why = "it does not answer"
    with httpx.Client(base_url=base, timeout=2.0, trust_env=False) as client:
        for _ in range(_TRIES):
            try:
                return _Told.model_validate_json(client.get(TOLD_AT).raise_for_status().content)
            except (httpx.HTTPError, ValidationError) as error:
                why = str(error)
            wait(0.1)
    raise Unreachable(f"no rehearsal answers at {base}; `paxline exchange serve` offers one ({why})")
