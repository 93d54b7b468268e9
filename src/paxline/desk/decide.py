"""The only decision in the system: a snapshot and a policy in, orders and a reason for every rung out.

No clock, no chance, no world: the same snapshot and policy decide the same. Backtest, paper and live call this.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Final

from paxline.counts.calendar import Week
from paxline.desk import quoting, shocks
from paxline.desk.hours import is_opening, nothing_added, out_of_book
from paxline.desk.limits import Allows, Asked, Breach, Ground, Limit, capital, share, standing, within, worst_if_filled
from paxline.desk.orders import Crossing, Order, Side, Terms, Working, order_of, plan
from paxline.desk.packing import text_of
from paxline.desk.policy import Policy
from paxline.desk.quoting import Lean, Stand, Tilt, View, Wish, after_market, believed_ladder, cents, knife_edges
from paxline.desk.sizing import Binding, Bounds, Liquidity, Offer, Stake, size
from paxline.desk.snapshot import Account, Gate, Release, Snapshot
from paxline.desk.states import state_payouts, worst_loss
from paxline.desk.taking import at_once, takes
from paxline.forecast.distribution import Distribution
from paxline.forecast.weekly import WeekForecast
from paxline.market.book import Quote, SeenQuote
from paxline.market.contract import Contract, Ladder
from paxline.market.fair import fair_ladder
from paxline.market.fees import FeeSchedule
from paxline.market.implied import ImpliedMarket, NoImplied, implied_market
from paxline.market.pooling import PooledView, pool
from paxline.units import Count, Usd

_NONE: Final = Usd(0)


@dataclass(frozen=True, slots=True)
class RungDecision:
    """One rung, decided.

    Attributes:
        contract: The rung.
        ours: Probability that it pays, by our distribution.
        market: By the market's, ``None`` where the quotes do not add up to one.
        pooled: By both.
        quote: Others' best bid and ask, ``None`` where none was seen.
        targets: What should stand or be taken.
        reason: One sentence for a person.
    """

    contract: Contract
    ours: float
    market: float | None
    pooled: float
    quote: Quote | None
    targets: tuple[Terms, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, and why.

    Attributes:
        digest: A fingerprint of snapshot and policy; the ids of its orders come from it.
        as_of: The snapshot's instant (UTC).
        week: The week decided about.
        missing: Inputs that were not there; where there are any, nothing is placed.
        ours: Our distribution of the print, ``None`` where it is missing.
        market: The market's, or why there is none.
        pooled: Both, ``None`` where ours is missing.
        rungs: Lowest strike first.
        breaches: The limits that were reached.
        orders: To be sent, in order.
        cancels: To be taken out of the book, before anything is sent.
        keep: Orders that stand as they are wanted.
        worst: What the event could lose at its worst print, whichever of the targets fill.
        most: What it may lose.
        seen: The snapshot as text, from which the digest was taken.
    """

    digest: str
    as_of: datetime
    week: Week
    missing: tuple[str, ...] = ()
    ours: Distribution | None = None
    market: ImpliedMarket | NoImplied | None = None
    pooled: PooledView | None = None
    rungs: tuple[RungDecision, ...] = ()
    breaches: tuple[Breach, ...] = ()
    orders: tuple[Order, ...] = ()
    cancels: tuple[Working, ...] = ()
    keep: tuple[Working, ...] = ()
    worst: Usd = _NONE
    most: Usd = _NONE
    seen: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Inputs:
    """A snapshot of which nothing is missing, and what follows from it."""

    snapshot: Snapshot
    policy: Policy
    forecast: WeekForecast
    ladder: Ladder
    fees: FeeSchedule
    account: Account
    others: Mapping[Contract, SeenQuote]
    market: ImpliedMarket | NoImplied
    pooled: PooledView
    view: View
    stop: str | None
    shrink: str | None
    breaches: tuple[Breach, ...]


