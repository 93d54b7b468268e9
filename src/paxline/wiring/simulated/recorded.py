"""A week that is on record, to be traded again: its quotes as they were seen, its rungs, and what it settled at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from paxline.counts.calendar import Week
from paxline.counts.history import History
from paxline.edge.store import Store
from paxline.errors import MissingData
from paxline.exchange.counterparties import Timed, requoting
from paxline.market.book import SeenQuote
from paxline.market.contract import Ladder, closes_at
from paxline.units import Count

UNSIZED: Final = Count.whole(100)
"""What stands where a side was recorded without its size: a choice, not a figure of the market's."""


@dataclass(frozen=True, slots=True)
class RecordedWeek:
    """What is on record of a week that has settled.

    Attributes:
        ladder: The rungs that were quoted.
        quotes: Every quote seen before the close, oldest first.
        counts: All counts, to the week's last.
        average: What it settled at, in people.
    """

    ladder: Ladder
    quotes: tuple[SeenQuote, ...]
    counts: History
    average: float

    @property
    def week(self) -> Week:
        """The week."""
        return self.ladder.week

    def shown_again(self) -> Iterator[Timed]:
        """What a maker does who shows the quotes again, in the order of its instants."""
        return requoting(self.ladder, self.quotes, size=UNSIZED)


def recorded_week(store: Store, week: Week, *, now: datetime) -> RecordedWeek:
    """The week as the store has it; raises ``MissingData`` where it has not settled, or nobody saw a quote."""
    counts = store.history(now)
    settled = counts.settlement(week)
    if settled is None:
        why = f"the {week} has not settled by what is stored, so it cannot be traded again"
        raise MissingData(f"{why}; `paxline ingest` fetches counts")
    quotes = store.quote_path(week, closes_at(week))
    if not quotes:
        raise MissingData(f"no quote of the {week} is stored; `paxline today` and `paxline run` record them")
    rungs = {seen.contract.strike: seen.contract for seen in quotes}
    ladder = Ladder(week, tuple(rungs[strike] for strike in sorted(rungs)))
    return RecordedWeek(ladder, quotes, counts, settled.passengers)
