"""A market as the exchange lists it: which rung, when it trades, and how it came out.

Source: market objects of the exchange's API, 2025–26 (``floor_strike``, ``open_time``, ``close_time``, ``status``,
``result``). ``result`` is the truth about a settlement; ``expiration_value`` is free text, sometimes wrong, and not
kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from paxline.counts.calendar import Week
from paxline.market.contract import Contract, closes_at, opens_at

Result = Literal["yes", "no"]
"""The leg that was paid."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One market as one source showed it at one instant; a change is a new value.

    Attributes:
        contract: The rung.
        week: The contract week it trades.
        known_at: The UTC instant from which this state could be known.
        source: Where it comes from, in a few words.
        opens_at: When trading opens (UTC), or ``None`` where the source does not tell.
        closes_at: The last trade (UTC), or ``None`` where the source does not tell.
        status: The exchange's own word, such as ``active`` or ``finalized``; empty where the source does not tell.
        result: The leg that was paid, or ``None`` before that was known.
    """

    contract: Contract
    week: Week
    known_at: datetime
    source: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    status: str = ""
    result: Result | None = None

    @property
    def hours(self) -> tuple[datetime, datetime]:
        """When trading opens and when it closes (UTC), as the source tells, else as usual in its week."""
        return self.opens_at or opens_at(self.week), self.closes_at or closes_at(self.week)
