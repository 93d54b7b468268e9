"""The charts of a proof: blue is the forecaster, grey the baselines and the claims it is held against."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from paxline.pages import grammar as vl
from paxline.pages.drawing import INK, LINE, OURS, QUIET, Figure, data, svg
from paxline.pages.findings import (
    OVERLAPPING,
    bars_outside,
    closest_rival,
    interval_sentence,
    main_window,
    percent,
    skill_sentence,
    strike_sentence,
)
from paxline.study.calibration import Share
from paxline.study.contest import Contest, Score
from paxline.study.proof import ALL, Calibration, Proof
from paxline.study.walkforward import Summary

RIVALS_SHOWN: Final = 3
"""Baselines beside ours in a chart: the closest ones."""

_LABEL_GAP: Final = 0.055
"""Distance of two labels below which they are moved apart, as a share of the axis."""

_HEIGHT: Final = 240
_DASHES: Final = ([4, 2], [1, 2], [7, 3])


def proof_figures(proof: Proof) -> tuple[Figure, ...]:
    """The charts in reading order."""
    window = main_window(proof)
    recovery = [each for each in proof.calibration if each.window not in {window, *OVERLAPPING}]
    shown = [each for each in proof.calibration if each.window == window] + recovery
    return (
        score_figure(proof, "mae", f"How far off is the middle of the forecast? (window {window})"),
        score_figure(proof, "crps", f"How good is the whole distribution? (window {window})"),
        skill_figure(proof),
        skill_by_known_figure(proof),
        *(pit_figure(each) for each in shown),
        pit_by_known_figure(proof),
        interval_figure(proof.calibration),
        coverage_figure(proof),
        strike_figure(proof.calibration[-1]),
    )


def score_figure(proof: Proof, of: str, question: str) -> Figure:
    """One score by days known, ours and the closest baselines; ``of`` is a field of ``Summary``."""
    window = main_window(proof)
    parts = {part.model: part for part in proof.parts if part.window == window and part.subset.name == "ALL"}
    rivals = sorted(proof.rivals, key=lambda rival: parts[rival].mean_crps)[:RIVALS_SHOWN]
    models = [proof.model, *rivals]
    rows = [
        {"model": model, "known": s.known, "score": _of(s, of) / 1e3}
        for model in models
        for s in parts[model].summaries
    ]
    y = vl.shown("score:Q", title="thousand passengers", scale=vl.Scale(zero=True), axis=vl.Axis(grid=False))
    x = vl.shown("known:O", title="days of the week known", axis=vl.Axis(labelAngle=0))
    colour = _colour("model", models, [OURS, *[QUIET] * len(rivals)])
    dash = vl.shown("model:N", legend=None, scale=vl.Scale(domain=models, range=[[1, 0], *_DASHES]))
    base = vl.Chart(data(rows)).encode(x=x)
    last = {model: _of(parts[model].summaries[-1], of) / 1e3 for model in models}
    top = max(float(str(row["score"])) for row in rows)
    labels = [
        {"known": parts[models[0]].summaries[-1].known, "score": at, "model": model}
        for model, at in spread(last, gap=_LABEL_GAP * top).items()
    ]
    chart = vl.layer(
        base.mark("line", strokeWidth=2.5).encode(y=y, color=colour, strokeDash=dash),
        base.mark("point", filled=True, size=40, opacity=1).encode(y=y, color=colour),
        base.mark("text", dy=14, fontSize=11, color=OURS)
        .encode(y=y, text=vl.shown("score:Q", format=".1f"))
        .only(f"datum.model == '{proof.model}'"),
        vl.Chart(data(labels))
        .mark("text", align="left", dx=12, fontSize=12)
        .encode(x=x, y=y, text="model:N", color=colour),
    )
    each = "; ".join(f"{m} " + ", ".join(f"{_of(s, of):,.0f}" for s in parts[m].summaries) for m in models)
    far = [rival for rival in proof.rivals if rival not in rivals]
    beyond = f" Further off and not drawn: {', '.join(far)}." if far else ""
    name = "Mean absolute error of the median" if of == "mae" else "Mean CRPS"
    return Figure(question, svg(chart, height=_HEIGHT), f"{name} by days known, passengers: {each}.{beyond}")


def skill_figure(proof: Proof) -> Figure:
    """The gain in CRPS over every baseline on every window, with intervals."""
    contests = [c for c in proof.contests if c.score is Score.CRPS and c.known is None and c.window != ALL]
    rows = [_skill_row(f"{c.window} · {c.rival}", c) for c in contests]
    said = " ".join(skill_sentence(proof, window) for window in proof.windows if window != ALL)
    return Figure(
        "Is it better than the baselines by more than luck?",
        _forest(rows, "CRPS saved, 95 % interval, weeks in blocks of 4"),
        said or "No window holds a week.",
    )


def skill_by_known_figure(proof: Proof) -> Figure:
    """The gain in CRPS over the closest baseline of each window, by days known."""
    rows: list[dict[str, object]] = []
    said: list[str] = []
    for window in (w for w in proof.windows if w != ALL):
        rival = closest_rival(proof, window)
        single = [
            c
            for c in proof.contests
            if (c.window, c.rival, c.score) == (window, rival, Score.CRPS) and c.known is not None
        ]
        rows += [_skill_row(f"{window} · {c.known} known", c) for c in single]
        gains = ", ".join(percent(c.skill.skill) for c in single)
        said.append(f"Window {window} against {rival}: {gains}.")
    return Figure(
        "With how many days known?",
        _forest(rows, "CRPS saved against the closest baseline of the window, 95 % intervals"),
        "CRPS saved against each window's closest baseline with 0, 1, … days known. " + " ".join(said),
    )


def pit_figure(of: Calibration) -> Figure:
    """The histogram of pits with the band in which a calibrated forecaster's bars lie."""
    n = len(of.pits.shares)
    rows = [{"from": i / n, "to": (i + 1) / n, "share": s, "zero": 0.0} for i, s in enumerate(of.pits.shares)]
    low, high = of.pits.band
    top = max(*of.pits.shares, high) * 1.1
    x = vl.shown(
        "from:Q",
        title="where in the forecast the print fell, 0 lowest to 1 highest",
        scale=vl.Scale(domain=[0, 1]),
        axis=vl.Axis(grid=False, format=".1f", values=[0, 0.2, 0.4, 0.6, 0.8, 1]),
    )
    scale = vl.Scale(domain=[0, top], nice=False)
    y = vl.shown("share:Q", title="share of forecasts", scale=scale, axis=vl.Axis(grid=False, format=".0%"))
    band = vl.Chart(data([{"from": 0.0, "to": 1.0, "low": low, "high": high, "middle": 1 / n}])).encode(x=x)
    bars = vl.Chart(data(rows)).mark("bar", color=OURS, opacity=0.6, binSpacing=2)
    chart = vl.layer(
        band.mark("rect", color=QUIET, opacity=0.15).encode(
            x2="to:Q", y=vl.shown("low:Q", scale=scale, title=""), y2="high:Q"
        ),
        bars.encode(x=x, x2="to:Q", y=y, y2="zero:Q"),
        band.mark("rule", color=QUIET, strokeDash=[4, 3]).encode(
            x2="to:Q", y=vl.shown("middle:Q", scale=scale, title="")
        ),
    )
    listed = ", ".join(percent(s) for s in of.pits.shares)
    summary = (
        f"Shares of {of.pits.n} forecasts of {of.pits.weeks} weeks, by tenths: {listed}. A calibrated forecaster has "
        f"10 % in each (dashed); {bars_outside(of.pits)} (grey)."
    )
    return Figure(f"Does the print fall where the forecast says? (window {of.window})", svg(chart, height=200), summary)


