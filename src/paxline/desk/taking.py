"""When to trade at once: to collect an edge just counted, and to get out of what could lose more than it may.

Taking is not a business: half of the edge must clear the bar after the fee, straight after a verified count.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from paxline.desk.orders import Lifetime, Side, Terms
from paxline.desk.policy import Policy
from paxline.desk.quoting import View, Wish, is_knife_edge
from paxline.desk.snapshot import Account, SeenBook, Snapshot
from paxline.desk.states import worst_loss
from paxline.market.book import Level
from paxline.market.contract import Ladder
from paxline.market.fees import FeeSchedule
from paxline.units import Count, Usd

_WHOLE: Final = 100
_LOT: Final = Count.whole(10)
"""The size at which fees are weighed; per-contract rounding is negligible from here on."""


@dataclass(frozen=True, slots=True)
class Takes:
    """What could be taken.

    Attributes:
        edges: Levels whose believed edge after the fee clears the bar.
        relief: The one trade that lowers the event's worst loss most, ``None`` where none does within the collar.
    """

    edges: tuple[Wish, ...]
    relief: Wish | None


def takes(snapshot: Snapshot, policy: Policy, *, books: Sequence[SeenBook], view: View, fees: FeeSchedule) -> Takes:
    """What the books offer that could be taken; others' orders and ours are not told apart, so ours go first."""
    fresh = snapshot.release is not None and snapshot.as_of < snapshot.release.seen_at + policy.taking_for
    edges = [
        wish
        for seen in books
        if fresh and not is_knife_edge(seen.contract, snapshot, view=view)
        for wish in _levels(seen, snapshot)
        if not wish.reducing and edge(wish, view=view, fees=fees) * policy.believed > policy.taker_bar
    ]
    return Takes(tuple(edges), _relief(snapshot, policy, books=books, view=view))


def edge(wish: Wish, *, view: View, fees: FeeSchedule) -> float:
    """Dollars per contract gained by taking, after the fee, by the pool."""
    value, price = view.pooled.of(wish.contract), wish.price
    gain = value - price.dollars if wish.side is Side.BID else price.dollars - value
    return gain - fees.taker_fee(price, _LOT).dollars / _LOT.contracts


def at_once(terms: Terms) -> Terms:
    """The same terms as an order that trades what it can now and leaves nothing behind."""
    return replace(terms, lifetime=Lifetime.IMMEDIATE_OR_CANCEL)


def _levels(seen: SeenBook, snapshot: Snapshot) -> list[Wish]:
    """Everything that rests, as trades against it; a level whose size nobody told offers nothing."""
    working = snapshot.account.working if snapshot.account else ()
    if any(one.terms.ticker == seen.contract.ticker for one in working):
        return []
    sides = ((Side.BID, seen.book.asks), (Side.ASK, seen.book.bids))
    return [
        Wish(seen.contract, side, level.price, count, reducing=False)
        for side, levels in sides
        for level in levels
        if (count := _whole(level)) > Count(0)
    ]


def _relief(snapshot: Snapshot, policy: Policy, *, books: Sequence[SeenBook], view: View) -> Wish | None:
    account, ladder = snapshot.account, snapshot.ladder
    if account is None or ladder is None:
        return None
    now = worst_loss(account.held, paid=account.paid, ladder=ladder)
    found: list[tuple[Usd, Wish]] = []
    for seen in books:
        held = account.held.get(seen.contract.ticker, Count(0))
        for wish in _levels(seen, snapshot):
            closing = held.hundredths > 0 if wish.side is Side.ASK else held.hundredths < 0
            value, price = view.pooled.of(seen.contract), wish.price.dollars
            worse = price - value if wish.side is Side.BID else value - price
            if not closing or worse > policy.limits.collar:
                continue
            count = Count(min(wish.count.hundredths, abs(held.hundredths)) // _WHOLE * _WHOLE)
            if count > Count(0):
                out = replace(wish, count=count, reducing=True)
                found.append((_after(out, account, ladder), out))
    better = [pair for pair in found if pair[0] < now]
    return min(better, key=lambda pair: pair[0])[1] if better else None


def _after(wish: Wish, account: Account, ladder: Ladder) -> Usd:
    """The event's worst loss once the wish is done."""
    before = account.held.get(wish.contract.ticker, Count(0))
    sign = 1 if wish.side is Side.BID else -1
    after = Count(before.hundredths + sign * wish.count.hundredths)
    price = wish.price if wish.side is Side.BID else wish.price.complement
    # A pair of opposite legs returns its dollar at once.
    paid = account.paid + price.times(wish.count) - Usd(wish.count.hundredths * 10_000)
    return worst_loss({**account.held, wish.contract.ticker: after}, paid=paid, ladder=ladder)


def _whole(level: Level) -> Count:
    return Count(level.count.hundredths // _WHOLE * _WHOLE)
