"""One market's money: what its fills and its settlement come to, lots paired first in, first out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from paxline.counts.calendar import eastern_day
from paxline.desk.events import Filled, Settled
from paxline.desk.orders import Leg, Side
from paxline.units import Count, Price, Usd

NOTHING: Final = Count(0)
_NONE: Final = Usd(0)
_CENT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Lot:
    """Contracts of one leg bought at one price of that leg."""

    price: Price
    count: Count


@dataclass(frozen=True, slots=True)
class Position:
    """What is held in one market: lots of one leg, oldest first."""

    leg: Leg
    lots: tuple[Lot, ...]

    @property
    def count(self) -> Count:
        """Contracts held, negative for NO, as the exchange signs them."""
        held = sum(lot.count.hundredths for lot in self.lots)
        return Count(held if self.leg is Leg.YES else -held)

    @property
    def cost(self) -> Usd:
        """What the lots cost, without fees."""
        return Usd(sum(lot.price.times(lot.count).millionths for lot in self.lots))


@dataclass(frozen=True, slots=True)
class Purse:
    """What a market's events come to.

    Attributes:
        cash: Brought in less paid out, fees included.
        fees: Paid.
        realised: Earned by closing and by settlement, before fees.
        spent: What its fills have cost, fees included, less a dollar for each pair; its settlement apart.
        position: What is held.
        results: Earned less fees, by Eastern day.
        unpaid: Why what the exchange says it paid is not what was held, for a person; empty where it is.
        told: The events, in the order of their instants; of one instant, a fill comes before the settlement.
        closed_until: Up to when (UTC) its books are closed: nothing can be added there; ``None`` where they are open.
        base: The sums at the closing.
    """

    cash: Usd = _NONE
    fees: Usd = _NONE
    realised: Usd = _NONE
    spent: Usd = _NONE
    position: Position = field(default=Position(Leg.YES, ()))
    results: Mapping[date, Usd] = field(default_factory=dict[date, Usd])
    unpaid: str = ""
    told: tuple[Filled | Settled, ...] = ()
    closed_until: datetime | None = None
    base: "Purse | None" = None

    def after(self, event: Filled | Settled) -> "Purse":
        """The purse with one more event that it ``takes``, be it of an earlier instant than those it tells."""
        if self.told and _when(event) < _when(self.told[-1]):
            return purse_of(sorted((*self.told, event), key=_when), onto=self.base or EMPTY)
        return self._settled(event) if isinstance(event, Settled) else self._traded(event)

    def takes(self, at: datetime) -> bool:
        """Whether an event of that instant can still be added."""
        return self.closed_until is None or at > self.closed_until

    def closed(self, until: datetime) -> "Purse":
        """The sums alone, closed up to an instant (UTC); what is held would be lost, so that nothing may be."""
        if self.position.lots:
            raise ValueError("books are closed on a market in which nothing is held")
        sums = Purse(self.cash, self.fees, self.realised, self.spent, closed_until=until)
        return replace(sums, base=sums)

    def _settled(self, event: Settled) -> "Purse":
        held = self.position
        value = event.value if held.leg is Leg.YES else event.value.complement
        payout = value.times(Count(abs(held.count.hundredths)))
        # The exchange states what it paid in whole cents.
        differs = abs(payout.millionths - event.revenue.millionths) >= _CENT
        words = f"{event.ticker} paid {event.revenue}, and what was held is worth {payout}" if differs else ""
        earned = payout - held.cost
        return replace(
            self,
            cash=self.cash + payout,
            realised=self.realised + earned,
            position=Position(Leg.YES, ()),
            results=self._earning(event.at, earned),
            unpaid=words or self.unpaid,
            told=(*self.told, event),
        )

    def _traded(self, fill: Filled) -> "Purse":
        leg, price = (Leg.YES, fill.price) if fill.side is Side.BID else (Leg.NO, fill.price.complement)
        held, left = self.position, fill.count
        lots = list(held.lots)
        cash = earned = 0
        while held.leg is not leg and lots and left > NOTHING:
            paired = min(left, lots[0].count)
            # Buying the other leg closes: the pair returns a dollar.
            returned = price.complement.times(paired).millionths
            cash += returned
            earned += returned - lots[0].price.times(paired).millionths
            left -= paired
            rest = Lot(lots[0].price, lots[0].count - paired)
            lots[:1] = [rest] if rest.count > NOTHING else []
        if left > NOTHING:
            # Here nothing of the other leg is left.
            cash -= price.times(left).millionths
            held, lots = Position(leg, ()), [*lots, Lot(price, left)]
        flow = Usd(cash) - fill.fee
        return replace(
            self,
            cash=self.cash + flow,
            fees=self.fees + fill.fee,
            realised=self.realised + Usd(earned),
            spent=self.spent - flow,
            position=Position(held.leg if lots else Leg.YES, tuple(lots)),
            results=self._earning(fill.at, Usd(earned) - fill.fee),
            told=(*self.told, fill),
        )

    def _earning(self, at: datetime, more: Usd) -> Mapping[date, Usd]:
        day = eastern_day(at)
        return MappingProxyType({**self.results, day: self.results.get(day, _NONE) + more})


EMPTY: Final = Purse()


def purse_of(events: Iterable[Filled | Settled], *, onto: Purse = EMPTY) -> Purse:
    """What events in the order of their instants come to, beyond what ``onto`` holds."""
    purse = onto
    for event in events:
        purse = purse.after(event)
    return purse


def _when(event: Filled | Settled) -> tuple[datetime, bool]:
    return event.at, isinstance(event, Settled)
