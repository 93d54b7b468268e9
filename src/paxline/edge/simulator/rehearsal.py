"""What a rehearsal needs beside the exchange: its time, where the member's key lies, and counts as a site shows them.

The counts are those of the made-up week that trades, each shown from its usual release on, in the layouts of the TSA's
pages. The key itself is not told, only the file that its owner alone may read.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from paxline.counts.calendar import eastern_day
from paxline.counts.history import Reading
from paxline.run.ports import Clock

TOLD_AT: Final = "/rehearsal"
COUNTS_AT: Final = "/rehearsal/passenger-volumes"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What is told.

    Attributes:
        clock: The exchange's time.
        pace: Seconds of it in one of the wall.
        key_id: The member's key.
        private_key_path: Where its private half lies.
        readings: Every count, each known at its release.
    """

    clock: Clock
    pace: float
    key_id: str
    private_key_path: str
    readings: Sequence[Reading]

    def routes(self) -> list[Route]:
        """What goes into the application's routes."""
        return [
            Route(TOLD_AT, self._told),
            Route(COUNTS_AT, self._current),
            Route(f"{COUNTS_AT}/{{year:int}}", self._archive),
        ]

    def _told(self, request: Request) -> Response:
        del request
        told = {
            "now": self.clock.now().isoformat(),
            "pace": self.pace,
            "key_id": self.key_id,
            "private_key_path": self.private_key_path,
        }
        return Response(json.dumps(told), media_type="application/json")

    def _current(self, request: Request) -> Response:
        return _page(self._of(eastern_day(self.clock.now()).year)[::-1], "TSA checkpoint travel numbers", request)

    def _archive(self, request: Request) -> Response:
        year = int(request.path_params["year"])
        return _page(self._of(year), f"{year} TSA checkpoint travel numbers", request)

    def _of(self, year: int) -> list[Reading]:
        now = self.clock.now()
        return sorted((r for r in self.readings if r.day.year == year and r.known_at <= now), key=lambda r: r.day)


def _page(readings: Sequence[Reading], title: str, request: Request) -> Response:
    """The rows as a page; what has not changed is said to, and a year without rows is not there."""
    if not readings:
        return Response(status_code=404)
    tag = f'"{readings[0].day}-{len(readings)}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304)
    rows = "".join(
        f"<tr><td>{r.day.month}/{r.day.day}/{r.day.year}</td><td>{r.passengers:,}</td></tr>" for r in readings
    )
    table = f"<table><thead><tr><th>Date</th><th>Numbers</th></tr></thead><tbody>{rows}</tbody></table>"
    page = f"<html><head><title>{title}</title></head><body>{table}</body></html>"
    return Response(page, media_type="text/html", headers={"ETag": tag})
