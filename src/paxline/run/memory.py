"""A journal without a disk: for backtests, simulations and tests; it keeps exactly what was appended."""

from collections.abc import Sequence
from datetime import datetime

from paxline.desk.carried import Carried
from paxline.desk.ledger import Event, Filled, Intended, Ledger, Settled
from paxline.errors import StoreError


class MemoryJournal:
    """A ``Journal`` that outlives the processes that are played out on it, and no longer.

    It refuses with ``StoreError`` what a journal on a disk refuses: an id that was intended before, a fill or a
    settlement that is kept already.
    """

    __slots__ = ("_carried", "_kept", "_spent")

    def __init__(self) -> None:
        self._kept: tuple[Event, ...] = ()
        self._spent: frozenset[tuple[str, str]] = frozenset()
        self._carried = Carried()

    def append(self, events: Sequence[Event], *, known_at: datetime) -> None:
        """Keep the events together, or raise ``StoreError`` and keep none of them."""
        if known_at.utcoffset() is None:
            raise ValueError("an instant has a zone")
        named = [name for name in map(_name, events) if name is not None]
        again = [name for i, name in enumerate(named) if name in self._spent or name in named[:i]]
        if again:
            kind, key = again[0]
            raise StoreError(f"the {kind} of {key} is in the journal already")
        self._kept += tuple(events)
        self._spent |= frozenset(named)

    def events(self) -> tuple[Event, ...]:
        """Every event in the order in which it was appended."""
        return self._kept

    def ledger(self) -> Ledger:
        """What all events come to."""
        return self._carried.ledger(self.events())


def _name(event: Event) -> tuple[str, str] | None:
    """What of an event may be in a journal only once."""
    match event:
        case Intended():
            return "intent", event.order.client_id
        case Filled():
            return "fill", event.fill_id
        case Settled():
            return "settlement", event.ticker
        case _:
            return None
