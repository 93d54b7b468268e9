"""A client that trades a whole simulated week through trouble, and everything that must hold all the while.

Processes come and go: each recovers, trades a little, and may die at any point between two effects. What they do is
drawn from the seed; what must hold is told from both sides of the wire.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, Protocol

import numpy as np

from paxline.counts.calendar import nominal_release
from paxline.desk.carried import Carried
from paxline.desk.ledger import Event, Ledger, Tracked
from paxline.desk.orders import WORKING, Crossing, Lifetime, Order, Side, State, Terms, order_of
from paxline.errors import StoreError
from paxline.exchange.requests import Place
from paxline.forecast.distribution import exceedance
from paxline.market.contract import closes_at, opens_at
from paxline.run.ports import Accepted, Account, Cancellation, Clock, Journal, Killed, Unknown, Venue
from paxline.run.recover import Ready, Recovered, recover
from paxline.run.sending import Sent, Withheld, cancel, send
from paxline.units import Count, Price
from paxline.wiring.account.venue import SignedVenue
from paxline.wiring.simulated.audit import apart, beyond, doubled, leaking
from paxline.wiring.simulated.stage import US, Died, Scene, Stage

LIMIT: Final = Count.whole(18)
"""The most contracts of one leg of one market that the client lets itself come to."""

_LIVES: Final = 3
_NEVER_SENT: Final = frozenset({State.REJECTED, State.VOID})


class Sender(Protocol):
    """What ``run.sending.send`` is."""

    def __call__(self, order: Order, *, decision: str, journal: Journal, venue: Venue, clock: Clock) -> Sent:
        """Write the order down, send it once, write down what came of it."""
        ...


class Canceller(Protocol):
    """What ``run.sending.cancel`` is."""

    def __call__(self, client_id: str, *, journal: Journal, venue: Venue, clock: Clock) -> Cancellation | Withheld:
        """Write down that an order is to go, ask for it once, write down what came of it."""
        ...


class Recoverer(Protocol):
    """What ``run.recover.recover`` is."""

    def __call__(self, *, journal: Journal, account: Account, clock: Clock) -> Recovered:
        """Bring the journal up to the exchange."""
        ...


@dataclass(frozen=True, slots=True)
class Hands:
    """What the client trades with; the house's own, unless a test puts a worse one in its place."""

    send: Sender = send
    cancel: Canceller = cancel
    recover: Recoverer = recover


OURS: Final = Hands()
"""The house's own."""


@dataclass(frozen=True, slots=True)
class Props:
    """What a play needs besides its stage.

    Attributes:
        scene: How much trouble.
        shelf: Opens the journal as a new process finds it.
        line: Opens the client's ports; the second argument is called where the process may die.
        hands: What the client trades with.
    """

    scene: Scene
    shelf: Callable[[], AbstractContextManager[Journal]]
    line: Callable[[Stage, Callable[[], None]], AbstractContextManager[SignedVenue]]
    hands: Hands = OURS


class _End(Enum):
    """How a process ended."""

    THROUGH = "through"
    DIED = "died"


