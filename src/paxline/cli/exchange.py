"""``paxline exchange``: a simulated Kalshi to test a trading program on."""

import signal
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from paxline.cli.options import Home, Recorded, WeekOption, read_week
from paxline.cli.output import print_json, say
from paxline.cli.panels import Group
from paxline.cli.simulate import read_recorded, simulate
from paxline.errors import UsageError

app = typer.Typer(cls=Group, help="A simulated exchange to test a trading program on.", no_args_is_help=True)

Port = Annotated[int, typer.Option("--port", metavar="PORT", help="Port of the loopback; 0 takes any free one.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Draws the week, the others and the faults; 0 or more.")]
Speed = Annotated[
    float, typer.Option("--speed", metavar="TIMES", help="Seconds of the exchange in one of yours, above 0.")
]
Faults = Annotated[
    str,
    typer.Option(
        "--faults", metavar="PROFILE", help="What goes wrong: calm, flaky, storm, maintenance, silent, lagging, skewed."
    ),
]
KeyFolder = Annotated[
    Path | None,
    typer.Option(
        "--key-folder", metavar="DIR", help="Where the member's private key goes; a temporary folder by default."
    ),
]
Bound = Annotated[
    float | None, typer.Option("--for", metavar="SECONDS", help="Stop by itself after this many seconds of yours.")
]


app.command("simulate")(simulate)


@app.callback()
def group() -> None:
    """A simulated exchange to test a trading program on."""


@app.command("serve")
def serve(
    port: Port = 0,
    seed: Seed = 0,
    week: WeekOption = None,
    speed: Speed = 1.0,
    faults: Faults = "calm",
    key_folder: KeyFolder = None,
    bound: Bound = None,
    recorded: Recorded = None,
    home: Home = None,
) -> None:
    """Serve a simulated Kalshi on the loopback: one week's ladder, others who trade, and a member's key for you."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.simulated.served import Offer, build, run, served

    if seed < 0 or not 0 < speed < float("inf"):
        raise UsageError(f"--seed is 0 or more and --speed above 0, not {seed} and {speed:g}")
    if recorded and week:
        raise UsageError("--recorded names the week itself; leave --week out")
    wall = SystemClock()
    again = read_recorded(recorded, home, now=wall.now()) if recorded else None
    with stop_signals() as stopped, tempfile.TemporaryDirectory(prefix="paxline-exchange-") as scratch:
        folder = key_folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        offer = Offer(week=read_week(week) if week else None, seed=seed, speed=speed, faults=faults, recorded=again)
        exchange = build(offer, wall=wall, folder=folder)
        with served(exchange, port=port, wall=wall) as announced:
            print_json(announced)
            say(f"serving {announced['event_ticker']}; Ctrl+C stops")
            run(exchange, until=stopped.is_set, seconds=bound, wall=wall)
    say("stopped")


@contextmanager
def stop_signals() -> Generator[threading.Event]:
    """An event that Ctrl+C and SIGTERM set, so that the work ends in order; afterwards they mean what they meant."""
    stopped = threading.Event()
    before = {number: signal.signal(number, lambda *_: stopped.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