def decide(snapshot: Snapshot, policy: Policy) -> Decision:
    """What to do about the snapshot's week; where an input is missing, nothing but taking orders out."""
    seen = text_of(snapshot)
    digest = sha256(f"{seen}\n{policy!r}".encode()).hexdigest()
    given = _inputs(snapshot, policy)
    if isinstance(given, tuple):
        working = snapshot.account.working if snapshot.account else ()
        return Decision(digest, snapshot.as_of, snapshot.week, missing=given, cancels=working, seen=seen)
    taken = _taken(given)
    lean = _lean(given)
    stands = {rung: _stand(rung, given, lean) for rung in given.ladder.rungs}
    bare = {one.terms.ticker for one in taken}
    sized, binding = _sized({r: s for r, s in stands.items() if r.ticker not in bare}, given)
    asked = [*taken, *sized]
    targets, cut = within(asked, snapshot, policy, ground=_ground(given))
    planned = plan(targets, given.account.working)
    room = max(policy.limits.order_rate - given.account.sent, 0)
    orders = tuple(order_of(digest, terms, place=i) for i, terms in enumerate(planned.place[:room]))
    breaches = (*given.breaches, *cut)
    return Decision(
        digest=digest,
        as_of=snapshot.as_of,
        week=snapshot.week,
        ours=given.forecast.settlement,
        market=given.market,
        pooled=given.pooled,
        rungs=tuple(_rung(r, stands[r], targets, given, (*_words(binding), *(b.words for b in cut))) for r in stands),
        breaches=breaches,
        orders=orders,
        cancels=planned.cancel,
        keep=planned.keep,
        worst=worst_if_filled(targets, given.account, given.ladder, given.fees),
        most=_most(given),
        seen=seen,
    )


def _inputs(snapshot: Snapshot, policy: Policy) -> _Inputs | tuple[str, ...]:
    """Everything that follows from the snapshot, or what it lacks."""
    forecast, ladder, fees, gate = snapshot.forecast, snapshot.ladder, snapshot.fees, snapshot.gate
    release, account = snapshot.release, snapshot.account
    if (
        forecast is None
        or ladder is None
        or fees is None
        or gate is None
        or release is None
        or account is None
        or not snapshot.books
        or snapshot.fee_terms is None
    ):
        named = {
            "the forecast": forecast,
            "the ladder": ladder,
            "the order books": snapshot.books or None,
            "the fee schedule": fees,
            "the series' fee terms": snapshot.fee_terms,
            "whether the exchange takes orders": gate,
            "the published counts": release,
            "the account": account,
        }
        return tuple(name for name, value in named.items() if value is None)
    breaches = standing(snapshot, policy)
    old = {breach.ticker for breach in breaches if breach.ticker}
    seen = (book.without(account.working) for book in snapshot.books if book.contract in ladder.rungs)
    others = {quote.contract: quote for quote in seen}
    market = implied_market(quote for quote in others.values() if quote.contract.ticker not in old)
    pooled = pool(forecast.settlement, market, as_of=snapshot.as_of, weights=snapshot.evidence.weights)
    stop = _stop(snapshot, policy, (release, gate), breaches, market, pooled)
    now = shocks.look(snapshot, market, pooled)
    alarm = shocks.alarm(snapshot, now) if now else None
    if alarm:
        pooled = shocks.following(forecast.settlement, market, snapshot)
    return _Inputs(
        snapshot=snapshot,
        policy=policy,
        forecast=forecast,
        ladder=ladder,
        fees=fees,
        account=account,
        others=others,
        market=market,
        pooled=pooled,
        view=_view(snapshot, policy, forecast, ladder, (market, pooled), alarm),
        stop=stop,
        shrink=nothing_added(snapshot) or alarm or _given_up(snapshot) or _first(breaches, Allows.REDUCING),
        breaches=breaches,
    )


def _view(
    snapshot: Snapshot,
    policy: Policy,
    forecast: WeekForecast,
    ladder: Ladder,
    found: tuple[ImpliedMarket | NoImplied, PooledView],
    alarm: str | None,
) -> View:
    """Every opinion on the ladder; on the knife's edge no distance from the market is believed."""
    market, pooled = found
    theirs = fair_ladder(market.distribution, ladder) if isinstance(market, ImpliedMarket) else None
    both = fair_ladder(pooled.distribution, ladder)
    low, middle, high = pooled.distribution.quantile((0.16, 0.5, 0.84)).tolist()
    believed = believed_ladder(both, theirs, share=policy.believed * snapshot.evidence.trust)
    ours = fair_ladder(forecast.settlement, ladder)
    view = View(ours, theirs, both, believed, median=middle, half_width=(high - low) / 2, alarm=alarm)
    return replace(view, believed=after_market(believed, theirs, edges=knife_edges(snapshot, view=view)))


