"""A home in which one week is on record, for tests that trade it again."""

from datetime import timedelta
from pathlib import Path

from paxline.counts.calendar import nominal_release
from paxline.edge.store import Store
from paxline.market.contract import closes_at, opens_at
from paxline.testing import NOW, WEEK, reading, seen_quote
from paxline.wiring.home import Home
from paxline.wiring.simulated.recorded import RecordedWeek, recorded_week

AFTER = nominal_release(WEEK.sunday) + timedelta(days=2)
LOW, HIGH = 2_400_000, 2_450_000


def a_store(home: Path) -> Store:
    """The store of a week that settled at 2,420,000, with three quotes, one of them after the close."""
    store = Home(home).store()
    store.add_readings(reading(day, 2_420_000) for day in WEEK.days)
    store.add_quotes(
        [
            seen_quote(HIGH, bid=30, ask=35, known_at=NOW),
            seen_quote(LOW, bid=60, ask=64, known_at=opens_at(WEEK) + timedelta(hours=1)),
            seen_quote(LOW, bid=1, ask=99, known_at=closes_at(WEEK) + timedelta(hours=1)),
        ]
    )
    return store


def on_record(home: Path) -> RecordedWeek:
    """That week."""
    with a_store(home) as store:
        return recorded_week(store, WEEK, now=AFTER)
