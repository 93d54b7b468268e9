"""The exchange served within the process, and a client of it that signs."""

import asyncio
import base64
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from starlette.applications import Starlette
from tests.exchange.day import CLOSE, LADDER, OPEN

from paxline.edge.simulator.application import application
from paxline.edge.simulator.hub import Hub
from paxline.edge.simulator.keys import ApiKey, Keyring
from paxline.edge.simulator.limits import Limits, Rate
from paxline.edge.simulator.public import PREFIX
from paxline.edge.simulator.site import Lag
from paxline.edge.simulator.wire import millis
from paxline.exchange.answers import Accepted
from paxline.exchange.engine import Exchange
from paxline.exchange.requests import Deposit, ListMarket, Place, Side
from paxline.market.contract import Contract
from paxline.testing import ManualClock
from paxline.units import Count, Price, Usd

ME, OTHER = "me", "other"
GENEROUS: Final = Limits("prestige", *(Rate(10**9, 10**9) for _ in range(3)))
"""More than anybody spends."""

SIGNER: Final = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY_ID: Final = "11111111-2222-4333-8444-555555555555"


@dataclass
class Served:
    """A served exchange with two rungs, and a member with a key."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(OPEN))
    funds: str = "1000"
    limits: Limits = GENEROUS
    lag: Lag = field(default_factory=Lag)
    private: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey = SIGNER
    hub: Hub = field(init=False)
    app: Starlette = field(init=False)

    def __post_init__(self) -> None:
        self.hub = Hub(Exchange(), self.clock)
        for rung in LADDER.rungs:
            self.hub.apply(ListMarket(rung, OPEN, CLOSE))
        for member in (ME, OTHER):
            self.hub.apply(Deposit(member, Usd.parse(self.funds)))
        keys = Keyring([ApiKey(KEY_ID, ME, self.private.public_key())], self.clock)
        self.app = application(self.hub, keys=keys, limits=self.limits, lag=self.lag)

    def list_market(self, ticker: str, *, strike: int = 1) -> None:
        """One more market, open for ten hours."""
        now = self.clock.instant
        self.hub.apply(ListMarket(Contract(strike, ticker), now - timedelta(hours=1), now + timedelta(hours=9)))

    def headers(self, method: str, path: str, *, off: float = 0.0) -> dict[str, str]:
        """The three headers, signed ``off`` seconds from now."""
        timestamp = str(millis(self.clock.instant) + int(off * 1000))
        message = f"{timestamp}{method}{path}".encode()
        if isinstance(self.private, rsa.RSAPrivateKey):
            signed = self.private.sign(
                message, padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32), hashes.SHA256()
            )
        else:
            signed = self.private.sign(message)
        return {
            "KALSHI-ACCESS-KEY": KEY_ID,
            "KALSHI-ACCESS-TIMESTAMP": timestamp,
            "KALSHI-ACCESS-SIGNATURE": base64.b64encode(signed).decode(),
        }

    def ask(self, method: str, path: str, body: object = None, **params: Any) -> tuple[int, Any]:
        """A signed call below the prefix: its status, and its document or ``None``."""
        told = self.send(method, path, body=body, params=params, headers=self.headers(method, PREFIX + path))
        return told.status_code, told.json() if told.content else None

    def send(
        self, method: str, path: str, *, body: object = None, params: Any = None, headers: Any = None
    ) -> httpx.Response:
        """A call below the prefix; bytes and texts are sent as they are, anything else as JSON."""
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://exchange") as client:
                return await client.request(method, PREFIX + path, content=content, params=params, headers=headers)

        return asyncio.run(asked())

    def get(self, path: str, **params: Any) -> Any:
        """A signed read that succeeds."""
        status, document = self.ask("GET", path, **params)
        assert status == 200, document
        return document

    def place(self, side: Side, *, cents: int, size: int = 1, member: str = OTHER, ticker: str = "") -> Accepted:
        """An order placed behind the wire."""
        place = Place(member, ticker or LADDER.rungs[0].ticker, side, Count.whole(size), Price.cents(cents))
        answer = self.hub.apply(place)
        assert isinstance(answer, Accepted), answer
        return answer


def an_order(**more: Any) -> dict[str, Any]:
    """The body of a plain order: buy one YES of the lower rung at 40 cents."""
    return {
        "ticker": LADDER.rungs[0].ticker,
        "side": "bid",
        "count": "1.00",
        "price": "0.4000",
        "time_in_force": "good_till_canceled",
        "self_trade_prevention_type": "taker_at_cross",
        **more,
    }
