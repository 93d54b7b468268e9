"""What a decision looks at, put together from a scene: forecast, books, terms, and an account."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from paxline.desk.again import record_of
from paxline.desk.decide import Decision, decide
from paxline.desk.ledger import CashMoved, Cause, Event, Ledger, fold
from paxline.desk.looks import Look
from paxline.desk.packing import snapshot_of
from paxline.desk.policy import Policy
from paxline.desk.shocks import looks_after
from paxline.desk.snapshot import Rule, SeenBook, Snapshot, account_in, release_of
from paxline.errors import MissingData
from paxline.exchange.engine import Exchange
from paxline.exchange.world import SOURCE
from paxline.forecast.weekly import Forecaster
from paxline.market.contract import Ladder, opens_at
from paxline.market.evidence import NOTHING_SETTLED, Evidence
from paxline.market.fees import FeeSchedule
from paxline.market.grid import CENTS
from paxline.market.listing import Listing
from paxline.run.ports import Clock
from paxline.run.step import Stepped, step
from paxline.wiring.books import paper_events
from paxline.wiring.experience import Experience
from paxline.wiring.home import Home
from paxline.wiring.outlook import outlook
from paxline.wiring.scene import Money, Scene
from paxline.wiring.simulated.exchange import open_exchange, take_seat
from paxline.wiring.watch import confirmed_policy

MEMBER = "us"
"""Our seat on a simulated exchange."""


class Recalled:
    """What a decision leaves to the next one, worked out once."""

    def __init__(self) -> None:
        self._kept: tuple[str, tuple[Look, ...]] = ("", ())

    def after(self, digest: str, seen: str) -> tuple[Look, ...]:
        """What the decision after that of ``digest`` remembers, which saw the snapshot told by ``seen``."""
        if self._kept[0] != digest:
            self._kept = digest, looks_after(snapshot_of(seen))
        return self._kept[1]


@dataclass(frozen=True, slots=True)
class Seen:
    """A ``Source`` that looks into a scene; where ``exchange`` is one, the books are that exchange's own.

    Attributes:
        scene: Counts, quotes and terms.
        forecaster: Makes the forecast.
        exchange: A simulated exchange, or ``None`` where the scene's quotes are the books.
        evidence: What settled weeks say.
        recalled: Keeps what the last decision left.
    """

    scene: Scene
    forecaster: Forecaster
    exchange: Exchange | None = None
    evidence: Evidence = NOTHING_SETTLED
    recalled: Recalled = field(default_factory=Recalled)

    def snapshot(self, ledger: Ledger, *, as_of: datetime) -> Snapshot:
        """What the scene knows at ``as_of`` (UTC); a forecast that cannot be made is ``None``."""
        store, week, conditions = self.scene.store, self.scene.week, self.scene.conditions
        try:
            seen = outlook(store, week=week, as_of=as_of, forecaster=self.forecaster)
        except MissingData:
            seen = None
        ladder = seen.ladder if seen else store.ladder(week, as_of)
        terms = conditions.fee_terms if conditions else None
        before = store.last_decision(week, as_of)
        return Snapshot(
            as_of=as_of,
            week=week,
            forecast=seen.forecast if seen else None,
            inputs_digest=seen.digest if seen else "",
            ladder=ladder,
            books=self._books(ladder, as_of),
            fees=FeeSchedule.at(as_of, terms=terms) if terms else None,
            fee_terms=terms,
            rule=conditions.rule if conditions else Rule.UNSEEN,
            gate=conditions.gate if conditions else None,
            release=release_of(store.history(as_of), week),
            account=account_in(ledger, ladder, as_of=as_of) if ladder else None,
            grid=conditions.grid if conditions else CENTS,
            evidence=self.evidence,
            recent=self.recalled.after(before.digest, before.snapshot) if before else (),
        )

    def _books(self, ladder: Ladder | None, as_of: datetime) -> tuple[SeenBook, ...]:
        if self.exchange is None or ladder is None:
            return tuple(SeenBook.of(quote) for quote in self.scene.store.quotes(self.scene.week, as_of))
        return tuple(SeenBook(rung, self.exchange.book(rung.ticker), as_of, "its book") for rung in ladder.rungs)


def decided(
    scene: Scene,
    *,
    forecaster: Forecaster,
    policy: Policy,
    events: Sequence[Event] = (),
    evidence: Evidence = NOTHING_SETTLED,
) -> Decision:
    """The decision of the account that ``events`` come to; it is kept in the scene's store.

    Where they are none, of an account that holds the policy's capital and nothing else.
    """
    capital = CashMoved(opens_at(scene.week.plus(-1)), policy.capital, Cause.OPENING, "paper")
    snapshot = Seen(scene, forecaster, evidence=evidence).snapshot(fold(events or [capital]), as_of=scene.as_of)
    policy = confirmed_policy(policy, scene.store, as_of=scene.as_of)
    decision = decide(snapshot, policy)
    scene.store.add_decision(record_of(decision, policy))
    return decision


def decided_at_home(scene: Scene, home: Home, *, forecaster: Forecaster, policy: Policy) -> Decision:
    """The decision of the home's paper account by what its weeks say, or of a fresh one in another world."""
    if scene.money is Money.FRESH:
        return decided(scene, forecaster=forecaster, policy=policy)
    return decided(
        scene,
        forecaster=forecaster,
        policy=policy,
        events=paper_events(home, as_of=scene.as_of),
        evidence=Experience().evidence(scene.store, home, as_of=scene.as_of),
    )


def simulated_cycle(scene: Scene, *, forecaster: Forecaster, policy: Policy, clock: Clock, seed: int) -> Stepped:
    """One cycle on a simulated exchange that shows the scene's made-up world, with the policy's capital."""
    simulated = open_exchange(scene.week, as_of=scene.as_of, seed=seed)
    exchange, rungs = simulated.exchange, simulated.world.ladder.rungs
    scene.store.add_listings(Listing(rung, scene.week, scene.as_of, SOURCE, status="active") for rung in rungs)
    seat = take_seat(exchange, member=MEMBER, funds=policy.capital, clock=clock)
    source = Seen(scene, forecaster, exchange)
    return step(policy, clock=clock, source=source, journal=seat.journal, venue=seat.venue, records=scene.store)
