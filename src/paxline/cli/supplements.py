"""``paxline study supplements``: whether anything besides the counts helps."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.history import with_counts
from paxline.cli.options import AsJson, Home, Known, Model, home_folder, read_known, read_monday
from paxline.cli.output import print_json, say, show

if TYPE_CHECKING:
    from rich.table import Table

    from paxline.study.supplements import Evidence

Folder = Annotated[Path, typer.Option("--folder", metavar="DIR", help="Folder of supplementary data to try.")]
Alerts = Annotated[bool, typer.Option("--alerts", help="First fetch the weather warnings in force, and keep them.")]
Placebos = Annotated[
    int,
    typer.Option(
        "--placebos",
        metavar="N",
        min=0,
        help="How many series that know nothing are tried beside each, for comparison.",
    ),
]
RefitWeeks = Annotated[int, typer.Option("--refit-weeks", metavar="N", min=1, help="Weeks between two fits.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="What intervals and ignorant series are drawn with.")]
Start = Annotated[str, typer.Option("--start", metavar="MONDAY", help="First week, by its Monday.")]
End = Annotated[str, typer.Option("--end", metavar="MONDAY", help="Last week, by its Monday.")]


def supplements(
    folder: Folder,
    alerts: Alerts = False,
    start: Start = "2022-06-06",
    end: End = "2026-04-20",
    known: Known = "0-4",
    placebos: Placebos = 2,
    refit_weeks: RefitWeeks = 52,
    seed: Seed = 1,
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Try every series of a folder: would it have improved the forecasts, by more than luck?"""
    from paxline.edge.clock import SystemClock
    from paxline.study.supplements import candidates_of, document, examine, forecasted
    from paxline.study.walkforward import Span, origins
    from paxline.wiring.forecasters import BEST, forecaster
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.supplements import gather, keep_alerts

    span, days = Span(read_monday(start), read_monday(end)), read_known(known)
    house = HomeFolder(home_folder(home))
    chosen = forecaster(model or BEST)
    clock = SystemClock()
    with house.store() as store:
        if alerts:
            import httpx

            with httpx.Client() as client:
                kept = keep_alerts(store, client=client, clock=clock)
            say(f"{len(kept.alerts)} weather warnings in force, kept")
        now = clock.now()
        history = with_counts(store.history(now))
        gathered = gather(store, folder, weeks=span.weeks, known_by=now)
    record = forecasted(chosen, history, origins(history, span, known=days))
    candidates = [candidate for series in gathered.series for candidate in candidates_of(series)]
    say(f"trying {len(candidates)} features on {len(record)} forecasts by {chosen.name}")
    evidence = examine(candidates, record, placebos=placebos, refit_weeks=refit_weeks, seed=seed)
    notes = [*gathered.notes, *(f"not taken in: {rejected.reason}" for rejected in gathered.rejected)]
    if as_json:
        print_json({"model": chosen.name, **document(evidence), "notes": notes})
        return
    show(_table(evidence))
    for line in [*_sentences(evidence), *notes]:
        typer.echo(line)


def _table(evidence: "Evidence") -> "Table":
    from rich.table import Table

    from paxline.study.walkforward import KNOWN

    table = Table(
        box=None, padding=(0, 1, 0, 0), title="CRPS with the series less without, passengers", title_justify="left"
    )
    for heading in ("series", "feature"):
        table.add_column(heading)
    for heading in ("weeks", "CRPS without", "difference", "95 % interval", *(f"{k} known" for k in KNOWN), "verdict"):
        table.add_column(heading, justify="right")
    for trial in evidence.trials:
        by_known, overall = dict(trial.by_known), trial.overall
        table.add_row(
            trial.series,
            trial.features if trial.kind.value == "knowable" else f"{trial.features} ({trial.kind.value})",
            str(trial.weeks),
            f"{trial.baseline:,.0f}" if trial.weeks else "",
            f"{overall.difference:+,.0f}" if overall else "",
            f"{overall.low:+,.0f} … {overall.high:+,.0f}" if overall else "",
            *(f"{by_known[k].difference:+,.0f}" if k in by_known else "" for k in KNOWN),
            trial.verdict.value,
        )
    return table


def _sentences(evidence: "Evidence") -> list[str]:
    """What luck does, and how the trials that seem to help compare with it."""
    luck = evidence.luck
    verdicts = f"{luck.better} better and {luck.worse} worse beyond their interval"
    said = [f"Series that know nothing: {len(luck.differences)} trials, {verdicts}."] if luck.differences else []
    for place, own in evidence.own_luck.items():
        trial = evidence.trials[place]
        share = own.as_good(trial.overall.difference) if trial.overall else 1.0
        said.append(
            f"{trial.series}, {trial.features}: of {len(own.differences)} ignorant series in its place, "
            f"{share:.0%} did as well."
        )
    return said
