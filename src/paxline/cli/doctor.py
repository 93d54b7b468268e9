"""``paxline doctor``: everything that paxline stands on, looked at one by one."""

import os
from typing import Annotated

import typer

from paxline.cli.options import AsJson, Home, home_folder
from paxline.cli.output import print_json, say, show

Offline = Annotated[bool, typer.Option("--offline", help="Ask nobody; look at this machine alone.")]
SendTestAlert = Annotated[
    bool, typer.Option("--send-test-alert", help="Also send a test to every alert channel in the settings.")
]


def doctor(
    offline: Offline = False,
    send_test_alert: SendTestAlert = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Check the home, the databases, the settings, the TSA's page, the exchange, the keys and the alerts."""
    from paxline.edge.clock import SystemClock
    from paxline.pages.health import health_document, health_screen
    from paxline.run.health import Finding, Health, worst
    from paxline.wiring.doctor import Doctor
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.live import open_wires

    findings: list[Finding] = []
    with open_wires() as wires:
        looks = Doctor(HomeFolder(home_folder(home)), SystemClock(), wires, os.environ)
        checks = looks.checks_here()
        checks += () if offline else looks.checks_outside()
        checks += looks.test_alert() if send_test_alert else ()
        for number, check in enumerate(checks, start=1):
            say(f"{number}/{len(checks)} {check.doing}")
            findings += check.look()
    if as_json:
        print_json(dict(health_document(findings)))
    else:
        show(health_screen(findings))
    if worst(tuple(findings)) is Health.BAD:
        raise typer.Exit(1)
