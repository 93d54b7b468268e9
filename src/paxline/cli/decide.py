"""``paxline decide`` and ``paxline step``: what the desk would do and why, and one cycle of doing it on paper."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import (
    AsJson,
    AsOf,
    Home,
    Model,
    WeekOption,
    home_folder,
    read_capital,
    read_question,
    read_week,
)
from paxline.cli.output import print_json, say, show
from paxline.cli.week import ArchiveFolder, Simulated, enter_scene
from paxline.errors import UsageError

if TYPE_CHECKING:
    from paxline.desk.policy import Policy
    from paxline.run.ports import Clock
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.scene import Scene

Capital = Annotated[
    str | None,
    typer.Option(
        "--capital",
        metavar="DOLLARS",
        help="Decide for an account of this cash and no contracts; by default for the one on paper.",
    ),
]
FreshCapital = Annotated[
    str | None,
    typer.Option("--capital", metavar="DOLLARS", help="Begin with this cash; the settings' capital by default."),
]


def decide(
    archive: ArchiveFolder = None,
    simulated: Simulated = False,
    week: WeekOption = None,
    as_of: AsOf = None,
    capital: Capital = None,
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Say what the desk would do now with what it holds on paper, and the reason for every rung; nothing is sent."""
    from paxline.edge.clock import SystemClock
    from paxline.pages.decision import decision_document, decision_screen
    from paxline.wiring.decision import decided, decided_at_home
    from paxline.wiring.forecasters import BEST, own_forecaster
    from paxline.wiring.home import Home as HomeFolder

    folder = HomeFolder(home_folder(home))
    policy = _policy(capital, folder)
    with ExitStack() as stack:
        scene = _scene(stack, archive, simulated=simulated, asked=(week, as_of), clock=SystemClock(), home=folder)
        by = own_forecaster(model or BEST, home=folder, shocks=scene.store.shocks())
        decision = (
            decided(scene, forecaster=by, policy=policy)
            if capital
            else decided_at_home(scene, folder, forecaster=by, policy=policy)
        )
    if as_json:
        print_json(dict(decision_document(decision)))
    else:
        show(scene.origin)
        show(decision_screen(decision))
        if decision.missing:
            say("`paxline today` fetches counts and books; `paxline ingest --archive DIR` loads collected ones")


def step(
    capital: FreshCapital = None,
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Go through one cycle on a simulated exchange, its money made up: recover, look, decide, write down, send."""
    from paxline.edge.clock import PacedClock, SystemClock
    from paxline.pages.decision import decision_document, decision_screen, sent_lines
    from paxline.wiring.decision import simulated_cycle
    from paxline.wiring.forecasters import BEST, own_forecaster
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.scene import WORLD_SEED, simulated_scene

    folder = HomeFolder(home_folder(home))
    policy = _policy(capital, folder)
    with simulated_scene(now=SystemClock().now(), why="a step trades on paper") as scene:
        clock = PacedClock(scene.as_of, pace=1.0)
        by = own_forecaster(model or BEST, home=folder, shocks=scene.store.shocks())
        stepped = simulated_cycle(scene, forecaster=by, policy=policy, clock=clock, seed=WORLD_SEED)
    if as_json:
        said = [dict(decision_document(decision)) for decision in stepped.decisions]
        print_json({"decisions": said, "outcomes": list(sent_lines(stepped.sent)), "stopped": list(stepped.stopped)})
        return
    show(scene.origin)
    for decision in stepped.decisions:
        show(decision_screen(decision))
    for line in (*sent_lines(stepped.sent), *stepped.stopped):
        show(line)


def _policy(capital: str | None, home: "HomeFolder") -> "Policy":
    """How the settings say to trade, with another capital where one is named."""
    from paxline.edge.settings import read_settings

    policy = read_settings(home.settings).policy
    try:
        return replace(policy, capital=read_capital(capital)) if capital else policy
    except ValueError as error:
        raise UsageError(f"--capital {capital!r}: {error}") from None


def _scene(
    stack: ExitStack,
    archive: Path | None,
    *,
    simulated: bool,
    asked: tuple[str | None, str | None],
    clock: "Clock",
    home: "HomeFolder",
) -> "Scene":
    """What is stored where an instant is asked about, else the world as ``paxline today`` finds it."""
    from paxline.pages import words
    from paxline.wiring.conditions import usual
    from paxline.wiring.scene import Scene

    week, as_of = asked
    chosen, instant = read_question(week, as_of, now=clock.now())
    if as_of and not archive and not simulated:
        store = stack.enter_context(home.store())
        return Scene(store, chosen, instant, f"What is stored, as of {words.instant(instant)}.", usual(instant))
    return enter_scene(
        stack,
        archive,
        simulated=simulated,
        week=read_week(week) if week else None,
        as_of=instant if as_of else None,
        clock=clock,
        home=home,
    )
