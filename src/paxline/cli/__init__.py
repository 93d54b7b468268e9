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
from paxline.cli.panels import EVIDENCE, EXIT_STATUS, HOUSE, TRADING, WEEK, Group
from paxline.errors import PaxlineError, UsageError

app = typer.Typer(
    name="paxline",
    cls=Group,
    epilog=EXIT_STATUS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("today", rich_help_panel=WEEK)(week.today)
app.command("week", rich_help_panel=WEEK)(week.week)
app.command("serve", rich_help_panel=WEEK)(serve.serve)
app.command("brief", rich_help_panel=WEEK)(brief.brief)
app.command("ingest", rich_help_panel=WEEK)(ingest.ingest)
app.command("forecast", rich_help_panel=WEEK)(forecast.forecast)
app.add_typer(shock.app, name="shock", rich_help_panel=WEEK)
app.command("decide", rich_help_panel=TRADING)(decide.decide)
app.command("step", rich_help_panel=TRADING)(decide.step)
app.command("run", rich_help_panel=TRADING)(run.run)
app.command("status", rich_help_panel=TRADING)(run.status)
app.command("halt", rich_help_panel=TRADING)(run.halt)
app.command("resume", rich_help_panel=TRADING)(run.resume)
app.command("cancel-all", rich_help_panel=TRADING)(run.cancel_all)
app.command("arm", rich_help_panel=TRADING)(arm.arm)
app.command("disarm", rich_help_panel=TRADING)(arm.disarm)
app.command("acknowledge", rich_help_panel=TRADING)(acknowledge.acknowledge)
app.command("alerts", rich_help_panel=TRADING)(alerts.alerts)
app.command("ledger", rich_help_panel=TRADING)(books.ledger)
app.command("export", rich_help_panel=TRADING)(books.export)
app.add_typer(study.app, name="study", rich_help_panel=EVIDENCE)
app.command("backtest", rich_help_panel=EVIDENCE)(backtest.backtest)
app.command("fit", rich_help_panel=EVIDENCE)(fit.fit)
app.add_typer(exchange.app, name="exchange", rich_help_panel=EVIDENCE)
app.command("init", rich_help_panel=HOUSE)(settings.init)
app.command("settings", rich_help_panel=HOUSE)(settings.settings)
app.command("doctor", rich_help_panel=HOUSE)(doctor.doctor)
app.command("backup", rich_help_panel=HOUSE)(backup.backup)
app.command("restore", rich_help_panel=HOUSE)(backup.restore)
app.add_typer(aws.app, name="aws", rich_help_panel=HOUSE)


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
