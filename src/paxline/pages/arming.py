"""Arming for a person: whose account, what is at stake, what it would do now, and everything that speaks against it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from paxline.desk.decide import Decision
from paxline.desk.policy import Limits
from paxline.pages import words
from paxline.pages.decision import decision_document, decision_screen
from paxline.run.arming import Candidate, Letting, Refusal, unwaived


def arming_screen(
    candidate: Candidate,
    decision: Decision,
    refused: Sequence[Refusal],
    *,
    letting: Letting,
    limits: Limits,
    until: datetime,
) -> RenderableType:
    """What arming would mean, for a terminal."""
    return Group(*_parts(candidate, decision, refused, letting, limits, until))


def _parts(
    of: Candidate, decision: Decision, refused: Sequence[Refusal], letting: Letting, limits: Limits, until: datetime
) -> Iterator[RenderableType]:
    money = "real money" if of.asked.world.for_money else "play money"
    yield Text(
        f"{of.asked.world.value} ({money}), key {of.asked.account}: {', '.join(sorted(of.scopes))}", style="bold"
    )
    yield Text(f"balance ${of.cash.dollars:,.2f}")
    yield Text(
        f"limits: ${decision.most.dollars:,.2f} in the event at its worst print, {limits.rung.contracts:g} contracts "
        f"in a rung and {limits.event.contracts:g} in the event, {limits.day:.0%} of the capital in a day"
    )
    yield Text(
        f"at its worst print the event loses ${of.worst.dollars:,.2f} as it stands, and ${decision.worst.dollars:,.2f} "
        "after what it would do now, whichever orders fill"
    )
    yield Text(_record(of))
    yield Text("\nWhat it would do now", style="bold")
    yield decision_screen(decision)
    yield Text("")
    for one in refused:
        waived = " (set aside: " + letting.without_record + ")" if _is_waived(one, letting) else ""
        yield Text(f"! {one.words}{waived}\n  → {one.bar.value}", style="bold yellow")
    if all(_is_waived(one, letting) for one in refused):
        yield Text(f"Nothing stands against it. It would be armed until {words.instant(until)}.", style="bold")


def arming_document(
    candidate: Candidate, decision: Decision, refused: Sequence[Refusal], *, letting: Letting, until: datetime
) -> Mapping[str, Any]:
    """The same as plain data."""
    record = candidate.record
    return {
        "world": candidate.asked.world.value,
        "account": candidate.asked.account,
        "scopes": sorted(candidate.scopes),
        "balance": str(candidate.cash),
        "worst_loss_now": str(candidate.worst),
        "worst_loss_after": str(decision.worst),
        "worst_loss_limit": str(decision.most),
        "record": {
            "weeks": [week.sunday.isoformat() for week in record.weeks],
            "differences": list(record.differences),
            "odds": record.odds,
        },
        "refused": [
            {
                "bar": one.bar.name.lower(),
                "words": one.words,
                "remedy": one.bar.value,
                "waived": _is_waived(one, letting),
            }
            for one in refused
        ],
        "until": until.isoformat().replace("+00:00", "Z"),
        "decision": decision_document(decision),
    }


def _is_waived(one: Refusal, letting: Letting) -> bool:
    return bool(letting.without_record) and not unwaived([one], letting)


def _record(of: Candidate) -> str:
    record = of.record
    if not record.weeks:
        return "on paper: no week was traded and settled yet"
    odds = "cannot be scored" if record.odds is None else f"odds of the pool over the market {record.odds:.2f} to 1"
    return f"on paper: {len(record.weeks)} settled weeks, {odds}"
