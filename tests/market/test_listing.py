from datetime import UTC, datetime, timedelta

from paxline.counts.calendar import Week
from paxline.market.contract import Contract, closes_at, opens_at
from paxline.market.listing import Listing


def test_a_listing_says_only_what_its_source_tells() -> None:
    contract = Contract.parse("KXTSAW-26APR26-A2.45")
    week = Week.ending(datetime(2026, 4, 26, tzinfo=UTC).date())
    listing = Listing(contract, week, datetime(2026, 4, 20, 14, tzinfo=UTC), "made for a test")
    assert (listing.opens_at, listing.closes_at, listing.status, listing.result) == (None, None, "", None)
    settled = Listing(contract, week, datetime(2026, 4, 27, 14, tzinfo=UTC), "made for a test", result="yes")
    assert settled != listing
    assert settled.known_at > closes_at(week)


def test_hours_that_are_not_told_are_the_usual_ones() -> None:
    contract, known_at = Contract.parse("KXTSAW-26APR26-A2.45"), datetime(2026, 4, 20, 14, tzinfo=UTC)
    week = Week.ending(datetime(2026, 4, 26, tzinfo=UTC).date())
    assert Listing(contract, week, known_at, "made for a test").hours == (opens_at(week), closes_at(week))
    early = closes_at(week) - timedelta(hours=3)
    told = Listing(contract, week, known_at, "made for a test", opens_at=known_at, closes_at=early)
    assert told.hours == (known_at, early)