def pit_by_known_figure(proof: Proof) -> Figure:
    """The share of prints in each tenth of their forecasts, a row for each number of days known."""
    n = len(proof.pits_by_known[0].pits.shares)
    rows = [
        {"tenth": f"{i / n:.1f}–{(i + 1) / n:.1f}", "known": str(each.known), "share": s, "text": percent(s)}
        for each in proof.pits_by_known
        for i, s in enumerate(each.pits.shares)
    ]
    top = max(max(each.pits.shares) for each in proof.pits_by_known)
    base = vl.Chart(data(rows)).encode(
        x=vl.shown("tenth:N", title="where in the forecast the print fell", axis=vl.Axis(labelAngle=0, ticks=False)),
        y=vl.shown("known:N", title="days known", axis=vl.Axis(ticks=False)),
    )
    strength = vl.shown("share:Q", scale=vl.Scale(domain=[0.0, top], range=[0.0, 0.7]), legend=None)
    chart = vl.layer(
        base.mark("rect", color=OURS).encode(opacity=strength), base.mark("text", color=INK).encode(text="text:N")
    )
    said = [f"{each.pits.outside} with {each.known} known" for each in proof.pits_by_known]
    low, high = proof.pits_by_known[0].pits.band
    summary = (
        f"Shares of the prints in each tenth; a calibrated forecaster has 10 % in each and bars between "
        f"{percent(low)} and {percent(high)} 19 times in 20. Outside lie {', '.join(said)}."
    )
    return Figure("Does it do so with few days known and with many? (window all)", svg(chart, height=200), summary)


