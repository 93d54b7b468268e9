"""``paxline serve``: the dashboard, for this machine alone."""

from typing import Annotated, Final

import typer

from paxline.cli.exchange import stop_signals
from paxline.cli.options import AsOf, Home, Model, WeekOption, home_folder, read_instant, read_week
from paxline.cli.output import say, show
from paxline.errors import UsageError

_LOOK: Final = 0.2

Port = Annotated[
    int | None,
    typer.Option("--port", metavar="PORT", help="Port of the loopback, 1 to 65535; the settings' by default."),
]
Open = Annotated[bool, typer.Option("--open/--no-open", help="Open the dashboard in the browser.")]


def serve(
    port: Port = None,
    as_of: AsOf = None,
    week: WeekOption = None,
    model: Model = None,
    home: Home = None,
    open_browser: Open = True,
) -> None:
    """Serve the dashboard to this machine's own browser: week, ladder, evidence, model, desk, operations."""
    import os

    from paxline.edge.clock import SystemClock
    from paxline.edge.settings import read_settings
    from paxline.run.health import Finding
    from paxline.wiring.dashboard.site import served_dashboard
    from paxline.wiring.dashboard.views import Question
    from paxline.wiring.doctor import Doctor
    from paxline.wiring.forecasters import BEST, forecaster
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.live import open_wires

    clock, folder = SystemClock(), HomeFolder(home_folder(home))
    # Read even where a port is named: settings that are refused are refused before the pages are made.
    chosen = read_settings(folder.settings).page.port
    port = chosen if port is None else port
    if not 0 < port < 65_536:
        raise UsageError(f"a port lies from 1 to 65535, not at {port}")
    question = Question(
        week=read_week(week) if week else None,
        as_of=read_instant(as_of, now=clock.now()) if as_of else None,
        model=model or BEST,
    )
    forecaster(question.model)
    with stop_signals() as stopped, open_wires() as wires:
        doctor = Doctor(folder, clock, wires, os.environ)

        def checks() -> tuple[Finding, ...]:
            return tuple(finding for check in doctor.checks_here() for finding in check.look())

        say("making the pages")
        with served_dashboard(folder, question, port=port, clock=clock, checks=checks) as address:
            show(address)
            say("the dashboard is served to this machine alone; Ctrl+C stops")
            if open_browser:
                typer.launch(address)
            while not stopped.is_set():
                clock.sleep(_LOOK)
    say("stopped")
