"""A decision as it is kept: what it saw and by which policy, so that it can be made again."""

from dataclasses import dataclass
from datetime import datetime

from paxline.counts.calendar import Week


@dataclass(frozen=True, slots=True)
class Record:
    """One decision, kept.

    Attributes:
        digest: The decision's.
        as_of: Its instant (UTC).
        week: The week decided about.
        policy: The policy's ``repr``, which rebuilds it.
        snapshot: The snapshot as text.
    """

    digest: str
    as_of: datetime
    week: Week
    policy: str
    snapshot: str
