"""The evidence page: what commands found and kept, each with its date and what it was made from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Generic, TypeVar

from paxline.pages import grammar as vl
from paxline.pages import scoreboard, words
from paxline.pages.compare import HEADINGS, comparison_rows, comparison_words
from paxline.pages.dashboard import Frame, framed
from paxline.pages.drawing import CARD, OURS, QUIET, Figure, Row, data, svg
from paxline.pages.findings import WINDOWS, findings
from paxline.pages.findings import headline as proof_headline
from paxline.pages.html import figure_cells
from paxline.pages.proof import miss_cells
from paxline.pages.proof_charts import coverage_figure, interval_figure, pit_figure, skill_figure, strike_figure
from paxline.study.compare import Comparison
from paxline.study.evidence import Evidence, comparison
from paxline.study.odds import CLAIM
from paxline.study.proof import Proof

T = TypeVar("T")

QUESTION: Final = "Is it any good?"

_BY_HOW_MUCH: Final = "By how much, at the close of each day?"

_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A finding as a command left it.

    Attributes:
        value: The finding.
        made_at: When (UTC).
        inputs: A fingerprint of the counts it was made from, in hexadecimal.
        behind: What has been stored since, as a sentence; empty where nothing has.
    """

    value: T
    made_at: datetime
    inputs: str
    behind: str = ""

    @property
    def stamp(self) -> str:
        """Since when it stands and what it was made from."""
        made = f"Made {words.instant(self.made_at)} from the counts {self.inputs[:_DIGITS]}."
        return f"{made} {self.behind}".strip()


@dataclass(frozen=True, slots=True)
class Found:
    """Everything kept.

    Attributes:
        scores: Us against the market; ``None`` where nobody has scored.
        proof: Us against the baselines; ``None`` where nobody has proved.
        comparison: Backtest, paper and account; ``None`` where nobody has compared.
    """

    scores: Kept[Evidence] | None
    proof: Kept[Proof] | None
    comparison: Kept[Comparison] | None = None


def evidence_figures(of: Found) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """The charts against the market and those of the proof, which take a while to draw."""
    market = (replace(skill_against_market(of.scores.value), question=_BY_HOW_MUCH),) if of.scores else ()
    if of.proof is None:
        return market, ()
    proof = of.proof.value
    calibration = proof.calibration
    return market, (
        skill_figure(proof),
        pit_figure(calibration[0]),
        interval_figure(calibration),
        coverage_figure(proof),
        strike_figure(calibration[-1]),
    )


def evidence_html(of: Found, frame: Frame, *, drawn: tuple[Sequence[Figure], Sequence[Figure]]) -> str:
    """Is it any good? What is not kept says which command makes it."""
    market, proof = drawn
    scores, proven, alike = of.scores, of.proof, of.comparison
    return framed(
        "dashboard_evidence.html.j2",
        frame,
        here="/evidence",
        heading=QUESTION,
        headline=scoreboard.headline(scores.value) if scores else "",
        caveats=scoreboard.caveats(scores.value) if scores else (),
        tables=scoreboard.tables(scores.value) if scores else (),
        seen=scoreboard.SEEN if scores else "",
        scores_stamp=scores.stamp if scores else "",
        market=[figure_cells(figure) for figure in market],
        proof_headline=proof_headline(proven.value) if proven else "",
        windows=WINDOWS if proven else "",
        findings=findings(proven.value) if proven else (),
        proof_stamp=proven.stamp if proven else "",
        proof=[figure_cells(figure) for figure in proof],
        worst=_worst(proven.value) if proven else (),
        alike_stamp=alike.stamp if alike else "",
        alike_words=comparison_words(alike.value) if alike else (),
        alike_headings=HEADINGS,
        alike=comparison_rows(alike.value) if alike else (),
    )


def skill_against_market(of: Evidence) -> Figure:
    """What the pool saves against the market's own distribution at each day's close, with intervals by event."""
    rows: list[Row] = []
    said: list[str] = []
    for day in of.board.summaries:
        saved = comparison(day, "crps", "clean").difference
        mean, low, high = (-value / 1e3 for value in (saved.mean, saved.high, saved.low))
        rows.append({"day": day.day, "saved": mean, "low": low, "high": high})
        said.append(f"{day.day} {_signed(mean)} ({_signed(low)} to {_signed(high)})")
    x = vl.shown(
        "saved:Q",
        title="error (CRPS) saved against the market, thousands, 95 %",
        axis=vl.Axis(grid=False, tickCount=6),
    )
    base = vl.Chart(data(rows)).encode(
        y=vl.shown("day:N", sort=None, title=None, axis=vl.Axis(ticks=False, domain=False, minExtent=76))
    )
    chart = vl.layer(
        vl.Chart(data([{"saved": 0.0}])).mark("rule", color=QUIET, strokeDash=[4, 3]).encode(x=x),
        base.mark("rule", color=OURS, strokeWidth=5, opacity=0.4).encode(x=vl.shown("low:Q", title=""), x2="high:Q"),
        base.mark("point", color=OURS, filled=True, size=60, opacity=1).encode(x=x),
    )
    summary = f"{skill_words(of)} CRPS saved by the pool, thousand passengers, 95 %: {'; '.join(said)}."
    return Figure(QUESTION, svg(chart, height=22 * len(rows), width=CARD), summary)


def skill_words(of: Evidence) -> str:
    """What the record against the market allows to be said, in a sentence."""
    together, claim = of.board.summaries[-1], of.board.claim
    saved = comparison(together, "crps", "clean").difference
    if claim.now >= CLAIM:
        word = "better than the market, proven by the running odds"
    elif saved.high < 0:
        word = "better than the market so far, not proven"
    elif saved.low > 0:
        word = "worse than the market so far"
    else:
        word = "not told from the market yet"
    return f"{together.events} events: {word} (running odds {claim.now:.1f}, a claim needs {CLAIM:.0f})."


def _worst(of: Proof) -> tuple[tuple[str, ...], ...]:
    names = ("week", "known", "median", "actual", "error", "inside", "note")
    return tuple(tuple(miss_cells(miss)[name] for name in names) for miss in of.worst)


def _signed(of: float) -> str:
    return "0.0" if abs(of) < 0.05 else f"{of:+.1f}".replace("-", "−")
