"""A signed venue for one of the exchange's environments: its address, its credential and its allowances together."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np

from paxline.desk.orders import Order
from paxline.edge.kalshi.account import KalshiAccount
from paxline.edge.kalshi.allowance import BASIC_READS, BASIC_WRITES, Bucket
from paxline.edge.kalshi.http import Call, Environment, KalshiHttp, open_client, unobserved
from paxline.edge.kalshi.kill import KalshiKill
from paxline.edge.kalshi.sign import Credential, Signature, read_credential
from paxline.edge.kalshi.venue import KalshiVenue
from paxline.edge.store.journal import SqliteJournal
from paxline.run.ports import Account, Cancellation, Clock, Journal, KillSwitch, Venue
from paxline.run.recover import Recovered, recover
from paxline.run.sending import Sent, Withheld, cancel, send
from paxline.wiring.home import Home


@dataclass(frozen=True, slots=True)
class SignedVenue:
    """One environment, signed for.

    Attributes:
        environment: Which.
        venue: Where orders go.
        account: What the exchange says of us.
        kill: The way out.
    """

    environment: Environment
    venue: Venue
    account: Account
    kill: KillSwitch


def credential(environment: Environment, variables: Mapping[str, str]) -> Credential:
    """The credential of one environment from its variables; raises ``MissingData`` or ``UsageError``."""
    return read_credential(environment, variables)


@contextmanager
def open_venue(
    known_by: Credential,
    *,
    clock: Clock,
    transport: httpx.BaseTransport | None = None,
    observe: Callable[[Call], None] = unobserved,
) -> Generator[SignedVenue]:
    """The venue of the credential's own environment: a key and an address come together or not at all.

    ``observe`` is told of every attempt at a call.
    """
    environment = known_by.environment
    rng = np.random.default_rng(int(clock.now().timestamp()))
    with open_client(environment, transport=transport, auth=Signature(known_by, clock)) as client:
        http = KalshiHttp(client, clock, rng, Bucket(BASIC_READS, clock), observe=observe)
        writes = Bucket(BASIC_WRITES, clock)
        account = KalshiAccount(http, clock)
        yield SignedVenue(
            environment=environment,
            venue=KalshiVenue(http, writes, account, clock),
            account=account,
            kill=KalshiKill(http, writes, account, clock),
        )


def journal(home: Home, environment: Environment) -> SqliteJournal:
    """The journal of one environment, in a file of its own: play money never meets real money.

    One process at a time; a second one raises ``StoreError``.
    """
    return SqliteJournal.open(_journal_path(home, environment))


def journal_to_read(home: Home, environment: Environment) -> SqliteJournal:
    """The same to look at, while somebody trades on it."""
    return SqliteJournal.open_to_read(_journal_path(home, environment))


def _journal_path(home: Home, environment: Environment) -> Path:
    return home.folder / f"journal-{environment.name}.sqlite"


def recovered(signed: SignedVenue, kept: Journal, *, clock: Clock) -> Recovered:
    """Start up: bring the journal and the exchange together before anything is sent."""
    return recover(journal=kept, account=signed.account, clock=clock)


def placed(order: Order, *, decision: str, signed: SignedVenue, kept: Journal, clock: Clock) -> Sent:
    """Send one order of a decision, written down first."""
    return send(order, decision=decision, journal=kept, venue=signed.venue, clock=clock)


def withdrawn(client_id: str, *, signed: SignedVenue, kept: Journal, clock: Clock) -> Cancellation | Withheld:
    """Take one of our orders out of the book, written down first."""
    return cancel(client_id, journal=kept, venue=signed.venue, clock=clock)
