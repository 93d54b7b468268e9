"""A journal as tables for a spreadsheet or a tax return: comma-separated, decimal dollars, UTC instants."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import StringIO

from paxline.desk.ledger import CashMoved, Event, Filled, Settled
from paxline.desk.lots import lots_of

TAX_NOTE = (
    "Closed lots are paired first in, first out, fees with their lots. How event contracts are taxed is for the reader "
    "and an adviser to say; these tables only state what happened."
)


def book_tables(events: Sequence[Event]) -> dict[str, str]:
    """Every table by the name of its file."""
    return {
        "trades.csv": trades(events),
        "closed_lots.csv": closed_lots(events),
        "open_lots.csv": open_lots(events),
        "settlements.csv": settlements(events),
        "cash.csv": cash(events),
    }


def trades(events: Iterable[Event]) -> str:
    """Every fill on the YES leg, oldest first, each once."""
    fills = {event.fill_id: event for event in events if isinstance(event, Filled)}
    return _text(
        ("at", "fill_id", "order_id", "ticker", "side", "yes_price", "contracts", "fee", "role"),
        (
            (
                _instant(fill.at),
                fill.fill_id,
                fill.order_id,
                fill.ticker,
                fill.side.value,
                str(fill.price),
                str(fill.count),
                str(fill.fee),
                fill.role.value,
            )
            for fill in sorted(fills.values(), key=lambda fill: fill.at)
        ),
    )


def closed_lots(events: Iterable[Event]) -> str:
    """What was bought and is held no more, with its basis and what it brought."""
    return _text(
        ("ticker", "leg", "contracts", "opened_at", "closed_at", "how", "basis", "proceeds", "gain"),
        (
            (
                lot.ticker,
                lot.leg.value,
                str(lot.count),
                _instant(lot.opened_at),
                _instant(lot.closed_at),
                lot.how.value,
                str(lot.basis),
                str(lot.proceeds),
                str(lot.gain),
            )
            for lot in lots_of(events).closed
        ),
    )


def open_lots(events: Iterable[Event]) -> str:
    """What is held."""
    return _text(
        ("ticker", "leg", "contracts", "price", "fee", "opened_at"),
        (
            (lot.ticker, lot.leg.value, str(lot.count), str(lot.price), str(lot.fee), _instant(lot.opened_at))
            for lot in lots_of(events).held
        ),
    )


def settlements(events: Iterable[Event]) -> str:
    """What each market paid, and what the exchange says it paid us."""
    return _text(
        ("at", "ticker", "yes_value", "revenue"),
        (
            (_instant(event.at), event.ticker, str(event.value), str(event.revenue))
            for event in events
            if isinstance(event, Settled)
        ),
    )


def cash(events: Iterable[Event]) -> str:
    """Money that came or went without a trade."""
    return _text(
        ("at", "amount", "cause", "words"),
        (
            (_instant(event.at), str(event.amount), event.cause.value, event.words)
            for event in events
            if isinstance(event, CashMoved)
        ),
    )


def _text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; a negative number is none."""
    risky = cell[:1] in {"=", "+", "@", "\t", "\r"} or (cell[:1] == "-" and not cell[1:2].isdigit())
    return f"'{cell}" if risky else cell


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
