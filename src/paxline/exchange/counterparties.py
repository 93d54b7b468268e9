"""Who else trades: a market maker around a belief that drifts and jumps, traders by chance, and those who were first.

Everything is drawn from one seed and depends on no book: a week's requests are known before the first is made. The
maker is a member of its own for each rung, so that its quotes there can be replaced at once. Before each release of a
count it takes its quotes away; who was first then trades at what was left standing by others; the maker comes back
later, and moves the rest of the way by and by.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor
from typing import Final, NamedTuple

import numpy as np

from paxline.counts.calendar import nominal_release
from paxline.exchange.beliefs import HiddenWeek
from paxline.exchange.requests import CancelAll, Deposit, Determine, ListMarket, Place, Request, Side, TimeInForce
from paxline.forecast.distribution import StudentT, exceedance
from paxline.market.book import SeenQuote
from paxline.market.contract import Ladder, closes_at, opens_at
from paxline.units import Count, Price, Usd

FUNDS: Final = Usd.parse("1000000")
"""What each counterparty brings: more than all its orders could lose."""

NOISE: Final = tuple(f"noise-{i}" for i in range(6))
"""Members who trade by chance."""

FIRST: Final = "first"
"""The member who reads a count before the maker has moved."""

_LISTED_BEFORE: Final = timedelta(hours=5)
_CLEARS_BEFORE: Final = timedelta(seconds=30)
_FIRST_AFTER: Final = timedelta(seconds=5)
_HOUR: Final = timedelta(hours=1)
_DEPTH: Final = Count.whole(200)
_FIRST_SIZE: Final = Count.whole(100)


class Timed(NamedTuple):
    """A request and its UTC instant."""

    at: datetime
    request: Request


@dataclass(frozen=True, slots=True)
class Crowd:
    """How the others trade.

    Attributes:
        half_spread: Dollars between the maker's value and its quotes at the money; narrower in the wings.
        depth: Contracts in each of its quotes.
        requote: Between two looks at its quotes.
        back_after: How long after a release it comes back.
        jump: Which share of the way to the new belief it goes as it comes back, in [0, 1].
        digest: In which time it goes half of what is left.
        wander: Standard deviation, in people, of what its belief drifts in a day without cause; it comes home by half
            in ``digest`` too.
        noise_per_hour: Orders by chance, over the whole ladder.
        noise_size: Contracts in one of them, on average.
        first_size: Contracts that the first takes at each rung after a release, as far as they are there.
        first_edge: Dollars that it asks for beyond what it believes.
    """

    half_spread: float = 0.02
    depth: Count = _DEPTH
    requote: timedelta = timedelta(minutes=30)
    back_after: timedelta = timedelta(minutes=2)
    jump: float = 0.7
    digest: timedelta = timedelta(hours=4)
    wander: float = 6_000.0
    noise_per_hour: float = 6.0
    noise_size: float = 25.0
    first_size: Count = _FIRST_SIZE
    first_edge: float = 0.02

    def __post_init__(self) -> None:
        if self.requote <= timedelta(0) or self.digest <= timedelta(0) or not 0 <= self.jump <= 1:
            raise ValueError(f"times above 0 and a jump within [0, 1], not {self}")
        if self.half_spread <= 0 or self.noise_per_hour < 0 or self.noise_size < 1:
            raise ValueError(f"a half-spread above 0, and noise of at least one contract, not {self}")


CALM: Final = Crowd()
"""A market of the size of 2026."""


def maker_of(ticker: str) -> str:
    """The member under which the maker quotes one rung."""
    return f"maker/{ticker}"


def listing(ladder: Ladder) -> Iterator[Timed]:
    """The counterparties' money and the ladder's markets, on the morning before trading opens."""
    week = ladder.week
    at = opens_at(week) - _LISTED_BEFORE
    makers = (maker_of(rung.ticker) for rung in ladder.rungs)
    yield from (Timed(at, Deposit(member, FUNDS)) for member in (*makers, *NOISE, FIRST))
    yield from (Timed(at, ListMarket(rung, opens_at(week), closes_at(week))) for rung in ladder.rungs)


def outcome(ladder: Ladder, *, average: float) -> Iterator[Timed]:
    """The determination of every rung at ``average`` people, when Sunday's count is out."""
    at = max(nominal_release(ladder.week.sunday), closes_at(ladder.week) + timedelta(minutes=1))
    yield from (Timed(at, Determine(rung.ticker, average)) for rung in ladder.rungs)


