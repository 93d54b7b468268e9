"""What goes wrong on the way to the exchange, by a named profile and a seed.

The plan draws, in the order of the requests, what becomes of each; ``faulty.Faulty`` carries it out in front of an
ASGI application, and a transport within one process can do the same.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Final, Generic, TypeVar

import numpy as np

from paxline.counts.calendar import Week, eastern
from paxline.errors import UsageError
from paxline.exchange.counterparties import Timed
from paxline.exchange.requests import ExchangeState, SwitchExchange
from paxline.market.contract import closes_at, opens_at
from paxline.run.ports import Clock

T = TypeVar("T")

_MAINTENANCE_AT: Final = time(3, 0)
_MAINTENANCE: Final = timedelta(hours=2)


class Fault(Enum):
    """What becomes of one request."""

    NONE = "nothing goes wrong"
    DROPPED = "it never arrives, and no answer comes"
    LOST_ANSWER = "it takes effect, and no answer comes"
    LATE = "no answer comes, and it takes effect later"
    TWICE = "it arrives twice, and the second answer comes"
    ERROR_BEFORE = "an error of the server, without an effect"
    ERROR_AFTER = "an error of something in front, after the effect"
    TOO_MANY = "refused for its rate"
    EMPTY = "a success without content, and without an effect"
    GARBAGE = "it takes effect, and the answer cannot be read"
    CUT = "it takes effect, and the connection breaks within the answer"
    STALE = "the answer is of a moment ago"
    SLOW = "the answer comes slowly, in pieces"
    ANOTHER = "it takes effect, and the answer tells of another order"


class Asked(Enum):
    """Whether a request changes something."""

    READ = "read"
    WRITE = "write"


WRITE_FAULTS: Final = tuple(fault for fault in Fault if fault not in {Fault.NONE, Fault.STALE, Fault.SLOW})
"""What a write may meet."""

READ_FAULTS: Final = (
    Fault.DROPPED,
    Fault.ERROR_BEFORE,
    Fault.TOO_MANY,
    Fault.GARBAGE,
    Fault.CUT,
    Fault.STALE,
    Fault.SLOW,
)
"""What a read may meet; without an effect the rest is the same as one of these."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How much goes wrong.

    Attributes:
        reads: Chance that a read meets a fault.
        writes: Chance that a write does.
        frames: Chance that an outgoing frame of a stream is dropped, doubled or overtaken.
        breaks: Chance that the connection breaks in the place of a frame.
        stale: Seconds by which a stale answer lags at most.
        late: Seconds after which a late request lands at most.
        pauses: Unannounced pauses of trading in a week, on average.
        maintenance: Minutes of Thursday's maintenance (from 3:00 ET) in which nothing at all works; 0 is none.
        skew: Seconds by which the exchange's clock is ahead of ours.
    """

    reads: float = 0.0
    writes: float = 0.0
    frames: float = 0.0
    breaks: float = 0.0
    stale: float = 1.0
    late: float = 45.0
    pauses: float = 0.0
    maintenance: int = 0
    skew: float = 0.0

    def __post_init__(self) -> None:
        chances = (self.reads, self.writes, self.frames, self.breaks)
        if not all(0 <= chance <= 1 for chance in chances) or min(self.stale, self.late, self.pauses) < 0:
            raise ValueError(f"chances within [0, 1] and times of 0 or more, not {self}")


_NOBODYS: Final = {"order_id": "00000000-0000-4000-8000-ffffffffffff", "client_order_id": "somebody else's"}


def of_another(body: bytes) -> bytes:
    """An answer about an order as if it were about another; any other answer is as it was.

    Answers to cancels and amends have described other orders (changelog of 2026-05-21).
    """
    try:
        told = json.loads(body)
    except ValueError:
        return body
    if not isinstance(told, dict) or "order_id" not in told:
        return body
    return json.dumps({**told, **_NOBODYS}, separators=(",", ":")).encode()


PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        "calm": Profile(),
        "flaky": Profile(reads=0.03, writes=0.05, frames=0.01, breaks=0.001, pauses=0.5),
        "storm": Profile(
            reads=0.2, writes=0.3, frames=0.1, breaks=0.005, stale=2.0, pauses=3.0, maintenance=30, skew=1.5
        ),
        "maintenance": Profile(pauses=2.0, maintenance=60),
        "silent": Profile(writes=0.6),
        "lagging": Profile(reads=0.2, frames=0.05, stale=5.0),
        "skewed": Profile(skew=8.0),
    }
)
"""Profiles by the names that ``--faults`` takes."""


def profile(name: str) -> Profile:
    """The profile of a name; any other raises ``UsageError``."""
    found = PROFILES.get(name)
    if found is None:
        raise UsageError(f"no fault profile {name!r}; there are {', '.join(PROFILES)}")
    return found


class FaultPlan:
    """Draws what becomes of each request and frame; the same requests in the same order meet the same faults."""

    __slots__ = ("_profile", "_rng")

    def __init__(self, drawn_from: Profile, *, seed: int) -> None:
        self._profile = drawn_from
        self._rng = np.random.default_rng(seed)

    @property
    def profile(self) -> Profile:
        """What it draws from."""
        return self._profile

    def draw(self, asked: Asked) -> Fault:
        """What becomes of the next request."""
        chance, faults = (
            (self._profile.reads, READ_FAULTS) if asked is Asked.READ else (self._profile.writes, WRITE_FAULTS)
        )
        return faults[int(self._rng.integers(len(faults)))] if self._rng.random() < chance else Fault.NONE

    def staleness(self) -> float:
        """Seconds by which a stale answer lags."""
        return float(self._rng.uniform(0, self._profile.stale))

    def lateness(self) -> float:
        """Seconds after which a late request lands."""
        return float(self._rng.uniform(0, self._profile.late))

    def frame(self) -> "Twist":
        """What becomes of the next outgoing frame."""
        if self._profile.breaks and self._rng.random() < self._profile.breaks:
            return Twist.BROKEN
        if self._rng.random() >= self._profile.frames:
            return Twist.NONE
        return _TWISTS[int(self._rng.integers(len(_TWISTS)))]


class Twist(Enum):
    """What becomes of one frame of a stream."""

    NONE = "it goes out"
    DROPPED = "it is lost, and leaves a gap in the sequence"
    DOUBLED = "it goes out twice"
    OVERTAKEN = "it goes out after the next one"
    BROKEN = "the connection breaks in its place"


_TWISTS: Final = (Twist.DROPPED, Twist.DOUBLED, Twist.OVERTAKEN)


class TwistedFrames(Generic[T]):
    """The frames of one stream on their way out."""

    __slots__ = ("_held", "_plan")

    def __init__(self, plan: FaultPlan) -> None:
        self._plan = plan
        self._held: tuple[T, ...] = ()

    def out(self, frame: T) -> tuple[T, ...]:
        """The frames that go out, in order, when ``frame`` is due; ``ConnectionResetError`` where it breaks."""
        held, self._held = self._held, ()
        match self._plan.frame():
            case Twist.NONE:
                return (frame, *held)
            case Twist.DROPPED:
                return held
            case Twist.DOUBLED:
                return (frame, frame, *held)
            case Twist.OVERTAKEN:
                self._held = (frame,)
                return held
            case Twist.BROKEN:
                raise ConnectionResetError("simulated")


@dataclass(frozen=True, slots=True)
class SkewedClock:
    """A clock that goes wrong by a fixed time.

    Attributes:
        clock: The right one.
        ahead: Seconds by which this one is ahead of it.
    """

    clock: Clock
    ahead: float

    def now(self) -> datetime:
        """The wrong instant, in UTC."""
        return self.clock.now() + timedelta(seconds=self.ahead)

    def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        self.clock.sleep(seconds)


def interruptions(week: Week, drawn_from: Profile, *, seed: int) -> Iterator[Timed]:
    """The week's pauses and its maintenance, in the order of their instants.

    Thursday's maintenance pauses trading from 3:00 to 5:00 ET, and within it everything for as long as the profile
    says (docs.kalshi.com maintenance_and_pauses, 2026-08). Unannounced pauses of trading last some minutes; every
    fourth is of the whole exchange.
    """
    rng = np.random.default_rng(seed)
    start, end = opens_at(week), closes_at(week)
    spans = [(at, at + last, state) for at, last, state in _pauses(start, end, drawn_from, rng)]
    if drawn_from.maintenance:
        began = eastern(week.days[3], _MAINTENANCE_AT)
        over = began + _MAINTENANCE
        spans = [span for span in spans if span[1] < began or span[0] > over]
        dark = began + timedelta(minutes=20)
        light = min(dark + timedelta(minutes=drawn_from.maintenance), over)
        spans += [
            (began, dark, ExchangeState.TRADING_PAUSED),
            (dark, light, ExchangeState.EXCHANGE_PAUSED),
            (light, over, ExchangeState.TRADING_PAUSED),
        ]
    spans.sort(key=lambda span: span[0])
    for i, (at, until, state) in enumerate(spans):
        yield Timed(at, SwitchExchange(state))
        following = spans[i + 1][0] if i + 1 < len(spans) else None
        if following is None or until < following:
            yield Timed(until, SwitchExchange(ExchangeState.OPEN))


def _pauses(
    start: datetime, end: datetime, drawn_from: Profile, rng: np.random.Generator
) -> Iterator[tuple[datetime, timedelta, ExchangeState]]:
    shares = np.sort(rng.uniform(0, 0.98, int(rng.poisson(drawn_from.pauses))))
    for i, share in enumerate(shares):
        state = ExchangeState.EXCHANGE_PAUSED if i % 4 == 3 else ExchangeState.TRADING_PAUSED
        yield start + (end - start) * float(share), timedelta(minutes=float(rng.uniform(1, 20))), state
