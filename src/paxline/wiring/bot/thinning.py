"""What a home keeps of weeks gone by: everything of the last ones, half hour by half hour of those before."""

from datetime import datetime
from typing import Final

from paxline.counts.calendar import Week, eastern_day
from paxline.edge.store import Store
from paxline.edge.store.journal import SqliteJournal
from paxline.edge.store.thinning import Thinned
from paxline.wiring.home import Home

WHOLE: Final = 3
"""Weeks, the present one among them, of which every decision and every quote is kept."""


def thin_out(home: Home, store: Store, *, now: datetime) -> Thinned:
    """Thin out the home's store; what an order of any account came from stays. Raises ``StoreError``."""
    referred: set[str] = set()
    for file in sorted(home.folder.glob("journal-*.sqlite")):
        with SqliteJournal.open_to_read(file) as journal:
            referred |= journal.referred()
    before = Week.holding(eastern_day(now)).plus(1 - WHOLE).monday
    return store.thin(before=before, referred=referred)
