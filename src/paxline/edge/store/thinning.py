"""Thinning a store out with age: of weeks gone by, one decision and one quote of each half hour tell enough.

What an order refers to stays, and so does the first decision of each half hour and after each count, from which settled
weeks are judged; one that was made up afterwards is not the first. Pictures of alerts go, their words stay. The room
that comes free is used again; the file shrinks only where somebody compacts it.
"""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from paxline.edge.store.schema import transaction

_GUARDS: Final = (
    "SELECT name, sql FROM sqlite_master WHERE name IN ('decisions_kept', 'quotes_kept', 'alert_pictures_kept')"
)

_HALF_HOUR: Final = "substr({at}, 1, 13), substr({at}, 15, 2) >= '30'"
"""Of an instant as the store keeps it; half hours are the same everywhere in the East."""

_THIN_DECISIONS: Final = f"""
WITH
  told AS (
    SELECT digest, sunday, as_of, max(as_of) OVER (
      PARTITION BY sunday ORDER BY rowid ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS latest
    FROM decisions WHERE sunday < :before
  ),
  first AS (
    SELECT digest, min(as_of) FROM told WHERE latest IS NULL OR latest <= as_of
    GROUP BY sunday, {_HALF_HOUR.format(at="as_of")}, (SELECT max(known_at) FROM readings WHERE known_at <= as_of)
  )
DELETE FROM decisions WHERE sunday < :before
  AND digest NOT IN (SELECT digest FROM first) AND digest NOT IN (SELECT value FROM json_each(:referred))
"""  # noqa: S608 - put together from constants

_THIN_QUOTES: Final = f"""
WITH first AS (
  SELECT id, min(known_at) FROM quotes JOIN contracts USING (ticker) WHERE sunday < :before
  GROUP BY ticker, source, {_HALF_HOUR.format(at="known_at")}
)
DELETE FROM quotes WHERE ticker IN (SELECT ticker FROM contracts WHERE sunday < :before)
  AND id NOT IN (SELECT id FROM first)
"""  # noqa: S608 - the same


_THIN_PICTURES: Final = "DELETE FROM alert_pictures WHERE alert IN (SELECT id FROM alerts WHERE at < :before)"
"""What a picture shows is in the alert's words too."""


@dataclass(frozen=True, slots=True)
class Thinned:
    """How many decisions, quotes and pictures of alerts went."""

    decisions: int
    quotes: int
    pictures: int


def thin(connection: sqlite3.Connection, *, before: date, referred: Collection[str]) -> Thinned:
    """Thin out the weeks that ended before a day, all or nothing; decisions ``referred`` to by digest stay."""
    asked = {"before": before.isoformat(), "referred": json.dumps(list(referred))}
    with transaction(connection):
        guards = connection.execute(_GUARDS).fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        gone: list[int] = []
        for thinning in (_THIN_DECISIONS, _THIN_QUOTES, _THIN_PICTURES):
            begun = connection.total_changes
            connection.execute(thinning, asked)
            gone.append(connection.total_changes - begun)
        for _, guard in guards:
            connection.execute(guard)
    return Thinned(*gone)
