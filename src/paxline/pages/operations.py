"""The operations page: health, schedule, decisions, the log and halts; and one decision in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from paxline.desk.decide import Decision
from paxline.desk.record import Record
from paxline.pages import words
from paxline.pages.books_shown import Rows, decision_cells, short
from paxline.pages.dashboard import Frame, distance, framed
from paxline.pages.health import summary
from paxline.pages.letter import plain
from paxline.run.health import Finding
from paxline.run.schedule import Errand, Wake

DECISIONS: Final = 50
"""Decisions that are listed, the newest ones."""

_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Running:
    """How it runs.

    Attributes:
        findings: What the checks found.
        decisions: Digest and instant (UTC) of the newest decisions about the week, newest first.
        decided: How many there are in all.
        done: When each errand was last done (UTC).
        wake: When it is next awake and what for; ``None`` where no count is known to reckon from.
        log: The newest lines of the log as they stand there, newest first.
        halts: Why trading is stopped.
        now: The instant (UTC) that distances are told from.
    """

    findings: Sequence[Finding]
    decisions: Sequence[tuple[str, datetime]]
    decided: int
    done: Mapping[Errand, datetime]
    wake: Wake | None
    log: Sequence[Mapping[str, object]]
    halts: Sequence[str]
    now: datetime


def operations_html(of: Running, frame: Frame) -> str:
    """Is anything wrong?"""
    return framed(
        "dashboard_operations.html.j2",
        frame,
        here="/operations",
        heading="How is it running?",
        summary=summary(of.findings).capitalize(),
        findings=of.findings,
        decisions=[{"digest": digest, "at": words.instant(at)} for digest, at in of.decisions],
        decided=of.decided,
        wake=_wake_words(of.wake, of.now) if of.wake else "",
        errands=_errands(of.done, of.now),
        log=[_line(line) for line in of.log],
        halts=of.halts,
    )


def record_html(record: Record, frame: Frame, *, decision: Decision | None) -> str:
    """One decision in full: in words where its policy is known here, and everything it saw."""
    return framed(
        "dashboard_record.html.j2",
        frame,
        here="/operations",
        heading="One decision in full",
        at=words.instant(record.as_of),
        digest=record.digest,
        decision=decision_cells(decision) if decision else None,
        rungs=_rungs(decision) if decision else (),
        policy=record.policy,
        snapshot=record.snapshot,
    )


def _rungs(of: Decision) -> Rows:
    return tuple(
        (
            words.strike(rung.contract.strike),
            words.probability(rung.ours),
            words.probability(rung.market) if rung.market is not None else "–",
            words.probability(rung.pooled),
            words.cents(rung.quote.bid if rung.quote else None),
            words.cents(rung.quote.ask if rung.quote else None),
            " ".join(short(one, one.count) for one in rung.targets) or "–",
            rung.reason,
        )
        for rung in of.rungs
    )


def _wake_words(of: Wake, now: datetime) -> str:
    errands = [f"to {errand.value}" for errand in of.errands]
    listed = " and ".join(filter(None, (", ".join(errands[:-1]), errands[-1])))
    if of.at <= now:
        return f"Due now: {listed}."
    ahead = distance(of.at - now)
    return f"{ahead[0].upper()}{ahead[1:]}, {words.instant(of.at)}: {listed}."


def _errands(done: Mapping[Errand, datetime], now: datetime) -> Rows:
    return tuple(
        (
            errand.value,
            words.instant(done[errand]) if errand in done else "never",
            distance(now - done[errand]).replace("in ", "").replace("due", "just now") if errand in done else "–",
        )
        for errand in Errand
    )


def _line(of: Mapping[str, object]) -> tuple[str, ...]:
    """Instant, level, what happened, and the rest of a line of the log."""
    rest = ", ".join(f"{name} {value}" for name, value in of.items() if name not in {"at", "level", "event"})
    return tuple(plain(str(one))[:_LONGEST] for one in (_when(of), of.get("level", "–"), of.get("event", "–"), rest))


def _when(of: Mapping[str, object]) -> str:
    at = str(of.get("at", "–"))
    try:
        return words.instant(datetime.fromisoformat(at))
    except ValueError:
        return at
