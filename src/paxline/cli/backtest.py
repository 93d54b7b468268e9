"""``paxline backtest``: what the desk would have made on the recorded ladders, bounded and doubted."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Home, Markdown, Model, home_folder, read_day
from paxline.cli.output import print_json, say, show, write
from paxline.errors import MissingData, UsageError

if TYPE_CHECKING:
    from datetime import date

    from paxline.study.backtest import Backtest

SEED = 20_240_101

Start = Annotated[str, typer.Option("--start", metavar="DAY", help="Begin with the recorded week that holds it.")]
End = Annotated[
    str | None,
    typer.Option("--end", metavar="DAY", help="End with the recorded week that holds it; the last one by default."),
]


def backtest(
    start: Start = "2022-06-06",
    end: End = None,
    markdown: Markdown = None,
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Replay the desk and a plain maker on recorded candles: bounds of fills, a floor, a placebo, and a verdict."""
    from rich.table import Table

    from paxline.pages.backtest import backtest_markdown, backtest_tables
    from paxline.study.verdict import documents, verdict

    desk, plain = _backtest(model, home, first=read_day(start), last=read_day(end) if end else None)
    if markdown:
        write(markdown, backtest_markdown(desk, plain))
    if as_json:
        print_json(documents(desk, plain))
        return
    for of in (desk, plain):
        for line in verdict(of):
            show(line)
        for each in backtest_tables(of):
            title = f"\n{of.main.name}. {each.title}"
            drawn = Table(box=None, padding=(0, 2, 0, 0), title=title, title_justify="left")
            for i, heading in enumerate(each.headings):
                drawn.add_column(heading, justify="right" if i else "left")
            for row in each.rows:
                drawn.add_row(*row)
            show(drawn)
        show("")


def _backtest(
    model: str | None, home: Path | None, *, first: "date", last: "date | None"
) -> "tuple[Backtest, Backtest]":
    from dataclasses import replace

    from paxline.counts.calendar import Week, eastern_day
    from paxline.desk.policy import Policy
    from paxline.edge.clock import SystemClock
    from paxline.run.desk import Desk
    from paxline.run.replay import scenery
    from paxline.study.backtest import OTHERS, PLAIN
    from paxline.study.backtest import backtest as report
    from paxline.study.mirrored import mirror, mirrored
    from paxline.wiring.evidence import recorded_weeks, stages
    from paxline.wiring.forecasters import BEST, own_forecaster
    from paxline.wiring.home import Home as HomeFolder

    if last is not None and last < first:
        raise UsageError(f"a backtest ends at or after its start: {first} to {last}")
    house = HomeFolder(home_folder(home))
    now = SystemClock().now()
    with house.store() as store:
        chosen = own_forecaster(model or BEST, home=house, shocks=store.shocks())
        since, until = Week.holding(first), Week.holding(last or eastern_day(now))
        weeks = [one for one in recorded_weeks(store, as_of=now) if since <= one.week <= until]
        if not weeks:
            span = f"between {first} and {last}" if last else f"after {first}"
            raise MissingData(
                f"no settled week with recorded candles lies {span}; `paxline ingest --market` fetches some"
            )
        say(f"replaying {len(weeks)} recorded weeks with {chosen.name}")
        seen = stages(weeks, store.history(now), chosen)
    scenes = [scenery(stage) for stage in seen]
    pairs = mirror(scenes)
    desk, plain = Desk(Policy()), PLAIN
    ours = report(chosen.name, scenes, desk, others=(plain, *OTHERS), placebo=mirrored(pairs, desk, seed=SEED))
    theirs = report(chosen.name, scenes, plain, others=(), placebo=mirrored(pairs, plain, seed=SEED))
    # The plain makers are tried once, beside the desk.
    return ours, replace(theirs, tried=ours.tried[1:])
