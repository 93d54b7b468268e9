"""Limits by name. Each looks at what is, or at what would be asked for, and returns its breaches in words.

All of them are always asked: there is no list to leave one out of and no value that stands for none. What is missing
or suspect stops; what is too much is made smaller; what shrinks a position stays allowed longest.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from paxline.desk.orders import Crossing, Side, Terms
from paxline.desk.policy import Policy
from paxline.desk.snapshot import Account, Rule, Snapshot
from paxline.desk.states import state_payouts, yes_pays
from paxline.market.contract import Ladder
from paxline.market.fair import FairLadder
from paxline.market.fees import FeeSchedule
from paxline.units import Count, Usd

_WHOLE: Final = 100
_STEPS: Final = 100


class Limit(Enum):
    """Every limit there is, in the order in which they are told."""

    HALT = "trading is halted"
    GATE = "the exchange lets nothing in"
    RULE = "the settlement rule is confirmed"
    FEES = "the fee terms are confirmed"
    SUSPECT = "no figure is suspect"
    STALE = "what is known is fresh"
    DAY = "loss of a day"
    DRAWDOWN = "loss from the highest equity"
    ORDER_RATE = "orders within a minute"
    WORST_STATE = "loss of the event at the worst print"
    NEAR_STATE = "loss of the event within two half-widths"
    RUNG = "contracts in one rung"
    EVENT = "contracts in one event"
    CASH = "cash for everything that could fill"
    COLLAR = "price against the fair value"


class Allows(Enum):
    """What a breach leaves allowed."""

    NOTHING = "nothing may stand"
    REDUCING = "only what shrinks a position"
    LESS = "less of it"


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that is reached.

    Attributes:
        limit: Which.
        allows: What is still allowed.
        words: Why, for a person.
        ticker: The one rung it is about; empty where it is about all.
    """

    limit: Limit
    allows: Allows
    words: str
    ticker: str = ""


def standing(snapshot: Snapshot, policy: Policy) -> tuple[Breach, ...]:
    """The breaches that what is known amounts to, whatever would be asked for; nothing known breaches nothing here."""
    return tuple(breach for check in _CHECKS for breach in check(snapshot, policy))


def capital(account: Account, policy: Policy) -> Usd:
    """What shares are shares of: the policy's capital, or the account's equity where that is less."""
    return max(min(policy.capital, account.equity), Usd(0))


def share(of: Usd, part: float) -> Usd:
    """A share of an amount, rounded down."""
    return Usd(int(of.millionths * part))


def _allows(key: str, most: object) -> str:
    """What a limit's setting allows, by the name it has in the file of settings."""
    return f"limits.{key} allows {most}"


def _dollars(amount: Usd) -> str:
    return f"${amount.dollars:.2f}"


def _wanted(limit: Limit, said: str, *, most: str, already: str) -> Breach:
    """What the event would come to with all orders filled; ``already``: what it is at now, where that is too much."""
    key = limit.name.lower()
    past = f"{already} is reached already, past limits.{key} of {most}" if already else _allows(key, most)
    words = f"with every wanted order filled the event {said}; {past}, so the orders are made smaller"
    return Breach(limit, Allows.LESS, words)


def _halt(snapshot: Snapshot, policy: Policy) -> Iterator[Breach]:
    del policy
    if snapshot.account is not None:
        for why in snapshot.account.halted:
            yield Breach(Limit.HALT, Allows.NOTHING, f"trading is halted: {why}")
        for ticker in snapshot.account.blocked:
            yield Breach(Limit.HALT, Allows.NOTHING, "the outcome of an earlier order here is not known", ticker)


def _gate(snapshot: Snapshot, policy: Policy) -> Iterator[Breach]:
    gate = snapshot.gate
    if gate is None:
        return
    if not (gate.exchange_open and gate.trading_open):
        yield Breach(Limit.GATE, Allows.NOTHING, "the exchange has paused trading")
    age = snapshot.as_of - gate.seen_at
    if age > policy.limits.quote_age:
        most = _allows("quote_age", age_words(policy.limits.quote_age))
        words = f"the exchange was last seen to take orders {age_words(age)} ago; {most}"
        yield Breach(Limit.STALE, Allows.NOTHING, words)
    for ticker in gate.shut:
        yield Breach(Limit.GATE, Allows.NOTHING, "this market does not trade", ticker)