def _ground(given: _Inputs) -> Ground:
    view = given.view
    near = (view.median - 2 * view.half_width, view.median + 2 * view.half_width)
    return Ground(view.pooled, given.fees, knife_edges(given.snapshot, view=view), near)


def _stop(
    snapshot: Snapshot,
    policy: Policy,
    world: tuple[Release, Gate],
    breaches: Collection[Breach],
    market: ImpliedMarket | NoImplied,
    pooled: PooledView,
) -> str | None:
    """Why nothing at all may stand, or ``None``."""
    hour = out_of_book(snapshot, *world, verified_after=policy.verified_after)
    general = _first((breach for breach in breaches if not breach.ticker), Allows.NOTHING)
    if hour or general:
        return hour or general
    stale = [breach.words for breach in breaches if breach.ticker and breach.limit is Limit.STALE]
    if len(stale) == len(snapshot.books):
        return f"every order book is too old; of the first, {stale[0]}"
    if pooled.at_odds:
        return f"ours and the market's are {abs(pooled.gap):.1f} half-widths apart; a person has to look first"
    if isinstance(market, NoImplied) and not is_opening(snapshot):
        return f"the market has no value of its own ({market.reason})"
    return None


def _given_up(snapshot: Snapshot) -> str | None:
    """Why nothing is staked on the pool any more, or ``None``."""
    evidence = snapshot.evidence
    if evidence.trust > 0:
        return None
    return f"settled weeks speak {1 / evidence.odds:,.0f} to 1 for the market against the pool: only reducing"


def _first(breaches: Iterable[Breach], allows: Allows) -> str | None:
    return next((breach.words for breach in breaches if breach.allows is allows), None)


def _stand(rung: Contract, given: _Inputs, lean: Lean) -> Stand:
    """Where we would stand on one rung, every reason against it heard."""
    against = given.stop or _first((b for b in given.breaches if b.ticker == rung.ticker), Allows.NOTHING)
    if against:
        return Stand((), against)
    seen = given.others.get(rung)
    stand = quoting.quotes(
        rung, given.snapshot, given.policy, view=given.view, quote=seen.quote if seen else None, lean=lean
    )
    return quoting.reduce_only(stand, why=given.shrink) if given.shrink else stand


def _lean(given: _Inputs) -> Lean:
    """Which way what is held leans, and how much of the limit it uses."""
    account, ladder = given.account, given.ladder
    used = worst_loss(account.held, paid=account.paid, ladder=ladder).millionths / max(_most(given).millionths, 1)
    payouts = state_payouts(account.held, ladder)
    slope = int(payouts[-1] - payouts[0])
    tilt = Tilt.HIGH if slope > 0 else Tilt.LOW if slope < 0 else Tilt.NONE
    return Lean(tilt, min(max(used, 0.0), 1.0))


def _most(given: _Inputs) -> Usd:
    return share(capital(given.account, given.policy), given.policy.limits.worst_state)


def _taken(given: _Inputs) -> list[Asked]:
    """What is taken at once: whole, or less where the bounds leave less."""
    stopped = {b.ticker for b in given.breaches if b.ticker and b.allows is Allows.NOTHING}
    if given.stop:
        return []
    over = worst_loss(given.account.held, paid=given.account.paid, ladder=given.ladder) > _most(given)
    known = [book for book in given.snapshot.books if book.contract in given.ladder.rungs]
    books = [book for book in known if book.contract.ticker not in stopped]
    wanted = takes(given.snapshot, given.policy, books=books, view=given.view, fees=given.fees)
    offers = [] if given.shrink else [_offer(wish, Liquidity.TAKES) for wish in wanted.edges]
    wishes = [*wanted.edges] if offers else []
    counts = _size(offers, given)[0] if offers else []
    asked = [_asked(replace(w, count=c), Crossing.TAKES) for w, c in zip(wishes, counts, strict=True) if c > Count(0)]
    return [_asked(wanted.relief, Crossing.TAKES)] if over and wanted.relief else asked


