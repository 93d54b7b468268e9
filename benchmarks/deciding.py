"""What one decision costs, from a snapshot to orders, and where the time goes; processor time of one core.

The snapshot is a made-up Thursday with 21 rungs, a Student t of ours and a book of one level a side. Beside the whole
decision stand its parts by themselves, as shares of it, which a faster or busier machine leaves as they are.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

import numpy as np

from paxline.counts.calendar import Week
from paxline.desk.decide import decide
from paxline.desk.ledger import CashMoved, Cause
from paxline.desk.packing import snapshot_of, text_of
from paxline.desk.policy import Policy
from paxline.desk.snapshot import Gate, Rule, SeenBook, Snapshot, account_of, release_of
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.market.contract import usual_ladder
from paxline.market.fair import fair_ladder
from paxline.market.fees import TSA_TERMS, FeeSchedule
from paxline.market.implied import ImpliedMarket, implied_market
from paxline.market.pooling import pool
from paxline.units import Usd

NOW = datetime(2026, 4, 23, 14, 0, tzinfo=UTC)
WEEK = Week.holding(NOW.date())
ROUNDS = 40


def snapshot() -> Snapshot:
    world = make_world(WEEK, as_of=NOW, seed=7)
    forecast = RATIO.forecast(world.history, WEEK)
    ladder = usual_ladder(WEEK, forecast.settlement.mean)
    quotes = {quote.contract: quote for quote in world.quotes}
    return Snapshot(
        as_of=NOW,
        week=WEEK,
        forecast=forecast,
        inputs_digest=world.history.digest,
        ladder=ladder,
        books=tuple(SeenBook.of(quotes[rung]) for rung in ladder.rungs if rung in quotes),
        fees=FeeSchedule.at(NOW),
        fee_terms=TSA_TERMS,
        rule=Rule.KNOWN,
        gate=Gate(exchange_open=True, trading_open=True, shut=(), seen_at=NOW),
        release=release_of(world.history, WEEK),
        account=account_of([CashMoved(NOW, Usd.parse("1000"), Cause.OPENING)], ladder, as_of=NOW),
    )


def milliseconds(run: Callable[[], object]) -> list[float]:
    """Processor time of each round, after one to warm up."""
    run()
    spent: list[float] = []
    for _ in range(ROUNDS):
        start = process_time()
        run()
        spent.append((process_time() - start) * 1e3)
    return spent


def main() -> None:
    scene, policy = snapshot(), Policy()
    assert decide(scene, policy).missing == ()
    assert scene.forecast
    assert scene.ladder
    ours, ladder, text = scene.forecast.settlement, scene.ladder, text_of(scene)
    quotes = [book.without(()) for book in scene.books]
    market = implied_market(quotes)
    assert isinstance(market, ImpliedMarket)
    pooled = pool(ours, market, as_of=NOW).distribution
    whole = milliseconds(lambda: decide(scene, policy))
    print(f"{'decide':<34}{np.median(whole):8.1f} ms, 90 % under {np.quantile(whole, 0.9):.1f} ms")
    parts = {
        "the market's distribution": lambda: implied_market(quotes),
        "the pooled ladder": lambda: fair_ladder(pooled, ladder),
        "the snapshot as text": lambda: text_of(scene),
        "and back (not in a decision)": lambda: snapshot_of(text),
    }
    for name, run in parts.items():
        spent = float(np.median(milliseconds(run)))
        print(f"  {name:<32}{spent:8.1f} ms, {spent / np.median(whole):.0%}")
    print(f"  {len(text):,} characters a snapshot, {len(ladder.rungs)} rungs")


if __name__ == "__main__":
    main()
