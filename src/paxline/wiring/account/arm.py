"""Arming looked at from every side before a person types anything: the account, the key, the doctor, the record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from paxline.desk.decide import Decision, decide
from paxline.desk.ledger import Event, fold
from paxline.desk.limits import Limit
from paxline.desk.states import worst_loss
from paxline.edge import machine
from paxline.edge.armings import FileArmings
from paxline.edge.controls import FileControl
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import KalshiHttp, open_client
from paxline.edge.kalshi.keys import Grant, ask_grant
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.kalshi.sign import Signature
from paxline.edge.settings import Settings
from paxline.edge.store.journal import SqliteJournal
from paxline.market.contract import trading_week
from paxline.run.arming import (
    Arming,
    Candidate,
    Disarmed,
    Question,
    Refusal,
    World,
    newest_arming,
    policy_fingerprint,
    refusals,
    unwaived,
)
from paxline.run.health import Finding
from paxline.run.memory import MemoryJournal
from paxline.run.ports import Clock
from paxline.run.recover import Recovered, Stopped, recover
from paxline.units import Usd
from paxline.wiring.account.record import paper_record_of
from paxline.wiring.account.seen import journal_path
from paxline.wiring.account.venue import SignedVenue, open_venue
from paxline.wiring.account.world import Line, claim
from paxline.wiring.decision import Seen
from paxline.wiring.doctor import Doctor
from paxline.wiring.forecasters import BEST
from paxline.wiring.home import Home
from paxline.wiring.live import QUICK, ingest_kalshi, ingest_tsa
from paxline.wiring.remembered import remembered_forecaster
from paxline.wiring.scene import Scene
from paxline.wiring.watch import confirmed_policy

_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Prospect:
    """What arming would mean.

    Attributes:
        candidate: Everything looked at.
        decision: What it would do now.
        refused: Everything that stands against it.
        standing: What of it still stands, the settings' word on the paper record heard.
        until: When the arming would end (UTC).
    """

    candidate: Candidate
    decision: Decision
    refused: tuple[Refusal, ...]
    standing: tuple[Refusal, ...]
    until: datetime


def prospect(
    home: Home,
    *,
    settings: Settings,
    line: Line,
    variables: Mapping[str, str],
    progress: Callable[[str], None],
    model: str = BEST,
) -> Prospect:
    """Look at everything; nothing is sent and the account's journal stays as it is.

    Raises ``UsageError`` where the home is another world's, ``SourceError`` where somebody who has to does not answer.
    """
    claim(home, line)
    with home.store() as store, open_venue(line.known_by, clock=line.clock, wall=line.wall) as signed:
        progress("asking the TSA, and the exchange for the ladder and its books")
        ingest_tsa(store, client=line.wires.tsa, clock=line.clock, progress=progress, manners=QUICK)
        week = trading_week(line.clock.now())
        conditions = ingest_kalshi(store, week, reader=_reader(line))
        progress("asking the exchange for the account, and what the key may do")
        events, found, cash = _account(home, line, signed)
        grant = _grant(line)
        progress("deciding")
        by = remembered_forecaster(model, home=home, store=store)
        now = line.clock.now()
        scene = Scene(store, week, now, line.world.value, conditions)
        snapshot = Seen(scene, by).snapshot(fold(events), as_of=now)
        decision = decide(snapshot, confirmed_policy(settings.policy, store, as_of=now))
        findings = _findings(home, line, variables, progress)
        account, ladder = snapshot.account, snapshot.ladder
        worst = worst_loss(account.held, paid=account.paid, ladder=ladder) if account and ladder else Usd(0)
        candidate = Candidate(
            asked=Question(line.world, line.account, policy_fingerprint(settings.policy)),
            halted=FileControl(home.folder).halted(),
            findings=findings,
            scopes=grant.scopes,
            trades="" if grant.trades else f"the key may {_scopes(grant)}, and send no orders",
            transfers=f"the key may {_scopes(grant)}: it can move money out" if _leaves(line, grant) else "",
            cash=cash,
            differences=found.why if isinstance(found, Stopped) else (),
            missing=decision.missing,
            terms=tuple(b.words for b in decision.breaches if b.limit in {Limit.RULE, Limit.FEES}),
            worst=worst,
            most=decision.most,
            record=paper_record_of(home, store, now=now),
        )
    refused = refusals(candidate, settings.live)
    return Prospect(
        candidate, decision, refused, unwaived(refused, settings.live), line.clock.now() + settings.live.armed_for
    )


def arm(home: Home, seen: Prospect, *, settings: Settings, clock: Clock) -> Arming:
    """Write the arming down; ``ValueError`` where something stands against it."""
    if seen.standing:
        raise ValueError(f"nothing is armed against {seen.standing[0].words!r}")
    now = clock.now()
    without = settings.live.without_record if seen.refused else ""
    arming = Arming(seen.candidate.asked, machine.user(), now, now + settings.live.armed_for, without)
    FileArmings(home.folder).say(arming)
    return arming


def disarm(home: Home, why: str, *, clock: Clock) -> World | None:
    """Write down that nothing may be sent any more; answers the world that was armed last, or ``None``."""
    armings = FileArmings(home.folder)
    last = newest_arming(armings.said())
    armings.say(Disarmed(machine.user(), clock.now(), why))
    return last.asked.world if last else None


def _account(home: Home, line: Line, signed: SignedVenue) -> tuple[tuple[Event, ...], Recovered, Usd]:
    """The account's events brought up to the exchange in memory, whether the two agree, and the balance."""
    for attempt in range(_TRIES):
        kept = MemoryJournal()
        path = journal_path(home, line.world)
        if path.exists():
            with SqliteJournal.open_to_read(path) as journal:
                kept.append(journal.events(), known_at=line.clock.now())
        found = recover(journal=kept, account=signed, clock=line.clock)
        # Whoever trades on the account meanwhile is ahead of what was read.
        if not isinstance(found, Stopped) or attempt + 1 == _TRIES:
            return kept.events(), found, signed.statement(line.clock.now()).cash
    raise AssertionError("the last attempt answers")


def _findings(
    home: Home, line: Line, variables: Mapping[str, str], progress: Callable[[str], None]
) -> tuple[Finding, ...]:
    """What the doctor finds of this machine and this world; of a rehearsal only what is this machine's."""
    doctor = Doctor(home, line.clock, line.wires, variables)
    checks = doctor.checks_here()
    if line.world is not World.REHEARSAL:
        checks += doctor.checks_outside()
    found: list[Finding] = []
    for check in checks:
        progress(check.doing)
        found += check.look()
    others = tuple(f"({world.value})" for world in World if world is not line.world)
    return tuple(one for one in found if not one.check.endswith(others))


def _grant(line: Line) -> Grant:
    rng = np.random.default_rng(int(line.wall.now().timestamp()))
    with open_client(line.known_by.environment, auth=Signature(line.known_by, line.wall)) as client:
        return ask_grant(KalshiHttp(client, line.wall, rng, Bucket(BASIC_READS, line.wall)), line.known_by.key_id)


def _leaves(line: Line, grant: Grant) -> bool:
    """Whether the key can move money out; play money leaves nowhere."""
    return line.world.for_money and grant.moves_money


def _scopes(grant: Grant) -> str:
    return ", ".join(sorted(grant.scopes)) or "nothing"


def _reader(line: Line) -> KalshiReader:
    rng = np.random.default_rng(int(line.wall.now().timestamp()))
    return KalshiReader(KalshiHttp(line.wires.kalshi, line.clock, rng, Bucket(BASIC_READS, line.wall)))
