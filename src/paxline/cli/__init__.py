"""The command line. Each command imports what it needs when it runs, so that a quick one stays quick."""

import os
import sys
from typing import Annotated

import typer

from paxline import __version__
from paxline.cli import (
    acknowledge,
    alerts,
    arm,
    aws,
    backtest,
    backup,
    books,
    brief,
    decide,
    doctor,
    exchange,
    fit,
    forecast,
    ingest,
    run,
    serve,
    settings,
    shock,
    study,
    week,
)
from paxline.errors import PaxlineError, UsageError

app = typer.Typer(
    name="paxline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("init")(settings.init)
app.command("settings")(settings.settings)
app.command("doctor")(doctor.doctor)
app.command("acknowledge")(acknowledge.acknowledge)
app.command("today")(week.today)
app.command("week")(week.week)
app.command("serve")(serve.serve)
app.command("brief")(brief.brief)
app.command("ingest")(ingest.ingest)
app.command("forecast")(forecast.forecast)
app.command("decide")(decide.decide)
app.command("step")(decide.step)
app.command("run")(run.run)
app.command("arm")(arm.arm)
app.command("disarm")(arm.disarm)
app.command("status")(run.status)
app.command("alerts")(alerts.alerts)
app.command("halt")(run.halt)
app.command("resume")(run.resume)
app.command("cancel-all")(run.cancel_all)
app.command("backtest")(backtest.backtest)
app.command("ledger")(books.ledger)
app.command("export")(books.export)
app.command("fit")(fit.fit)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(aws.app, name="aws")
app.add_typer(exchange.app, name="exchange")
app.add_typer(shock.app, name="shock")
app.add_typer(study.app, name="study")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"paxline {__version__}")
        raise typer.Exit


@app.callback()
def paxline(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Say which version this is, and end.")
    ] = False,
) -> None:
    """Forecast the weekly TSA passenger volume and price Kalshi's ladder on it."""


def main() -> None:
    """Run the command line: exit with 0 when done, 1 when the work could not be done, 2 on wrong usage."""
    # The model shares its work out among threads itself; read when numpy is first imported, by the command.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app(prog_name="paxline")
    except PaxlineError as error:
        sys.stderr.write(f"paxline: {error}\n")
        sys.exit(2 if isinstance(error, UsageError) else 1)
