"""The ledger of a journal that only grows, carried forward as far as the journal was read."""

from collections.abc import Sequence

from paxline.desk.events import Event
from paxline.desk.ledger import NOTHING_YET, Ledger, fold, onward


class Carried:
    """Remembers the ledger of the events seen last, so that looking again costs what is new."""

    __slots__ = ("_last", "_ledger", "_seen")

    def __init__(self) -> None:
        self._ledger = NOTHING_YET
        self._seen = 0
        self._last: Event | None = None

    def ledger(self, events: Sequence[Event]) -> Ledger:
        """What the events come to; those that are not a continuation of the ones seen last are folded anew."""
        if self._seen and (len(events) < self._seen or events[self._seen - 1] != self._last):
            self._ledger = fold(events)
        elif len(events) > self._seen:
            self._ledger = onward(self._ledger, events[self._seen :])
        self._seen, self._last = len(events), events[-1] if events else None
        return self._ledger
