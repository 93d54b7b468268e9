"""What lives of the desk in made-up worlds say: growth with its interval, ruin, limits, and whether trading fades."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from paxline.market.evidence import GIVEN_UP
from paxline.study.clustered import Clustered, clustered

BLOCK: Final = 50
"""Weeks over which turnover is told together."""

RUINED: Final = 0.1
"""A life that has less than this share of its first capital left is ruined."""


@dataclass(frozen=True, slots=True)
class Lived:
    """One week of one desk.

    Attributes:
        seed: Of its world.
        began: Dollars before.
        ended: Dollars after everything was paid.
        contracts: Traded.
        fees: Dollars.
        odds: Running odds of the pool over the market when it began.
        weight: On ours on a Monday.
        drawn_down: Whether it began with so much lost from its highest capital that it could only shrink.
        breaches: What did not hold, for a person; empty where all did.
    """

    seed: int
    began: float
    ended: float
    contracts: float
    fees: float
    odds: float
    weight: float
    drawn_down: bool
    breaches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """The weeks of one desk, capital carried on from each to the next; ``model`` is what it trades on."""

    model: str
    weeks: tuple[Lived, ...]

    @property
    def multiple(self) -> float:
        """What it came to over what it began with."""
        return self.weeks[-1].ended / self.weeks[0].began

    @property
    def deepest(self) -> float:
        """The largest share ever lost from the highest capital before."""
        capital = np.array([self.weeks[0].began, *(week.ended for week in self.weeks)])
        return float(np.max(1 - capital / np.maximum.accumulate(capital)))


@dataclass(frozen=True, slots=True)
class Account:
    """What all lives on one model came to.

    Attributes:
        model: What was traded on.
        growth: Log growth of capital in a week; each week's world is drawn by itself.
        lives: How many.
        worst: The least that a life came to, over what it began with.
        middle: The median.
        ruined: Lives that ever had less than a tenth of their first capital.
        deepest: The largest share that any lost from its highest capital.
        drawn_down: Share of weeks begun with so much lost that only shrinking was allowed.
        given_up: Share of weeks begun with odds of a twentieth or less.
        contracts: Traded in a week on average, by block of ``BLOCK`` weeks of a life.
        lost: Dollars a life had less at its end than at its start, on average; negative where it gained.
        fees: Dollars a life paid in fees, on average.
        breaches: What did not hold, by seed.
    """

    model: str
    growth: Clustered
    lives: int
    worst: float
    middle: float
    ruined: int
    deepest: float
    drawn_down: float
    given_up: float
    contracts: tuple[float, ...]
    lost: float
    fees: float
    breaches: tuple[tuple[int, str], ...]


def account_of(lives: Sequence[Life]) -> Account:
    """The account of lives on one model, at least one."""
    weeks = [week for life in lives for week in life.weeks]
    blocks = range(0, max(len(life.weeks) for life in lives), BLOCK)
    multiples = [life.multiple for life in lives]
    return Account(
        model=lives[0].model,
        growth=clustered([np.log(week.ended / week.began) for week in weeks]),
        lives=len(lives),
        worst=min(multiples),
        middle=float(np.median(multiples)),
        ruined=sum(any(w.ended < RUINED * life.weeks[0].began for w in life.weeks) for life in lives),
        deepest=max(life.deepest for life in lives),
        drawn_down=float(np.mean([week.drawn_down for week in weeks])),
        given_up=float(np.mean([week.odds <= GIVEN_UP for week in weeks])),
        contracts=tuple(
            float(np.mean([week.contracts for life in lives for week in life.weeks[at : at + BLOCK]])) for at in blocks
        ),
        lost=float(np.mean([life.weeks[0].began - life.weeks[-1].ended for life in lives])),
        fees=float(np.mean([sum(week.fees for week in life.weeks) for life in lives])),
        breaches=tuple((week.seed, breach) for week in weeks for breach in week.breaches),
    )


def accounts(lived: Sequence[Sequence[Life]]) -> tuple[Account, ...]:
    """The account of each model, from the lives of all models in each run of worlds."""
    return tuple(account_of(of_model) for of_model in zip(*lived, strict=True))


_HEADINGS: Final = (
    "model",
    "weeks",
    "growth a week, %",
    "95 % interval",
    "a life came to (worst, median)",
    "deepest drawdown",
    "contracts a week, by 50 weeks",
    "weeks given up",
    "fees a life",
    "ruined",
    "limits passed",
)


_SHORT: Final = (
    "model",
    "weeks",
    "% a week",
    "95 %",
    "worst, median",
    "down",
    "contracts",
    "given up",
    "fees",
    "ruined",
    "passed",
)


def table(found: Sequence[Account]) -> str:
    """The accounts as lines of text."""
    rows = [_SHORT, *map(_row, found)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_SHORT))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def markdown_of(found: Sequence[Account], *, command: str) -> str:
    """The accounts as a page, with the command that makes it."""
    rows = [_HEADINGS, tuple("---" for _ in _HEADINGS), *map(_row, found)]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"""# The desk in made-up worlds

Written by `{command} --markdown docs/measurements/worlds.md`. {_WORDS}

{lines}
"""


_WORDS: Final = """No recorded week is in it.

Each week is drawn from its seed: the truth, a market maker whose belief errs as the market of 2026 did, traders by
chance, one who is first after each count, and an outside model. Its **model** is its error over the market's, half of
it shared: 0.6 knows more, 1.6 less, and 1 as much, which with the market is more than either knows alone; `same` knows
what the market's maker knows and nothing besides, so that it only finds the maker's quotes a little off; `none` stands
a surprise of its own beside the market, which tells nothing of the truth. `flipped` is the placebo: as far from the
market as the model, on the other side. All desks live in the same worlds, on the one `run.step` and its defaults; they
look on Monday, Wednesday and Friday after the count and leave the book in the evening. A life begins with $1,000;
capital is carried on from week to week, and so are the weights and odds, which are learned from settled weeks alone.

Growth is the mean of the log of capital over a week, one observation for each week. *Given up* are weeks begun with
odds of one in twenty or less against the pool. Limits (the event's loss at the worst print, whichever orders fill, of
2 % of what the week began with; contracts in a rung and in the event; money from nowhere; the journal against the
exchange) are checked before and after every step and after settlement.

Who trades here and how much is chosen, not measured: the growth of a model that knows more is no promise. What counts
is the difference between the rows."""


def _row(of: Account) -> tuple[str, ...]:
    growth = of.growth
    return (
        of.model,
        f"{growth.n:,}",
        f"{growth.mean:+.3%}".removesuffix("%"),
        f"{growth.low * 100:+.3f} to {growth.high * 100:+.3f}",
        f"{of.worst:.2f}, {of.middle:.2f}",
        f"{of.deepest:.1%}",
        ", ".join(f"{count:.1f}" for count in of.contracts),
        f"{of.given_up:.0%}",
        f"${of.fees:.2f}",
        f"{of.ruined} of {of.lives}",
        f"{len(of.breaches)}",
    )
