"""The evidence for the forecast as the Markdown page of the documentation, regenerated whole by one command."""

from collections.abc import Iterable, Sequence
from typing import Final

from paxline.forecast.skill import PairedSkill
from paxline.pages.findings import findings, headline, percent
from paxline.pages.proof import miss_cells, signed
from paxline.study.calibration import Histogram, Share
from paxline.study.contest import Score, Tails
from paxline.study.proof import ALL, Calibration, Proof, Subset
from paxline.study.walkforward import Summary

COMMAND: Final = "paxline study proof --markdown docs/measurements/forecast.md"

INTRODUCTION: Final = """\
How a week is forecast and scored: with 0 … 4 of its days known, at 9:05 ET on its Monday … Friday (or, where a count
came late, at the instant it came), from nothing that was not known then. The target is the average of the seven daily
counts as published, on which the contract settles. Every forecaster is scored on the same weeks and instants. All
figures are passengers a day unless they say otherwise; CRPS, log scores and log losses are better lower.

| window | weeks by their Mondays | what it is |
| --- | --- | --- |
| A | 2025-01-06 … 2026-04-20 | flat growth, three storms, a shutdown; all of it lies in B |
| B | 2024-01-01 … 2026-04-20 | the years since the recovery |
| C | 2022-06-06 … 2023-12-25 | the recovery |

## What has seen these weeks

A walk forward keeps the future out of a forecast, not out of the heads of those who build the forecaster. So:

- The model's hyper-parameters are fitted, and a forecast uses only a fit that ends before its day: the fits are clean.
- The form of the covariance and the centre and width of the prior were chosen with sight of the weeks of window C; one
  part of it, the drift of the weekdays, with sight of all of them. Expect C to flatter the model.
- The list of ideas tried, and the bank's factors, came from a study that looked at window B some 200 times. Expect B
  and A to flatter it somewhat too: differences of 2 % are noise there.
- The baselines are a blog's two models, the plain copy, and a ratio set to match figures published for these weeks.
- No week after 2026-04-26 has been looked at in any choice. Those weeks are the one clean test, and are not here.

Intervals of comparisons draw runs of four whole weeks (4,000 times), with all issue times of a week kept together.
Intervals of shares count each week once however many forecasts it holds, which errs on the careful side. A comparison
with the market is not here; being better than a baseline is not an edge.
"""

_COVER: Final = "in 50 / 80 / 95 %"


def proof_markdown(proof: Proof) -> str:
    """The page of ``proof``, ending in a newline; the same proof gives the same text."""
    made = (
        f"Made by `{COMMAND}` from counts to {proof.counts_to}: the model `{proof.model}` on {len(proof.weeks)} weeks "
        f"ending {proof.weeks[0].sunday} … {proof.weeks[-1].sunday}, in {proof.stand_ins} of them with a restated "
        f"figure standing in for a day nobody recorded. Bootstrap seed {proof.seed}. Do not edit: the command writes "
        "it whole.\n"
    )
    parts = [
        "# How good the forecast is\n",
        made,
        INTRODUCTION,
        "## What it shows\n",
        f"{headline(proof)}\n",
        "".join(f"- {finding}\n" for finding in findings(proof)),
        "## Scores\n",
        *(_scores(proof, window) for window in proof.windows if window != ALL),
        "## January and February, and holidays, apart\n",
        _subsets(proof),
        "## Better than the baselines?\n",
        _contests(proof),
        "## Calibration\n",
        _calibration(proof),
        "## Tails\n",
        _tails(proof.tails),
        "## The worst weeks\n",
        _worst(proof),
    ]
    return "\n".join(parts).replace("\N{NO-BREAK SPACE}", " ")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table ending in a newline."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _scores(proof: Proof, window: str) -> str:
    ours = proof.part(window, proof.model)
    every = [found for model in (proof.model, *proof.rivals) if (found := proof.part(window, model))]
    if ours is None:
        return ""
    headings = ("known", "weeks", "MAE", "RMSE", "bias", "within 50k", "CRPS", _COVER)
    beside = table(
        ("model", "MAE with 0 / 1 / 2 / 3 / 4 known", "CRPS", "mean CRPS"),
        (
            [f"`{p.model}`", _row(s.mae for s in p.summaries), _row(s.crps for s in p.summaries), _n(p.mean_crps)]
            for p in every
        ),
    )
    own = table(headings, (_summary_cells(summary) for summary in ours.summaries))
    return f"### Window {window}, {ours.weeks} weeks\n\n{own}\n{beside}"


def _summary_cells(of: Summary) -> list[str]:
    cover = " / ".join(f"{share:.2f}" for share in (of.cover50, of.cover80, of.cover95))
    return [
        str(of.known),
        str(of.n),
        _n(of.mae),
        _n(of.rmse),
        signed(of.bias),
        f"{of.within_50k:.2f}",
        _n(of.crps),
        cover,
    ]


def _subsets(proof: Proof) -> str:
    chosen = [
        part
        for part in proof.parts
        if part.model == proof.model and part.subset is not Subset.ALL and part.window != ALL
    ]
    return table(
        ("window", "weeks", "n", "MAE with 0 / 1 / 2 / 3 / 4 known", "CRPS", "in 80 %"),
        (
            [
                part.window,
                part.subset.value,
                str(part.weeks),
                _row(s.mae for s in part.summaries),
                _row(s.crps for s in part.summaries),
                " / ".join(f"{s.cover80:.2f}" for s in part.summaries),
            ]
            for part in chosen
        ),
    )


