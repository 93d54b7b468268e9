"""What the owner of a home was told, is to be told, and could not be told: the outboxes of all its databases."""

from datetime import datetime
from typing import Final

from paxline.edge.store.outbox import SqliteOutbox
from paxline.run import health
from paxline.run.alerts import Posted
from paxline.run.health import Finding
from paxline.wiring.home import Home

LOOKED_BACK: Final = 1000
"""Alerts of each database that are looked at to tell whether delivery works."""


def posted(home: Home, *, most: int) -> tuple[Posted, ...]:
    """The newest alerts, oldest first; raises ``StoreError``."""
    found: list[Posted] = []
    for file in sorted(home.folder.glob("*.sqlite")):
        with SqliteOutbox.open_to_read(file) as outbox:
            found += outbox.posted(most=most)
    return tuple(sorted(found, key=lambda one: one.alert.at)[-most:])


def delivery(home: Home, *, now: datetime) -> Finding:
    """Whether what waits is delivered; raises ``StoreError``."""
    waiting = [one for one in posted(home, most=LOOKED_BACK) if one.state != "sent"]
    failed = next((one.failed for one in reversed(waiting) if one.failed), "")
    oldest = min((one.alert.at for one in waiting), default=None)
    return health.delivery(len(waiting), oldest, failed, now=now)
