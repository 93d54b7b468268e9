"""Sizing a full ladder: 21 rungs with ten levels a side, beside cvxpy with Clarabel on the same programs.

The ratio is of processor times within one run. Where cvxpy is not installed (it is a tool of the tests), only our own
times are printed. The books are made from a seed; the believed ladder is shifted against them in log-odds.
"""

from datetime import UTC, date, datetime
from importlib import import_module
from importlib.util import find_spec
from time import process_time
from unittest.mock import patch

import numpy as np
from support.table import show

import paxline.desk.sizing
from paxline.counts.calendar import Week
from paxline.desk.orders import Side
from paxline.desk.sizing import Bounds, Liquidity, Offer, Stake, size
from paxline.desk.solver import Optimum, Program, solve
from paxline.desk.utility import Utility
from paxline.market.contract import Ladder
from paxline.market.fair import FairLadder
from paxline.market.fees import FeeSchedule
from paxline.units import Count, Price, Usd

RUNGS, LEVELS, CASES, ROUNDS = 21, 10, 12, 5
SEED = 20_260_426
FEES = FeeSchedule.at(datetime(2026, 7, 23, tzinfo=UTC))
STAKE = Stake(Usd.cents(100_000), {}, Usd(0))
BOUNDS = Bounds(Usd.cents(5_000), Count.whole(300), Usd.cents(100_000))


def cases() -> list[tuple[FairLadder, list[Offer]]]:
    rng = np.random.default_rng(SEED)
    ladder = Ladder.of(Week.ending(date(2026, 4, 26)), tuple(1_900_000 + 50_000 * i for i in range(RUNGS)))
    made: list[tuple[FairLadder, list[Offer]]] = []
    for _ in range(CASES):
        mids = np.sort(rng.uniform(0.15, 0.85, RUNGS))[::-1]
        believed = 1 / (1 + np.exp(-np.log(mids / (1 - mids)) - rng.normal(0, 0.4)))
        offers = [
            Offer(rung.ticker, side, Price.cents(cents), Count.whole(int(rng.integers(1, 300))), Liquidity.TAKES)
            for rung, mid in zip(ladder.rungs, (mids * 100).astype(int).tolist(), strict=True)
            for level in range(LEVELS)
            for side, cents in ((Side.BID, mid + 2 + level), (Side.ASK, mid - level))
        ]
        made.append((FairLadder(ladder, tuple(believed.tolist())), offers))
    return made


def timed(fair: FairLadder, offers: list[Offer]) -> tuple[float, float, Program, Optimum, float]:
    """The shortest seconds of a sizing and of its program, the program, its optimum and the certified shortfall."""
    asked: list[tuple[float, Program, Optimum]] = []

    def noting(program: Program, utility: Utility) -> Optimum:
        begun = process_time()
        found = solve(program, utility)
        asked.append((process_time() - begun, program, found))
        return found

    took: list[float] = []
    shortfall = 0.0
    with patch.object(paxline.desk.sizing, "solve", noting):
        for _ in range(ROUNDS):
            begun = process_time()
            shortfall = size(fair, offers, stake=STAKE, bounds=BOUNDS, fraction=0.25, fees=FEES).shortfall
            took.append(process_time() - begun)
    return min(took), min(seconds for seconds, _, _ in asked), asked[0][1], asked[0][2], shortfall


def by_clarabel(program: Program, utility: Utility) -> tuple[float, float]:
    """Seconds of cvxpy with Clarabel, and the certain growth it finds."""
    cp = import_module("cvxpy")
    x = cp.Variable(len(program.caps))
    wealth, power = program.base + program.payoffs.T @ x, 1 - utility.aversion
    value = program.weights @ cp.power(wealth, power) / power
    kept = [x >= 0, x <= program.caps, wealth >= program.floors, program.rows @ x <= program.upper]
    took: list[float] = []
    found = 0.0
    for _ in range(ROUNDS):
        begun = process_time()
        found = cp.Problem(cp.Maximize(value), kept).solve(solver="CLARABEL")
        took.append(process_time() - begun)
    return min(took), float(np.log(found * power) / power)


def main() -> None:
    found = [timed(*case) for case in cases()]
    rows = [
        ("a whole sizing", _spread([took for took, *_ in found])),
        ("of which its program", _spread([took for _, took, *_ in found])),
    ]
    if find_spec("cvxpy"):
        theirs = [by_clarabel(program, Utility(0.25)) for _, _, program, _, _ in found]
        rows.append(("cvxpy with Clarabel, the program", _spread([took for took, _ in theirs])))
        ratios = [other / one[1] for (other, _), one in zip(theirs, found, strict=True)]
        middle, least, most = np.median(ratios), min(ratios), max(ratios)
        print(f"cvxpy takes {middle:.1f} times as long for the program ({least:.1f} to {most:.1f})")
        apart = max(abs(one[3].growth - growth) for one, (_, growth) in zip(found, theirs, strict=True))
        print(f"both agree within {apart:.1e} of certain growth")
    gap, lost = max(one[3].gap for one in found), max(one[4] for one in found)
    print(f"certified: gap at most {gap:.1e}, whole contracts within {lost:.1e} of the best")
    show(f"{CASES} ladders of {2 * RUNGS * LEVELS} offers, ms of processor time", ("", "median (least, most)"), rows)


def _spread(seconds: list[float]) -> str:
    return f"{np.median(seconds) * 1e3:.1f} ({min(seconds) * 1e3:.1f}, {max(seconds) * 1e3:.1f})"


if __name__ == "__main__":
    main()
