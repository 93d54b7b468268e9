"""The simulated exchange with everything around it: a week, others who trade, a member with a key, faults, a port."""

import heapq
import itertools
import os
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.middleware import Middleware

from paxline.counts.calendar import Week, nominal_release
from paxline.counts.history import History
from paxline.edge.clock import PacedClock, pause
from paxline.edge.simulator.application import application
from paxline.edge.simulator.dated import Dated
from paxline.edge.simulator.faults import FaultPlan, Profile, SkewedClock, TwistedFrames, interruptions, profile
from paxline.edge.simulator.faulty import Faulty
from paxline.edge.simulator.hub import Hub
from paxline.edge.simulator.keys import ApiKey, Keyring
from paxline.edge.simulator.limits import BASIC
from paxline.edge.simulator.public import PREFIX
from paxline.edge.simulator.rehearsal import Rehearsal
from paxline.edge.simulator.serving import HOST, serving
from paxline.edge.simulator.site import Lag
from paxline.edge.simulator.sockets import PATH, Sockets, Twist
from paxline.edge.simulator.wire import Json
from paxline.exchange.counterparties import Flow
from paxline.exchange.requests import Deposit
from paxline.exchange.world import make_world
from paxline.market.contract import event_ticker, opens_at, trading_week
from paxline.run.ports import Clock
from paxline.units import Usd
from paxline.wiring.simulated.exchange import lively_week, requoted_week
from paxline.wiring.simulated.recorded import RecordedWeek

MEMBER: Final = "member"
"""Whose key it is."""

FUNDS: Final = Usd.parse("10000")
"""What the member brings."""

CALM: Final = "calm"
"""The profile under which nothing goes wrong."""

_END: Final = datetime.max.replace(tzinfo=UTC)
_READS_LAG: Final = timedelta(milliseconds=200)
_BEAT: Final = 0.05
"""Seconds between two looks at what is due: a stream hears of it no later."""

_KEY_BITS: Final = 2048
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class Offer:
    """What is asked for.

    Attributes:
        week: Trades from its opening on; ``None`` is the week that trades now, from now on.
        seed: Of everything that is drawn.
        speed: Seconds of the exchange in one of the wall.
        faults: The name of a fault profile.
        recorded: A week on record, which trades in place of ``week``: its quotes stand again, and nobody else trades.
    """

    week: Week | None = None
    seed: int = 0
    speed: float = 1.0
    faults: str = CALM
    recorded: RecordedWeek | None = None


@dataclass(frozen=True, slots=True)
class ServedExchange:
    """What somebody needs to trade on it.

    Attributes:
        clock: The exchange's time.
        app: What is served.
        private_key_path: A PEM file that its owner alone may read.
    """

    hub: Hub
    clock: Clock
    app: Starlette
    key_id: str
    private_key_path: Path
    event_ticker: str

    def announced(self, port: int) -> dict[str, str]:
        """Where it is and how to sign, as one JSON document."""
        return {
            "rest": f"http://{HOST}:{port}{PREFIX}",
            "ws": f"ws://{HOST}:{port}{PATH}",
            "key_id": self.key_id,
            "private_key_path": str(self.private_key_path),
            "event_ticker": self.event_ticker,
        }


def build(offer: Offer, *, wall: Clock, folder: Path) -> ServedExchange:
    """The exchange of an offer, with a new key in ``folder``; raises ``UsageError`` for an unknown profile."""
    drawn_from = profile(offer.faults)
    again = offer.recorded
    asked = again.week if again else offer.week
    week = asked or trading_week(wall.now())
    start = opens_at(week) if asked else wall.now()
    clock: Clock = PacedClock(start, pace=offer.speed)
    counts = again.counts if again else _counts(week, offer.seed)
    lively = (
        requoted_week(again, seed=offer.seed)
        if again
        else lively_week(week, average=_average(counts, week), seed=offer.seed)
    )
    pauses = interruptions(week, drawn_from, seed=offer.seed + 2)
    others = Flow(heapq.merge(lively.flow.due(_END), pauses, key=lambda one: one.at))
    lively.exchange.apply(Deposit(MEMBER, FUNDS), at=lively.exchange.now or start)
    hub = Hub(lively.exchange, clock, others=others)
    key, path = _new_key(folder)
    lag = Lag(_READS_LAG * offer.speed, pace=offer.speed)
    faulty = (
        [Middleware(Faulty, FaultPlan(drawn_from, seed=offer.seed + 3), wait=pause)] if offer.faults != CALM else []
    )
    keys = Keyring([key], SkewedClock(wall, drawn_from.skew))
    streams = Sockets(hub, keys, twists=_twists(drawn_from, seed=offer.seed + 4))
    around = [Middleware(Dated, keys.clock), *faulty]
    told = Rehearsal(hub.clock, offer.speed, key.key_id, str(path), counts.readings)
    extra = [streams.route, *told.routes()]
    app = application(hub, keys=keys, limits=BASIC, lag=lag, middleware=around, extra_routes=extra)
    return ServedExchange(hub, clock, app, key.key_id, path, event_ticker(week))


@contextmanager
def served(exchange: ServedExchange, *, port: int, wall: Clock) -> Generator[dict[str, str]]:
    """Serve on the loopback until the end of the block; gives what is announced."""
    with serving(exchange.app, port=port, clock=wall) as bound:
        yield exchange.announced(bound)


def run(exchange: ServedExchange, *, until: Callable[[], bool], seconds: float | None, wall: Clock) -> None:
    """Let time pass on the exchange until told to stop, or for so many seconds of the wall."""
    ends = None if seconds is None else wall.now() + timedelta(seconds=seconds)
    while not until() and (ends is None or wall.now() < ends):
        exchange.hub.now()
        wall.sleep(_BEAT)


def _twists(drawn_from: Profile, *, seed: int) -> Callable[[], Twist]:
    """What goes wrong on each connection, one after the other."""
    seeds = itertools.count(seed)
    return lambda: TwistedFrames[Json](FaultPlan(drawn_from, seed=next(seeds))).out


def _counts(week: Week, seed: int) -> History:
    """Every count of the made-up world of that seed, to the week's end."""
    return make_world(week, as_of=nominal_release(week.sunday), seed=seed).history


def _average(counts: History, week: Week) -> float:
    """What the week comes out at."""
    return float(np.mean([reading.passengers for reading in counts.known_days(week).values()]))


def _new_key(folder: Path) -> tuple[ApiKey, Path]:
    """A new key, its private half in a file; the id is derived from the public one."""
    private = rsa.generate_private_key(public_exponent=65_537, key_size=_KEY_BITS)
    public = private.public_key()
    spki = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "private_key.pem"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
        file.write(pem)
    return ApiKey(str(uuid.uuid5(uuid.NAMESPACE_OID, spki.hex())), MEMBER, public), path
