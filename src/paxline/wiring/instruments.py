"""The log and the figures of one running paxline, joined to what they watch."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from paxline.edge.kalshi.http import Call
from paxline.edge.logs import open_log
from paxline.edge.metrics import Metrics, route
from paxline.edge.redaction import Redaction
from paxline.edge.settings import Settings
from paxline.run.ports import Clock
from paxline.wiring.home import Home


@dataclass(frozen=True, slots=True)
class Instruments:
    """What a running paxline is watched by.

    Attributes:
        log: Events, one JSON line each.
        metrics: Counts and times.
    """

    log: FilteringBoundLogger
    metrics: Metrics

    def call(self, call: Call) -> None:
        """An attempt at a call: counted, and logged where it failed; for ``KalshiHttp.observe``."""
        self.metrics.call(call)
        if not 200 <= call.status < 300:
            told = {"method": call.method, "route": route(call.path), "status": call.status, "attempt": call.attempt}
            self.log.warning("call failed", **told, seconds=round(call.seconds, 3))


@contextmanager
def open_instruments(
    home: Home, settings: Settings, *, variables: Mapping[str, str], clock: Clock
) -> Generator[Instruments]:
    """The log in the home and fresh figures; raises ``StoreError`` where no log can be written.

    Everything in the settings and in the variables that is secret is kept out of the log.
    """
    redaction = Redaction.of(secrets(settings, variables))
    with open_log(home.logs, clock=clock, redaction=redaction) as log:
        yield Instruments(log, Metrics())


def secrets(settings: Settings, variables: Mapping[str, str]) -> tuple[str, ...]:
    """What must be written nowhere: channels, the dead-man's switch, and keys with their ids."""
    keys = [
        value.replace("\\n", "\n")
        for name, value in variables.items()
        if name.startswith("PAXLINE_KALSHI_") and not name.endswith("_KEY_FILE")
    ]
    return (*settings.alerts.channels, settings.alerts.ping, *keys)