def trading(hidden: HiddenWeek, ladder: Ladder, *, seed: int, crowd: Crowd = CALM) -> Iterator[Timed]:
    """Every request of the counterparties from the open to the close, in the order of its instant."""
    rng = np.random.default_rng(seed)
    stirred = sorted([*_looks(hidden, crowd), *_whims(ladder, crowd, rng)], key=lambda one: one.at)
    belief = _Belief(hidden, crowd, rng)
    for turn in stirred:
        match turn.what:
            case "clear":
                yield from (Timed(turn.at, CancelAll(maker_of(rung.ticker))) for rung in ladder.rungs)
            case "quote":
                yield from _quotes(ladder, belief.at(turn.at), crowd, turn.at)
            case "first":
                yield from _first(ladder, belief.sought(turn.at), crowd, turn.at)
            case _:
                yield from _whim(ladder, belief.at(turn.at), crowd, turn.at, rng)


def requoting(ladder: Ladder, recorded: Iterable[SeenQuote], *, size: Count) -> Iterator[Timed]:
    """A maker that shows recorded quotes again, each from the instant it was seen, in the order of those instants.

    A side recorded without its size stands with ``size``; quotes of other weeks, and from outside the trading
    hours, are left out.
    """
    tickers = {rung.ticker for rung in ladder.rungs}
    first, last = opens_at(ladder.week), closes_at(ladder.week)
    for seen in sorted(recorded, key=lambda one: one.known_at):
        ticker = seen.contract.ticker
        if ticker in tickers and first <= seen.known_at < last:
            yield Timed(seen.known_at, CancelAll(maker_of(ticker)))
            quote = seen.quote
            for side, price, count in ((Side.BID, quote.bid, quote.bid_size), (Side.ASK, quote.ask, quote.ask_size)):
                if price is not None:
                    yield Timed(seen.known_at, Place(maker_of(ticker), ticker, side, count or size, price))


class Flow:
    """Requests to come, handed over as their time comes."""

    __slots__ = ("_coming", "_next")

    def __init__(self, coming: Iterable[Timed]) -> None:
        self._coming = iter(coming)
        self._next = next(self._coming, None)

    @property
    def next_at(self) -> datetime | None:
        """When the next request is due (UTC); ``None`` after the last."""
        return None if self._next is None else self._next.at

    def due(self, until: datetime) -> Generator[Timed]:
        """What is due by ``until`` and was not handed over before."""
        while self._next is not None and self._next.at <= until:
            now, self._next = self._next, next(self._coming, None)
            yield now


class _Turn(NamedTuple):
    at: datetime
    what: str


def _looks(hidden: HiddenWeek, crowd: Crowd) -> Iterator[_Turn]:
    """When the maker quotes, and what happens around each release."""
    at, end = opens_at(hidden.week), closes_at(hidden.week)
    releases = {nominal_release(day) for day in hidden.week.days}
    within = sorted(release for release in releases if at < release < end)
    while at < end:
        if not any(release - _CLEARS_BEFORE <= at < release + crowd.back_after for release in within):
            yield _Turn(at, "quote")
        at += crowd.requote
    for release in within:
        yield _Turn(release - _CLEARS_BEFORE, "clear")
        yield _Turn(release + _FIRST_AFTER, "first")
        yield _Turn(release + crowd.back_after, "quote")


def _whims(ladder: Ladder, crowd: Crowd, rng: np.random.Generator) -> Iterator[_Turn]:
    start, end = opens_at(ladder.week), closes_at(ladder.week)
    hours = (end - start) / _HOUR
    times = np.sort(rng.uniform(0, hours, int(rng.poisson(crowd.noise_per_hour * hours))))
    yield from (_Turn(start + _HOUR * float(hour), "whim") for hour in times)