def _rule(snapshot: Snapshot, policy: Policy) -> Iterator[Breach]:
    del policy
    if snapshot.rule is not Rule.KNOWN:
        yield Breach(Limit.RULE, Allows.NOTHING, f"the settlement rule: {snapshot.rule.value}")


def _fees(snapshot: Snapshot, policy: Policy) -> Iterator[Breach]:
    terms = snapshot.fee_terms
    if terms is not None and terms != policy.fee_terms:
        told = f"{terms.fee_type.value} × {terms.multiplier}"
        yield Breach(Limit.FEES, Allows.NOTHING, f"the exchange charges by {told}, which nobody has confirmed")


def _suspect(snapshot: Snapshot, policy: Policy) -> Iterator[Breach]:
    del policy
    if snapshot.release is not None:
        for doubt in snapshot.release.doubts:
            yield Breach(Limit.SUSPECT, Allows.NOTHING, f"a figure is suspect: {doubt}")


def _stale(snapshot: Snapshot, policy: Policy) -> Iterator[Breach]:
    limits = policy.limits
    forecast = snapshot.forecast
    if forecast is not None and snapshot.as_of - forecast.as_of > limits.forecast_age:
        most = _allows("forecast_age", age_words(limits.forecast_age))
        words = f"the forecast is {age_words(snapshot.as_of - forecast.as_of)} old; {most}"
        yield Breach(Limit.STALE, Allows.NOTHING, words)
    for seen in snapshot.books:
        age = snapshot.as_of - seen.known_at
        if age > limits.quote_age:
            most = _allows("quote_age", age_words(limits.quote_age))
            words = f"its book was last seen {age_words(age)} ago; {most}"
            yield Breach(Limit.STALE, Allows.NOTHING, words, seen.contract.ticker)


def _day(snapshot: Snapshot, policy: Policy) -> Iterator[Breach]:
    account = snapshot.account
    if account is None:
        return
    most = share(capital(account, policy), policy.limits.day)
    if account.day_result <= -most:
        lost = f"the day has lost {_dollars(-account.day_result)}"
        words = f"{lost}; {_allows('day', _dollars(most))}, so positions may only shrink"
        yield Breach(Limit.DAY, Allows.REDUCING, words)


def _drawdown(snapshot: Snapshot, policy: Policy) -> Iterator[Breach]:
    account = snapshot.account
    if account is None:
        return
    lost, most = account.highest - account.equity, share(account.highest, policy.limits.drawdown)
    if lost >= most:
        said = f"{_dollars(lost)} are lost from the highest equity"
        words = f"{said}; {_allows('drawdown', _dollars(most))}, so positions may only shrink"
        yield Breach(Limit.DRAWDOWN, Allows.REDUCING, words)


def _rate(snapshot: Snapshot, policy: Policy) -> Iterator[Breach]:
    account = snapshot.account
    most = policy.limits.order_rate
    if account is not None and account.sent >= most:
        words = f"{account.sent} orders were sent within a minute; {_allows('order_rate', most)}"
        yield Breach(Limit.ORDER_RATE, Allows.NOTHING, words)


