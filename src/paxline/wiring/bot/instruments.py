"""The log and the figures of one running paxline, joined to what they watch."""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from structlog.typing import FilteringBoundLogger

from paxline.edge.kalshi.http import Call
from paxline.edge.logs import open_log
from paxline.edge.metrics import Metrics, route
from paxline.edge.redaction import Redaction
from paxline.edge.settings import Settings
from paxline.edge.worlds import PAPER
from paxline.run.ports import Clock
from paxline.wiring.home import Home

_HEARTBEAT: Final = re.compile(r'^paxline_value\{what="heartbeat"\} (?P<at>\S+)$', re.MULTILINE)
_AGE: Final = re.compile(r"^paxline_heartbeat_age_seconds .*$", re.MULTILINE)

PUBLISHED: Final = timedelta(seconds=15)
"""Between two writings of the figures' file."""


@dataclass
class Instruments:
    """What a running paxline is watched by.

    Attributes:
        log: Events, one JSON line each.
        metrics: Counts and times.
        redaction: Knows what must be written and sent nowhere.
        file: Where the figures are written for whoever collects them.
    """

    log: FilteringBoundLogger
    metrics: Metrics
    redaction: Redaction
    file: Path
    _published_at: datetime | None = None

    def call(self, call: Call) -> None:
        """An attempt at a call: counted, and logged where it failed; for ``KalshiHttp.observe``."""
        self.metrics.call(call)
        if not 200 <= call.status < 300:
            told = {"method": call.method, "route": route(call.path), "status": call.status, "attempt": call.attempt}
            self.log.warning("call failed", **told, seconds=round(call.seconds, 3))

    def publish(self, now: datetime) -> None:
        """Write the figures to their file, where that was not done of late at ``now`` (UTC)."""
        if self._published_at is not None and timedelta(0) <= now - self._published_at < PUBLISHED:
            return
        self._published_at = now
        self.metrics.write(self.file)


@contextmanager
def open_instruments(
    home: Home, settings: Settings, *, variables: Mapping[str, str], clock: Clock, world: str = PAPER
) -> Generator[Instruments]:
    """The log of what trades in a world, and fresh figures; raises ``StoreError`` where no log can be written.

    Everything in the settings and in the variables that is secret is kept out of the log.
    """
    redaction = Redaction.of(secrets(settings, variables))
    with open_log(home.logs, clock=clock, redaction=redaction, file=home.log(world).name) as log:
        yield Instruments(log, Metrics(), redaction, home.figures(world))


def told_figures(home: Home, *, now: datetime) -> str:
    """The figures of what gave the newest sign of life, and that one's age as of ``now`` (UTC)."""
    told = [file.read_text(encoding="utf-8", errors="replace") for file in home.folder.glob("metrics*.prom")]
    if not told:
        return "# nothing has run in this home yet\n"
    text = max(told, key=_alive_at)
    alive = _HEARTBEAT.search(text)
    if alive is None:
        return text
    age = max(now.timestamp() - float(alive["at"]), 0.0)
    return _AGE.sub(f"paxline_heartbeat_age_seconds {age:.1f}", text)


def _alive_at(text: str) -> float:
    found = _HEARTBEAT.search(text)
    return float(found["at"]) if found else 0.0


def secrets(settings: Settings, variables: Mapping[str, str]) -> tuple[str, ...]:
    """What must be written nowhere: channels, the dead-man's switch, and keys with their ids."""
    keys = [
        value.replace("\\n", "\n")
        for name, value in variables.items()
        if name.startswith("PAXLINE_KALSHI_") and not name.endswith("_KEY_FILE")
    ]
    return (*settings.alerts.channels, settings.alerts.ping, *keys)
