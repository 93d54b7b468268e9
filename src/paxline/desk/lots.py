"""What was bought, when it was closed, and what came of it: lots paired first in, first out, fees with their lots.

A lot's basis is what it cost and its share of the fee that bought it; what it brought is a closing trade's or the
settlement's money less its share of the closing fee. A fee is shared out in millionths, the last piece taking what is
left, so that gains and open lots add up to the ledger exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from paxline.desk.ledger import Event, Filled, Settled
from paxline.desk.orders import Leg, Side
from paxline.units import Count, Price, Usd

_NONE = Count(0)


class How(Enum):
    """How a lot ended."""

    TRADED = "traded"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class OpenLot:
    """Contracts of one leg that are still held.

    Attributes:
        ticker: The market.
        leg: What they pay on.
        price: What each cost, on that leg.
        count: Contracts.
        fee: Their share of the fee that bought them.
        opened_at: When they were bought (UTC).
    """

    ticker: str
    leg: Leg
    price: Price
    count: Count
    fee: Usd
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Closing:
    """Contracts of one lot that are held no more.

    Attributes:
        ticker: The market.
        leg: What they paid on.
        count: Contracts.
        opened_at: When they were bought (UTC).
        closed_at: When they were closed or paid (UTC).
        basis: What they cost, the fee with it.
        proceeds: What they brought, the fee taken off.
        how: How they ended.
    """

    ticker: str
    leg: Leg
    count: Count
    opened_at: datetime
    closed_at: datetime
    basis: Usd
    proceeds: Usd
    how: How

    @property
    def gain(self) -> Usd:
        """Proceeds less basis."""
        return self.proceeds - self.basis


@dataclass(frozen=True, slots=True)
class Lots:
    """Every lot there was: the closed ones in the order of their closing, the open ones by market, oldest first."""

    closed: tuple[Closing, ...]
    held: tuple[OpenLot, ...]


def lots_of(events: Iterable[Event]) -> Lots:
    """The lots that a journal's events come to; a fill told twice counts once."""
    written = list(events)
    fills = {event.fill_id: event for event in written if isinstance(event, Filled)}
    settled = [event for event in written if isinstance(event, Settled)]
    held: dict[str, list[OpenLot]] = {}
    closed: list[Closing] = []
    # Of one instant, a fill comes before the settlement, as in the ledger.
    for event in sorted([*fills.values(), *settled], key=lambda event: event.at):
        queue = held.setdefault(event.ticker, [])
        closed += _settle(queue, event) if isinstance(event, Settled) else _trade(queue, event)
    return Lots(tuple(closed), tuple(lot for ticker in sorted(held) for lot in held[ticker]))


def _settle(queue: list[OpenLot], event: Settled) -> list[Closing]:
    found = [_closing(lot, at=event.at, proceeds=_value(lot, event).times(lot.count), how=How.SETTLED) for lot in queue]
    queue.clear()
    return found


def _value(lot: OpenLot, event: Settled) -> Price:
    return event.value if lot.leg is Leg.YES else event.value.complement


def _trade(queue: list[OpenLot], fill: Filled) -> list[Closing]:
    leg, price = (Leg.YES, fill.price) if fill.side is Side.BID else (Leg.NO, fill.price.complement)
    left, fee = fill.count, fill.fee
    found: list[Closing] = []
    while queue and queue[0].leg is not leg and left > _NONE:
        lot, paired = queue[0], min(left, queue[0].count)
        paid = _shared(fee, paired, of=left)
        part = replace(lot, count=paired, fee=_shared(lot.fee, paired, of=lot.count))
        # Buying the other leg closes: the pair returns a dollar.
        found.append(_closing(part, at=fill.at, proceeds=price.complement.times(paired) - paid, how=How.TRADED))
        left, fee = left - paired, fee - paid
        rest = replace(lot, count=lot.count - paired, fee=lot.fee - part.fee)
        queue[:1] = [rest] if rest.count > _NONE else []
    if left > _NONE:
        queue.append(OpenLot(fill.ticker, leg, price, left, fee, fill.at))
    return found


def _shared(fee: Usd, part: Count, *, of: Count) -> Usd:
    """The part's share of a fee, rounded down; all of it where the part is the whole."""
    return Usd(fee.millionths * part.hundredths // of.hundredths)


def _closing(lot: OpenLot, *, at: datetime, proceeds: Usd, how: How) -> Closing:
    basis = lot.price.times(lot.count) + lot.fee
    return Closing(lot.ticker, lot.leg, lot.count, lot.opened_at, at, basis, proceeds, how)
