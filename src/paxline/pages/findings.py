"""What a proof shows, in sentences that follow from its figures."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from paxline.study.calibration import Histogram, Share, Verdict, wilson
from paxline.study.contest import Contest, Score, Tails
from paxline.study.proof import ALL, Calibration, Part, Proof, Subset

MAIN: Final = "B"
"""The window that the page is about, where there is one; it is the longest of recent weeks."""

WINDOWS: Final = (
    "Window A is 2025-01-06 to 2026-04-20, B 2024-01-01 to 2026-04-20 (it holds A), C 2022-06-06 to 2023-12-25, by "
    "Mondays."
)
"""The windows of weeks by their names."""

OVERLAPPING: Final = frozenset({"A", ALL})
"""Windows whose weeks others hold too; left out where weeks are counted or windows stand side by side."""

_LEVEL: Final = 0.8


def main_window(proof: Proof) -> str:
    """The window that stands for the others."""
    return MAIN if MAIN in proof.windows else proof.windows[0]


def closest_rival(proof: Proof, window: str) -> str:
    """The baseline with the lowest CRPS on ``window``."""
    return min(proof.rivals, key=lambda rival: _part(proof, window, rival).mean_crps)


def headline(proof: Proof) -> str:
    """How far off the forecaster is, and how far its closest rival."""
    window = main_window(proof)
    ours, rival = _part(proof, window, proof.model), closest_rival(proof, window)
    theirs = _part(proof, window, rival)
    first, last = ours.summaries[0], ours.summaries[-1]
    return (
        f"Over {ours.weeks} weeks (window {window}) the model {proof.model!r} missed the print by {first.mae:,.0f} "
        f"passengers on average with {first.known} days known and by {last.mae:,.0f} with {last.known}; the closest "
        f"baseline ({rival!r}) by {theirs.summaries[0].mae:,.0f} and {theirs.summaries[-1].mae:,.0f}."
    )


def findings(proof: Proof) -> tuple[str, ...]:
    """What else the figures say, one sentence or two each."""
    return (
        *(skill_sentence(proof, window) for window in proof.windows if window != ALL),
        contest_sentence([contest for contest in proof.contests if contest.window not in OVERLAPPING]),
        *(interval_sentence(each) for each in proof.calibration if each.window != ALL),
        subset_sentence(proof, main_window(proof)),
        strike_sentence(proof.calibration[-1]),
        *(tail_sentence(each) for each in proof.tails if each.window == main_window(proof)),
        worst_sentence(proof),
    )


def skill_sentence(proof: Proof, window: str) -> str:
    """How much lower the CRPS is than the closest rival's on one window."""
    rival = closest_rival(proof, window)
    skill = proof.contest(window, rival, Score.CRPS).skill
    said = "below" if skill.skill > 0 else "above"
    between = f"{percent(skill.skill_low)} to {percent(skill.skill_high)}"
    sure = "" if skill.skill_low > 0 or skill.skill_high < 0 else ", which may be luck"
    return (
        f"Window {window}, {skill.weeks} weeks: CRPS {percent(abs(skill.skill))} {said} the closest baseline's "
        f"({rival}; 95 % interval of the gain {between}){sure}."
    )


def contest_sentence(contests: Sequence[Contest]) -> str:
    """How many single comparisons are won beyond luck, and which not."""
    single = [contest for contest in contests if contest.known is not None]
    won = [contest for contest in single if contest.won]
    lost = [contest for contest in single if contest.skill.low > 0.0]
    said = f"Of {len(single)} comparisons in CRPS at one number of days known, {len(won)} are won at 95 %"
    undecided = [c for c in single if not c.won and c not in lost]
    names = "; ".join(f"{c.rival} with {c.known} known on {c.window}" for c in undecided)
    tail = f" and {len(undecided)} undecided ({names})" if undecided else ""
    return f"{said}, {len(lost)} lost{tail}."


def interval_sentence(of: Calibration) -> str:
    """How often the 80 % intervals held, and whether that is as claimed."""
    at = next(one for one in of.intervals if one.claimed == _LEVEL)
    held = f"80 % intervals held {percent(at.happened)} of {at.weeks} weeks' prints"
    return f"Window {of.window}: {held}, {at.verdict.value}."


def subset_sentence(proof: Proof, window: str) -> str:
    """How far off the middle was, and how often the 80 % intervals held, in the weeks looked at apart."""
    told: list[str] = []
    for subset in (Subset.WINTER, Subset.HOLIDAY, Subset.ORDINARY):
        part = proof.part(window, proof.model, subset)
        if part is not None:
            held = float(np.mean([summary.cover80 for summary in part.summaries]))
            low, high = wilson(held, part.weeks)
            sure = "" if low <= _LEVEL <= high else ", not by luck"
            weeks = subset.value.replace("January", "weeks of January")
            told.append(f"{part.mean_mae:,.0f} and {percent(held)}{sure} in {part.weeks} {weeks}")
    return f"Window {window}, mean absolute error and prints in the 80 % interval, apart: {'; '.join(told)}."


def strike_sentence(of: Calibration) -> str:
    """Whether stated probabilities of strikes come true as often as stated."""
    off = [one for one in of.strikes if one.verdict is not Verdict.AS_CLAIMED]
    where = "All windows" if of.window == ALL else f"Window {of.window}"
    said = f"{where}: of {len(of.strikes)} steps of stated strike probability, {len(off)} "
    if not off:
        return f"{said}came true in another share than stated, as far as {of.pits.weeks} weeks can tell."
    return f"{said}came true in another share than stated ({', '.join(_said(one) for one in off)})."


def tail_sentence(of: Tails) -> str:
    """What the fat tails are worth beside normal ones."""
    skill = of.strike_skill
    word = "less" if skill.difference < 0 else "more"
    sure = "beyond luck" if skill.high < 0 or skill.low > 0 else "which may be luck"
    return (
        f"Window {of.window}: with normal tails of the same median and width the strikes would have cost "
        f"{abs(skill.difference):.4f} nats each {'more' if word == 'less' else 'less'} "
        f"(95 % interval of ours less the normal's {_nats(skill.low)} to {_nats(skill.high)}), {sure}."
    )


def worst_sentence(proof: Proof) -> str:
    """How surprising the worst weeks were."""
    outside = sum(not miss.inside for miss in proof.worst)
    high = sum(miss.error > 0 for miss in proof.worst)
    return (
        f"Of the {len(proof.worst)} weeks missed by most, {outside} fell outside the 95 % interval; "
        f"{high} were forecast too high."
    )


def _nats(difference: float) -> str:
    return f"{difference:+.4f}".replace("-", "−")


def _said(one: Share) -> str:
    return f"stated {percent(one.claimed)}, came {percent(one.happened)}"


def percent(share: float) -> str:
    """A share in whole percent with a space that does not break, such as ``82 %``."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%".replace("-", "−")


def bars_outside(of: Histogram) -> str:
    """How many bars a calibrated forecaster would hardly have."""
    n, bars = of.outside, len(of.shares)
    said = "1 lies" if n == 1 else f"{n or 'none'} lie{'s' if not n else ''}"
    return f"of {bars} PIT bars {said} outside the band in which a calibrated forecaster's lie 19 times in 20"


def _part(proof: Proof, window: str, model: str) -> Part:
    found = proof.part(window, model)
    if found is None:
        raise KeyError((window, model))
    return found
