"""A signed venue for one of the exchange's environments: its address, its credential and its allowances together."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import httpx
import numpy as np

from paxline.desk.ledger import Tracked
from paxline.desk.orders import Order
from paxline.desk.reconcile import StatedOrder, Statement
from paxline.edge.aws.secrets import Secrets
from paxline.edge.aws.session import Names
from paxline.edge.kalshi.account import KalshiAccount
from paxline.edge.kalshi.allowance import BASIC_READS, BASIC_WRITES, Bucket
from paxline.edge.kalshi.http import Call, Environment, KalshiHttp, Patience, open_client, unobserved
from paxline.edge.kalshi.kill import KalshiKill
from paxline.edge.kalshi.sign import Credential, Signature, read_credential
from paxline.edge.kalshi.venue import KalshiVenue
from paxline.run.ports import Absent, Account, Cancellation, Clock, Outcome, Unknown, Venue
from paxline.run.watching import Way


@dataclass(frozen=True, slots=True)
class SignedVenue:
    """One environment, signed for; what a step trades on.

    Attributes:
        environment: Which.
        venue: Where orders go.
        account: What the exchange says of us.
        kill: The way out.
    """

    environment: Environment
    venue: Venue
    account: Account
    kill: Way

    def submit(self, order: Order) -> Outcome:
        """Send an order, once."""
        return self.venue.submit(order)

    def cancel(self, tracked: Tracked) -> Cancellation:
        """Take an order out of the book, once."""
        return self.venue.cancel(tracked)

    def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
        """Find an order by our id."""
        return self.account.look_up(order, sent_at=sent_at)

    def statement(self, since: datetime) -> Statement:
        """Everything since an instant (UTC)."""
        return self.account.statement(since)


@dataclass(frozen=True, slots=True)
class Haste:
    """How long whoever asks can wait.

    Attributes:
        timeout: Seconds for one answer.
        patience: Bounds the retries of reads.
    """

    timeout: float = 10.0
    patience: Patience = field(default=Patience())


CALM: Final = Haste()
URGENT: Final = Haste(2.0, Patience(attempts=2, first_wait=0.1, longest_wait=0.2))
"""For the way out: what does not answer at once is asked again, and nothing else waits for it."""


@dataclass(frozen=True, slots=True)
class Unhurried:
    """The time of a clock that runs at its own pace, and the wall's patience with whoever answers.

    Attributes:
        clock: Tells the time.
        wall: Waits.
    """

    clock: Clock
    wall: Clock

    def now(self) -> datetime:
        """The clock's instant (UTC)."""
        return self.clock.now()

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds of the wall."""
        self.wall.sleep(seconds)


def credential(environment: Environment, variables: Mapping[str, str]) -> Credential:
    """The credential of one environment from its variables, or from the secret of AWS that they name.

    Raises ``MissingData`` or ``UsageError``, and ``SourceError`` where AWS does not tell a secret.
    """
    return read_credential(environment, variables, Secrets(Names.read(variables)))


@contextmanager
def open_venue(
    known_by: Credential,
    *,
    clock: Clock,
    wall: Clock | None = None,
    transport: httpx.BaseTransport | None = None,
    observe: Callable[[Call], None] = unobserved,
    haste: Haste = CALM,
) -> Generator[SignedVenue]:
    """The venue of the credential's own environment: a key and an address come together or not at all.

    ``observe`` is told of every attempt at a call. Signatures, allowances and waiting are by ``wall``, where the
    exchange's time is another.
    """
    environment = known_by.environment
    by = wall or clock
    clock = Unhurried(clock, by)
    rng = np.random.default_rng(int(by.now().timestamp()))
    with open_client(environment, transport=transport, auth=Signature(known_by, by)) as client:
        client.timeout = httpx.Timeout(haste.timeout, connect=min(haste.timeout, 5.0))
        http = KalshiHttp(client, by, rng, Bucket(BASIC_READS, by), observe=observe, patience=haste.patience)
        writes = Bucket(BASIC_WRITES, by)
        account = KalshiAccount(http, clock)
        yield SignedVenue(
            environment=environment,
            venue=KalshiVenue(http, writes, account, clock),
            account=account,
            kill=KalshiKill(http, writes, account, clock),
        )
