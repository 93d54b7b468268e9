"""Readings a second from a folder into the store and out of it into a ``History``, beside reading the same CSV alone.

The plain read takes each row of the tables of counts as the csv module gives it and keeps nothing.
"""

import csv
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from support.data import folder_of_counts, scratch
from support.table import shortest, show

from paxline.edge.archive.counts import read_counts
from paxline.edge.store import Store

TIMES = 5
AFTER_ALL = datetime(9000, 1, 1, tzinfo=UTC)
TABLES = ("tsa_daily.csv", "tsa_as_published.csv", "tsa_first_seen.csv", "tsa_vintages.csv")
"""The tables of counts, from which the readings come."""


def plain_read(folder: Path) -> int:
    """How many rows the tables of counts have."""
    rows = 0
    for name in TABLES:
        if (folder / name).is_file():
            with (folder / name).open(newline="", encoding="utf-8") as file:
                rows += sum(1 for _ in csv.DictReader(file))
    return rows


def main() -> None:
    with scratch() as made:
        room = Path(made)
        folder, origin = folder_of_counts(room)
        readings = read_counts(folder).readings
        number = count()

        def fill() -> None:
            with Store.open(room / f"{next(number)}.sqlite") as store:
                store.add_readings(readings)

        plain = shortest(lambda: plain_read(folder), times=TIMES)
        steps = {
            "plain csv read": (plain_read(folder), plain),
            "tables of counts to readings": (len(readings), shortest(lambda: read_counts(folder), times=TIMES)),
            "readings to a new store": (len(readings), shortest(fill, times=TIMES)),
        }
        with Store.open(room / "0.sqlite") as store:
            again = shortest(lambda: store.add_readings(readings), times=TIMES)
            steps["the same readings again"] = (len(readings), again)
            kept = len(store.history(AFTER_ALL).readings)
            steps["store to History"] = (kept, shortest(lambda: store.history(AFTER_ALL), times=TIMES))
    base = plain / steps["plain csv read"][0]
    show(
        f"{origin}; the ratio is the time of one reading over that of one row of the plain read; best of {TIMES}",
        ("step", "ratio", "rows", "ms", "rows a second"),
        [
            (name, f"{seconds / n / base:.1f}", f"{n:,}", f"{1000 * seconds:.1f}", f"{n / seconds:,.0f}")
            for name, (n, seconds) in steps.items()
        ],
    )


if __name__ == "__main__":
    main()