class _Belief:
    """What the maker believes as time goes on; asked forwards."""

    def __init__(self, hidden: HiddenWeek, crowd: Crowd, rng: np.random.Generator) -> None:
        self._hidden = hidden
        self._crowd = crowd
        self._rng = rng
        self._at = opens_at(hidden.week)
        self._known = hidden.known(self._at)
        self._off = 0.0
        self._wander = 0.0

    def sought(self, at: datetime) -> StudentT:
        """What is to be believed with the days known at ``at``."""
        return self._hidden.market(self._hidden.known(at))

    def at(self, at: datetime) -> StudentT:
        """What the maker believes at ``at``."""
        crowd, passed = self._crowd, at - self._at
        left = 0.5 ** (passed / crowd.digest)
        self._off *= left
        kick = crowd.wander * np.sqrt(passed / timedelta(days=1))
        self._wander = self._wander * left + float(self._rng.normal(0, kick))
        known = self._hidden.known(at)
        if known != self._known:
            gap = self._hidden.market(self._known).loc - self._hidden.market(known).loc
            self._off += gap * (1 - crowd.jump)
            self._known = known
        self._at = at
        sought = self._hidden.market(known)
        return StudentT(sought.loc + self._off + self._wander, sought.scale, sought.df)


def _values(ladder: Ladder, belief: StudentT) -> list[float]:
    return exceedance(belief, np.asarray(ladder.strikes, dtype=float)).tolist()


def _quotes(ladder: Ladder, belief: StudentT, crowd: Crowd, at: datetime) -> Iterator[Timed]:
    for rung, value in zip(ladder.rungs, _values(ladder, belief), strict=True):
        member, (bid, ask) = maker_of(rung.ticker), _quote(value, crowd)
        yield Timed(at, CancelAll(member))
        if bid >= 1:
            yield Timed(at, Place(member, rung.ticker, Side.BID, crowd.depth, Price.cents(bid)))
        if ask <= 99:
            yield Timed(at, Place(member, rung.ticker, Side.ASK, crowd.depth, Price.cents(ask)))


def _quote(value: float, crowd: Crowd) -> tuple[int, int]:
    """Bid and ask in cents around a value; 0 and 100 stand for none."""
    half = crowd.half_spread * (0.25 + 3 * value * (1 - value))
    bid, ask = floor((value - half) * 100), ceil((value + half) * 100)
    return min(max(bid, 0), 98), max(min(ask, 100), 2)


def _first(ladder: Ladder, belief: StudentT, crowd: Crowd, at: datetime) -> Iterator[Timed]:
    """Takes what stands beyond the new belief, on both sides of every rung."""
    if crowd.first_size <= Count(0):
        return
    for rung, value in zip(ladder.rungs, _values(ladder, belief), strict=True):
        buy, sell = floor((value - crowd.first_edge) * 100), ceil((value + crowd.first_edge) * 100)
        for side, cents in ((Side.BID, buy), (Side.ASK, sell)):
            if 1 <= cents <= 99:
                yield Timed(at, _taking(FIRST, rung.ticker, side, crowd.first_size, Price.cents(cents)))


def _whim(ladder: Ladder, belief: StudentT, crowd: Crowd, at: datetime, rng: np.random.Generator) -> Iterator[Timed]:
    """One order by chance: two of three take, the third rests for some hours."""
    values = np.asarray(_values(ladder, belief))
    weights = values * (1 - values) + 0.01
    chosen = int(rng.choice(len(values), p=weights / weights.sum()))
    ticker, (bid, ask) = ladder.rungs[chosen].ticker, _quote(float(values[chosen]), crowd)
    size = Count.whole(int(rng.geometric(1 / crowd.noise_size)))
    member = NOISE[int(rng.integers(len(NOISE)))]
    side = Side.BID if rng.random() < 0.5 else Side.ASK
    if rng.random() < 2 / 3:
        reach = int(rng.integers(0, 3))
        cents = min(ask + reach, 99) if side is Side.BID else max(bid - reach, 1)
        yield Timed(at, _taking(member, ticker, side, size, Price.cents(cents)))
        return
    shy = int(rng.integers(-1, 4))
    cents = bid - shy if side is Side.BID else ask + shy
    hours = float(rng.uniform(0.5, 8))
    if 1 <= cents <= 99:
        expires = (at + _HOUR * hours).replace(microsecond=0)
        yield Timed(at, Place(member, ticker, side, size, Price.cents(cents), expires_at=expires))


def _taking(member: str, ticker: str, side: Side, count: Count, price: Price) -> Place:
    return Place(member, ticker, side, count, price, time_in_force=TimeInForce.IMMEDIATE_OR_CANCEL)
