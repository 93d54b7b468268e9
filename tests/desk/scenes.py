"""Snapshots to decide on: a Thursday morning, a ladder quoted around a belief, an account with nothing held."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from paxline.counts.calendar import EASTERN
from paxline.desk.orders import Working
from paxline.desk.snapshot import Account, Gate, Release, Rule, SeenBook, Snapshot
from paxline.forecast.distribution import Distribution, Normal, StudentT
from paxline.market.book import Quote, SeenQuote
from paxline.market.contract import Ladder
from paxline.market.fees import TSA_TERMS, FeeSchedule
from paxline.testing import WEEK, quotes_around, week_forecast
from paxline.units import Count, Usd

MORNING = datetime(2026, 4, 23, 11, 0, tzinfo=EASTERN)
"""Thursday, two hours after Wednesday's count."""

MARKET = StudentT(2_420_000, 30_000, 4)
OURS = Normal(2_425_000, 28_000)


def sized(seen: SeenQuote, contracts: int) -> SeenQuote:
    quote, size = seen.quote, Count.whole(contracts)
    return replace(seen, quote=Quote(quote.bid, quote.ask, size if quote.bid else None, size if quote.ask else None))


def account(
    *,
    cash: Usd | None = None,
    held: Mapping[str, Count] | None = None,
    paid: Usd | None = None,
    working: Sequence[Working] = (),
) -> Account:
    money = cash or Usd.parse("1000")
    return Account(
        cash=money,
        equity=money,
        held=held or {},
        paid=paid or Usd(0),
        elsewhere=Usd(0),
        working=tuple(working),
        blocked=(),
        halted=(),
        day_result=Usd(0),
        highest=money,
        sent=0,
    )


def snapshot(
    *,
    as_of: datetime = MORNING,
    ours: Distribution = OURS,
    market: Distribution = MARKET,
    half_spread: float = 0.02,
    holding: Account | None = None,
    known: int = 3,
) -> Snapshot:
    """A scene in which nothing is missing; ``dataclasses.replace`` takes away what a test wants missing."""
    instant = as_of.astimezone(UTC)
    nine = MORNING.astimezone(UTC) - timedelta(hours=2)
    released = nine if nine <= instant else instant - timedelta(hours=2)
    quotes = [sized(seen, 40) for seen in quotes_around(market, half_spread=half_spread)]
    seen = [replace(one, known_at=instant) for one in quotes]
    return Snapshot(
        as_of=instant,
        week=WEEK,
        forecast=week_forecast(as_of=instant, known=known, settlement=ours),
        inputs_digest="made for a test",
        ladder=Ladder(WEEK, tuple(one.contract for one in quotes)),
        books=tuple(SeenBook.of(one) for one in seen),
        fees=FeeSchedule.at(instant),
        fee_terms=TSA_TERMS,
        rule=Rule.KNOWN,
        gate=Gate(exchange_open=True, trading_open=True, shut=(), seen_at=instant),
        release=Release(WEEK.days[known - 1], released),
        account=holding or account(),
    )
