"""The same weeks in the backtest, on paper and on an account: what was claimed, what filled, what it made.

A backtest fills by candles, paper by every public trade, an account by what came: where they differ for one week, the
difference is how far the estimates can be believed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from paxline.counts.calendar import Week
from paxline.desk.ledger import Event, Filled, Intended, fold
from paxline.desk.lots import lots_of
from paxline.desk.orders import Side
from paxline.exchange.fills import Bound
from paxline.market.contract import event_week
from paxline.run.replay import Fate, total
from paxline.units import Count, Usd

BACKTEST: Final = "backtest"
PAPER: Final = "paper"


@dataclass(frozen=True, slots=True)
class WeekResult:
    """One week of one source; money after fees.

    Attributes:
        week: The week.
        source: ``backtest``, ``paper``, or the account's world.
        orders: Orders sent.
        contracts: Contracts filled.
        claimed: What the pool took the fills to be worth beyond their price; ``None`` where that was not kept.
        fees: What they cost in fees.
        made: What they made by settlement; ``None`` while something of the week is held or in the book.
    """

    week: Week
    source: str
    orders: int
    contracts: Count
    claimed: Usd | None
    fees: Usd
    made: Usd | None


def of_journal(
    events: Sequence[Event], *, source: str, claims: Mapping[str, Mapping[str, float]]
) -> tuple[WeekResult, ...]:
    """Every week in which a journal sent an order; ``claims`` are each decision's values of YES, dollars by ticker."""
    ledger, lots = fold(events), lots_of(events)
    decisions = {event.order.client_id: event.decision for event in events if isinstance(event, Intended)}
    sent = {tracked.order_id: client_id for client_id, tracked in ledger.orders.items() if tracked.order_id}
    found: list[WeekResult] = []
    for week, orders in _by_week(one.order.terms.ticker for one in ledger.orders.values()):
        fills = [fill for fill in ledger.fills.values() if _week(fill.ticker) == week]
        worth = [claims.get(decisions.get(sent.get(fill.order_id, ""), ""), {}).get(fill.ticker) for fill in fills]
        claimed = [_claimed(fill, value) for fill, value in zip(fills, worth, strict=True) if value is not None]
        is_open = any(_week(lot.ticker) == week for lot in lots.held)
        is_open |= any(_week(one.terms.ticker) == week for one in ledger.working())
        gains = [lot.gain.millionths for lot in lots.closed if _week(lot.ticker) == week]
        found.append(
            WeekResult(
                week,
                source,
                orders,
                Count(sum(fill.count.hundredths for fill in fills)),
                Usd(sum(claimed)) if len(claimed) == len(fills) else None,
                Usd(sum(fill.fee.millionths for fill in fills)),
                None if is_open else Usd(sum(gains)),
            )
        )
    return tuple(found)


def of_replay(fates: Iterable[Fate]) -> tuple[WeekResult, ...]:
    """Every week of a replay, at the middle bound."""
    found: list[WeekResult] = []
    for week, group in groupby(sorted(fates, key=lambda fate: fate.stage.week), key=lambda fate: fate.stage.week):
        ours = tuple(group)
        got = [(fate, fate.got[Bound.MIDDLE]) for fate in ours]
        claimed = sum(round(fate.claimed * 1_000_000 * count.contracts) for fate, count in got)
        found.append(
            WeekResult(
                week,
                BACKTEST,
                len(ours),
                Count(sum(count.hundredths for _, count in got)),
                Usd(claimed),
                Usd(sum(fate.fees[Bound.MIDDLE].millionths for fate in ours)),
                total(ours, Bound.MIDDLE),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is known, and what of it stands side by side.

    Attributes:
        sources: In the order in which they are shown.
        results: By week and source.
    """

    sources: tuple[str, ...]
    results: Mapping[tuple[Week, str], WeekResult]

    @property
    def weeks(self) -> tuple[Week, ...]:
        """Every week of any source, oldest first."""
        return tuple(sorted({week for week, _ in self.results}))

    @property
    def shared(self) -> tuple[Week, ...]:
        """Weeks that settled in every source that has any."""
        there = [source for source in self.sources if any(of == source for _, of in self.results)]
        return tuple(week for week in self.weeks if all(self._made(week, source) is not None for source in there))

    def made(self, source: str, weeks: Iterable[Week]) -> Usd:
        """What a source made in settled weeks."""
        return Usd(sum(made.millionths for week in weeks if (made := self._made(week, source)) is not None))

    def _made(self, week: Week, source: str) -> Usd | None:
        found = self.results.get((week, source))
        return found.made if found else None


def compared(results: Iterable[WeekResult], *, sources: Sequence[str]) -> Comparison:
    """Results side by side; a source without a week keeps its column."""
    return Comparison(tuple(sources), {(one.week, one.source): one for one in results})


def _claimed(fill: Filled, worth: float) -> int:
    """Millionths of a dollar."""
    edge = worth - fill.price.dollars if fill.side is Side.BID else fill.price.dollars - worth
    return round(edge * 1_000_000 * fill.count.contracts)


def _by_week(tickers: Iterable[str]) -> list[tuple[Week, int]]:
    weeks = sorted(map(_week, tickers))
    return [(week, len(list(group))) for week, group in groupby(weeks)]


def _week(ticker: str) -> Week:
    return event_week(ticker.rsplit("-", 1)[0])
