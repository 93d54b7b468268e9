"""A week in one process in which time passes by being waited for: others trade, trading pauses, requests land late.

Everything follows from one seed: the truth, who trades, what goes wrong with which request, and when the process dies.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, Final

import httpx
import numpy as np
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from paxline.counts.calendar import Week
from paxline.edge.kalshi.account import KalshiAccount
from paxline.edge.kalshi.allowance import BASIC_READS, BASIC_WRITES, Bucket
from paxline.edge.kalshi.http import DEMO, KalshiHttp
from paxline.edge.kalshi.kill import KalshiKill
from paxline.edge.kalshi.sign import Credential, SigningKey
from paxline.edge.kalshi.venue import KalshiVenue
from paxline.edge.simulator.direct import Direct, nobody_notices
from paxline.edge.simulator.faults import FaultPlan, Profile, SkewedClock, interruptions
from paxline.exchange.beliefs import hidden_week
from paxline.exchange.counterparties import Crowd, Flow, Timed, listing, outcome, trading
from paxline.exchange.engine import Exchange
from paxline.exchange.requests import Deposit, PauseMarket, Place, ResumeMarket
from paxline.market.contract import STRIKE_STEP, Ladder, closes_at, opens_at
from paxline.units import Count, Usd
from paxline.wiring.account.venue import SignedVenue, open_venue
from paxline.wiring.simulated.recorded import RecordedWeek

US: Final = "us"
"""The member whose orders are watched."""

CAPITAL: Final = Usd.parse("500")
"""What it brings; little enough to run out of now and then."""

FEW: Final = Crowd(
    requote=timedelta(hours=12), noise_per_hour=0.4, noise_size=8.0, depth=Count(4_000), first_size=Count(1_500)
)
"""Others who trade little, so that very many weeks can be played."""

_FIRST_MONDAY: Final = date(2025, 9, 8)
"""Weeks are drawn from the forty from here on: both changes of the clocks are among them."""

_RUNGS: Final = 3


class Died(BaseException):
    """The process was killed; what it had made durable stays."""


@dataclass(frozen=True, slots=True)
class Scene:
    """How much trouble a week brings.

    Attributes:
        profile: What goes wrong with requests.
        deaths: Chance of dying at each point between two effects.
        full_disk: Chance that the journal cannot be written, at each writing.
        recorded: A week on record whose quotes stand again, in place of one that is drawn and others who trade.
    """

    profile: Profile
    deaths: float = 0.0
    full_disk: float = 0.0
    recorded: RecordedWeek | None = None


class Stage:
    """The week's clock, its exchange, and our line to it.

    It is a ``Clock``: who sleeps on it lets the others trade.
    """

    def __init__(self, seed: int, scene: Scene, *, noticed: Callable[[Place], None] = nobody_notices) -> None:
        rng = np.random.default_rng([seed, 1])
        self.week = Week(_FIRST_MONDAY).plus(int(rng.integers(40)))
        average = float(rng.uniform(2_100_000, 2_700_000))
        middle = round(average / STRIKE_STEP)
        self.ladder = Ladder.of(self.week, tuple((middle + i - _RUNGS // 2) * STRIKE_STEP for i in range(_RUNGS)))
        if scene.recorded is not None:
            self.week, self.ladder, average = scene.recorded.week, scene.recorded.ladder, scene.recorded.average
        self.hidden = hidden_week(self.week, average=average, seed=seed)
        self.scene = scene
        self.addresses: dict[tuple[str, str], httpx.URL] = {}
        self.exchange = Exchange.replay((one.at, one.request) for one in listing(self.ladder))
        started = self.exchange.now or opens_at(self.week)
        self.exchange.apply(Deposit(US, CAPITAL), at=started)
        self._flow = Flow(_everything(self, seed))
        self._skew = timedelta(seconds=scene.profile.skew * float(rng.choice([-1, 0, 1])))
        self._instant = started - self._skew
        clock = SkewedClock(self, self._skew.total_seconds())
        self.line = Direct(
            self.exchange, member=US, clock=clock, plan=FaultPlan(scene.profile, seed=seed), noticed=noticed
        )

    def now(self) -> datetime:
        """Our instant, in UTC."""
        return self._instant

    def sleep(self, seconds: float) -> None:
        """Let so much time pass, and everything happen that is due in it."""
        self.wait_until(self._instant + timedelta(seconds=seconds))

    def wait_until(self, instant: datetime) -> None:
        """Let time pass until ``instant`` (UTC); one that is past changes nothing."""
        until = instant + self._skew
        while True:
            flowing, landing = self._flow.next_at, self.line.next_late
            due = min((at for at in (flowing, landing) if at is not None and at <= until), default=None)
            if due is None:
                break
            self._instant = max(self._instant, due - self._skew)
            if due == flowing:
                for one in self._flow.due(due):
                    self.line.apply(one.request)
            self.line.land()
        self._instant = max(self._instant, instant)

    @contextmanager
    def calm(self) -> Generator[None]:
        """Nothing goes wrong with requests meanwhile; what is late lands first."""
        stormy = self.line.plan
        self.line.plan = FaultPlan(Profile(), seed=0)
        self.sleep(120)
        try:
            yield
        finally:
            self.line.plan = stormy


def _everything(stage: Stage, seed: int) -> Generator[Timed]:
    """What all others do, in the order of its instants."""
    ladder, week = stage.ladder, stage.week
    rng, again = np.random.default_rng([seed, 2]), stage.scene.recorded
    happening = chain(
        again.shown_again() if again else trading(stage.hidden, ladder, seed=seed, crowd=FEW),
        interruptions(week, stage.scene.profile, seed=seed),
        _halts(ladder, rng) if stage.scene.profile.pauses else (),
        outcome(ladder, average=stage.hidden.truth),
    )
    yield from sorted(happening, key=lambda one: one.at)


def _halts(ladder: Ladder, rng: np.random.Generator) -> Generator[Timed]:
    """One market stops for some minutes, and comes back with an empty book."""
    start, end = opens_at(ladder.week), closes_at(ladder.week)
    for share in rng.uniform(0, 0.95, int(rng.poisson(0.7))):
        ticker = ladder.rungs[int(rng.integers(len(ladder.rungs)))].ticker
        at = start + (end - start) * float(share)
        yield Timed(at, PauseMarket(ticker))
        yield Timed(at + timedelta(minutes=float(rng.uniform(1, 60))), ResumeMarket(ticker))


class Mortal(httpx.BaseTransport):
    """A line whose process may die just before or just after each request."""

    def __init__(self, line: httpx.BaseTransport, die: Callable[[], None]) -> None:
        self._line = line
        self._die = die

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on."""
        self._die()
        try:
            return self._line.handle_request(request)
        finally:
            self._die()


