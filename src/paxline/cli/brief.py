"""``paxline brief``: what the daily mail says, to read here or to keep."""

from pathlib import Path
from typing import Annotated

import typer

from paxline.cli.options import AsOf, Home, Model, WeekOption, home_folder, in_a_folder, read_question
from paxline.cli.output import say, write

Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", callback=in_a_folder, help="Write it as one HTML file for a browser."),
]
Mail = Annotated[
    Path | None,
    typer.Option(
        "--mail", metavar="FILE", callback=in_a_folder, help="Write it as a mail (.eml), the chart inside it."
    ),
]
Text = Annotated[bool, typer.Option("--text", help="Print it as text even where --html or --mail writes a file.")]


def brief(
    week: WeekOption = None,
    as_of: AsOf = None,
    model: Model = None,
    html: Html = None,
    mail: Mail = None,
    text: Text = False,
    home: Home = None,
) -> None:
    """Write the daily brief: forecast, ladder, what is held, what was done and why not, and the home's health."""
    import os
    import sys

    from paxline.edge.clock import SystemClock
    from paxline.pages.brief import as_mail, one_file
    from paxline.wiring.brief import BotState, home_brief
    from paxline.wiring.doctor import Doctor
    from paxline.wiring.forecasters import BEST
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.kept import newest_books
    from paxline.wiring.live import open_wires

    clock, folder = SystemClock(), HomeFolder(home_folder(home))
    now = clock.now()
    chosen, instant = read_question(week, as_of, now=now)
    with open_wires() as wires:
        doctor = Doctor(folder, clock, wires, os.environ)
        findings = [finding for check in doctor.checks_here() for finding in check.look()]
    state = BotState(newest_books(folder), findings)
    made = home_brief(folder, state, week=chosen, as_of=instant, model=model or BEST, now=now)
    if html:
        _keep(html, one_file(made).encode())
    if mail:
        _keep(mail, as_mail(made, sender="paxline <paxline@localhost>", to="you <you@localhost>").as_bytes())
    if text or not (html or mail):
        sys.stdout.write(f"{made.subject}\n\n{made.text}")


def _keep(file: Path, content: bytes) -> None:
    write(file, content)
    say(f"written: {file}")