class Play:
    """One week. ``run`` plays it; ``breaches`` then says what did not hold, ``tally`` what happened."""

    def __init__(self, seed: int, props: Props) -> None:
        self.breaches: list[str] = []
        self.tally: Counter[str] = Counter()
        self.written: list[Event] = []
        self._carried = Carried()
        self._props = props
        self._rng = np.random.default_rng([seed, 3])
        self._seed = seed
        self._decisions = 0
        self._ready = self._in_doubt = False
        self._acknowledged: set[str] = set()
        self._confirmed: set[str] = set()
        self._deaths = props.scene.deaths
        self._full_disk = props.scene.full_disk
        self.stage = Stage(seed, props.scene, noticed=self._noticed)

    def run(self) -> None:
        """Play the week to its end, or to the first thing that does not hold."""
        week = self.stage.week
        for instant in self._instants():
            self.stage.wait_until(instant)
            ended = self._live()
            if ended is _End.DIED and self._rng.random() < 0.7:
                # Whoever watches over processes starts another.
                self.stage.sleep(float(self._rng.exponential(5)))
                self._live()
            if self.breaches:
                return
            if self._rng.random() < 0.2:
                self._settle_down()
        for instant in (closes_at(week) + timedelta(minutes=5), nominal_release(week.sunday) + timedelta(hours=2)):
            self.stage.wait_until(instant)
            if self.breaches:
                return
            self._settle_down()

    def _instants(self) -> list[datetime]:
        """When processes start: around releases, in the maintenance, at the close, and whenever."""
        week, rng = self.stage.week, self._rng
        start, end = opens_at(week), closes_at(week)

        def some(instant: datetime, minutes: float) -> datetime:
            return instant + timedelta(minutes=float(rng.uniform(-minutes, minutes)))

        drawn = [
            some(start, 2) + timedelta(minutes=2),
            some(nominal_release(week.days[int(rng.integers(4))]), 4),
            some(nominal_release(week.days[2]) - timedelta(hours=5, minutes=20), 40),
            end - timedelta(seconds=float(rng.uniform(0, 150))),
            *(start + (end - start) * float(share) for share in rng.uniform(0, 1, _LIVES)),
        ]
        chosen = rng.choice(len(drawn), size=_LIVES, replace=False)
        return sorted(drawn[i] for i in chosen)

    def _live(self) -> _End:
        """One process: recover, then trade until it is through or dies."""
        hands, stage = self._props.hands, self.stage
        try:
            with self._props.shelf() as shelf, self._props.line(stage, self._die) as signed:
                self._found(shelf)
                journal = _Watched(shelf, self)
                self._took_stock(hands.recover(journal=journal, account=signed.account, clock=stage))
                for _ in range(int(self._rng.integers(3, 7))):
                    stage.sleep(float(self._rng.exponential(2 if self._in_doubt else 25)))
                    self._act(journal, signed)
                    self.breaches += beyond(stage.exchange, LIMIT, member=US)
        except Died:
            self.tally["deaths"] += 1
            return _End.DIED
        except StoreError:
            self.tally["full disks"] += 1
            return _End.DIED
        return _End.THROUGH

    def _act(self, journal: Journal, signed: SignedVenue) -> None:
        drawn = float(self._rng.random())
        if self._in_doubt and drawn < 0.8:
            self._took_stock(self._props.hands.recover(journal=journal, account=signed.account, clock=self.stage))
        elif drawn < 0.62:
            # Who was stopped sends nothing; to cancel and to recover is always allowed.
            if self._ready:
                self._send_one(journal, signed)
        elif drawn < 0.84:
            self._cancel_one(journal, signed)
        elif drawn < 0.95:
            self._took_stock(self._props.hands.recover(journal=journal, account=signed.account, clock=self.stage))
        else:
            self._kill(signed.kill.kill())

    def _took_stock(self, found: Recovered) -> None:
        self._ready, self._in_doubt = isinstance(found, Ready), False
        self.tally["recoveries" if self._ready else "stops"] += 1
        if isinstance(found, Ready):
            self._confirmed = {c for c, t in found.ledger.orders.items() if t.state not in WORKING}

    def _send_one(self, journal: Journal, signed: SignedVenue) -> None:
        # Some decisions come up again, as after a restart.
        again = self._decisions > 0 and self._rng.random() < 0.15
        number = int(self._rng.integers(self._decisions)) if again else self._decisions
        order = self._order(number)
        ledger = journal.ledger()
        if order.client_id not in ledger.orders and self._worst(ledger, order) > LIMIT:
            self.tally["limited"] += 1
            return
        self._decisions = max(self._decisions, number + 1)
        sent = self._props.hands.send(
            order, decision=f"decision {number}", journal=journal, venue=signed.venue, clock=self.stage
        )
        self.tally[f"sent: {type(sent).__name__}"] += 1
        self._in_doubt = isinstance(sent, Unknown)
        if isinstance(sent, Accepted):
            self._acknowledged.add(order.client_id)

    def _order(self, number: int) -> Order:
        """The order of a decision: the same number makes the same one."""
        rng, stage = np.random.default_rng([self._seed, 4, number]), self.stage
        rung = stage.ladder.rungs[int(rng.integers(len(stage.ladder.rungs)))]
        value = float(exceedance(stage.hidden.market(int(rng.integers(5))), rung.strike))
        cents = int(np.clip(round(100 * value) + int(rng.integers(-6, 7)), 1, 99))
        side = Side.BID if rng.random() < 0.5 else Side.ASK
        count = Count(int(rng.integers(1, 1_500))) if rng.random() < 0.2 else Count.whole(int(rng.integers(1, 16)))
        kind = int(rng.integers(10))
        lifetime, crossing = Lifetime.GOOD_TILL_CANCELED, Crossing.TAKES
        expires_at = None
        if kind == 0:
            lifetime = Lifetime.FILL_OR_KILL
        elif kind <= 2:
            lifetime = Lifetime.IMMEDIATE_OR_CANCEL
        elif kind <= 4:
            crossing = Crossing.POSTS_ONLY
        elif kind == 5:
            expires_at = (opens_at(stage.week) + timedelta(hours=float(rng.uniform(0, 158)))).replace(microsecond=0)
        return order_of(
            f"decision {number}",
            Terms(rung.ticker, side, Price.cents(cents), count, lifetime, crossing, expires_at),
            place=0,
        )

    def _worst(self, ledger: Ledger, order: Order) -> Count:
        """What the order's market could come to on its side with it: held, in the book, and perhaps filled unheard."""
        ticker, side = order.terms.ticker, order.terms.side
        held = ledger.positions.get(ticker)
        total = 0 if held is None else held.count.hundredths * (1 if side is Side.BID else -1)
        for tracked in ledger.orders.values():
            if tracked.order.terms.ticker == ticker and tracked.order.terms.side is side and self._may_fill(tracked):
                total += tracked.remaining.hundredths
        return Count(total) + order.terms.count

    def _may_fill(self, tracked: Tracked) -> bool:
        return tracked.state not in _NEVER_SENT and tracked.order.client_id not in self._confirmed

    def _cancel_one(self, journal: Journal, signed: SignedVenue) -> None:
        working = journal.ledger().working()
        if working:
            chosen = working[int(self._rng.integers(len(working)))]
            came = self._props.hands.cancel(chosen.client_id, journal=journal, venue=signed.venue, clock=self.stage)
            self.tally[f"cancelled: {type(came).__name__}"] += 1

    def _kill(self, killed: Killed) -> None:
        self.tally["kill switch: confirmed" if killed.confirmed else "kill switch: not confirmed"] += 1
        resting = self.stage.exchange.resting(US)
        if killed.confirmed and resting:
            self.breaches.append(f"the kill switch saw nothing resting, and {len(resting)} orders rest")

    def _settle_down(self) -> None:
        """Let what is late land, recover in peace, and hold both sides against each other."""
        deaths, full_disk = self._deaths, self._full_disk
        self._deaths = self._full_disk = 0.0
        stage = self.stage
        with stage.calm(), self._props.shelf() as shelf, self._props.line(stage, self._die) as signed:
            self._found(shelf)
            found = self._props.hands.recover(journal=_Watched(shelf, self), account=signed.account, clock=stage)
        self._took_stock(found)
        self._deaths, self._full_disk = deaths, full_disk
        if isinstance(found, Ready):
            self.breaches += [f"{ticker} is blocked still" for ticker in sorted(found.blocked)]
            self.breaches += apart(found.ledger, stage.exchange, member=US)
        else:
            self.breaches += [f"halted in peace: {why}" for why in found.why]
        there = {order.client_order_id for order in stage.exchange.orders(US)}
        self.breaches += [f"{lost} was acknowledged and is lost" for lost in sorted(self._acknowledged - there)]
        self.breaches += doubled(self.written, stage.exchange, member=US)
        self.breaches += leaking(stage.exchange)

    def _noticed(self, place: Place) -> None:
        """An order arrives at the exchange: it is written down, and not given up."""
        known = self._carried.ledger(self.written)
        tracked = known.orders.get(place.client_order_id)
        if tracked is None:
            self.breaches.append(f"{place.client_order_id} arrived and was never written down")
            return
        if tracked.state is State.VOID:
            self.breaches.append(f"{place.client_order_id} arrived after it was believed absent")
        if tracked.state is State.INTENDED:
            unknown = [t for t in known.unresolved(place.ticker) if t is not tracked]
            others = [t.order.client_id for t in unknown if t.order.client_id != place.client_order_id]
            self.breaches += [f"{place.client_order_id} was sent while {other} was unknown" for other in others]

    def _found(self, shelf: Journal) -> None:
        """A process finds what was durable: all that was written before, and nothing else."""
        if list(shelf.events()) != self.written:
            self.breaches.append("the journal is not what was written")

    def _die(self) -> None:
        if self._deaths and self._rng.random() < self._deaths:
            raise Died

    def may_write(self) -> None:
        """Between two effects, before or after a writing; the disk may be full before."""
        self._die()
        if self._full_disk and self._rng.random() < self._full_disk:
            raise StoreError("simulated: the disk is full")

    def may_die(self) -> None:
        """Between two effects."""
        self._die()


class _Watched:
    """A journal whose process may die just before or just after each writing."""

    def __init__(self, shelf: Journal, play: Play) -> None:
        self._shelf = shelf
        self._play = play

    def append(self, events: Sequence[Event], *, known_at: datetime) -> None:
        """Make the events durable, if nobody dies before."""
        self._play.may_write()
        self._shelf.append(events, known_at=known_at)
        self._play.written += events
        self._play.may_die()

    def events(self) -> tuple[Event, ...]:
        """Every event, in its order."""
        return self._shelf.events()

    def ledger(self) -> Ledger:
        """What they come to."""
        return self._shelf.ledger()
