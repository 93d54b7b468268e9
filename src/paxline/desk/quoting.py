"""Where to stand, how wide, on which side and with how much: a maker's quotes around the pool's value.

Source: the measurements of recorded ladders (spring 2026, six events; Fridays of 2022 to 2026). Every number here was
seen in sample; wide quotes lost few fills there and were cheaper to be wrong with.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate
from typing import Final

from paxline.desk.hours import is_opening, is_weekend
from paxline.desk.orders import Side
from paxline.desk.policy import Policy
from paxline.desk.snapshot import Snapshot
from paxline.market.book import Quote
from paxline.market.contract import Contract
from paxline.market.fair import FairLadder
from paxline.units import Count, Price

WING: Final = 0.25
"""A side cheaper than this is offered and not bid for: bids there lost, offers did not."""

MIDDLE: Final = (0.30, 0.70)
"""Between these half the size: that is where the variance sits, and nothing is shown."""

KNIFE_EDGE: Final = 0.25
"""A rung nearer to the median than this many half-widths is decided by one airport's late report."""

KNIFE_EDGE_DAYS: Final = 4
"""From so many known days on."""

_ONE: Final = 10_000
_HUNDRED: Final = 100


class Tilt(Enum):
    """Which way a position leans."""

    NONE = 0
    HIGH = 1
    """It earns more the higher the print."""
    LOW = -1


@dataclass(frozen=True, slots=True)
class Lean:
    """What is held of the event, seen from the limit.

    Attributes:
        tilt: Which way.
        used: Share of the worst state's limit that is used, 0 or more.
    """

    tilt: Tilt
    used: float


@dataclass(frozen=True, slots=True)
class Wish:
    """A quote we would like to stand.

    Attributes:
        contract: The rung.
        side: On the YES leg.
        price: On the market's grid; it does not trade at once.
        count: Contracts at most.
        reducing: Whether filling it only makes what is held smaller.
    """

    contract: Contract
    side: Side
    price: Price
    count: Count
    reducing: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """What quoting says of one rung: the wishes, and the sentence that explains them.

    Attributes:
        wishes: At most one on each side.
        words: Why there is none, or how they were placed.
    """

    wishes: tuple[Wish, ...]
    words: str


