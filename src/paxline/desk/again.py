"""Keeping a decision, and making it again from what was kept."""

from paxline.desk.decide import Decision, decide
from paxline.desk.packing import snapshot_of
from paxline.desk.policy import Policy
from paxline.desk.record import Record


def record_of(decision: Decision, policy: Policy) -> Record:
    """What to keep of a decision."""
    return Record(decision.digest, decision.as_of, decision.week, repr(policy), decision.seen)


def decided_again(record: Record, policy: Policy) -> Decision:
    """The decision of a kept snapshot; ``ValueError`` where it is not the one that was kept."""
    again = decide(snapshot_of(record.snapshot), policy)
    if again.digest != record.digest:
        raise ValueError(f"the snapshot of {record.as_of} was decided by another policy, or is not what was kept")
    return again