class LeanClient(httpx.Client):
    """An httpx client that passes requests to its transport as they are: no signature, no cookies, no redirects.

    It takes a fraction of a full client's time. ``addresses`` keeps what was parsed, for the next client too.
    """

    def __init__(self, transport: httpx.BaseTransport, addresses: dict[tuple[str, str], httpx.URL]) -> None:
        super().__init__(base_url=DEMO.rest, transport=transport, trust_env=False)
        self._passes_to = transport
        self._addresses = addresses

    def build_request(self, method: str, url: Any, **more: Any) -> httpx.Request:
        """A request to the environment's address."""
        params = more.get("params")
        place = (str(url), "" if params is None else str(params))
        address = self._addresses.get(place)
        if address is None:
            address = self._addresses[place] = httpx.URL(f"{DEMO.rest}/{url}", params=params)
        return httpx.Request(method, address, headers=more.get("headers"), content=more.get("content"))

    def send(self, request: httpx.Request, **_ignored: Any) -> httpx.Response:
        """What the transport answers."""
        return self._passes_to.handle_request(request)


@contextmanager
def lean_venue(stage: Stage, die: Callable[[], None]) -> Generator[SignedVenue]:
    """The client's ports over a lean client."""
    with LeanClient(Mortal(stage.line, die), stage.addresses) as client:
        rng = np.random.default_rng(int(stage.now().timestamp()))
        http, writes = KalshiHttp(client, stage, rng, Bucket(BASIC_READS, stage)), Bucket(BASIC_WRITES, stage)
        account = KalshiAccount(http, stage)
        yield SignedVenue(
            environment=DEMO,
            venue=KalshiVenue(http, writes, account, stage),
            account=account,
            kill=KalshiKill(http, writes, account, stage),
        )


@contextmanager
def full_venue(stage: Stage, die: Callable[[], None]) -> Generator[SignedVenue]:
    """The client's ports as they are built for the exchange, signatures and all."""
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    known_by = Credential(DEMO, "simulated", SigningKey.parse(pem))
    with open_venue(known_by, clock=stage, transport=Mortal(stage.line, die)) as signed:
        yield signed
