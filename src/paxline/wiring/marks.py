"""A journal's fills beside the market: its middle as last seen before each, and what each contract is worth now."""

from collections.abc import Iterable
from datetime import datetime

from paxline.counts.calendar import Week
from paxline.desk.ledger import Filled, Ledger
from paxline.edge.store import Store
from paxline.market.book import SeenQuote
from paxline.market.contract import event_week
from paxline.pages.earned import Marked


def marked_fills(store: Store, ledger: Ledger, *, as_of: datetime) -> tuple[Marked, ...]:
    """Every fill by ``as_of`` (UTC), oldest first, held against the quotes stored of its week."""
    fills = sorted((fill for fill in ledger.fills.values() if fill.at <= as_of), key=lambda fill: fill.at)
    paths: dict[Week, tuple[SeenQuote, ...]] = {}
    found: list[Marked] = []
    for fill in fills:
        week = _week(fill)
        if week is not None and week not in paths:
            paths[week] = store.quote_path(week, as_of)
        path = [seen for seen in paths[week] if seen.contract.ticker == fill.ticker] if week else []
        settled = ledger.settled.get(fill.ticker)
        then = _middle(seen for seen in path if seen.known_at <= fill.at)
        found.append(Marked(fill, then, settled.value.dollars if settled else _middle(path)))
    return tuple(found)


def _week(fill: Filled) -> Week | None:
    """The week that a fill's market trades; ``None`` where its ticker is none of this series."""
    try:
        return event_week(fill.ticker.rpartition("-")[0])
    except ValueError:
        return None


def _middle(path: Iterable[SeenQuote]) -> float | None:
    """The middle of the last of these quotes that had two sides, dollars."""
    middle = None
    for seen in path:
        if seen.quote.bid is not None and seen.quote.ask is not None:
            middle = (seen.quote.bid.dollars + seen.quote.ask.dollars) / 2
    return middle
