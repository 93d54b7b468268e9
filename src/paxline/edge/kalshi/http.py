"""Talking to the exchange over HTTP: base addresses, allowances, bounded retries, pages.

Only calls that read are retried; one that changes something is sent once. Time and waiting come from the clock, jitter
from a generator handed in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, TypeVar

import httpx
import numpy as np
from pydantic import ValidationError

from paxline.edge.kalshi.allowance import Bucket, Costs
from paxline.edge.kalshi.faults import from_httpx, from_response, unreadable
from paxline.edge.kalshi.skew import ClockWatch
from paxline.edge.kalshi.wire.fields import Body, Frame, Page
from paxline.errors import PaxlineError, Unreachable, WireError
from paxline.run.ports import Clock

Query: TypeAlias = tuple[tuple[str, str | int], ...]
"""Names and values of a query; a name may come several times."""

F = TypeVar("F", bound=Frame)
P = TypeVar("P", bound=Page)

MOST_PAGES: Final = 200
"""Pages of one listing before we stop believing in its end."""

_TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Environment:
    """One of the exchange's worlds; keys of one mean nothing in the other.

    Attributes:
        name: What the exchange calls it.
        rest: Base address of the Trade API.
        stream: Address of the WebSocket.
        source: Where the addresses come from.
    """

    name: str
    rest: str
    stream: str
    source: str


PRODUCTION: Final = Environment(
    "production",
    "https://external-api.kalshi.com/trade-api/v2",
    "wss://external-api-ws.kalshi.com/trade-api/ws/v2",
    "OpenAPI 3.34.0 servers; docs.kalshi.com api_environments, 2026-08-20",
)
DEMO: Final = Environment(
    "demo",
    "https://external-api.demo.kalshi.co/trade-api/v2",
    "wss://external-api-ws.demo.kalshi.co/trade-api/ws/v2",
    "OpenAPI 3.34.0 servers; docs.kalshi.com api_environments, 2026-08-20",
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how slowly a read is tried again.

    Attributes:
        attempts: Tries in all, 1 or more.
        first_wait: Seconds before the second try, before jitter; doubles each time.
        longest_wait: Seconds that no wait exceeds.
    """

    attempts: int = 4
    first_wait: float = 0.5
    longest_wait: float = 8.0

    def __post_init__(self) -> None:
        if self.attempts < 1 or not 0 < self.first_wait <= self.longest_wait:
            raise ValueError("at least one attempt, and a first wait above 0 and not above the longest")

    def wait(self, failures: int, jitter: float) -> float:
        """Seconds to wait after so many failures; ``jitter`` in [0, 1) spreads them over the upper half."""
        longest = min(self.first_wait * 2.0 ** (failures - 1), self.longest_wait)
        return longest * (0.5 + 0.5 * jitter)


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt at one call, as it went.

    Attributes:
        method: The HTTP method.
        path: The path in full, without query.
        attempt: 1 for the first try.
        status: The HTTP status; 0 where no answer came.
        seconds: From sending to the end of the answer, by the clock.
        waited: Seconds spent waiting for the allowance before it.
    """

    method: str
    path: str
    attempt: int
    status: int
    seconds: float
    waited: float


def open_client(
    environment: Environment, *, transport: httpx.BaseTransport | None = None, auth: httpx.Auth | None = None
) -> httpx.Client:
    """An httpx client for one environment: 5 s to connect, 10 s for the rest, no redirects.

    A transport may be handed in its network's place, and what signs each request. The caller closes the client.
    """
    return httpx.Client(
        base_url=environment.rest,
        auth=auth,
        transport=transport,
        timeout=httpx.Timeout(10.0, connect=5.0),
        follow_redirects=False,
        headers={"Accept": "application/json", "User-Agent": "paxline"},
    )


def unobserved(_call: Call) -> None:
    """Nobody watches."""


@dataclass
class KalshiHttp:
    """The exchange over an httpx client that the caller made, and signs where it must.

    Attributes:
        client: Its base address chooses the environment; its ``auth``, where set, signs each attempt anew.
        clock: Time, and waiting.
        rng: Draws the jitter.
        reads: The bucket that reads draw on.
        observe: Told of every attempt.
        patience: Bounds the retries.
        costs: Tokens of each endpoint.
        watch: Told of every answer's date.
    """

    client: httpx.Client
    clock: Clock
    rng: np.random.Generator
    reads: Bucket
    observe: Callable[[Call], None] = unobserved
    patience: Patience = Patience()
    costs: Costs = field(default_factory=Costs)
    watch: ClockWatch = field(default_factory=ClockWatch)

    def get(self, path: str, shape: type[F], *, query: Query = ()) -> F:
        """The answer to one read, as ``shape``; ``path`` is relative to the base address.

        Retries what may pass (time-outs, broken connections, 429, 5xx), then raises ``Unreachable`` where no
        answer came, ``WireError`` for an error answer, ``Blocked`` for a refusal in front of the exchange.
        A success in another shape is ``WireError`` with status 0, and is not asked for again.
        """
        attempt = 1
        while True:
            try:
                return _read(self._attempt(self._request("GET", path, query), self.reads, attempt=attempt), shape)
            except (Unreachable, WireError) as error:
                if attempt == self.patience.attempts or not _may_pass(error):
                    raise
            self.clock.sleep(self.patience.wait(attempt, float(self.rng.random())))
            attempt += 1

    def pages(self, path: str, shape: type[P], *, query: Query = ()) -> Iterator[P]:
        """Every page of a listing, in order.

        ``WireError`` with status 0 where a cursor comes back a second time or pages do not end; else as ``get``.
        """
        seen: set[str] = set()
        cursor = ""
        for _ in range(MOST_PAGES):
            page = self.get(path, shape, query=(*query, ("cursor", cursor)) if cursor else query)
            yield page
            cursor = page.cursor or ""
            if not cursor:
                return
            if cursor in seen:
                raise WireError(f"{path}: the listing goes round in a circle", status=0)
            seen.add(cursor)
        raise WireError(f"{path}: the listing does not end within {MOST_PAGES} pages", status=0)

    def once(
        self,
        method: Literal["POST", "DELETE"],
        path: str,
        *,
        bucket: Bucket,
        query: Query = (),
        body: Body | None = None,
    ) -> bytes:
        """The body of a success of one call that changes something, sent exactly once.

        Raises as ``get`` does; only an error whose code says so tells that nothing was changed.
        """
        return self._attempt(self._request(method, path, query, body), bucket, attempt=1).content

    def _request(self, method: str, path: str, query: Query, body: Body | None = None) -> httpx.Request:
        params = httpx.QueryParams(query) if query else None
        content = None if body is None else body.written()
        headers = None if body is None else {"Content-Type": "application/json"}
        try:
            return self.client.build_request(method, path, params=params, content=content, headers=headers)
        except (httpx.InvalidURL, httpx.HTTPError) as error:
            raise from_httpx(error) from error

    def _attempt(self, request: httpx.Request, bucket: Bucket, *, attempt: int) -> httpx.Response:
        """One try: pay, send, tell the observer; raise paxline's error for anything but a success."""
        method, path = request.method, request.url.path
        waited = bucket.spend(self.costs.of_call(method, path))
        sent_at = self.clock.now()
        status = 0
        try:
            response = self.client.send(request)
            status = response.status_code
            self.watch.see(response.headers.get("date"), sent_at=sent_at, received_at=self.clock.now())
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, httpx.CookieConflict) as error:
            raise from_httpx(error) from error
        finally:
            seconds = (self.clock.now() - sent_at).total_seconds()
            self.observe(Call(method, path, attempt=attempt, status=status, seconds=seconds, waited=waited))
        if status == _TOO_MANY:
            bucket.empty()
        if not response.is_success:
            raise from_response(response)
        return response


def _may_pass(error: PaxlineError) -> bool:
    """Whether the same read may succeed a little later."""
    if isinstance(error, WireError):
        return error.status == _TOO_MANY or httpx.codes.is_server_error(error.status)
    return isinstance(error, Unreachable)


def _read(response: httpx.Response, shape: type[F]) -> F:
    try:
        return shape.model_validate_json(response.content)
    except ValidationError as error:
        raise unreadable(response, error) from error