def quotes(
    contract: Contract, snapshot: Snapshot, policy: Policy, *, view: "View", quote: Quote | None, lean: Lean
) -> Stand:
    """Where we would stand on one rung, others' quote being ``quote``."""
    fair = view.pooled.of(contract)
    low = policy.lowest.dollars
    held = snapshot.account.held.get(contract.ticker, Count(0)) if snapshot.account else Count(0)
    if not low <= fair <= 1 - low and held == Count(0):
        return Stand((), f"all but settled at {cents(fair)}: the tick is the price, so it is left alone")
    if quote is None:
        return Stand((), "nobody quotes this rung, and we are not the first")
    half = half_width(contract, snapshot, policy, view=view)
    factor, why = _size_factor(contract, snapshot, view=view)
    centre = fair - lean.tilt.value * 4 * lean.used * policy.skew
    lot = Count(int(policy.lot.hundredths * factor) // _HUNDRED * _HUNDRED)
    wishes = tuple(
        _inside(wish, fair, quote=quote, snapshot=snapshot)
        for side in Side
        if (price := _price(side, centre, half, quote=quote, snapshot=snapshot)) is not None
        for wish in _wish(contract, side, price=price, lot=lot, held=held)
        if wish.reducing or _may_add(side, fair, low=low)
    )
    shown = f"around {cents(centre)} ± {cents(half)}{why}"
    return Stand(wishes, shown if wishes else f"no price {shown} stands without trading at once, or fits the wings")


@dataclass(frozen=True, slots=True)
class View:
    """What the week is worth: as many ladders as there are opinions.

    Attributes:
        ours: By our distribution.
        market: By the market's, ``None`` where the quotes do not add up to one.
        pooled: By both.
        believed: By the pool where its distance from the market is believed in part only.
        median: Of the pooled distribution, people.
        half_width: Half of its central 68 %, people.
        alarm: What is going on that the model does not know, for a person; ``None`` on an ordinary day.
    """

    ours: FairLadder
    market: FairLadder | None
    pooled: FairLadder
    believed: FairLadder
    median: float
    half_width: float
    alarm: str | None = None


def believed_ladder(pooled: FairLadder, market: FairLadder | None, *, share: float) -> FairLadder:
    """The pool where only ``share`` of its distance from the market is believed; all of it without a market."""
    if market is None:
        return pooled
    pairs = zip(pooled.p_above, market.p_above, strict=True)
    return FairLadder(pooled.ladder, tuple(share * p + (1 - share) * m for p, m in pairs))


def after_market(believed: FairLadder, market: FairLadder | None, *, edges: Container[str]) -> FairLadder:
    """What is believed where, on the rungs of ``edges``, no distance from the market is."""
    if market is None:
        return believed
    triples = zip(believed.ladder.rungs, believed.p_above, market.p_above, strict=True)
    p_above = [theirs if rung.ticker in edges else ours for rung, ours, theirs in triples]
    return FairLadder(believed.ladder, tuple(accumulate(p_above, min)))


def half_width(contract: Contract, snapshot: Snapshot, policy: Policy, *, view: View) -> float:
    """Dollars from the centre to each quote: by situation, and wider where ours and the market's lie apart."""
    fair, widths = view.pooled.of(contract), policy.widths
    fresh = snapshot.release is not None and snapshot.as_of < snapshot.release.seen_at + policy.fresh_for
    if view.market is None or view.alarm:
        return widths.opening
    if is_weekend(snapshot.as_of):
        base = widths.weekend
    elif not WING < fair < 1 - WING:
        base = widths.wing
    else:
        base = widths.fresh if fresh else widths.evening
    return base + policy.unsure * abs(view.ours.of(contract) - view.market.of(contract)) / 2


def is_knife_edge(contract: Contract, snapshot: Snapshot, *, view: View) -> bool:
    """Whether the rung lies so near the median that hardly anything decides it."""
    known = len(snapshot.forecast.known_days) if snapshot.forecast else 0
    return known >= KNIFE_EDGE_DAYS and abs(view.median - contract.strike) < KNIFE_EDGE * view.half_width


def knife_edges(snapshot: Snapshot, *, view: View) -> frozenset[str]:
    """The tickers of the rungs that lie so near the median."""
    rungs = view.pooled.ladder.rungs
    return frozenset(rung.ticker for rung in rungs if is_knife_edge(rung, snapshot, view=view))


def cents(dollars: float) -> str:
    """Cents with one decimal where they are not whole, such as ``61¢`` or ``3.4¢``."""
    text = f"{dollars * 100:.1f}".removesuffix(".0")
    return f"{'0' if text == '-0' else text}¢"


def reduce_only(stand: Stand, *, why: str) -> Stand:
    """The stand without what would add to a position."""
    kept = tuple(wish for wish in stand.wishes if wish.reducing)
    return Stand(kept, f"{why}; {stand.words}") if kept else replace(stand, wishes=(), words=why)


def _size_factor(contract: Contract, snapshot: Snapshot, *, view: View) -> tuple[float, str]:
    """The share of a lot to offer, and why it is not all of it."""
    fair = view.pooled.of(contract)
    factor, why = 1.0, ""
    if MIDDLE[0] <= fair <= MIDDLE[1]:
        factor, why = 0.5, ", half the size in the middle"
    if is_knife_edge(contract, snapshot, view=view):
        adds = 0.0 if is_weekend(snapshot.as_of) else 1 / 3
        factor, why = adds, ", a third of the size on the knife's edge" if adds else ", nothing on the knife's edge"
    if view.market is None and is_opening(snapshot):
        factor, why = factor / 2, ", half the size while the market has no value of its own"
    return factor, why


def _may_add(side: Side, fair: float, *, low: float) -> bool:
    """Wings are offered and not bid: under a quarter YES is sold, over three quarters NO is."""
    if not low <= fair <= 1 - low:
        return False
    if fair < WING:
        return side is Side.ASK
    return side is Side.BID if fair > 1 - WING else True


def _price(side: Side, centre: float, half: float, *, quote: Quote, snapshot: Snapshot) -> Price | None:
    """The price on the grid, rounded outward, and one step back where it would trade at once."""
    if side is Side.BID:
        wanted = Price(min(max(int((centre - half) * _ONE + 1e-6), 0), _ONE))
        stop = _ONE if quote.ask is None else quote.ask.ten_thousandths - 1
        return snapshot.grid.at_most(min(wanted, Price(max(stop, 0))))
    wanted = Price(min(max(-int((1e-6 - (centre + half) * _ONE) // 1), 0), _ONE))
    stop = 0 if quote.bid is None else quote.bid.ten_thousandths + 1
    return snapshot.grid.at_least(max(wanted, Price(min(stop, _ONE))))


def _inside(wish: Wish, fair: float, *, quote: Quote, snapshot: Snapshot) -> Wish:
    """What reduces joins the best of its side, as long as that is no worse than the fair value."""
    best = quote.bid if wish.side is Side.BID else quote.ask
    if not wish.reducing or best is None:
        return wish
    worth = Price(min(max(int(fair * _ONE), 0), _ONE))
    if wish.side is Side.BID:
        joined = snapshot.grid.at_most(min(best, worth))
        return wish if joined is None or joined <= wish.price else replace(wish, price=joined)
    joined = snapshot.grid.at_least(max(best, worth))
    return wish if joined is None or joined >= wish.price else replace(wish, price=joined)


def _wish(contract: Contract, side: Side, *, price: Price, lot: Count, held: Count) -> Iterator[Wish]:
    """One quote: what reduces first, so that no fill turns a position around."""
    against = held.hundredths if side is Side.ASK else -held.hundredths
    whole = max(against, 0) // _HUNDRED * _HUNDRED
    if whole > 0:
        yield Wish(contract, side, price, Count(min(whole, max(lot.hundredths, _HUNDRED))), reducing=True)
    elif lot > Count(0):
        yield Wish(contract, side, price, lot, reducing=False)
