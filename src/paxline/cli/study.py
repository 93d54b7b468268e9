"""``paxline study``: the evidence."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.compare import compare
from paxline.cli.explore import explore
from paxline.cli.history import stored_history
from paxline.cli.options import AsJson, Home, Known, Model, home_folder, read_known, read_monday
from paxline.cli.output import print_json, say, show
from paxline.cli.panels import Group
from paxline.cli.proof import author, proof
from paxline.cli.scoreboard import scoreboard
from paxline.cli.supplements import supplements
from paxline.cli.sweep import sweep
from paxline.cli.warned import warned
from paxline.cli.worlds import worlds

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.table import Table

    from paxline.counts.history import History
    from paxline.forecast.weekly import Forecaster
    from paxline.study.walkforward import Span, WalkForward

app = typer.Typer(
    cls=Group, help="Evidence: how good the forecasts were, and that they never saw the future.", no_args_is_help=True
)
app.command("proof")(proof)
app.command("author")(author)
app.command("scoreboard")(scoreboard)
app.command("explore")(explore)
app.command("supplements")(supplements)
app.command("warned")(warned)
app.command("sweep")(sweep)
app.command("worlds")(worlds)
app.command("compare")(compare)

Start = Annotated[str, typer.Option("--start", metavar="MONDAY", help="First week, by its Monday.")]
End = Annotated[
    str | None, typer.Option("--end", metavar="MONDAY", help="Last week, by its Monday; the last settled by default.")
]
Checks = Annotated[int, typer.Option("--checks", metavar="N", min=1, help="Instants to sample.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Draws the sampled instants and the changes.")]


class Past(Enum):
    """What is known of past years when a forecast is made."""

    PUBLISHED = "published"
    RESTATED = "restated"


PastOption = Annotated[
    Past,
    typer.Option("--history", help="Past years as published at the time, or as restated, which is all a newcomer has."),
]


@app.command("walkforward")
def walkforward(
    start: Start = "2024-01-01",
    end: End = None,
    known: Known = "0-4",
    past: PastOption = Past.PUBLISHED,
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Forecast every week of a window with 0 to 4 days known, from what was known then, and score it."""
    from paxline.edge.clock import SystemClock
    from paxline.study.newcomer import Newcomer
    from paxline.study.walkforward import document, origins, walk_forward

    chosen = _forecaster(model, home)
    if past is Past.RESTATED:
        chosen = Newcomer(chosen)
    days = read_known(known)
    clock = SystemClock()
    started = clock.now()
    history = stored_history(home)
    span = _span(start, end, history)
    say(f"walking {len(span.weeks)} weeks with {chosen.name}")
    record = walk_forward(chosen, history, origins(history, span, known=days))
    seconds = (clock.now() - started).total_seconds()
    if as_json:
        print_json(document(record, seconds=seconds))
    else:
        show(_table(record))
        show(f"{len(record.rows)} forecasts in {seconds:.1f} s; {len(record.left_out)} left out")


@app.command("lookahead")
def lookahead(
    checks: Checks = 200,
    seed: Seed = 1,
    start: Start = "2022-06-06",
    end: End = None,
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Change everything known after sampled instants; a forecast that changes with it is a failure (exit 1)."""
    from paxline.study.lookahead import document, look_ahead, sampled
    from paxline.study.walkforward import origins

    history = stored_history(home)
    schedule = origins(history, _span(start, end, history))
    tried = sampled(schedule, checks, seed=seed)
    say(f"altering the future of {len(tried)} instants")
    result = look_ahead(_forecaster(model, home), history, tried, seed=seed, observe=_told_every(50, of=len(tried)))
    if as_json:
        print_json(document(result))
    else:
        show(f"{result.checked} instants checked, {len(result.leaks)} forecasts changed")
    if result.leaks:
        raise typer.Exit(1)


def _told_every(step: int, *, of: int) -> "Callable[[int], None]":
    def told(done: int) -> None:
        if done % step == 0 and done < of:
            say(f"{done} of {of}")

    return told


def _span(start: str, end: str | None, history: "History") -> "Span":
    from paxline.errors import MissingData, UsageError
    from paxline.study.walkforward import Span, last_settled

    first = read_monday(start)
    last = read_monday(end) if end else last_settled(history)
    if last is None:
        raise MissingData("no week has settled yet; run `paxline ingest` first")
    if last < first:
        raise UsageError(f"the window ends with the {last}, before it starts; name a later --end or an earlier --start")
    return Span(first, last)


def _forecaster(model: str | None, home: Home) -> "Forecaster":
    from paxline.wiring.forecasters import BEST, own_forecaster
    from paxline.wiring.home import Home as HomeFolder

    house = HomeFolder(home_folder(home))
    with house.store() as store:
        return own_forecaster(model or BEST, home=house, shocks=store.shocks())


def _table(record: "WalkForward") -> "Table":
    from rich.table import Table

    from paxline.study.walkforward import summarise

    table = Table(box=None, padding=(0, 2, 0, 0), title=f"model {record.model}", title_justify="left")
    for heading in ("known", "n", "MAE", "RMSE", "bias", "within 50k", "CRPS", "50 %", "80 %", "95 %"):
        table.add_column(heading, justify="right")
    for s in summarise(record.rows):
        table.add_row(
            str(s.known),
            str(s.n),
            f"{s.mae:,.0f}",
            f"{s.rmse:,.0f}",
            f"{s.bias:+,.0f}",
            f"{s.within_50k:.2f}",
            f"{s.crps:,.0f}",
            f"{s.cover50:.2f}",
            f"{s.cover80:.2f}",
            f"{s.cover95:.2f}",
        )
    return table
