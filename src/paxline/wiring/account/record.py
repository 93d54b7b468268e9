"""What trading on paper has shown, from what the home keeps: the paper journal, decisions, and published results."""

from datetime import datetime, timedelta
from math import exp
from typing import Final

from paxline.counts.calendar import Week, eastern_day
from paxline.desk.packing import snapshot_of
from paxline.edge.store import Store
from paxline.edge.store.journal import SqliteJournal
from paxline.market.evidence import log_odds
from paxline.market.implied import ImpliedMarket, implied_market
from paxline.market.weights import Settled
from paxline.run.arming import PaperRecord, paper_record
from paxline.units import Price
from paxline.wiring.home import Home

_HALF_HOUR: Final = timedelta(minutes=30)


def paper_record_of(home: Home, store: Store, *, now: datetime) -> PaperRecord:
    """The paper record of a home at ``now`` (UTC)."""
    if not home.paper_journal.exists():
        return PaperRecord()
    with SqliteJournal.open_to_read(home.paper_journal) as journal:
        events = journal.events()
    results = {
        one.contract.ticker: Price(10_000) if one.result == "yes" else Price(0)
        for one in store.results(now)
        if one.result in {"yes", "no"}
    }
    record = paper_record(events, results=results, odds=None)
    scored = [found for week in record.weeks if (found := first_look(store, week, now=now)) is not None]
    odds = exp(sum(map(log_odds, scored))) if scored else None
    return PaperRecord(record.weeks, record.differences, odds)


def first_look(store: Store, week: Week, *, now: datetime) -> Settled | None:
    """What ours and the market said at the first decision of a settled week at which both said something.

    Of each half hour the first decision is looked at: it is kept for good.
    """
    settled = store.history(now).settlement(week)
    if settled is None:
        return None
    halves = sorted({_half_hour(at) for _, at in store.decided(week, now)})
    firsts = (store.decision_between(week, start, start + _HALF_HOUR) for start in halves)
    for record in (one for one in firsts if one is not None):
        seen = snapshot_of(record.snapshot)
        account = seen.account
        if seen.forecast is None or account is None:
            continue
        market = implied_market(book.without(account.working) for book in seen.books)
        if isinstance(market, ImpliedMarket):
            return Settled(
                week=week.sunday,
                weekday=eastern_day(seen.as_of).weekday(),
                ours=seen.forecast.settlement,
                market=market.distribution,
                actual=settled.passengers,
                known_at=settled.known_at,
            )
    return None


def _half_hour(at: datetime) -> datetime:
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)