_CHECKS: Final[tuple[Callable[[Snapshot, Policy], Iterator[Breach]], ...]] = (
    _halt,
    _gate,
    _rule,
    _fees,
    _suspect,
    _stale,
    _day,
    _drawdown,
    _rate,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An order that would be asked for.

    Attributes:
        terms: Its terms.
        reducing: Whether filling it only makes a position smaller.
    """

    terms: Terms
    reducing: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What sizes are measured on.

    Attributes:
        fair: What each rung is worth.
        fees: The schedule in force.
        edges: Tickers of the rungs on the knife's edge, whose positions count twice.
        near: From where to where a print is near, people.
    """

    fair: FairLadder
    fees: FeeSchedule
    edges: frozenset[str] = frozenset()
    near: tuple[float, float] = (-inf, inf)

    @property
    def near_states(self) -> NDArray[np.bool_]:
        """Which settlement states a near print can be in, shape ``(rungs + 1,)``."""
        edges = np.array([-inf, *self.fair.ladder.strikes, inf])
        return (edges[:-1] < self.near[1]) & (edges[1:] >= self.near[0])


def worst_if_filled(orders: Sequence[Terms], account: Account, ladder: Ladder, fees: FeeSchedule) -> Usd:
    """What the event loses at its worst print, whichever of the orders fill."""
    return Usd(int(_losses(orders, account, ladder, fees).max()))


def _losses(orders: Sequence[Terms], account: Account, ladder: Ladder, fees: FeeSchedule) -> NDArray[np.int64]:
    """What it loses in each settlement state, whichever of the orders fill, millionths, shape ``(rungs + 1,)``."""
    loss = account.paid.millionths - state_payouts(account.held, ladder)
    pays = dict(zip((rung.ticker for rung in ladder.rungs), yes_pays(ladder), strict=True))
    for terms in orders:
        bid = terms.side is Side.BID
        cost = (terms.price if bid else terms.price.complement).times(terms.count).millionths
        charge = fees.taker_fee if terms.crossing is Crossing.TAKES else fees.maker_fee
        back = (pays[terms.ticker] if bid else ~pays[terms.ticker]) * (terms.count.hundredths * 10_000)
        loss = loss + np.maximum(cost + charge(terms.price, terms.count).millionths - back, 0)
    return loss


def within(
    asked: Sequence[Asked], snapshot: Snapshot, policy: Policy, *, ground: Ground
) -> tuple[tuple[Terms, ...], tuple[Breach, ...]]:
    """As much of what is asked for as the limits leave, and the breaches that made it less."""
    account = snapshot.account
    if account is None:
        return (), ()
    breaches = list(_collared(asked, policy, ground.fair))
    outside = {breach.ticker for breach in breaches}
    kept = [one for one in asked if one.terms.ticker not in outside]
    test = _Test(account, policy, ground)
    adding = [one.terms for one in kept if not one.reducing]
    reducing = [one.terms for one in kept if one.reducing]
    while reducing and test(reducing) is not None:
        reducing = _scaled(reducing, _STEPS // 2)
    over = test([*reducing, *adding])
    if over is None:
        return (*reducing, *adding), tuple(breaches)
    low, high = 0, _STEPS
    while high - low > 1:
        middle = (low + high) // 2
        fits = test([*reducing, *_scaled(adding, middle)]) is None
        low, high = (middle, high) if fits else (low, middle)
    return (*reducing, *_scaled(adding, low)), (*breaches, over)


def _collared(asked: Sequence[Asked], policy: Policy, fair: FairLadder) -> Iterator[Breach]:
    values = {rung.ticker: p for rung, p in zip(fair.ladder.rungs, fair.p_above, strict=True)}
    for one in asked:
        value, price = values[one.terms.ticker], one.terms.price.dollars
        worse = price - value if one.terms.side is Side.BID else value - price
        if worse > policy.limits.collar:
            most = _allows("collar", f"{policy.limits.collar * 100:.1f}¢")
            words = f"{one.terms.price} is {worse * 100:.1f}¢ worse than the fair value; {most}"
            yield Breach(Limit.COLLAR, Allows.NOTHING, words, one.terms.ticker)


def _scaled(orders: Sequence[Terms], hundredths: int) -> list[Terms]:
    """So many hundredths of every order, in whole contracts; what comes to none is left out."""
    counts = [(one, one.count.hundredths * hundredths // _STEPS // _WHOLE * _WHOLE) for one in orders]
    return [replace(one, count=Count(count)) for one, count in counts if count]


@dataclass(frozen=True, slots=True)
class _Test:
    """Whether orders pass every limit of size, whichever of them fill."""

    account: Account
    policy: Policy
    ground: Ground

    def __call__(self, orders: Sequence[Terms]) -> Breach | None:
        """The first limit that they would pass, or ``None``."""
        account, edges = self.account, self.ground.edges
        twice = [replace(one, count=one.count + one.count) if one.ticker in edges else one for one in orders]
        # What counts twice may also pay twice, so that both have to hold.
        once = self._sizes(orders, account)
        if once is None and edges:
            double = self._sizes(twice, _twice(account, self.ground))
            once = double and replace(double, words=f"{double.words} (rungs on the knife's edge count twice)")
        return once or self._cash(orders)

    def _sizes(self, orders: Sequence[Terms], account: Account) -> Breach | None:
        limits, ladder, fees = self.policy.limits, self.ground.fair.ladder, self.ground.fees
        now, then = _losses((), account, ladder, fees), _losses(orders, account, ladder, fees)
        near, whole = self.ground.near_states, capital(self.account, self.policy)
        for limit, part, states, where in (
            (Limit.WORST_STATE, limits.worst_state, np.ones_like(near), "at its worst print"),
            (Limit.NEAR_STATE, limits.near_state, near, "at a print within two half-widths of the median"),
        ):
            most, already, worst = share(whole, part), Usd(int(now[states].max())), Usd(int(then[states].max()))
            if worst > max(most, already):
                said = f"could lose {_dollars(worst)} {where}"
                return _wanted(limit, said, most=_dollars(most), already=_dollars(already) if already > most else "")
        return self._rung(orders, account) or self._event(orders, account)

    def _event(self, orders: Sequence[Terms], account: Account) -> Breach | None:
        held = sum(abs(count.hundredths) for count in account.held.values())
        total = held + sum(one.count.hundredths for one in orders)
        most = self.policy.limits.event.hundredths
        if total > max(most, held):
            already = f"{held / _WHOLE:g}" if held > most else ""
            said = f"would have {total / _WHOLE:g} contracts"
            return _wanted(Limit.EVENT, said, most=f"{most / _WHOLE:g}", already=already)
        return None

    def _cash(self, orders: Sequence[Terms]) -> Breach | None:
        account = self.account
        cost = sum(_cost(one).millionths for one in orders)
        if cost > max(account.cash.millionths, 0):
            need = f"all orders that are wanted would need {_dollars(Usd(cost))}"
            words = f"{need}; there is {_dollars(account.cash)} of cash, so they are made smaller"
            return Breach(Limit.CASH, Allows.LESS, words)
        return None

    def _rung(self, orders: Sequence[Terms], account: Account) -> Breach | None:
        most = self.policy.limits.rung.hundredths
        for ticker in {one.ticker for one in orders}:
            held = account.held.get(ticker, Count(0)).hundredths
            for side, sign in ((Side.BID, 1), (Side.ASK, -1)):
                more = sum(one.count.hundredths for one in orders if one.ticker == ticker and one.side is side)
                after = sign * held + more
                if more and after > max(most, -sign * held):
                    would = f"{after / _WHOLE:g} contracts would be held in one rung"
                    words = f"{would}; {_allows('rung', f'{most / _WHOLE:g}')}, so the orders are made smaller"
                    return Breach(Limit.RUNG, Allows.LESS, words, ticker)
        return None


def _twice(account: Account, ground: Ground) -> Account:
    """The account as if what is held on the knife's edge were held twice, the second time bought at its value."""
    held, paid = dict(account.held), account.paid.millionths
    for rung, p in zip(ground.fair.ladder.rungs, ground.fair.p_above, strict=True):
        count = held.get(rung.ticker, Count(0)).hundredths
        if rung.ticker in ground.edges and count:
            held[rung.ticker] = Count(2 * count)
            paid += round(abs(count) * 10_000 * (p if count > 0 else 1 - p))
    return replace(account, held=held, paid=Usd(paid))


def _cost(terms: Terms) -> Usd:
    return (terms.price if terms.side is Side.BID else terms.price.complement).times(terms.count)


def age_words(span: timedelta) -> str:
    """So long a time for a person: minutes, from two hours on hours, from two days on days."""
    minutes = max(int(span.total_seconds()) // 60, 0)
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}s"
    return f"{minutes} minutes"
