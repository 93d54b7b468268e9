"""What a reader must know of the bot before anything else, one plain sentence each."""

from datetime import datetime, timedelta
from typing import Final

from paxline.desk.decide import Decision
from paxline.desk.limits import Limit
from paxline.pages import words

RECENT: Final = timedelta(minutes=30)
"""How old a decision may be for what it met at the exchange to be told as news."""

_MET: Final = frozenset({Limit.GATE, Limit.RULE, Limit.FEES})


def states(*, halted: str, armed: str) -> tuple[str, ...]:
    """What stands by a person's word, most important first; often nothing.

    Args:
        halted: Why trading is halted; empty where it is not.
        armed: How the arming stands, as status tells it; empty where nobody can tell.
    """
    said: list[str] = []
    if halted:
        said.append(f"Trading is halted: {halted.rstrip('.')}. Nothing is sent until somebody resumes it.")
    if armed.startswith("disarmed") or "ended at" in armed:
        said.append(f"{armed[0].upper()}{armed[1:].rstrip('.')}. No order goes to any exchange; paper goes on.")
    return tuple(said)


def met_words(decision: Decision | None, *, now: datetime) -> tuple[str, ...]:
    """What the newest decision met at the exchange, where that was lately, seen from ``now`` (UTC)."""
    if decision is None or now - decision.as_of > RECENT:
        return ()
    told = dict.fromkeys(one.words.rstrip(".") for one in decision.breaches if one.limit in _MET and not one.ticker)
    return tuple(f"At the last decision, {words.instant(decision.as_of)}: {one}." for one in told)