def _contests(proof: Proof) -> str:
    said = (
        "The share of the baseline's score that ours saves, in %, with its 95 % interval; first the mean difference in "
        "CRPS itself, ours less theirs. A saving whose interval holds 0 may be luck.\n\n"
    )
    windows = [window for window in proof.windows if window != ALL]
    known = sorted({contest.known for contest in proof.contests if contest.known is not None})
    singles = [(Score.CRPS, None), *((Score.CRPS, k) for k in known), (Score.ABSOLUTE_ERROR, None)]
    headings = ("CRPS", *(f"{k} known" for k in known), Score.ABSOLUTE_ERROR.value, Score.STRIKE_LOSS.value)
    rows: list[list[str]] = []
    for window in windows:
        for rival in proof.rivals:
            overall = proof.contest(window, rival, Score.CRPS).skill
            asked = [*singles, (Score.STRIKE_LOSS, None)]
            saved = [_saved(proof.contest(window, rival, score, k).skill) for score, k in asked]
            gap = f"{signed(overall.difference)} ({signed(overall.low)} to {signed(overall.high)})"
            rows.append([window, f"`{rival}`", gap, *saved])
    return said + table(("window", "against", "CRPS, ours less theirs", *headings), rows)


def _saved(of: PairedSkill) -> str:
    return f"{100 * of.skill:.0f} ({100 * of.skill_low:.0f} to {100 * of.skill_high:.0f})".replace("-", "−")


def _calibration(proof: Proof) -> str:
    windows = proof.calibration
    headings = ("window", *(f"{i / 10:.1f}–{(i + 1) / 10:.1f}" for i in range(10)), "band")
    pits = table(headings, (_pit_cells(each) for each in windows))
    by_known = table(
        ("known", *headings[1:]),
        ([str(each.known), *_bars(each.pits)] for each in proof.pits_by_known),
    )
    levels = table(
        ("claimed", *(f"window {each.window}" for each in windows)),
        (
            [percent(each.claimed), *(_share(of.intervals[i]) for of in windows)]
            for i, each in enumerate(windows[0].intervals)
        ),
    )
    last = windows[-1]
    strikes = table(
        ("stated", "happened", "claims", "weeks"),
        ([f"{one.claimed:.3f}", _share(one, digits=3), f"{one.n:,}", str(one.weeks)] for one in last.strikes),
    )
    return (
        "Where prints fell in their forecasts (PIT), all numbers of days known together; a calibrated forecaster has "
        f".10 in each, and bars within the band 19 times in 20.\n\n{pits}\n"
        f"The same by days known, all weeks together.\n\n{by_known}\n"
        f"How often central intervals held the print, with the 95 % interval of that share.\n\n{levels}\n"
        "Strikes 50,000 apart up to 250,000 from the median, by the probability stated that the print is above, "
        f"window {last.window}.\n\n{strikes}"
    )


def _pit_cells(of: Calibration) -> list[str]:
    return [of.window, *_bars(of.pits)]


def _bars(of: Histogram) -> list[str]:
    low, high = of.band
    return [*(f"{share:.2f}" for share in of.shares), f"{low:.2f}–{high:.2f}"]


def _share(one: Share, *, digits: int = 2) -> str:
    return f"{one.happened:.{digits}f} ({one.low:.{digits}f}–{one.high:.{digits}f})"


def _tails(of: Sequence[Tails]) -> str:
    said = (
        "The same forecasts with normal tails have the same median and the same distance of the 16 and 84 % quantiles. "
        "First the log score of the print (nats), then the mean log loss of the strikes near the money (nats a strike; "
        "a probability counts as at least a millionth). Each cell: ours, normal.\n\n"
    )
    rows: list[list[str]] = []
    for each in of:
        for name, by_known, skill, digits in (
            ("print", each.density, each.density_skill, 2),
            ("strikes", each.strikes, each.strike_skill, 4),
        ):
            pairs = [f"{ours:.{digits}f}, {normal:.{digits}f}" for ours, normal in by_known.values()]
            gap = f"{skill.difference:+.{digits}f} ({skill.low:+.{digits}f} to {skill.high:+.{digits}f})"
            rows.append([each.window, name, *pairs, gap.replace("-", "−")])
    known = [f"{known} known" for known in of[0].density]
    return said + table(("window", "of the", *known, "ours less normal, 95 %"), rows)


def _worst(proof: Proof) -> str:
    said = (
        f"The {len(proof.worst)} weeks missed by most, each at the number of days known at which it was furthest off. "
        "What is known of a week need not be why it was missed; the list of disruptions was drawn up afterwards.\n\n"
    )
    cells = [miss_cells(miss) for miss in proof.worst]
    fields = ("week", "known", "median", "actual", "error", "inside", "note")
    headings = ("week ending", "known", "forecast", "came", "error", "95 % interval", "known of that week")
    return said + table(headings, ([cell[field] for field in fields] for cell in cells))


def _row(numbers: Iterable[float]) -> str:
    return " / ".join(_n(number) for number in numbers)


def _n(number: float) -> str:
    return f"{number:,.0f}"
