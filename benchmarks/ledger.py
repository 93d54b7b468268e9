"""What one more order costs with a long journal behind it: the ledger carried forward beside a fold of everything."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import process_time

import numpy as np
from support.table import show

from paxline.desk.carried import Carried
from paxline.desk.ledger import Answered, CashMoved, Cause, Event, Filled, Intended, Ledger, Role, Settled, fold
from paxline.desk.orders import Heard, Order, Side, Terms
from paxline.units import Count, Price, Usd

START = datetime(2026, 1, 5, 15, tzinfo=UTC)
A_WEEK = 400
"""Orders in a week; each fills, and the week's ten markets pay out at its end."""
LENGTHS = (1_000, 10_000, 100_000)
NEXT = 200


def orders(first: int) -> Iterator[tuple[Event, ...]]:
    """One order after the other: written down, resting, filled, gone; at the end of a week what its markets paid."""
    number = first
    while True:
        week, place = divmod(number, A_WEEK)
        at = START + timedelta(weeks=week, minutes=5 * place)
        name, ticker = f"order-{number}", f"WEEK-{week}-{place % 10}"
        side = Side.BID if place % 20 < 10 else Side.ASK
        terms = Terms(ticker, side, Price.cents(45 if side is Side.BID else 55), Count.whole(2))
        fill = Filled(at, f"fill-{number}", name, ticker, side, terms.price, terms.count, Usd(0), Role.MAKER)
        told = (
            Intended(at, Order(name, terms), name),
            Answered(at, name, Heard.RESTS, name),
            fill,
            Answered(at, name, Heard.EXECUTED, name),
        )
        ended = at + timedelta(hours=1)
        paid = (Settled(ended, f"WEEK-{week}-{market}", Price(10_000), Usd(0)) for market in range(10))
        yield (*told, *paid) if place == A_WEEK - 1 else told
        number += 1


def taken(carried: Carried, events: list[Event]) -> tuple[float, Ledger]:
    """Seconds of the processor, and the ledger."""
    start = process_time()
    ledger = carried.ledger(events)
    return process_time() - start, ledger


def main() -> None:
    rows: list[tuple[str, ...]] = []
    for length in LENGTHS:
        events: list[Event] = [CashMoved(START, Usd.parse("1000"), Cause.OPENING)]
        for told in islice(orders(0), length):
            events += told
        carried = Carried()
        whole, ledger = taken(carried, events)
        assert not ledger.contradictions, ledger.contradictions[:2]
        spent = np.zeros(NEXT)
        for i, told in enumerate(islice(orders(length), NEXT)):
            events += told
            spent[i], ledger = taken(carried, events)
        assert ledger == fold(events)
        low, high = np.quantile(spent * 1e3, (0.5, 0.99))
        rows.append(
            (
                f"{length:,}",
                f"{len(events):,}",
                f"{whole * 1e3:,.0f}",
                f"{low:.2f}",
                f"{high:.2f}",
                f"{whole / np.median(spent):,.0f}",
            )
        )
    head = ("orders before", "events", "fold, ms", "one more, ms", "99 %", "ratio")
    show("one more order's four events; processor time; the ratio is the fold of everything over it", head, rows)


if __name__ == "__main__":
    main()