def interval_figure(of: Sequence[Calibration]) -> Figure:
    """How often central intervals held the print, by what they claim, for the windows that do not overlap."""
    shown = [each for each in of if each.window not in OVERLAPPING] or list(of[:1])
    layers = [_diagonal()]
    for each, colour, side in zip(shown, (OURS, QUIET), (1, -1), strict=False):
        layers += _share_layers(each.intervals, colour, label=f"window {each.window}", side=side)
    return Figure(
        "Do intervals hold as often as they claim?",
        svg(vl.layer(*layers), height=_HEIGHT),
        " ".join(interval_sentence(each) for each in shown),
    )


def coverage_figure(proof: Proof) -> Figure:
    """How often three intervals held the print, by days known."""
    window = main_window(proof)
    summaries = next(p for p in proof.parts if p.window == window and p.model == proof.model).summaries
    levels = {"50 %": "cover50", "80 %": "cover80", "95 %": "cover95"}
    rows = [
        {"level": level, "known": s.known, "share": _of(s, field)} for level, field in levels.items() for s in summaries
    ]
    claimed = [{"level": level, "share": float(level.split()[0]) / 100} for level in levels]
    ends = [
        {"level": level, "known": summaries[-1].known, "share": _of(summaries[-1], f)} for level, f in levels.items()
    ]
    x = vl.shown("known:O", title="days of the week known", axis=vl.Axis(labelAngle=0))
    y = vl.shown(
        "share:Q", title="held the print", scale=vl.Scale(domain=[0, 1]), axis=vl.Axis(format=".0%", grid=False)
    )
    base = vl.Chart(data(rows)).encode(x=x, y=y, detail="level:N")
    chart = vl.layer(
        vl.Chart(data(claimed)).mark("rule", color=QUIET, strokeDash=[4, 3]).encode(y=y),
        base.mark("line", color=OURS, strokeWidth=2),
        base.mark("point", color=OURS, filled=True, size=40, opacity=1),
        vl.Chart(data(ends))
        .mark("text", align="left", dx=12, dy=-9, fontSize=12, color=OURS)
        .encode(x=x, y=y, text="level:N"),
    )
    listed = "; ".join(f"{level}: " + ", ".join(percent(_of(s, f)) for s in summaries) for level, f in levels.items())
    n = summaries[0].n
    return Figure(
        f"Do they hold with each number of days known? (window {window})",
        svg(chart, height=_HEIGHT),
        f"Share of prints in the central intervals, by days known, dashed what each claims: {listed}. With {n} weeks "
        f"an 80 % interval that is right shows {percent(0.8 - _two_sds(0.8, n))} to {percent(0.8 + _two_sds(0.8, n))}.",
    )


