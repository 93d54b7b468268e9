"""A trader on a scripted exchange: journals, keys and signed venues for tests, and processes that are killed."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

import httpx
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.simulation.exchange import ScriptedExchange

from paxline.desk.ledger import CashMoved, Cause, Event, Ledger, fold
from paxline.desk.orders import Order, Side, Terms, order_of
from paxline.edge.kalshi.http import DEMO
from paxline.edge.kalshi.sign import Credential, SigningKey
from paxline.run.ports import Clock
from paxline.testing import ManualClock
from paxline.units import Count, Price, Usd
from paxline.wiring.account.venue import SignedVenue, open_venue

TICKER = "KXTSAW-26APR26-A2.45"


class Kill(BaseException):
    """The process dies here."""


@cache
def pem() -> bytes:
    key = ed25519.Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def credential() -> Credential:
    return Credential(DEMO, "a-key-id", SigningKey.parse(pem()))


def an_order(
    decision: str = "d1", *, ticker: str = TICKER, side: Side = Side.BID, cents: int = 40, contracts: int = 10
) -> Order:
    return order_of(decision, Terms(ticker, side, Price.cents(cents), Count.whole(contracts)), place=0)


@dataclass
class MemoryJournal:
    """A journal that outlives its processes, without a disk."""

    kept: list[Event] = field(default_factory=list[Event])

    def append(self, events: Sequence[Event], *, known_at: datetime) -> None:
        assert known_at.tzinfo is not None
        self.kept += events

    def events(self) -> tuple[Event, ...]:
        return tuple(self.kept)

    def ledger(self) -> Ledger:
        return fold(self.events())


def opened() -> MemoryJournal:
    """A journal whose account a recovery has opened, with what a scripted exchange has at first."""
    at = ManualClock().now()
    return MemoryJournal([CashMoved(at, Usd(1_000_000_000), Cause.OPENING, "the balance at the first start")])


@dataclass
class MortalJournal:
    """A journal whose process may die just before or just after each append."""

    inner: MemoryJournal
    die: Callable[[], None]

    def append(self, events: Sequence[Event], *, known_at: datetime) -> None:
        self.die()
        self.inner.append(events, known_at=known_at)
        self.die()

    def events(self) -> tuple[Event, ...]:
        return self.inner.events()

    def ledger(self) -> Ledger:
        return self.inner.ledger()


@contextmanager
def signed(
    exchange: ScriptedExchange, *, clock: Clock, die: Callable[[], None] = lambda: None
) -> Generator[SignedVenue]:
    """A signed venue on the exchange; its process may die just before or just after each request."""

    def mortal(request: httpx.Request) -> httpx.Response:
        die()
        try:
            return exchange.handle(request)
        finally:
            die()

    with open_venue(credential(), clock=clock, transport=httpx.MockTransport(mortal)) as venue:
        yield venue
