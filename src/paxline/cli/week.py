"""``paxline week`` and ``paxline today``: one week on one screen, and the whole job in one command."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from paxline.cli.options import (
    AsJson,
    AsOf,
    Home,
    Model,
    WeekOption,
    home_folder,
    in_a_folder,
    read_instant,
    read_question,
    read_week,
)
from paxline.cli.output import iso, open_quietly, print_json, say, show, write
from paxline.errors import SourceError

if TYPE_CHECKING:
    from paxline.counts.calendar import Week
    from paxline.desk.decide import Decision
    from paxline.desk.policy import Policy
    from paxline.forecast.weekly import Forecaster
    from paxline.pages.week import WeekPage
    from paxline.run.ports import Clock
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.scene import Scene

COLLECTED: Final = Path("../shared/data")
"""Where a folder of collected data is looked for when none is named and the network does not answer."""

Report = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="FILE", callback=in_a_folder, help="Write the week there as a self-contained HTML file."
    ),
]
ArchiveFolder = Annotated[
    Path | None,
    typer.Option(
        "--archive",
        metavar="DIR",
        help="Work on a folder of collected data, seen from the end of its quotes unless told otherwise.",
    ),
]
Simulated = Annotated[bool, typer.Option("--simulated", help="Work on a made-up world, none of whose figures is real.")]
Open = Annotated[bool, typer.Option("--open/--no-open", help="Open the report when it is written.")]


def week(
    week: WeekOption = None,
    as_of: AsOf = None,
    model: Model = None,
    report: Report = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show one week on one screen: its days, the forecast, and every rung beside what the market asks."""
    from paxline.edge.clock import SystemClock
    from paxline.pages import words
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.scene import Scene

    now = SystemClock().now()
    chosen, instant = read_question(week, as_of, now=now)
    folder = HomeFolder(home_folder(home))
    with folder.store() as store:
        origin = f"What is stored, as of {words.instant(instant)}."
        page = _page(Scene(store, chosen, instant, origin), model=model, home=folder, now=now)
    if report:
        _write(page, report)
    if as_json:
        print_json(_document(page))
    else:
        _print(page)


def today(
    archive: ArchiveFolder = None,
    simulated: Simulated = False,
    week: WeekOption = None,
    as_of: AsOf = None,
    model: Model = None,
    report: Report = None,
    home: Home = None,
    open_report: Open = True,
) -> None:
    """Do the main job: take in what is new, forecast, price the ladder, write the report, say what the desk would do.

    Live where the network answers; on collected data where a folder is named or found; else on a made-up world.
    """
    from paxline.edge.clock import SystemClock
    from paxline.edge.settings import read_settings
    from paxline.pages.decision import decision_lines
    from paxline.wiring.home import Home as HomeFolder

    clock = SystemClock()
    now = clock.now()
    instant = read_instant(as_of, now=now) if as_of else None
    chosen = read_week(week) if week else None
    folder = HomeFolder(home_folder(home))
    # Settings that are refused are refused before the work.
    policy = read_settings(folder.settings).policy
    with ExitStack() as stack:
        scene = enter_scene(stack, archive, simulated=simulated, week=chosen, as_of=instant, clock=clock, home=folder)
        show(scene.origin)
        page = _page(scene, model=model, home=folder, now=now)
        decision = _decision(scene, model=model, home=folder, policy=policy)
    target = report or folder.report(f"week-{page.week.sunday}.html")
    _print(page)
    say("drawing the report")
    _write(page, target)
    show("")
    for line in decision_lines(decision):
        show(line)
    named = (("--archive", archive), ("--week", week), ("--as-of", as_of), ("--model", model))
    same = "".join([*(f" {option} {said}" for option, said in named if said), " --simulated" if simulated else ""])
    show(f"Each rung's reason: paxline decide{same}")
    show(f"the whole report: {target}")
    if open_report:
        open_quietly(target)


def enter_scene(
    stack: ExitStack,
    archive: Path | None,
    *,
    simulated: bool,
    week: "Week | None",
    as_of: datetime | None,
    clock: "Clock",
    home: "HomeFolder",
) -> "Scene":
    """The scene asked for, else the first of live, collected and simulated that can be had; open until the stack is."""
    from paxline.wiring.live import live_scene, open_wires
    from paxline.wiring.scene import archive_scene, simulated_scene

    if archive:
        return stack.enter_context(archive_scene(archive, week=week, as_of=as_of, why="you named it", progress=say))
    if simulated:
        return stack.enter_context(simulated_scene(now=clock.now(), why="you asked for it"))
    try:
        wires = stack.enter_context(open_wires())
        return stack.enter_context(live_scene(home, week=week, as_of=as_of, wires=wires, clock=clock, progress=say))
    except SourceError as error:
        why = f"live figures are out of reach: {error}"
    if COLLECTED.is_dir():
        return stack.enter_context(archive_scene(COLLECTED, week=week, as_of=as_of, why=why, progress=say))
    return stack.enter_context(simulated_scene(now=clock.now(), why=f"{why}, and there is no folder {COLLECTED}"))


def _page(scene: "Scene", *, model: str | None, home: "HomeFolder", now: datetime) -> "WeekPage":
    from paxline.wiring.week import week_page

    return week_page(scene, forecaster=_forecaster(scene, model=model, home=home), now=now)


def _decision(scene: "Scene", *, model: str | None, home: "HomeFolder", policy: "Policy") -> "Decision":
    """What the desk would do with what it holds on paper."""
    from paxline.wiring.decision import decided_at_home

    return decided_at_home(scene, home, forecaster=_forecaster(scene, model=model, home=home), policy=policy)


def _forecaster(scene: "Scene", *, model: str | None, home: "HomeFolder") -> "Forecaster":
    from paxline.wiring.forecasters import BEST
    from paxline.wiring.remembered import remembered_forecaster

    return remembered_forecaster(model or BEST, home=home, store=scene.store)


def _print(page: "WeekPage") -> None:
    from paxline.pages.terminal import week_screen

    show(week_screen(page))


def _write(page: "WeekPage", target: Path) -> None:
    from paxline.pages.report import week_report

    write(target, week_report(page))


def _document(page: "WeekPage") -> dict[str, object]:
    from paxline.forecast.distribution import median
    from paxline.market.implied import ImpliedMarket
    from paxline.pages import week as view

    valuation = page.valuation
    market = valuation.market
    return {
        "week_end": page.week.sunday.isoformat(),
        "as_of": iso(page.as_of),
        "model": valuation.forecast.model,
        "median": median(valuation.forecast.settlement),
        "market_median": market.distribution.loc if isinstance(market, ImpliedMarket) else None,
        "pooled_median": median(valuation.pooled.distribution),
        "weight": valuation.pooled.weight,
        "quoted_at": iso(valuation.quoted_at) if valuation.quoted_at else None,
        "notices": list(view.notices(page)),
        "verdict": view.verdict(page),
        "settled": page.settled.passengers if page.settled else None,
        "rungs": [
            {
                "ticker": rung.contract.ticker,
                "strike": rung.contract.strike,
                "ours": rung.ours,
                "market": rung.market,
                "pooled": rung.pooled,
                "bid": str(rung.quote.bid) if rung.quote and rung.quote.bid else None,
                "ask": str(rung.quote.ask) if rung.quote and rung.quote.ask else None,
                "side": rung.side.value if rung.side else None,
                "edge": rung.edge,
                "worth_taking": rung.worth_taking,
                "reason": rung.reason,
            }
            for rung in valuation.rungs
        ],
    }
