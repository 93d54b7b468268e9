"""Closing the books on markets that are over: their money stays to the millionth, their orders and fills are let go.

A bot that runs for a year places tens of thousands of orders, of which it asks about the newest. Whatever is held,
stands in a book, is contradicted, or was traded lately stays as it is; the journal keeps everything.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from paxline.desk.layered import Layered
from paxline.desk.ledger import SKEW, Ledger
from paxline.desk.purse import EMPTY


def close_books(ledger: Ledger, *, keep: int) -> Ledger:
    """The ledger without the orders and fills of markets that are over and that none of the newest ``keep`` is in.

    What is told later of the time up to a market's last event contradicts its closed books, and is named.
    """
    lately = {one.order.terms.ticker for one in islice(ledger.orders.newest_first(), keep)}
    stand = {one.order.terms.ticker for one in ledger.standing.values()}
    strange = {fill.ticker for fills in ledger.strays.values() for fill in fills}
    stays = lately | stand | strange | ledger.positions.keys() | ledger.unpaid.keys()
    last: dict[str, datetime] = {}
    for ticker, at in _instants(ledger):
        if ticker not in stays:
            last[ticker] = max(at, last.get(ticker, at))
    if not last:
        return ledger
    orders = {name: one for name, one in ledger.orders.items() if one.order.terms.ticker not in last}
    fills = {name: fill for name, fill in ledger.fills.items() if fill.ticker not in last}
    purses = {ticker: (ledger.purses.get(ticker) or EMPTY).closed(at + SKEW) for ticker, at in last.items()}
    return replace(
        ledger,
        orders=Layered(orders),
        fills=Layered(fills),
        names=Layered({name: client_id for name, client_id in ledger.names.items() if client_id in orders}),
        purses=ledger.purses.changed(purses),
    )


def _instants(ledger: Ledger) -> Iterator[tuple[str, datetime]]:
    """The market and the instant (UTC) of everything that is told one by one."""
    for one in ledger.orders.values():
        yield one.order.terms.ticker, one.heard_at or one.intended_at
    for fill in ledger.fills.values():
        yield fill.ticker, fill.at
    for settled in ledger.settled.values():
        if ledger.takes(settled.ticker, settled.at):
            yield settled.ticker, settled.at