def _sized(stands: Mapping[Contract, Stand], given: _Inputs) -> tuple[list[Asked], set[Binding]]:
    """The wishes at the sizes that are worth their risk, each side of the ladder as if all of it filled."""
    wishes = list(chain.from_iterable(stand.wishes for stand in stands.values()))
    asked = [_asked(wish, Crossing.POSTS_ONLY) for wish in wishes if wish.reducing]
    binding: set[Binding] = set()
    for side in Side:
        adding = [wish for wish in wishes if not wish.reducing and wish.side is side]
        if adding:
            counts, bound = _size([_offer(wish, Liquidity.MAKES) for wish in adding], given)
            binding |= set(bound)
            sized = (replace(w, count=c) for w, c in zip(adding, counts, strict=True) if c > Count(0))
            asked += [_asked(wish, Crossing.POSTS_ONLY) for wish in sized]
    return asked, binding


def _size(offers: Sequence[Offer], given: _Inputs) -> tuple[tuple[Count, ...], tuple[Binding, ...]]:
    account, policy, trust = given.account, given.policy, given.snapshot.evidence.trust
    wealth = min(capital(account, policy), account.cash)
    if wealth <= _NONE:
        return tuple(Count(0) for _ in offers), (Binding.SPEND,)
    sizing = size(
        given.view.believed,
        offers,
        stake=Stake(wealth, account.held, account.paid),
        bounds=Bounds(share(_most(given), trust), policy.limits.rung, account.cash),
        fraction=policy.kelly * trust,
        fees=given.fees,
    )
    return sizing.trades, sizing.binding


def _offer(wish: Wish, liquidity: Liquidity) -> Offer:
    return Offer(wish.contract.ticker, wish.side, wish.price, wish.count, liquidity)


def _asked(wish: Wish, crossing: Crossing) -> Asked:
    terms = Terms(wish.contract.ticker, wish.side, wish.price, wish.count, crossing=crossing)
    return Asked(at_once(terms) if crossing is Crossing.TAKES else terms, wish.reducing)


def _rung(
    rung: Contract, stand: Stand, targets: Iterable[Terms], given: _Inputs, narrowed: Iterable[str]
) -> RungDecision:
    ours = tuple(terms for terms in targets if terms.ticker == rung.ticker)
    view, seen = given.view, given.others.get(rung)
    quote = seen.quote if seen else None
    return RungDecision(
        contract=rung,
        ours=view.ours.of(rung),
        market=view.market.of(rung) if view.market else None,
        pooled=view.pooled.of(rung),
        quote=quote,
        targets=ours,
        reason=_reason(ours, stand, quote, view.pooled.of(rung), next(iter(narrowed), "")),
    )


def _reason(targets: Sequence[Terms], stand: Stand, quote: Quote | None, fair: float, narrowed: str) -> str:
    """The sentence for one rung, as a person would say it."""
    taken = [terms for terms in targets if terms.crossing is Crossing.TAKES]
    if taken:
        verb = "Buy" if taken[0].side is Side.BID else "Sell"
        at = cents(taken[0].price.dollars)
        return f"{verb} {taken[0].count.contracts:g} at {at} now: our {cents(fair)} leaves more than the fee and half."
    if targets:
        verbs = {Side.BID: "bid", Side.ASK: "offer"}
        told = (f"{verbs[t.side]} {t.count.contracts:g} at {cents(t.price.dollars)}" for t in targets)
        return f"{' and '.join(told)}, {stand.words}.".capitalize()
    if not stand.wishes:
        return f"No trade: {stand.words}."
    at = " and ".join(f"{w.side.value} {cents(w.price.dollars)}" for w in stand.wishes)
    why = narrowed or "half of what it claims is not worth its risk"
    return f"No trade: the market's {_shown(quote)} and our {cents(fair)} leave {at}, but {why}."


def _shown(quote: Quote | None) -> str:
    bid = cents(quote.bid.dollars).removesuffix("¢") if quote and quote.bid else "–"
    return f"{bid}–{cents(quote.ask.dollars) if quote and quote.ask else '–'}"


def _words(binding: Collection[Binding]) -> tuple[str, ...]:
    return tuple(f"{bound.value} is used up" for bound in Binding if bound in binding)