def strike_figure(of: Calibration) -> Figure:
    """How often the print passed a strike, by the probability stated."""
    layers = [_diagonal(), *_share_layers(of.strikes, OURS, label="", side=1)]
    n = sum(one.n for one in of.strikes)
    summary = (
        f"{strike_sentence(of)} {n:,} claims about strikes up to 250,000 from the median, in {of.pits.weeks} weeks."
    )
    return Figure("Do strikes pay as often as their price says?", svg(vl.layer(*layers), height=_HEIGHT), summary)


def spread(at: dict[str, float], *, gap: float) -> dict[str, float]:
    """The same numbers in rising order, each at least ``gap`` above the one before."""
    moved: dict[str, float] = {}
    before = float("-inf")
    for name, value in sorted(at.items(), key=lambda pair: pair[1]):
        before = max(value, before + gap)
        moved[name] = before
    return moved


def _share_layers(shares: Sequence[Share], colour: str, *, label: str, side: int) -> list[Any]:
    """Points with their intervals, joined, and a label below them to the right (side 1) or above to the left (-1)."""
    rows = [{"claimed": s.claimed, "happened": s.happened, "low": s.low, "high": s.high} for s in shares]
    base = vl.Chart(data(rows)).encode(x=_share_axis("claimed", "claimed"))
    middle = rows[len(rows) // 2]
    return [
        base.mark("rule", color=colour, opacity=0.45, strokeWidth=3).encode(y=_share_axis("low", ""), y2="high:Q"),
        base.mark("line", color=colour, strokeWidth=1, opacity=0.6).encode(y=_share_axis("happened", "")),
        base.mark("point", color=colour, filled=True, size=50, opacity=1).encode(y=_share_axis("happened", "happened")),
        vl.Chart(data([{**middle, "label": label}]))
        .mark("text", color=colour, align="left" if side > 0 else "right", dx=10 * side, dy=12 * side, fontSize=12)
        .encode(x=_share_axis("claimed", "claimed"), y=_share_axis("happened", ""), text="label:N"),
    ]


def _diagonal() -> Any:
    rows = [{"claimed": 0.0, "happened": 0.0}, {"claimed": 1.0, "happened": 1.0}]
    line = vl.Chart(data(rows)).mark("line", color=LINE, strokeDash=[4, 3])
    return line.encode(x=_share_axis("claimed", "claimed"), y=_share_axis("happened", "happened"))


def _share_axis(name: str, title: str) -> Any:
    return vl.shown(
        f"{name}:Q", title=title, scale=vl.Scale(domain=[0, 1]), axis=vl.Axis(format=".0%", grid=False, tickCount=6)
    )


def _skill_row(label: str, contest: Contest) -> dict[str, object]:
    skill = contest.skill
    return {"label": label, "skill": skill.skill, "low": skill.skill_low, "high": skill.skill_high}


def _forest(rows: Sequence[dict[str, object]], title: str) -> str:
    axis = vl.Axis(format=".0%", grid=False, tickCount=6)
    y = vl.shown(
        "label:N", sort=None, title=None, axis=vl.Axis(labelLimit=220, ticks=False, domain=False, minExtent=110)
    )
    base = vl.Chart(data(rows)).encode(y=y)
    x = vl.shown("skill:Q", title=title, axis=axis)
    chart = vl.layer(
        vl.Chart(data([{"skill": 0.0}])).mark("rule", color=QUIET, strokeDash=[4, 3]).encode(x=x),
        base.mark("rule", color=OURS, strokeWidth=4, opacity=0.4).encode(
            x=vl.shown("low:Q", title=title, axis=axis), x2="high:Q"
        ),
        base.mark("point", color=OURS, filled=True, size=60, opacity=1).encode(x=x),
    )
    return svg(chart, height=20 * len(rows))


def _colour(field: str, names: Sequence[str], colours: Sequence[str]) -> vl.Spec:
    return vl.shown(f"{field}:N", legend=None, scale=vl.Scale(domain=list(names), range=list(colours)))


def _two_sds(p: float, n: int) -> float:
    """How far from ``p`` a share of ``n`` independent trials strays, 19 times in 20."""
    return 1.96 * float(np.sqrt(p * (1 - p) / n))


def _of(summary: Summary, name: str) -> float:
    return float(getattr(summary, name))
