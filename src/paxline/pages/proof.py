"""The evidence for the forecast as a self-contained HTML file: charts, tables and the sentences that follow."""

from paxline.pages import words
from paxline.pages.findings import WINDOWS, findings, headline, main_window, percent
from paxline.pages.html import figure_cells, render
from paxline.pages.proof_charts import proof_figures
from paxline.study.proof import Miss, Part, Proof
from paxline.study.walkforward import Summary


def proof_page(proof: Proof) -> str:
    """The page; everything in it follows from ``proof``."""
    window = main_window(proof)
    ours = [part for part in proof.parts if part.model == proof.model]
    return render(
        "proof.html.j2",
        model=proof.model,
        counts_to=words.day_of_year(proof.counts_to),
        weeks=f"{len(proof.weeks)} weeks, {words.day_of_year(proof.weeks[0].monday)} to "
        f"{words.day_of_year(proof.weeks[-1].sunday)}",
        stand_ins=proof.stand_ins,
        headline=headline(proof),
        findings=findings(proof),
        figures=[figure_cells(figure) for figure in proof_figures(proof)],
        window=window,
        windows=WINDOWS,
        scores=[_score_cells(part, summary) for part in ours for summary in part.summaries],
        rivals=[_rival_cells(part) for part in proof.parts if part.subset.name == "ALL" and part.window == window],
        worst=[miss_cells(miss) for miss in proof.worst],
    )


def miss_cells(miss: Miss) -> dict[str, str]:
    """One of the worst weeks in words."""
    note = miss.note or "nothing known"
    return {
        "week": words.day_of_year(miss.week.sunday),
        "known": str(miss.known),
        "median": f"{miss.median:,.0f}",
        "actual": f"{miss.actual:,.0f}",
        "error": signed(miss.error),
        "inside": "inside" if miss.inside else "outside",
        "note": f"{note} (outcome restated)" if miss.stands_in else note,
    }


def signed(passengers: float) -> str:
    """A difference in passengers with its sign."""
    return f"{passengers:+,.0f}".replace("-", "−")


def _score_cells(part: Part, summary: Summary) -> dict[str, str]:
    return {
        "where": f"{part.window} · {part.subset.value}",
        "first": "first" if summary is part.summaries[0] else "",
        "known": str(summary.known),
        "n": str(summary.n),
        "mae": f"{summary.mae:,.0f}",
        "rmse": f"{summary.rmse:,.0f}",
        "bias": signed(summary.bias),
        "within": percent(summary.within_50k),
        "crps": f"{summary.crps:,.0f}",
        "cover": " / ".join(percent(share) for share in (summary.cover50, summary.cover80, summary.cover95)),
    }


def _rival_cells(part: Part) -> dict[str, str]:
    return {
        "model": part.model,
        "mae": " / ".join(f"{summary.mae:,.0f}" for summary in part.summaries),
        "crps": " / ".join(f"{summary.crps:,.0f}" for summary in part.summaries),
        "mean": f"{part.mean_crps:,.0f}",
    }
