"""Random ladders with books to size on, and the best whole-contract portfolio by trying them all."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np

from paxline.desk.orders import Side
from paxline.desk.sizing import Bounds, Liquidity, Offer, Sizing, Stake, size
from paxline.desk.states import state_payouts, state_probabilities, yes_pays
from paxline.desk.utility import Utility
from paxline.market.contract import Ladder
from paxline.market.fair import FairLadder
from paxline.market.fees import FeeSchedule
from paxline.testing import WEEK
from paxline.units import Count, Price, Usd

CENTS: Final = FeeSchedule.at(datetime(2026, 4, 23, tzinfo=UTC))
"""Fees rise to the next cent."""

CENTICENTS: Final = FeeSchedule.at(datetime(2026, 7, 23, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Case:
    """One sizing question."""

    fair: FairLadder
    offers: tuple[Offer, ...]
    stake: Stake
    bounds: Bounds
    fraction: float
    fees: FeeSchedule

    @property
    def sizing(self) -> Sizing:
        return size(
            self.fair,
            self.offers,
            stake=self.stake,
            bounds=self.bounds,
            fraction=self.fraction,
            fees=self.fees,
        )


def ladder(rungs: int) -> Ladder:
    return Ladder.of(WEEK, tuple(2_000_000 + 50_000 * i for i in range(rungs)))


def believed(*p_above: float) -> FairLadder:
    return FairLadder(ladder(len(p_above)), p_above)


def offer(rung: int, side: Side, cents: int, *, count: int, liquidity: Liquidity = Liquidity.TAKES) -> Offer:
    ticker = ladder(rung + 1).rungs[rung].ticker
    return Offer(ticker, side, Price.cents(cents), Count.whole(count), liquidity)


def stake(dollars: int = 1000, **held: int) -> Stake:
    """Wealth, and contracts by rung: ``r0=5`` holds five YES of the lowest."""
    rungs = ladder(21).rungs
    counts = {rungs[int(name[1:])].ticker: Count.whole(count) for name, count in held.items()}
    return Stake(Usd.cents(100 * dollars), counts, Usd(0))


def bounds(*, loss: int = 10_000, rung: int = 10_000, spend: int = 10_000) -> Bounds:
    return Bounds(Usd.cents(100 * loss), Count.whole(rung), Usd.cents(100 * spend))


def book(rng: np.random.Generator, *, rungs: int, levels: int, most: int) -> tuple[FairLadder, list[Offer]]:
    """A believed ladder that differs from the quoted one by a shift in log-odds, and the levels of every book."""
    mids = np.sort(rng.uniform(0.05, 0.95, rungs))[::-1]
    fair = believed(*(1 / (1 + np.exp(-np.log(mids / (1 - mids)) - rng.normal(0, 0.5)))).tolist())
    offers: list[Offer] = []
    for rung, mid in enumerate(mids):
        ask = max(int(mid * 100) + 2, 2)
        bid = ask - int(rng.integers(1, 4))
        for level in range(levels):
            for side, cents in ((Side.BID, ask + level), (Side.ASK, bid - level)):
                how = Liquidity.TAKES if rng.random() < 0.8 else Liquidity.MAKES
                if 1 <= cents <= 99:
                    offers.append(offer(rung, side, cents, count=int(rng.integers(1, most)), liquidity=how))
    return fair, offers


def small(rng: np.random.Generator, fees: FeeSchedule) -> Case:
    """At most four offers on three rungs, with or without positions, bounds often in the way."""
    fair, offers = book(rng, rungs=int(rng.integers(1, 4)), levels=2, most=12)
    some = sorted(rng.choice(len(offers), int(rng.integers(1, min(len(offers), 4) + 1)), replace=False).tolist())
    held: dict[str, int] = {}
    if rng.random() < 0.5:
        held = {f"r{i}": int(rng.integers(-15, 15)) for i in range(len(fair.p_above))}
    return Case(
        fair,
        tuple(offers[i] for i in some),
        stake(int(rng.integers(10, 1000)), **held),
        Bounds(
            Usd.cents(int(rng.integers(50, 2000))),
            Count.whole(int(rng.integers(1, 25))),
            Usd.cents(int(rng.integers(0, 2000))),
        ),
        float(rng.choice([0.1, 0.25, 0.5, 1.0])),
        fees,
    )


def full(rng: np.random.Generator, *, levels: int = 10) -> Case:
    """All 21 rungs with their books, half of the time with positions."""
    fair, offers = book(rng, rungs=21, levels=levels, most=300)
    held = {f"r{i}": int(rng.integers(-40, 40)) for i in range(21)} if rng.random() < 0.5 else {}
    return Case(
        fair,
        tuple(offers),
        stake(1000, **held),
        bounds(loss=int(rng.integers(10, 200)), rung=int(rng.integers(50, 400)), spend=int(rng.integers(50, 1000))),
        float(rng.choice([0.1, 0.25, 0.5, 1.0])),
        CENTICENTS,
    )


def best_by_trying_all(case: Case) -> float:
    """The most certain growth that whole contracts within the bounds can have, written anew from the rules."""
    utility = Utility(case.fraction)
    real = (weights := state_probabilities(case.fair)) > 0
    pays = dict(zip((rung.ticker for rung in case.fair.ladder.rungs), yes_pays(case.fair.ladder), strict=True))
    unit = case.stake.wealth.millionths
    base = unit + state_payouts(case.stake.held, case.fair.ladder)
    floor = np.minimum(base, max(unit + case.stake.paid.millionths - case.bounds.worst_loss.millionths, 0))
    ranges = [np.arange(one.available.hundredths // 100 + 1) for one in case.offers]
    counts = np.stack(np.meshgrid(*ranges, indexing="ij"), axis=-1).reshape(-1, len(case.offers))
    wealth, spent = np.repeat(base[None, :], len(counts), axis=0), np.zeros(len(counts), dtype=np.int64)
    traded: dict[tuple[str, Side], np.ndarray[tuple[int, ...], np.dtype[np.int64]]] = {}
    for i, one in enumerate(case.offers):
        buys = one.side is Side.BID
        cost = (one.price if buys else one.price.complement).ten_thousandths * 100
        charge = case.fees.taker_fee if one.liquidity is Liquidity.TAKES else case.fees.maker_fee
        fee = np.array([charge(one.price, Count.whole(int(n))).millionths for n in ranges[i]])[counts[:, i]]
        paid = pays[one.ticker] if buys else ~pays[one.ticker]
        wealth = wealth + counts[:, [i]] * (paid * 1_000_000 - cost) - fee[:, None]
        spent = spent + counts[:, i] * cost + fee
        key = (one.ticker, one.side)
        traded[key] = traded.get(key, np.zeros(len(counts), dtype=np.int64)) + counts[:, i]
    kept = (wealth >= floor).all(axis=1) & (wealth[:, real] > 0).all(axis=1)
    for (ticker, side), total in traded.items():
        held = case.stake.held[ticker].hundredths // 100 if ticker in case.stake.held else 0
        ours = held if side is Side.BID else -held
        kept &= total <= max(case.bounds.rung.hundredths // 100 - ours, 0)
        spent = spent - np.minimum(total, max(-ours, 0)) * 1_000_000
    kept &= spent <= case.bounds.spend.millionths
    expected = utility.of(wealth[kept][:, real] / unit) @ weights[real]
    before = utility.certain_growth(float(utility.of(base[real] / unit) @ weights[real]))
    return utility.certain_growth(float(expected.max())) - before
